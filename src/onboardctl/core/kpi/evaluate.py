"""From a definition and observations to one honest line of a report.

Pure: the same rows, period and moment give the same value. Nothing later than the moment is
looked at, so a report of a past day can be made again on any later day.
"""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from fractions import Fraction
from importlib import import_module
from typing import TYPE_CHECKING, Any

from onboardctl.core.kpi.definition import Kind, KpiDefinition, is_by_event, is_share
from onboardctl.core.kpi.index import Index
from onboardctl.core.kpi.measured import Also, Ask, Measured
from onboardctl.core.kpi.monotony import mann_kendall
from onboardctl.core.kpi.periods import Period, complete
from onboardctl.core.kpi.verdict import Verdict, band_of_value, needed, verdict_of
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from onboardctl.core.kpi.observations import Facts

    Kept = Callable[[KpiDefinition, Period], Measured | None]
    """Gives the kept measurement of a KPI in a period, or ``None``."""
    Among = frozenset[str] | Callable[[], frozenset[str] | None] | None

TREND_PERIODS = 12
TREND_LEAST = 8
PAIR = 2

_MEASURES: dict[Kind, tuple[str, str]] = {
    Kind.RATIO: ("by_partner", "ratio"),
    Kind.CONVERSION: ("by_partner", "conversion"),
    Kind.DURATION: ("by_time", "duration"),
    Kind.COUNT: ("by_partner", "count"),
    Kind.CHECKLIST: ("by_item", "checklist"),
    Kind.SCORE: ("by_reading", "answers"),
    Kind.NPS: ("by_reading", "answers"),
    Kind.TOP_BOX: ("by_reading", "answers"),
    Kind.SUM: ("by_reading", "total"),
    Kind.GAUGE: ("by_level", "gauge"),
    Kind.DELTA: ("by_reading", "delta"),
    Kind.SLA: ("by_clock", "sla"),
    Kind.CADENCE: ("by_clock", "cadence"),
}
"""Where each kind is counted, as module and function; a report of kept numbers loads none."""


class Under(NamedTuple):
    """What happened under a tier, with whichever of some partners: ids, or how to find them."""

    tier: str
    among: Any = None


class KpiValue(NamedTuple):
    """One KPI in one period among some partners, measured and judged.

    ``measured.value`` is a share 0 to 1 for ``%``, else in the unit; ``target_met`` judges the
    point, ``verdict`` the evidence, ``band`` is a fact of its own (D30). ``needed`` is how many
    faultless cases would prove the target, when the evidence is short of it.
    """

    definition: KpiDefinition
    period: Period
    measured: Measured
    target_met: bool | None
    verdict: Verdict
    band: str | None
    needed: int | None = None


def evaluate(
    definition: KpiDefinition,
    rows: Facts | Index,
    period: Period,
    as_of: datetime,
    *,
    zone: tzinfo = UTC,
    among: Among = None,
    members: bool = False,
    others: Mapping[str, KpiDefinition] | None = None,
    kept: Kept | None = None,
    under: Under | None = None,
) -> KpiValue:
    """Measure a KPI and judge it.

    Args:
        definition: what to measure.
        rows: the observations, or an index of them as of the same moment, which several
            evaluations share.
        period: half open; see :mod:`onboardctl.core.kpi.periods`.
        as_of: the moment of the report, aware; nothing later is known.
        zone: whose midnight parts two days.
        among: ids of the partners to look at, or how to find them if it comes to it; ``None``
            for all.
        members: also list every partner or answer behind the number.
        others: definitions by id, needed by formulas and trends.
        kept: gives a measurement that need not be made again, or ``None``; formulas and trends
            are worked out from such parts.
        under: a tier, for KPIs that count what happened under it; they look at its partners and
            not at ``among``.
    """
    index = rows if isinstance(rows, Index) else Index(rows, as_of)
    ask = Ask(definition, index, period, zone, among, members)
    measured = _measure(ask, Known(others or {}, kept, under), frozenset({definition.id}))
    return judge(definition, period, measured, as_of)


