"""Measures over recorded numbers and answers: scores, NPS, top box, sums, paired deltas."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from onboardctl.core.kpi.index import numeric, population
from onboardctl.core.kpi.measured import Also, Ask, Measured, Member, share
from onboardctl.core.kpi.statistics import (
    Range,
    mean,
    mean_t,
    nearest_rank,
    nps_interval,
    paired_delta,
    wilson,
)

if TYPE_CHECKING:
    from onboardctl.core.kpi.observations import PartnerRow, Reading

NPS_SCALE = ("0", "10")
PROMOTER, DETRACTOR = 9, 6
LEAST_SPREAD, MOST_SPREAD = 2, 11
"""From two to eleven different answers are listed: a single one or a long tail says nothing."""


def score(ask: Ask) -> Measured:
    """The mean of the answers of the period; answers off the scale are left out and counted."""
    used, values, excluded = _answers(ask, ask.definition.measure.scale)
    return _about(
        ask,
        used,
        excluded,
        Measured(
            mean(values),
            sum(values, Fraction(0)),
            Fraction(len(values)),
            len(values),
            _on_the_scale(mean_t(values, ask.level), ask.definition.measure.scale),
        ),
    )


def _on_the_scale(interval: Range | None, scale: tuple[str, str] | None) -> Range | None:
    """An interval cut at the ends of the scale: no mean can lie beyond them."""
    if interval is None or scale is None or interval.low is None or interval.high is None:
        return interval
    low, high = float(scale[0]), float(scale[1])
    return Range(max(low, interval.low), min(high, interval.high))


def nps(ask: Ask) -> Measured:
    """Percentage of 9 and 10 minus percentage of 0 to 6, in points."""
    used, values, excluded = _answers(ask, ask.definition.measure.scale or NPS_SCALE)
    promoters = sum(1 for value in values if value >= PROMOTER)
    detractors = sum(1 for value in values if value <= DETRACTOR)
    passives = len(values) - promoters - detractors
    net = share(promoters - detractors, len(values))
    also = (
        Also("promoters", share(promoters, len(values)), "%", promoters, len(values)),
        Also("passives", share(passives, len(values)), "%", passives, len(values)),
        Also("detractors", share(detractors, len(values)), "%", detractors, len(values)),
    )
    return _about(
        ask,
        used,
        excluded,
        Measured(
            None if net is None else net * 100,
            Fraction(promoters - detractors),
            Fraction(len(values)),
            len(values),
            nps_interval(promoters, passives, detractors, ask.level),
            also=also if values else (),
        ),
    )


def top_box(ask: Ask) -> Measured:
    """The share of valid answers that are the top one, as "very disappointed" (PMF, D27)."""
    measure = ask.definition.measure
    known, excluded = _of_period(ask)
    used = []
    for reading in known:
        if measure.answers and reading.value not in measure.answers:
            excluded["no valid answer"] = excluded.get("no valid answer", 0) + 1
        else:
            used.append(reading)
    top = sum(1 for reading in used if reading.value in measure.top)
    measured = Measured(
        share(top, len(used)),
        Fraction(top),
        Fraction(len(used)),
        len(used),
        wilson(top, len(used), ask.level),
    )
    return _about(ask, used, excluded, measured)


def total(ask: Ask) -> Measured:
    """A sum over the period or the trailing window, or that sum for each active partner (D23)."""
    measure = ask.definition.measure
    rows, left_out = population(ask.definition, ask.index, ask.period.end, ask.among)
    start = ask.period.start
    if measure.window_minutes is not None:
        start = ask.period.end - timedelta(minutes=measure.window_minutes)
    known = {row.id for row in rows}
    found = ask.index.amounts(measure.reading, start, ask.period.end)
    sums = {partner: amount for partner, amount in found.sums.items() if partner in known}
    words = sum(number for partner, number in found.words.items() if partner in known)
    if words:
        left_out["not a number"] = words
    if words and not sums:
        missing = f"no {measure.reading} is a plain number"
        return Measured(None, excluded=tuple(left_out.items()), missing=missing)
    newest = max((at for partner, at in found.latest.items() if partner in known), default=None)
    return _per(ask, rows, sums, left_out)._replace(newest=newest)


def _per(
    ask: Ask, rows: list[PartnerRow], sums: dict[str, Fraction], left_out: dict[str, int]
) -> Measured:
    measure = ask.definition.measure
    silent = ask.index.is_silent(measure.reading)
    whole = sum(sums.values(), Fraction(0))
    active = [amount for amount in sums.values() if amount > 0]
    divisor = {"active": len(active), "partner": len(rows)}.get(measure.per)
    if divisor is None:
        value = None if silent or not rows else whole
    else:
        value = whole / divisor if divisor and not silent else None
    median = nearest_rank(active, 50)
    also = (
        () if divisor is None or median is None else (Also("median", median, ask.definition.unit),)
    )
    missing = f"{measure.reading} was never recorded" if silent else ""
    if not silent and divisor == 0:
        missing = "no active partner"
    return Measured(
        value,
        whole,
        None if divisor is None else Fraction(divisor),
        len(rows) if divisor is None else divisor,
        excluded=tuple(left_out.items()),
        also=also,
        missing=missing,
        members=_sums_shown(ask, rows, sums),
    )


def _sums_shown(ask: Ask, rows: list[PartnerRow], sums: dict[str, Fraction]) -> tuple[Member, ...]:
    if not ask.rows:
        return ()
    return tuple(
        Member(
            row.id,
            row.name,
            "counted" if sums.get(row.id) else "not counted",
            f"{float(sums.get(row.id, 0)):g}",
        )
        for row in rows
    )


def delta(ask: Ask) -> Measured:
    """The mean change from before to after, over partners who have both (never unpaired)."""
    measure = ask.definition.measure
    rows, excluded = population(ask.definition, ask.index, ask.period.end, ask.among)
    known = {row.id: row for row in rows}
    first: dict[str, Reading] = {}
    last: dict[str, Reading] = {}
    for reading in sorted(ask.index.readings(measure.before), key=lambda reading: reading.at):
        if numeric(reading.value) is not None:
            first.setdefault(reading.partner, reading)
    for reading in sorted(ask.index.readings(measure.after), key=lambda reading: reading.at):
        if numeric(reading.value) is not None and ask.period.holds(reading.at):
            last[reading.partner] = reading
    paired = [
        partner
        for partner in known
        if partner in first and partner in last and first[partner].at <= last[partner].at
    ]
    lone = sum(1 for partner in known if (partner in first) != (partner in last))
    if lone:
        excluded["only one of the two values"] = lone
    pairs = [(Fraction(first[partner].value), Fraction(last[partner].value)) for partner in paired]
    change, interval = paired_delta(pairs, ask.level)
    members = [
        Member(
            partner,
            known[partner].name,
            "counted",
            f"{first[partner].value} to {last[partner].value}",
        )
        for partner in paired
    ]
    return Measured(
        change,
        sum((after - before for before, after in pairs), Fraction(0)),
        Fraction(len(pairs)),
        len(pairs),
        interval,
        excluded=tuple(excluded.items()),
        missing="" if pairs else f"no partner has both {measure.before} and {measure.after}",
        members=tuple(members) if ask.rows else (),
    )


def _of_period(ask: Ask) -> tuple[list[Reading], dict[str, int]]:
    rows, excluded = population(ask.definition, ask.index, ask.period.end, ask.among)
    known = {row.id for row in rows}
    return [
        reading
        for reading in ask.index.readings(ask.definition.measure.reading)
        if reading.partner in known and ask.period.holds(reading.at)
    ], excluded


def _answers(
    ask: Ask, scale: tuple[str, str] | None
) -> tuple[list[Reading], list[Fraction], dict[str, int]]:
    known, excluded = _of_period(ask)
    used, values = [], []
    judged: dict[str, Fraction | str] = {}
    for reading in known:
        found = judged.get(reading.value)
        if found is None:
            found = judged[reading.value] = _on_scale(reading.value, scale)
        if isinstance(found, str):
            excluded[found] = excluded.get(found, 0) + 1
        else:
            used.append(reading)
            values.append(found)
    return used, values, excluded


def _on_scale(text: str, scale: tuple[str, str] | None) -> Fraction | str:
    """An answer as a number, or why it does not count."""
    value = numeric(text)
    if value is None:
        return "not a number"
    if scale and not Fraction(scale[0]) <= value <= Fraction(scale[1]):
        return f"off the scale {scale[0]} to {scale[1]}"
    return value


def _about(ask: Ask, used: list[Reading], excluded: dict[str, int], measured: Measured) -> Measured:
    name = ask.definition.measure.reading
    missing = ""
    if not used:
        silent = not ask.index.readings(name)
        missing = f"{name} was never recorded" if silent else f"no {name} in this period"
    return measured._replace(
        excluded=tuple(excluded.items()),
        missing=missing,
        notes=(*measured.notes, *_spread(used), *_response(ask, len(used))),
        newest=max((reading.at for reading in used), default=None),
        members=readings_shown(ask, used),
    )


def _spread(used: list[Reading]) -> tuple[str, ...]:
    """How often each answer was given: a mean of 9 is all nines, or tens and fives."""
    times: dict[str, int] = {}
    for reading in used:
        times[reading.value] = times.get(reading.value, 0) + 1
    if not LEAST_SPREAD <= len(times) <= MOST_SPREAD:
        return ()
    ordered = sorted(times, key=lambda text: (-(numeric(text) or 0), text))
    return ("answers: " + ", ".join(f"{text} x {times[text]}" for text in ordered),)


def _response(ask: Ask, answered: int) -> tuple[str, ...]:
    """How many of those asked have answered, where it is recorded how many were."""
    name = f"{ask.definition.measure.reading}_invited"
    found = ask.index.amounts(name, ask.period.start, ask.period.end)
    invited = sum(
        amount
        for partner, amount in found.sums.items()
        if ask.among is None or partner in ask.among
    )
    if not invited:
        return ()
    percent = int(Fraction(answered * 100) / invited + Fraction(1, 2))
    return (f"response rate {percent}% ({answered}/{int(invited)})",)


def readings_shown(ask: Ask, used: list[Reading]) -> tuple[Member, ...]:
    """Each reading as a member, when members were asked for."""
    if not ask.rows:
        return ()
    return tuple(
        Member(
            reading.partner,
            ask.index.names.get(reading.partner, reading.partner),
            "counted",
            reading.value,
            reading.at,
        )
        for reading in used
    )
