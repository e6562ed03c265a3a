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
    Followed,
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

    from onboardctl.core.kpi.definition import KpiDefinition


def duration(ask: Ask) -> Measured:
    """The Kaplan-Meier median time from one moment to another, those still waiting censored.

    A partner who left, and one still waiting, was followed for that long and no longer; leaving
    them out would report the time of survivors only.
    """
    measure = ask.definition.measure
    if measure.clock:
        return _by_ticket(ask)
    assert measure.start is not None
    assert measure.end is not None
    begins, ends = ask.index.times(measure.start), ask.index.times(measure.end)
    as_of = ask.index.as_of
    rows, excluded = population(ask.definition, ask.index, ask.period.end, ask.among)
    followed: list[Followed] = []
    members: list[Member] = []
    for row in rows:
        begin = first(begins, row.id)
        if begin is None or not ask.period.holds(begin):
            if begin is None:
                leave_out(excluded, f"no {signal_text(measure.start)} yet")
            continue
        end = first(ends, row.id)
        left = row.left_at if row.left_at is not None and row.left_at <= as_of else None
        followed.append(Followed(begin, end, None if end is not None else left))
        if ask.rows:
            until = end or left or as_of
            state = "open" if end is None else "counted"
            members.append(Member(row.id, row.name, state, lapse(begin, until), until))
    unheard = ask.index.unheard(measure.end)
    measured = told(ask.definition, tuple(sorted(followed, key=_order)), as_of, unheard)
    return measured._replace(excluded=tuple(excluded.items()), members=shown(ask, members))


def _by_ticket(ask: Ask) -> Measured:
    """The median time of a ticket's clock, tickets still open being censored."""
    if "clocks" not in ask.index.sources:
        return Measured(None, missing="no tickets are kept in this store")
    measure, as_of = ask.definition.measure, ask.index.as_of
    rows, excluded = population(ask.definition, ask.index, ask.period.end, ask.among)
    names = {row.id: row.name for row in rows}
    followed: list[Followed] = []
    members: list[Member] = []
    for run in ask.index.runs(measure.clock, ask.period.start, ask.period.end):
        if run.partner not in names or (measure.priority and run.priority not in measure.priority):
            continue
        end = run.stopped_at if run.stopped_at is not None and run.stopped_at <= as_of else None
        followed.append(Followed(run.started_at, end, None))
        if ask.rows:
            state = "open" if end is None else "counted"
            waited = lapse(run.started_at, end or as_of)
            said = f"{run.ticket}: {waited}"
            members.append(Member(run.partner, names[run.partner], state, said, end))
    measured = told(ask.definition, tuple(sorted(followed, key=_order)), as_of)
    missing = "" if followed else "no ticket was opened in this period"
    return measured._replace(
        excluded=tuple(excluded.items()), members=shown(ask, members), missing=missing
    )


def told(
    definition: KpiDefinition, followed: tuple[Followed, ...], as_of: datetime, unheard: str = ""
) -> Measured:
    """What the times of some subjects come to at a moment, nothing new being known of them.

    Args:
        definition: gives the unit, the maturity, and the target that is the limit beside the median.
        followed: the subjects.
        as_of: those still waited for are followed up to it.
        unheard: the reading that nobody ever recorded, when the end waits for it.
    """
    parts = _Parts(UNIT_SECONDS[definition.unit])
    taken: list[tuple[Fraction, Fraction, bool]] = []
    for begin, end, left in followed:
        age = parts[round((as_of - begin).total_seconds())]
        until = end or left or as_of
        took = parts[max(0, round((until - begin).total_seconds()))]
        taken.append((age, took, end is not None))
    times = [(took, came) for _, took, came in taken]
    curve = kaplan_meier(times, float(definition.interval.level))
    median = reached_at(curve)
    waiting = sum(1 for _, happened in times if not happened)
    early = sum(1 for one in followed if one.end is not None and one.end < one.begin)
    notes = ["median not reached"] if times and median is None else []
    if early:
        assert definition.measure.start is not None
        start = signal_text(definition.measure.start)
        notes.append(f"{early} reached it before {start}, counted as 0")
    silent = unheard if median is None and times else ""
    young = timedelta(minutes=definition.maturity_minutes)
    return Measured(
        median,
        Fraction(len(times) - waiting),
        Fraction(len(times)),
        len(times),
        median_interval(curve) if curve else None,
        open=waiting,
        maturing=sum(1 for one in followed if one.end is None and as_of < one.begin + young),
        also=_also_duration(definition, taken),
        notes=tuple(notes),
        beyond=max(took for took, _ in times) if times and median is None else None,
        missing=f"{silent} was never recorded" if silent else "",
        followed=followed,
        silent=unheard,
    )


class _Parts(dict[int, Fraction]):
    """Seconds as a part of a unit, each worked out once: many subjects share their moments."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self._seconds = seconds

    def __missing__(self, key: int) -> Fraction:
        found = self[key] = Fraction(key, self._seconds)
        return found


def _order(one: Followed) -> tuple[datetime, bool, datetime]:
    return one.begin, one.end is None, one.end or one.begin


def _also_duration(
    definition: KpiDefinition, followed: list[tuple[Fraction, Fraction, bool]]
) -> tuple[Also, ...]:
    """The share that got there by the target among partners old enough: the plain companion.

    Args:
        definition: whose target is the limit.
        followed: age at the moment of the report, time taken or waited, and whether it came.
    """
    target = definition.target
    if target is None or target.op not in ("<", "<="):
        return ()
    limit = Fraction(target.value)
    mature = [(took, came) for age, took, came in followed if age >= limit]
    reached = sum(1 for took, came in mature if came and took <= limit)
    named = f"within {target.value} {definition.unit}"
    return (Also(named, share(reached, len(mature)), "%", reached, len(mature)),)