def judge(
    definition: KpiDefinition, period: Period, measured: Measured, as_of: datetime
) -> KpiValue:
    """The line of a measurement: whether the target is met, what is proved, and the band."""
    if definition.interval.method == "none":
        measured = measured._replace(interval=None)
    met, verdict = verdict_of(definition, measured, as_of)
    band = None if verdict is Verdict.MATURING else band_of_value(definition, measured)
    short = verdict in (Verdict.UNDECIDED, Verdict.TOO_FEW) and met is not False
    return KpiValue(
        definition, period, measured, met, verdict, band, needed(definition) if short else None
    )


class Known(NamedTuple):
    """What a measurement may lean on: definitions by id, and measurements made before."""

    others: Mapping[str, KpiDefinition]
    kept: Kept | None = None
    under: Under | None = None


def _measure(ask: Ask, others: Known, seen: frozenset[str]) -> Measured:
    kind = ask.definition.kind
    if others.kept is not None and not ask.rows:
        found = others.kept(ask.definition, ask.period)
        if found is not None:
            return found
    if kind is Kind.FORMULA:
        return _formula(ask, others, seen)
    if kind is Kind.TREND:
        return _trend(ask, others, seen)
    if others.under is not None and is_by_event(ask.definition):
        ask = ask._replace(tier=others.under.tier, among=others.under.among)
    if callable(ask.among):
        ask = ask._replace(among=ask.among())
    module, function = _MEASURES[kind]
    counted: Measured = getattr(import_module(f"onboardctl.core.kpi.{module}"), function)(ask)
    return counted


def _formula(ask: Ask, known: Known, seen: frozenset[str]) -> Measured:
    """Other KPIs combined; without one of them there is no value.

    A percentage counts as the share that it is, whether it was measured as one or recorded as 5.
    """
    measure, others = ask.definition.measure, known.others
    values: list[Fraction] = []
    least: list[int] = []
    for term in measure.terms:
        found = others.get(term)
        if found is None or term in seen:
            return Measured(None, missing=f"{term} is not a KPI of this report")
        part = _measure(ask._replace(definition=found), known, seen | {term})
        if part.value is None:
            return Measured(None, missing=f"{term} has no value: {part.missing or 'no data'}")
        recorded = found.unit == "%" and not is_share(found)
        values.append(part.value / 100 if recorded else part.value)
        least.append(part.n)
    result = values[0]
    for value in values[1:]:
        if measure.op == "divide" and value == 0:
            return Measured(None, values[0], value, missing=f"{measure.terms[1]} is 0")
        result = _combine(measure.op, result, value)
    divided = measure.op == "divide" and len(values) == PAIR
    return Measured(
        result,
        values[0] if divided else None,
        values[1] if divided else None,
        min(least),
        also=tuple(
            Also(term, value, others[term].unit)
            for term, value in zip(measure.terms, values, strict=True)
        ),
    )


def _combine(op: str, left: Fraction, right: Fraction) -> Fraction:
    if op == "divide":
        return left / right
    if op == "multiply":
        return left * right
    return left + right if op == "add" else left - right


def _trend(ask: Ask, known: Known, seen: frozenset[str]) -> Measured:
    """The sign of another KPI over its last whole months: 1 rising, -1 falling, 0 none shown.

    Mann and Kendall's test at 5 %, on at least eight months; fewer show no trend.
    """
    name = ask.definition.measure.trend_of
    found = known.others.get(name)
    if found is None or name in seen:
        return Measured(None, missing=f"{name} is not a KPI of this report")
    values = []
    for period in complete("month", ask.index.as_of, ask.zone, TREND_PERIODS):
        part = _measure(ask._replace(definition=found, period=period), known, seen | {name})
        if part.value is not None:
            values.append(part.value)
    if len(values) < TREND_LEAST:
        lacking = f"whole months with data: {len(values)} of {TREND_LEAST} needed"
        return Measured(None, n=len(values), missing=lacking)
    trend = mann_kendall(values)
    return Measured(
        Fraction(trend.sign),
        n=len(values),
        notes=(f"Mann-Kendall p {trend.p:.3f}" + ("" if trend.sign else ", no trend shown"),),
    )
