"""Who of ours plays a role for a partner's tickets, and the levels of a ticket's ladder."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from onboardctl.core.calendar.calendar import instant_of
from onboardctl.core.payloads.ticket import LevelLine
from onboardctl.core.sla.policy import LEVEL
from onboardctl.store import policies

if TYPE_CHECKING:
    from onboardctl.core.sla.book import Rung
    from onboardctl.core.sla.clock import Clock
    from onboardctl.core.ticket.state import Ticket
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row


def person_for(session: Session, role: str, partner: Row) -> str | None:
    """Whoever plays the role for the partner, else the first of our people with that role."""
    team: dict[str, str] = json.loads(partner["team"])
    if role in team:
        return team[role]
    return next((one.id for one in session.settings.staff if role in one.roles), None)


def rungs_of(session: Session, ticket: Ticket, path: str = "") -> tuple[Rung, ...]:
    """The levels that are open to a ticket, on its own path or another one."""
    facts = {"tier": ticket.tier, "severity": ticket.priority, "priority": ticket.priority}
    return policies.book(session.store).rungs(ticket.policy, path or ticket.path, facts)


def ladder_of(
    session: Session, ticket: Ticket, partner: Row, clocks: tuple[Clock, ...]
) -> tuple[LevelLine, ...]:
    """The ladder with the person of each level, and when the time of the present one is over."""
    running = next((one for one in clocks if one.kind == LEVEL and one.ended_at is None), None)
    due = instant_of(running.due_at) if running and running.due_at is not None else None
    return tuple(
        LevelLine(
            rung.number,
            rung.level.role,
            person_for(session, rung.level.role, partner),
            rung.seconds,
            _standing(rung.number, ticket),
            due if rung.number == ticket.level else None,
        )
        for rung in rungs_of(session, ticket)
    )


def _standing(number: int, ticket: Ticket) -> str:
    if number < ticket.level or (number == ticket.level and not ticket.is_open):
        return "passed"
    return "here" if number == ticket.level else "next"
