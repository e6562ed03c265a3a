"""Tickets as they were at a moment: replayed with a cut-off, never by copying the store.

What was recorded later does not count, and neither does what happened later. A ticket of which
nothing was recorded since is as its read rows say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core import codec
from onboardctl.core.ticket.evolve import evolve
from onboardctl.core.ticket.state import Ticket
from onboardctl.store import event_log

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from onboardctl.operations.session import Session


def ticket_at(session: Session, ticket_id: str, as_of: datetime | None) -> Ticket:
    """One ticket as it was at a moment, or as it is."""
    ticket: Ticket = event_log.load(session.store, ticket_id, as_of=as_of)
    return ticket if as_of is None else cut(ticket, as_of)


def cut(ticket: Ticket, as_of: datetime) -> Ticket:
    """The ticket without what happened after a moment."""
    if not ticket.history or ticket.history[-1].occurred_at <= as_of:
        return ticket
    kept = Ticket(ticket.id)
    for fact in ticket.history:
        if fact.occurred_at <= as_of:
            kept = evolve(kept, fact)
    return kept


def touched_after(session: Session, as_of: datetime) -> frozenset[str]:
    """Tickets of which something was recorded, taken back or put back after a moment."""
    until = codec.instant_text(as_of)
    rows = session.store.each("ticket.touched_after", until=until)
    return frozenset(row["subject"] for row in rows)


def replayed(session: Session, touched: frozenset[str], as_of: datetime) -> Iterator[Ticket]:
    """The touched tickets as they were, one after the other; those not yet opened are left out."""
    for ticket_id in sorted(touched):
        ticket = ticket_at(session, ticket_id, as_of)
        if ticket.opened is not None:
            yield ticket
