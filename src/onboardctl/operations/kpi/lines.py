"""KPI values and definitions as the lines and cards of a payload."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.kpi import words
from onboardctl.core.kpi.bands import exact
from onboardctl.core.kpi.change import Known, difference
from onboardctl.core.kpi.definition import Kind, is_by_event, is_share
from onboardctl.core.kpi.proportions import Range
from onboardctl.core.kpi.signals import signal_text
from onboardctl.core.payloads.kpi import (
    ChangeLine,
    Companion,
    Exclusion,
    IntervalLine,
    KpiCard,
    KpiLine,
    KpiMember,
    KpiSource,
    TargetLine,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from onboardctl.core.kpi.definition import KpiDefinition
    from onboardctl.core.kpi.evaluate import KpiValue


def line_of(
    value: KpiValue, segment: dict[str, str] | None = None, known_at: datetime | None = None
) -> KpiLine:
    """One line of a report, with everything a reader or a program may ask of the number."""
    definition, measured, period = value.definition, value.measured, value.period
    return KpiLine(
        id=definition.id,
        version=definition.version,
        title=definition.title,
        group=definition.group,
        playbook=definition.id.partition(".")[0],
        kind=definition.kind.value,
        segment=segment or {},
        period=period.label,
        period_start=period.start,
        period_end=_shown_end(value),
        complete=period.complete,
        value=_float(measured.value),
        numerator=_float(measured.numerator),
        denominator=_float(measured.denominator),
        n=measured.n,
        unit="ratio" if is_share(definition) else definition.unit,
        text=words.value_text(value),
        target=_target(definition),
        target_met=value.target_met,
        band=value.band,
        verdict=value.verdict.value,
        interval=_interval(value),
        open=measured.open,
        maturing=measured.maturing,
        needed=value.needed,
        direction=definition.direction,
        owner=definition.owner,
        excluded=tuple(Exclusion(reason, cases) for reason, cases in measured.excluded),
        also=tuple(
            Companion(also.name, _float(also.value), also.unit, also.numerator, also.denominator)
            for also in measured.also
        ),
        remarks=words.remarks(value),
        definition=definition.definition,
        known_at=known_at,
        newest_at=measured.newest,
    )


def with_change(definition: KpiDefinition, line: KpiLine, before: KpiLine) -> KpiLine:
    """A line of a whole period with how far it moved since the whole one before it."""
    if definition.kind is Kind.TREND or not (line.complete and before.complete):
        return line
    found = difference(_known(line), _known(before), definition.min_n)
    if found is None:
        return line
    low, high = found.interval or (None, None)
    return line._replace(
        change=ChangeLine(
            before.period,
            round(found.value, 6),
            None if low is None else round(low, 6),
            None if high is None else round(high, 6),
            words.change_text(definition, found),
        )
    )


def _known(line: KpiLine) -> Known:
    interval = line.interval
    return Known(line.value, Range(interval.low, interval.high) if interval else None, line.n)


def card_of(
    definition: KpiDefinition,
    earlier_targets: tuple[str, ...] = (),
    others: Mapping[str, KpiDefinition] | None = None,
) -> KpiCard:
    """A definition as a person reads it, with the targets that other versions in use have.

    With ``others``, definitions by id, it also says what feeds the number; formulas rest on what
    their parts rest on.
    """
    return KpiCard(
        id=definition.id,
        version=definition.version,
        title=definition.title,
        playbook=definition.id.partition(".")[0],
        group=definition.group,
        kind=definition.kind.value,
        unit=definition.unit,
        direction=definition.direction,
        target=words.target_text(definition),
        bands=tuple(f"{band.name} {band.when}" for band in definition.bands),
        definition=definition.definition,
        question=definition.question,
        origin=definition.origin,
        source=definition.source,
        owner=definition.owner,
        cadence=dict(definition.cadence),
        min_n=definition.min_n,
        maturity_minutes=definition.maturity_minutes,
        interval=definition.interval.method,
        segment_by=definition.segment_by,
        measure=measure_words(definition),
        status=definition.status,
        notes=definition.notes,
        earlier_targets=earlier_targets,
        sources=_sources(definition, others) if others is not None else (),
        tier_rule="at_event" if is_by_event(definition) else "current",
    )


def _sources(
    definition: KpiDefinition, others: Mapping[str, KpiDefinition]
) -> tuple[KpiSource, ...]:
    from onboardctl.core.kpi.sources import sources

    return tuple(KpiSource(*one) for one in sources(definition, others))


def members_of(value: KpiValue) -> tuple[KpiMember, ...]:
    """Everyone behind a number, in the order they were looked at."""
    return tuple(KpiMember(*member) for member in value.measured.members)


def measure_words(definition: KpiDefinition) -> tuple[str, ...]:
    """What is counted, one ``name: value`` for each part of the measure."""
    measure = definition.measure
    said = [
        ("from", signal_text(measure.start) if measure.start else ""),
        ("to", signal_text(measure.end) if measure.end else ""),
        ("within", _minutes(measure.within_minutes)),
        ("having", signal_text(measure.having) if measure.having else ""),
        ("of", signal_text(measure.of) if measure.of else ""),
        ("within last", _minutes(measure.window_minutes)),
        ("numerator", measure.numerator),
        ("denominator", measure.denominator),
        ("reading", measure.reading),
        ("scale", " to ".join(measure.scale or ())),
        ("top answers", ", ".join(measure.top)),
        ("valid answers", ", ".join(measure.answers)),
        ("records", measure.records),
        ("per", measure.per if definition.kind is Kind.SUM else ""),
        ("level", measure.level),
        ("aggregate", measure.aggregate if measure.level == "reading" else ""),
        ("out of", measure.out_of or ""),
        ("role", measure.role),
        ("before", measure.before),
        ("after", measure.after),
        ("checklist", ", ".join(signal_text(signal) for signal in measure.checklist)),
        ("rolled up by", measure.roll_up if measure.checklist else ""),
        ("slots", measure.slots),
        ("formula", f"{measure.op} {', '.join(measure.terms)}" if measure.terms else ""),
        ("trend of", measure.trend_of),
        ("clock", measure.clock),
        ("priority", ", ".join(measure.priority)),
    ]
    return tuple(f"{name}: {text}" for name, text in said if text)


def _target(definition: KpiDefinition) -> TargetLine | None:
    target = definition.target
    if target is None:
        return None
    scale = 100 if is_share(definition) else 1
    return TargetLine(
        target.op,
        float(exact(target.value) / scale),
        None if target.upper is None else float(exact(target.upper) / scale),
        target.origin,
        words.target_sign(target, definition.unit),
    )


def _interval(value: KpiValue) -> IntervalLine | None:
    interval, asked = value.measured.interval, value.definition.interval
    if interval is None:
        return None
    low, high = (None if end is None else round(end, 6) for end in interval)
    return IntervalLine(low, high, float(asked.level), asked.method)


def _shown_end(value: KpiValue) -> datetime:
    """A running period ends with the moment of the report, a whole one with its last instant."""
    return value.period.end - timedelta(microseconds=0 if value.period.complete else 1)


def _float(value: Fraction | None) -> float | None:
    if value is None:
        return None
    return int(value) if value.denominator == 1 else round(float(value), 6)


def _minutes(minutes: int | None) -> str:
    if minutes is None:
        return ""
    for size, unit in ((1440, "d"), (60, "h")):
        if minutes % size == 0:
            return f"{minutes // size} {unit}"
    return f"{minutes} min"
