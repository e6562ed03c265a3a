"""A ticket as the clocks see it: what it was when opened, and the steps that count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.calendar.calendar import seconds_of
from onboardctl.core.sla.clock import Case, Step, Story
from onboardctl.core.sla.replay import replay
from onboardctl.core.ticket import facts as f

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from onboardctl.core.sla.book import Book
    from onboardctl.core.ticket.state import Ticket

_STEPS: dict[type, str] = {
    f.TicketReplied: "reply",
    f.TicketMessaged: "message",
    f.TicketPaused: "pause",
    f.TicketResumed: "resume",
    f.TicketResolved: "resolve",
    f.TicketReopened: "reopen",
    f.TicketClosed: "close",
    f.TicketPrioritised: "priority",
    f.TicketRetiered: "tier",
    f.TicketRejudged: "policy",
    f.TicketEscalated: "escalate",
}
_VALUES: dict[type, Any] = {
    f.TicketPrioritised: lambda event: event.priority,
    f.TicketRetiered: lambda event: event.tier,
    f.TicketRejudged: lambda event: event.policy,
    f.TicketEscalated: lambda event: f"{event.level}/{event.path}",
}


def case_of(ticket: Ticket) -> Case:
    """What the ticket was when it was opened."""
    opened = ticket.opened
    assert opened is not None
    assert ticket.opened_at is not None
    return Case(
        seconds_of(ticket.opened_at), opened.tier, opened.priority, opened.policy, opened.zone,
        opened.path, opened.ours,
    )  # fmt: skip


def steps_of(ticket: Ticket) -> Iterator[Step]:
    """The steps that clocks know of, in the order in which they happened."""
    for recorded in ticket.history:
        event = recorded.event
        kind = _STEPS.get(type(event))
        if kind is not None:
            value = _VALUES.get(type(event))
            yield Step(seconds_of(recorded.occurred_at), kind, value(event) if value else "")


def clocks_of(ticket: Ticket, book: Book, until: int | None = None) -> Story:
    """Every clock of the ticket; see :func:`onboardctl.core.sla.replay.replay`."""
    return replay(case_of(ticket), steps_of(ticket), book, until)
