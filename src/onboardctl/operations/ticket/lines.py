"""Tickets and clocks as answers show them: states at a moment, from rows and from replays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core import codec
from onboardctl.core.calendar.calendar import instant_of, seconds_of
from onboardctl.core.payloads.ticket import ClockLine, TicketLine
from onboardctl.core.sla.policy import LEVEL

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.core.sla.clock import Clock
    from onboardctl.core.ticket.state import Ticket
    from onboardctl.store.engine import Row

BREACHED, AT_RISK, CALM, NO_TARGET = "breached", "at risk", "none", "no target"


def clock_line(clock: Clock, moment: datetime) -> ClockLine:
    """A clock as it stands at a moment."""
    now = seconds_of(moment)
    applied = clock.applied
    elapsed = clock.elapsed_at(now)
    target = applied.target.seconds if applied else None
    ended = clock.ended_at is not None
    return ClockLine(
        clock=clock.kind,
        number=clock.number,
        state=_state(clock, now),
        at_risk=_is_at_risk(clock, now),
        started_at=instant_of(clock.started_at),
        ended_at=_instant(clock.ended_at),
        due_at=_instant(clock.due_at),
        elapsed=elapsed,
        target=target,
        remaining=None if target is None or ended else target - elapsed,
        calendar=applied.target.calendar if applied else "",
        written=applied.target.written if applied else "",
        cleared_by=", ".join(one.because for one in clock.shifts if one.effect == "cleared"),
    )


def _state(clock: Clock, now: int) -> str:
    if clock.verdict == "void":
        return "ended"
    if clock.verdict == "none":
        return "no_target"
    if clock.verdict == "met":
        return "met"
    if clock.verdict == "late" or clock.is_breached(now):
        return "breached"
    return "paused" if clock.verdict == "paused" else "running"


def _is_at_risk(clock: Clock, now: int) -> bool:
    runs = clock.verdict == "open" and not clock.is_breached(now)
    return runs and clock.warns_at is not None and now >= clock.warns_at


def line_of(row: Row, moment: datetime) -> TicketLine:
    """A ticket from its read row, joined with its partner."""
    return TicketLine(
        ticket=row["ticket_id"],
        partner=row["slug"],
        name=row["name"],
        title=row["title"],
        tier=row["tier"],
        priority=row["priority"],
        category=row["category"],
        stage=row["stage"],
        waiting=bool(row["waiting"]),
        owner=row["owner"],
        level=row["level"],
        risk=_risk_of_row(row, moment),
        next_clock=row["next_clock"],
        next_due_at=_parsed(row["next_due_at"]),
        opened_at=codec.parse_instant(row["opened_at"]),
        resolved_at=_parsed(row["resolved_at"]),
        external=row["external"],
    )


def _risk_of_row(row: Row, moment: datetime) -> str:
    now = codec.instant_text(moment)
    if row["broken"]:
        return BREACHED
    if row["next_breach_at"] is not None and row["next_breach_at"] < now:
        return BREACHED
    if row["warns_at"] is not None and row["warns_at"] <= now:
        return AT_RISK
    return CALM if row["policy"] else NO_TARGET


def line_of_ticket(
    ticket: Ticket, clocks: tuple[Clock, ...], slug: str, name: str, moment: datetime
) -> TicketLine:
    """A ticket from its replay."""
    opened = ticket.opened
    assert opened is not None
    assert ticket.opened_at is not None
    lines = [clock_line(clock, moment) for clock in clocks if clock.kind != LEVEL]
    running = [one for one in lines if one.ended_at is None and one.due_at is not None]
    nearest = min(running, key=lambda one: (one.due_at, one.clock), default=None)
    return TicketLine(
        ticket=ticket.id,
        partner=slug,
        name=name,
        title=opened.title,
        tier=ticket.tier,
        priority=ticket.priority,
        category=ticket.category,
        stage=ticket.stage,
        waiting=ticket.waiting,
        owner=ticket.owner or None,
        level=ticket.level,
        risk=_risk(lines),
        next_clock=nearest.clock if nearest else None,
        next_due_at=nearest.due_at if nearest else None,
        opened_at=ticket.opened_at,
        resolved_at=ticket.resolved_at,
        external=opened.external or None,
    )


def _risk(lines: list[ClockLine]) -> str:
    unfinished = [one for one in lines if one.ended_at is None]
    if any(one.state == "breached" for one in lines):
        return BREACHED
    if any(one.at_risk for one in unfinished):
        return AT_RISK
    return CALM if any(one.target is not None for one in lines) or not lines else NO_TARGET


def _instant(seconds: int | None) -> datetime | None:
    return None if seconds is None else instant_of(seconds)


def _parsed(text: str | None) -> datetime | None:
    return None if text is None else codec.parse_instant(text)
