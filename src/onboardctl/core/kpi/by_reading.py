"""Measures over recorded numbers and answers: scores, NPS, top box, sums, paired deltas."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from onboardctl.core.kpi.conclude import conclude
from onboardctl.core.kpi.definition import Kind
from onboardctl.core.kpi.index import population
from onboardctl.core.kpi.measured import (
    NOT_A_NUMBER,
    Ask,
    Measured,
    Member,
    counted,
    counted_ones,
    in_order,
    leave_out,
    numeric,
    under_tier,
)
from onboardctl.core.kpi.observations import NOBODY

if TYPE_CHECKING:
    from onboardctl.core.kpi.definition import KpiDefinition
    from onboardctl.core.kpi.observations import PartnerRow, Reading

NPS_SCALE = ("0", "10")


def answers(ask: Ask) -> Measured:
    """Answers of the period: those off the scale or without meaning are left out and counted.

    Mean score, net promoter score and top box differ in what these answers come to, not in which
    count.
    """
    used, excluded = _valid(ask)
    return conclude(
        ask,
        Measured(
            None,
            excluded=in_order(excluded),
            newest=max((reading.at for reading in used), default=None),
            silent="" if ask.index.recorded(ask.definition.measure.reading) else "nobody",
            values=counted(reading.value for reading in used),
            asked=_asked(ask),
            members=readings_shown(ask, used),
        ),
    )


def total(ask: Ask) -> Measured:
    """A sum over the period or the trailing window, or that sum for each active partner (D23)."""
    measure = ask.definition.measure
    rows, left_out = population(ask.definition, ask.index, ask.period.end, ask.among)
    start = ask.period.start
    if measure.window_minutes is not None:
        start = ask.period.end - timedelta(minutes=measure.window_minutes)
    known = counted_ones(ask, rows)
    found = ask.index.amounts(measure.reading, start, ask.period.end)
    sums = {partner: amount for partner, amount in found.sums.items() if partner in known}
    words = sum(number for partner, number in found.words.items() if partner in known)
    if words:
        left_out[NOT_A_NUMBER] = words
    newest = max((at for partner, at in found.latest.items() if partner in known), default=None)
    active = [str(amount) for amount in sums.values() if amount > 0]
    return conclude(
        ask,
        Measured(
            None,
            sum(sums.values(), Fraction(0)),
            excluded=in_order(left_out),
            newest=newest,
            silent=measure.reading if ask.index.is_silent(measure.reading) else "",
            values=() if measure.per == "none" else counted(active),
            subjects=len(rows),
            members=_sums_shown(ask, rows, sums),
        ),
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
        for row in (*rows, *((NOBODY,) if sums.get("") else ()))
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
    changes = [
        str(Fraction(last[partner].value) - Fraction(first[partner].value)) for partner in paired
    ]
    members = [
        Member(
            partner,
            known[partner].name,
            "counted",
            f"{first[partner].value} to {last[partner].value}",
        )
        for partner in paired
    ]
    return conclude(
        ask,
        Measured(
            None,
            excluded=in_order(excluded),
            values=counted(changes),
            members=tuple(members) if ask.rows else (),
        ),
    )


def _of_period(ask: Ask) -> tuple[list[Reading], dict[str, int]]:
    rows, excluded = population(ask.definition, ask.index, ask.period.end, ask.among)
    known = {row.id for row in rows}
    return [
        reading
        for reading in ask.index.readings(ask.definition.measure.reading)
        if reading.partner in known
        and ask.period.holds(reading.at)
        and under_tier(ask, reading.partner, reading.tier)
    ], {} if ask.tier else excluded


def _valid(ask: Ask) -> tuple[list[Reading], dict[str, int]]:
    """The answers that count, and how many do not for which reason."""
    known, excluded = _of_period(ask)
    used = []
    faults: dict[str, str] = {}
    for reading in known:
        fault = faults.get(reading.value)
        if fault is None:
            fault = faults[reading.value] = _fault(ask.definition, reading.value)
        if fault:
            leave_out(excluded, fault)
        else:
            used.append(reading)
    return used, excluded


def _fault(definition: KpiDefinition, text: str) -> str:
    """Why an answer does not count; empty when it does."""
    measure = definition.measure
    if definition.kind is Kind.TOP_BOX:
        return "no valid answer" if measure.answers and text not in measure.answers else ""
    scale = measure.scale or (NPS_SCALE if definition.kind is Kind.NPS else None)
    value = numeric(text)
    if value is None:
        return NOT_A_NUMBER
    if scale and not Fraction(scale[0]) <= value <= Fraction(scale[1]):
        return f"off the scale {scale[0]} to {scale[1]}"
    return ""


def _asked(ask: Ask) -> Fraction | None:
    """How many were asked, where that is recorded beside the answers; not known by tier."""
    if ask.tier:
        return None
    name = f"{ask.definition.measure.reading}_invited"
    found = ask.index.amounts(name, ask.period.start, ask.period.end)
    asked = sum(
        (
            amount
            for partner, amount in found.sums.items()
            if ask.among is None or partner in ask.among
        ),
        Fraction(0),
    )
    return asked or None


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
