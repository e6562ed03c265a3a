"""A clock taken apart: the intervals that counted, the stretches that did not, the changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.calendar.calendar import instant_of, seconds_of
from onboardctl.core.payloads.ticket import ClockExplained, CountedSpan, LeftOut, ShiftLine
from onboardctl.core.sla.book import phrase
from onboardctl.core.sla.words import duration
from onboardctl.operations.ticket.lines import clock_line
from onboardctl.store import policies

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.core.payloads.ticket import ClockLine
    from onboardctl.core.sla.clock import Clock
    from onboardctl.store.engine import Engine


def explained(clock: Clock, moment: datetime, zone: str, store: Engine) -> ClockExplained:
    """Everything that makes a clock what it is at a moment."""
    line = clock_line(clock, moment)
    applied = clock.applied
    policy = policies.book(store).policy(clock.policy) if clock.policy else None
    return ClockExplained(
        line=line,
        policy=f"{policy.playbook} {policy.version}: {phrase(applied.target)}"
        if policy and applied
        else "no target is agreed",
        source=applied.target.source if applied else "",
        zone=zone,
        counted=tuple(_counted(clock, moment)),
        left_out=tuple(_left_out(clock)),
        shifts=tuple(
            ShiftLine(
                instant_of(one.at),
                one.because,
                _instant(one.was_due_at),
                _instant(one.now_due_at),
                one.effect,
            )
            for one in clock.shifts
        ),
        breached_at=_instant(clock.breaches_at) if line.state == "breached" else None,
        sentence=_sentence(line),
    )


def _counted(clock: Clock, moment: datetime) -> list[CountedSpan]:
    """Open intervals from the start to the end or the moment, without what is left out."""
    if clock.applied is None:
        return []
    end = clock.ended_at if clock.ended_at is not None else seconds_of(moment)
    spans, total, at = [], 0, clock.started_at
    for begin, finish in (*clock.spans, (end, end)):
        for first, last in clock.applied.hours.intervals(at, min(begin, end)):
            total += last - first
            spans.append(CountedSpan(instant_of(first), instant_of(last), last - first, total))
        at = max(at, finish)
    return spans


def _left_out(clock: Clock) -> list[LeftOut]:
    if clock.applied is None:
        return []
    hours = clock.applied.hours
    return [
        LeftOut(
            instant_of(begin),
            instant_of(end),
            hours.elapsed(begin, end),
            "resolved" if (begin, end) in clock.gaps else "waiting",
        )
        for begin, end in clock.spans
    ]


def _sentence(line: ClockLine) -> str:
    """The verdict in words, with the numbers it rests on."""
    counted = duration(line.elapsed)
    if line.target is None:
        return "no target is agreed for it, so it counts as no success and no breach"
    target = duration(line.target)
    over = duration(abs(line.target - line.elapsed))
    if line.state == "met":
        return f"met: {counted} of open time, {target} allowed"
    if line.state == "ended":
        return f"ended without a verdict after {counted} of open time"
    if line.state == "breached":
        still = "" if line.ended_at else " and still open"
        return f"breached: {counted} of open time, {target} allowed, {over} too late{still}"
    if line.state == "paused":
        return f"waits: {counted} of {target} used, {over} left once it goes on"
    return f"runs: {counted} of {target} used, {over} left"


def _instant(seconds: int | None) -> datetime | None:
    return None if seconds is None else instant_of(seconds)
