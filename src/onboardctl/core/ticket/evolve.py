"""How each fact changes a ticket: total over all facts about tickets, and never refusing."""

from collections.abc import Callable
from typing import Any

from onboardctl.core.facts import Recorded
from onboardctl.core.ticket import facts as f
from onboardctl.core.ticket.state import Ticket


def evolve(ticket: Ticket, recorded: Recorded) -> Ticket:
    """The ticket after one more fact; one that happened earlier than others is put in its place."""
    history = ticket.history
    if not history or _when(history[-1]) <= _when(recorded):
        after = _take(ticket, recorded)
        return after._replace(version=recorded.number, history=(*history, recorded))
    ordered = sorted((*history, recorded), key=_when)
    told = Ticket(ticket.id)
    for one in ordered:
        told = _take(told, one)
    return told._replace(version=recorded.number, history=tuple(ordered))


def _when(recorded: Recorded) -> tuple[Any, int]:
    return recorded.occurred_at, recorded.number


def _take(ticket: Ticket, at: Recorded) -> Ticket:
    changes: dict[str, Any] = _CHANGES[type(at.event)](ticket, at.event, at)
    return ticket._replace(active_at=at.occurred_at, **changes)


def _opened(ticket: Ticket, event: f.TicketOpened, at: Recorded) -> dict[str, Any]:
    return {
        "opened": event,
        "opened_at": at.occurred_at,
        "tier": event.tier,
        "priority": event.priority,
        "policy": event.policy,
        "path": event.path,
        "category": event.category,
        "owner": event.owner,
        "entered": {"new": at.occurred_at},
    }


def _moved(ticket: Ticket, event: f.TicketMoved, at: Recorded) -> dict[str, Any]:
    return _to(ticket, event.stage, at)


def _to(ticket: Ticket, stage: str, at: Recorded) -> dict[str, Any]:
    told = {known: when for known, when in ticket.told.items() if known != stage}
    entered = {**ticket.entered, stage: at.occurred_at}
    return {"stage": stage, "entered": entered, "told": told}


def _resolved(ticket: Ticket, _: f.TicketResolved, at: Recorded) -> dict[str, Any]:
    if ticket.resolved_at is not None:
        return {}
    there = _to(ticket, "resolved", at)
    return {**there, "resolved_at": at.occurred_at, "waiting": False, "waiting_for": ""}


def _reopened(ticket: Ticket, _: f.TicketReopened, at: Recorded) -> dict[str, Any]:
    if ticket.resolved_at is None:
        return {}
    back = _to(ticket, "in-progress", at)
    for stage in ("resolved", "closed"):
        back["entered"].pop(stage, None)
        back["told"].pop(stage, None)
    return {**back, "resolved_at": None, "closed_at": None, "reopened": ticket.reopened + 1}


def _closed(ticket: Ticket, event: f.TicketClosed, at: Recorded) -> dict[str, Any]:
    ended = ticket.resolved_at or at.occurred_at
    given = event.satisfaction if event.satisfaction is not None else ticket.satisfaction
    there = _to(ticket, "closed", at)
    return {
        **there, "resolved_at": ended, "closed_at": at.occurred_at, "waiting": False,
        "waiting_for": "", "satisfaction": given,
    }  # fmt: skip


def _escalated(ticket: Ticket, event: f.TicketEscalated, _: Recorded) -> dict[str, Any]:
    owner = event.person or ticket.owner
    return {"level": event.level, "path": event.path or ticket.path, "owner": owner}


def _noted(ticket: Ticket, event: f.TicketNoted, _: Recorded) -> dict[str, Any]:
    return {
        "cause": event.cause or ticket.cause,
        "mitigation": event.mitigation or ticket.mitigation,
        "category": event.category or ticket.category,
    }


_CHANGES: dict[type, Callable[[Ticket, Any, Recorded], dict[str, Any]]] = {
    f.TicketOpened: _opened,
    f.TicketReplied: lambda *_: {},
    f.TicketMessaged: lambda *_: {},
    f.TicketMoved: _moved,
    f.TicketPaused: lambda _, event, __: {"waiting": True, "waiting_for": event.reason},
    f.TicketResumed: lambda *_: {"waiting": False, "waiting_for": ""},
    f.TicketResolved: _resolved,
    f.TicketReopened: _reopened,
    f.TicketClosed: _closed,
    f.TicketPrioritised: lambda _, event, __: {"priority": event.priority},
    f.TicketRetiered: lambda _, event, __: {"tier": event.tier},
    f.TicketRejudged: lambda _, event, __: {"policy": event.policy},
    f.TicketEscalated: _escalated,
    f.TicketAssigned: lambda _, event, __: {"owner": event.owner},
    f.TicketNoted: _noted,
    f.TicketTold: lambda ticket, event, at: {"told": {**ticket.told, event.stage: at.occurred_at}},
}
