"""Tickets by the names people know them by, and what an answer says of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.calendar.calendar import seconds_of
from onboardctl.core.errors import NotFound
from onboardctl.core.payloads.ticket import TicketChanged
from onboardctl.core.result import Result
from onboardctl.core.ticket.story import clocks_of
from onboardctl.operations.ticket.lines import clock_line, line_of_ticket
from onboardctl.store import policies

if TYPE_CHECKING:
    from onboardctl.core.errors import Diagnostic
    from onboardctl.core.ticket.state import Ticket
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row


def find(session: Session, name: str) -> str:
    """The id of a ticket: its own, or that of another system.

    Raises:
        NotFound: no ticket answers to it.
    """
    wanted = name.upper() if name[:2].lower() == "t-" else name
    row = session.store.one("ticket.by_key", key=wanted)
    if row is None:
        raise NotFound(
            "ticket.unknown",
            f'no ticket answers to "{name}"',
            hint="see them with `onboardctl ticket list`",
        )
    found: str = row["ticket_id"]
    return found


def partner_of(session: Session, ticket: Ticket) -> Row:
    """The read row of a ticket's partner, removed ones included."""
    assert ticket.opened is not None
    row = session.store.one("ticket.partner", partner_id=ticket.opened.partner)
    if row is None:
        raise NotFound("partner.unknown", f"the partner of {ticket.id} is not in the store")
    return row


def answer(
    session: Session,
    command: str,
    ticket: Ticket,
    partner: Row,
    said: str,
    warnings: tuple[Diagnostic, ...] = (),
) -> Result:
    """The ticket with its clocks after something was done with it."""
    story = clocks_of(ticket, policies.book(session.store), seconds_of(session.now))
    line = line_of_ticket(ticket, story.clocks, partner["slug"], partner["name"], session.now)
    return Result(
        command,
        "ticket-changed/1",
        TicketChanged(line, tuple(clock_line(one, session.now) for one in story.clocks)),
        as_of=session.now,
        zone=partner["zone"],
        messages=(said,),
        next_steps=_next(ticket),
        warnings=warnings,
        dry_run=session.dry_run,
    )


def _next(ticket: Ticket) -> tuple[str, ...]:
    if ticket.closed_at is not None:
        return (f"onboardctl ticket show {ticket.id}",)
    if ticket.resolved_at is not None:
        return (f"onboardctl ticket close {ticket.id}",)
    if ticket.waiting:
        return (f"onboardctl ticket resume {ticket.id}",)
    if ticket.stage == "new":
        return (f"onboardctl ticket reply {ticket.id}",)
    return (f"onboardctl ticket show {ticket.id}",)
