"""How long something takes, when some are still waiting: the Kaplan-Meier median."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from onboardctl.core.kpi.definition import UNIT_SECONDS
from onboardctl.core.kpi.index import population
from onboardctl.core.kpi.measured import (
    Also,
    Ask,
    Measured,
    Member,
    first,
    lapse,
    leave_out,
    share,
    shown,
)
from onboardctl.core.kpi.signals import signal_text
from onboardctl.core.kpi.statistics import kaplan_meier, median_interval, reached_at

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.core.kpi.observations import PartnerRow


def duration(ask: Ask) -> Measured:
    """The Kaplan-Meier median time from one moment to another, those still waiting censored.

    A partner who left, and one still waiting, was followed for that long and no longer; leaving
    them out would report the time of survivors only.
    """
    measure = ask.definition.measure
    assert measure.start is not None
    assert measure.end is not None
    begins, ends = ask.index.times(measure.start), ask.index.times(measure.end)
    seconds = UNIT_SECONDS[ask.definition.unit]
    rows, excluded = population(ask.definition, ask.index, ask.period.end, ask.among)
    followed: list[tuple[Fraction, Fraction, bool]] = []
    members: list[Member] = []
    early = 0
    for row in rows:
        begin = first(begins, row.id)
        if begin is None or not ask.period.holds(begin):
            if begin is None:
                leave_out(excluded, f"no {signal_text(measure.start)} yet")
            continue
        end = first(ends, row.id)
        until = end if end is not None else _followed_to(row, ask.index.as_of)
        early += end is not None and end < begin
        age = Fraction(round((ask.index.as_of - begin).total_seconds()), seconds)
        took = Fraction(max(0, round((until - begin).total_seconds())), seconds)
        followed.append((age, took, end is not None))
        state = "counted" if end is not None else "open"
        members.append(Member(row.id, row.name, state, lapse(begin, until), until))
    times = [(took, came) for _, took, came in followed]
    curve = kaplan_meier(times, ask.level)
    median = reached_at(curve)
    waiting = sum(1 for _, happened in times if not happened)
    notes = []
    if times and median is None:
        notes.append("median not reached")
    if early:
        notes.append(f"{early} reached it before {signal_text(measure.start)}, counted as 0")
    unheard = ask.index.unheard(measure.end) if median is None else ""
    return Measured(
        median,
        Fraction(len(times) - waiting),
        Fraction(len(times)),
        len(times),
        median_interval(curve) if curve else None,
        open=waiting,
        maturing=_younger(ask, members, begins),
        excluded=tuple(excluded.items()),
        also=_also_duration(ask, followed),
        notes=tuple(notes),
        beyond=max(took for took, _ in times) if times and median is None else None,
        missing=f"{unheard} was never recorded" if unheard and times else "",
        members=shown(ask, members),
    )


def _also_duration(ask: Ask, followed: list[tuple[Fraction, Fraction, bool]]) -> tuple[Also, ...]:
    """The share that got there by the target among partners old enough: the plain companion.

    Args:
        ask: the question, whose target is the limit.
        followed: age at the moment of the report, time taken or waited, and whether it came.
    """
    target = ask.definition.target
    if target is None or target.op not in ("<", "<="):
        return ()
    limit = Fraction(target.value)
    mature = [(took, came) for age, took, came in followed if age >= limit]
    reached = sum(1 for took, came in mature if came and took <= limit)
    named = f"within {target.value} {ask.definition.unit}"
    return (Also(named, share(reached, len(mature)), "%", reached, len(mature)),)


def _younger(ask: Ask, members: list[Member], begins: dict[str, list[datetime]]) -> int:
    age = timedelta(minutes=ask.definition.maturity_minutes)
    return sum(
        1
        for member in members
        if member.state == "open" and ask.index.as_of < begins[member.partner][0] + age
    )


def _followed_to(row: PartnerRow, as_of: datetime) -> datetime:
    return row.left_at if row.left_at is not None and row.left_at < as_of else as_of
