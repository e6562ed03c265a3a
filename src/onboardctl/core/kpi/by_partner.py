"""Measures that count partners by what happened to them: ratio, count and conversion."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from onboardctl.core.kpi.bands import holds
from onboardctl.core.kpi.by_clock import availability
from onboardctl.core.kpi.conclude import conclude
from onboardctl.core.kpi.definition import Signal
from onboardctl.core.kpi.index import population
from onboardctl.core.kpi.measured import (
    Ask,
    Measured,
    Member,
    Pending,
    counted_ones,
    first,
    in_order,
    lapse,
    leave_out,
    numeric,
    shown,
)
from onboardctl.core.kpi.observations import CONSENTS, NOBODY, is_usage
from onboardctl.core.kpi.signals import signal_text
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.core.kpi.observations import PartnerRow

STARTED = Signal("started")
NO_TIME, ONE_DAY = timedelta(0), timedelta(days=1)
MONTHS = {"month": 1, "quarter": 3}
DAYS_OF_A_MONTH = 30


class _Judged(NamedTuple):
    """Partners old enough to judge, who was left out and why, and how many are too young."""

    rows: list[PartnerRow]
    excluded: dict[str, int]
    maturing: int


def ratio(ask: Ask) -> Measured:
    """Partners to whom something happened, of all who started (or of ``of``)."""
    measure = ask.definition.measure
    if measure.service:
        return availability(ask)
    if measure.numerator:
        return _ratio_of_sums(ask)
    assert measure.having is not None
    judged = _judged(ask, measure.of or STARTED)
    hits = _hits(ask, measure.having, judged.rows, _earliest(ask))
    return _shares(ask, judged, hits, ask.index.unheard(measure.having))


def count(ask: Ask) -> Measured:
    """How many partners something happened to; the share of all of them stands beside (D29)."""
    measure = ask.definition.measure
    if measure.records:
        return _records(ask)
    assert measure.having is not None
    judged = _judged(ask, measure.of or STARTED)
    start = ask.period.start if measure.span == "period" else _earliest(ask)
    hits = _hits(ask, measure.having, judged.rows, start)
    return _shares(ask, judged, hits, ask.index.unheard(measure.having))


def conversion(ask: Ask) -> Measured:
    """Partners who got there within the window, of those whose window has passed.

    Younger ones are "maturing" whether they got there or not: counting only their successes
    would flatter the rate.
    """
    measure = ask.definition.measure
    assert measure.start is not None
    assert measure.end is not None
    begins, ends = ask.index.times(measure.start), ask.index.times(measure.end)
    window = timedelta(minutes=measure.within_minutes or 0)
    age = max(window, timedelta(minutes=ask.definition.maturity_minutes))
    rows, excluded = population(ask.definition, ask.index, ask.period.end, ask.among)
    members: list[Member] = []
    pending: list[Pending] = []
    reached = mature = 0
    for row in rows:
        begin = first(begins, row.id)
        if begin is None or not ask.period.holds(begin):
            if begin is None:
                leave_out(excluded, f"no {signal_text(measure.start)} yet")
            continue
        end = first(ends, row.id)
        grace = ONE_DAY if row.day_only and measure.start.kind == "started" else NO_TIME
        in_time = end is not None and end <= begin + grace + window
        if ask.index.as_of < begin + grace + age:
            pending.append(Pending(begin + grace + age, int(in_time)))
            if ask.rows:
                members.append(Member(row.id, row.name, "maturing", lapse(begin, end), begin))
            continue
        mature += 1
        reached += in_time
        if ask.rows:
            state = "counted" if in_time else "not counted"
            members.append(Member(row.id, row.name, state, lapse(begin, end), end))
    return conclude(
        ask,
        Measured(
            None,
            Fraction(reached),
            Fraction(mature),
            mature,
            maturing=len(pending),
            excluded=in_order(excluded),
            pending=tuple(sorted(pending)),
            silent=ask.index.unheard(measure.end),
            members=shown(ask, members),
        ),
    )


def _hits(
    ask: Ask, signal: Signal, rows: list[PartnerRow], start: datetime | None
) -> dict[str, datetime | None]:
    """When the signal came to each partner between ``start`` and the end of the period.

    A bound on use of the product is held against the whole use of that stretch.
    """
    end = ask.period.end
    if signal.kind == "metric" and is_usage(signal.ref):
        found = ask.index.amounts(signal.ref, start, end)
        bound = Fraction(signal.value or 0)
        reached = {
            partner
            for partner, amount in found.sums.items()
            if holds(amount, signal.op or ">", bound)
        }
        return {row.id: found.latest[row.id] if row.id in reached else None for row in rows}
    times = ask.index.times(signal)
    hits = {row.id: _within(times.get(row.id, ()), start, end) for row in rows}
    if signal.kind == "metric" and signal.ref in CONSENTS:
        return {who: at if at and _still(ask, signal, who) else None for who, at in hits.items()}
    return hits


def _still(ask: Ask, signal: Signal, partner: str) -> bool:
    """Whether the last word before the end of the period says so, too: consents end (D29)."""
    said = [
        numeric(one.value)
        for one in ask.index.readings(signal.ref)
        if one.partner == partner and one.at < ask.period.end
    ]
    last = said[-1] if said else None
    return last is not None and holds(last, signal.op or ">", Fraction(signal.value or 0))


def _shares(ask: Ask, judged: _Judged, hits: dict[str, datetime | None], unheard: str) -> Measured:
    rows, excluded, maturing = judged
    reached = sum(1 for hit in hits.values() if hit is not None)
    members = [
        Member(row.id, row.name, "counted" if hits[row.id] else "not counted", "", hits[row.id])
        for row in (rows if ask.rows else ())
    ]
    return conclude(
        ask,
        Measured(
            None,
            Fraction(reached),
            Fraction(len(rows)),
            len(rows),
            maturing=maturing,
            excluded=in_order(excluded),
            newest=max((hit for hit in hits.values() if hit is not None), default=None),
            silent=unheard,
            members=shown(ask, members),
        ),
    )


def _ratio_of_sums(ask: Ask) -> Measured:
    """One sum divided by another, or by what stands at the end of the period.

    Where the sums count people or things, and not partners, the interval is that of so many cases.
    """
    measure = ask.definition.measure
    rows, excluded = population(ask.definition, ask.index, ask.period.end, ask.among)
    known = counted_ones(ask, rows)
    below, start, note = _divisors(ask, known)
    if measure.denominator_is == "latest":
        known = set(below)
        without = sum(1 for row in rows if row.id not in known)
        if without:
            excluded[f"no {measure.denominator}"] = without
    above = ask.index.amounts(measure.numerator, start, ask.period.end)
    parts = {one: amount for one, amount in above.sums.items() if one in known}
    names = (measure.numerator, measure.denominator)
    return conclude(
        ask,
        Measured(
            None,
            sum(parts.values(), Fraction(0)),
            sum(below.values(), Fraction(0)),
            excluded=in_order(excluded),
            notes=(note,) if note else (),
            newest=max((above.latest[one] for one in parts), default=None),
            silent=" and ".join(name for name in names if ask.index.is_silent(name)),
            subjects=len(parts.keys() | below.keys()),
            members=_sums(ask, rows, parts, below),
        ),
    )


def _divisors(ask: Ask, known: set[str]) -> tuple[dict[str, Fraction], datetime | None, str]:
    """The denominator by partner, from when the numerator counts, and what to say of it."""
    measure, period = ask.definition.measure, ask.period
    if measure.denominator_is != "latest":
        found = ask.index.amounts(measure.denominator, period.start, period.end)
        return {p: n for p, n in found.sums.items() if p in known}, period.start, ""
    standing: dict[str, Fraction] = {}
    for reading in ask.index.readings(measure.denominator):
        value = numeric(reading.value)
        if reading.partner in known and reading.at < period.end and value is not None:
            standing[reading.partner] = value
    if measure.denominator_per != "month":
        return standing, period.start, ""
    months = MONTHS.get(period.grain)
    if months is None:
        start = period.end - timedelta(days=DAYS_OF_A_MONTH)
        return standing, start, f"over the last {DAYS_OF_A_MONTH} days, as it is agreed by month"
    return {p: n * months for p, n in standing.items()}, period.start, ""


def _sums(
    ask: Ask, rows: list[PartnerRow], parts: dict[str, Fraction], below: dict[str, Fraction]
) -> tuple[Member, ...]:
    if not ask.rows:
        return ()
    return tuple(
        Member(
            row.id,
            row.name,
            "counted",
            f"{float(parts.get(row.id, 0)):g} of {float(below.get(row.id, 0)):g}",
        )
        for row in (*rows, NOBODY)
        if row.id in parts or row.id in below
    )


def _records(ask: Ask) -> Measured:
    name = ask.definition.measure.records
    rows, excluded = population(ask.definition, ask.index, ask.period.end, ask.among)
    known = {row.id: row for row in rows}
    start = ask.period.start if ask.definition.measure.span == "period" else _earliest(ask)
    used = [
        reading
        for reading in ask.index.readings(name)
        if reading.partner in known and _within([reading.at], start, ask.period.end)
    ]
    members = [
        Member(one.partner, known[one.partner].name, "counted", one.value, one.at)
        for one in (used if ask.rows else ())
    ]
    return conclude(
        ask,
        Measured(
            None,
            Fraction(len(used)),
            Fraction(len(rows)),
            len(rows),
            excluded=in_order(excluded),
            newest=max((reading.at for reading in used), default=None),
            silent="" if ask.index.recorded(name) else name,
            members=shown(ask, members),
        ),
    )


def _judged(ask: Ask, of: Signal) -> _Judged:
    """The population that is old enough, the exclusions, and how many are still too young."""
    rows, excluded = population(ask.definition, ask.index, ask.period.end, ask.among)
    begins = ask.index.times(of)
    age = timedelta(minutes=ask.definition.maturity_minutes)
    kept, young = [], 0
    for row in rows:
        begin = first(begins, row.id)
        if begin is None or begin >= ask.period.end:
            leave_out(excluded, f"no {signal_text(of)} yet")
        elif age and begin + age > min(ask.index.as_of, ask.period.end):
            young += 1
        else:
            kept.append(row)
    return _Judged(kept, excluded, young)


def _earliest(ask: Ask) -> datetime | None:
    minutes = ask.definition.measure.window_minutes
    return None if minutes is None else ask.period.end - timedelta(minutes=minutes)


def _within(
    times: list[datetime] | tuple[()], start: datetime | None, end: datetime
) -> datetime | None:
    return next((at for at in times if (start is None or start <= at) and at < end), None)
