"""What counts come to: from parts that add up over groups to value, interval and what to say.

Measuring counts; this module draws the conclusion. Because both the measures and the sums of kept
parts end here, a number added up from groups is the number that measuring them together gives.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from onboardctl.core.kpi.definition import Kind
from onboardctl.core.kpi.means import mean, mean_t, nearest_rank
from onboardctl.core.kpi.measured import NOT_A_NUMBER, Also, Measured, numeric, share
from onboardctl.core.kpi.proportions import Range, nps_interval, wilson
from onboardctl.core.kpi.waiting import told

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from onboardctl.core.kpi.definition import KpiDefinition
    from onboardctl.core.kpi.measured import Ask

PROMOTER, DETRACTOR = 9, 6
LEAST_SPREAD, MOST_SPREAD = 2, 11
"""From two to eleven different answers are listed: a single one or a long tail says nothing."""
BUSIEST = 5


def conclude(ask: Ask, counts: Measured) -> Measured:
    """A whole measurement from what a question counted."""
    return concluded(ask.definition, counts, ask.index.as_of)


def concluded(definition: KpiDefinition, counts: Measured, as_of: datetime) -> Measured:
    """A whole measurement from its counts.

    Args:
        definition: what was counted.
        counts: numerator, denominator, ``n`` and whatever else its kind needs; the rest is made.
        as_of: not before the moment the counts were made at; who came of age since is counted.
    """
    counts = aged(definition, counts, as_of)
    found = _CONCLUSIONS[definition.kind](definition, counts, as_of)
    return found if definition.interval.method != "none" else found._replace(interval=None)


def aged(definition: KpiDefinition, counts: Measured, as_of: datetime) -> Measured:
    """Counts at a later moment: what time alone brings into the denominator is in it."""
    due = [one for one in counts.pending if one.at <= as_of]
    if not due:
        return counts
    open_ones = len(due) if definition.kind is Kind.SLA else 0
    hits = sum(one.hit for one in due)
    return counts._replace(
        numerator=_or_zero(counts.numerator) + hits,
        denominator=_or_zero(counts.denominator) + len(due),
        n=counts.n + len(due),
        open=counts.open - open_ones,
        maturing=counts.maturing - len(due) + open_ones,
        pending=tuple(one for one in counts.pending if one.at > as_of),
    )


def _share(definition: KpiDefinition, counts: Measured) -> Measured:
    """So many of so many, unless nobody ever recorded what it waits for."""
    part, whole = int(counts.numerator or 0), int(counts.denominator or 0)
    judged = not counts.silent
    return counts._replace(
        value=share(part, whole) if judged else None,
        numerator=Fraction(part),
        denominator=Fraction(whole),
        n=whole,
        interval=wilson(part, whole, _level(definition)) if judged else None,
        missing=f"{counts.silent} was never recorded" if whole and not judged else "",
    )


def _conversion(definition: KpiDefinition, counts: Measured, as_of: datetime) -> Measured:
    return _share(definition, counts)


def _ratio(definition: KpiDefinition, counts: Measured, as_of: datetime) -> Measured:
    if definition.measure.service:
        return counts
    if definition.measure.numerator:
        return _sums(definition, counts)
    return _share(definition, counts)


def _sums(definition: KpiDefinition, counts: Measured) -> Measured:
    """One sum divided by another; where they count people, the interval is that of so many."""
    above, below = _or_zero(counts.numerator), _or_zero(counts.denominator)
    value = above / below if below and not counts.silent else None
    cases = definition.entity != "partner" and 0 <= above <= below
    whole = cases and above.denominator == below.denominator == 1
    certain = whole and value is not None
    return counts._replace(
        value=value,
        numerator=above,
        denominator=below,
        n=int(below) if whole else counts.subjects,
        interval=wilson(int(above), int(below), _level(definition)) if certain else None,
        notes=counts.notes if value is not None else (),
        missing=f"{counts.silent} {'were' if ' and ' in counts.silent else 'was'} never recorded"
        if counts.silent
        else "",
    )


def _count(definition: KpiDefinition, counts: Measured, as_of: datetime) -> Measured:
    if definition.measure.records:
        known = bool(counts.denominator) and not counts.silent
        return counts._replace(
            value=counts.numerator if known else None,
            n=int(counts.denominator or 0),
            missing=f"{counts.silent} was never recorded" if counts.silent else "",
        )
    found = _share(definition, counts)
    value = None if found.missing or not found.n else found.numerator
    return found._replace(value=value, interval=None)


def _sla(definition: KpiDefinition, counts: Measured, as_of: datetime) -> Measured:
    found = _share(definition, counts)
    return found._replace(missing="" if found.n else "no clock has ended or run out in this period")


def _cadence(definition: KpiDefinition, counts: Measured, as_of: datetime) -> Measured:
    found = _share(definition, counts)
    if counts.silent:
        return found._replace(missing=f"{counts.silent} was never recorded as held")
    return found._replace(missing="" if found.n else "nothing was due in this period")


def _checklist(definition: KpiDefinition, counts: Measured, as_of: datetime) -> Measured:
    if definition.measure.roll_up != "items":
        return _share(definition, counts)
    value = share(int(counts.numerator or 0), int(counts.denominator or 0))
    return counts._replace(value=value)


def _duration(definition: KpiDefinition, counts: Measured, as_of: datetime) -> Measured:
    found = told(definition, counts.followed, as_of, counts.silent)
    found = found._replace(excluded=counts.excluded, members=counts.members)
    if definition.measure.clock:
        found = found._replace(
            missing="" if counts.followed else f"no {_timed(definition)} in this period"
        )
    return found


def _timed(definition: KpiDefinition) -> str:
    known = {"action": "action was opened", "feedback": "feedback was taken in"}
    return known.get(definition.measure.clock, "ticket was opened")


def _score(definition: KpiDefinition, counts: Measured, as_of: datetime) -> Measured:
    values = numbers(counts.values)
    interval = mean_t(values, _level(definition))
    scale = definition.measure.scale
    return _answers(
        definition,
        counts._replace(
            value=mean(values),
            numerator=sum(values, Fraction(0)),
            denominator=Fraction(len(values)),
            n=len(values),
            interval=_on_the_scale(interval, scale),
        ),
    )


def _nps(definition: KpiDefinition, counts: Measured, as_of: datetime) -> Measured:
    """Percentage of 9 and 10 minus percentage of 0 to 6, in points."""
    values = numbers(counts.values)
    count = len(values)
    promoters = sum(1 for value in values if value >= PROMOTER)
    detractors = sum(1 for value in values if value <= DETRACTOR)
    passives = count - promoters - detractors
    net = share(promoters - detractors, count)
    groups = (("promoters", promoters), ("passives", passives), ("detractors", detractors))
    also = tuple(Also(name, share(part, count), "%", part, count) for name, part in groups)
    return _answers(
        definition,
        counts._replace(
            value=None if net is None else net * 100,
            numerator=Fraction(promoters - detractors),
            denominator=Fraction(count),
            n=count,
            interval=nps_interval(promoters, passives, detractors, _level(definition)),
            also=also if values else (),
        ),
    )


def _top_box(definition: KpiDefinition, counts: Measured, as_of: datetime) -> Measured:
    """The share of valid answers that are the top one, as "very disappointed" (PMF, D27)."""
    used = sum(times for _, times in counts.values)
    top = sum(times for text, times in counts.values if text in definition.measure.top)
    return _answers(
        definition,
        counts._replace(
            value=share(top, used),
            numerator=Fraction(top),
            denominator=Fraction(used),
            n=used,
            interval=wilson(top, used, _level(definition)),
        ),
    )


def _answers(definition: KpiDefinition, counts: Measured) -> Measured:
    """What is said beside any answers: how they spread, who answered, and why there are none."""
    name, missing = definition.measure.reading, ""
    if not counts.n:
        silent = bool(counts.silent)
        missing = f"{name} was never recorded" if silent else f"no {name} in this period"
    return counts._replace(missing=missing, notes=(*_spread(counts), *_response(counts)))


def _spread(counts: Measured) -> tuple[str, ...]:
    """How often each answer was given: a mean of 9 is all nines, or tens and fives."""
    times = dict(counts.values)
    if not LEAST_SPREAD <= len(times) <= MOST_SPREAD:
        return ()
    ordered = sorted(times, key=lambda text: (-(numeric(text) or 0), text))
    return ("answers: " + ", ".join(f"{text} x {times[text]}" for text in ordered),)


def _response(counts: Measured) -> tuple[str, ...]:
    """How many of those asked have answered, where it is recorded how many were."""
    if not counts.asked:
        return ()
    percent = int(Fraction(counts.n * 100) / counts.asked + Fraction(1, 2))
    return (f"response rate {percent}% ({counts.n}/{int(counts.asked)})",)


def _sum(definition: KpiDefinition, counts: Measured, as_of: datetime) -> Measured:
    """A sum, or that sum for each active partner or each partner (D23)."""
    whole = _or_zero(counts.numerator)
    if not whole and NOT_A_NUMBER in dict(counts.excluded):
        missing = f"no {definition.measure.reading} is a plain number"
        return counts._replace(numerator=whole, n=0, missing=missing)
    active = numbers(counts.values)
    divisor = {"active": len(active), "partner": counts.subjects}.get(definition.measure.per)
    missing = f"{definition.measure.reading} was never recorded" if counts.silent else ""
    if divisor is None:
        known = counts.subjects and not counts.silent
        return counts._replace(
            value=whole if known else None,
            numerator=whole,
            denominator=None,
            n=counts.subjects,
            missing=missing,
        )
    median = nearest_rank(active, 50)
    return counts._replace(
        value=whole / divisor if divisor and not counts.silent else None,
        numerator=whole,
        denominator=Fraction(divisor),
        n=divisor,
        also=() if median is None else (Also("median", median, definition.unit),),
        missing=missing or ("" if divisor else "no active partner"),
    )


def _delta(definition: KpiDefinition, counts: Measured, as_of: datetime) -> Measured:
    """The mean change over partners who have both values, with Student's interval."""
    changes = numbers(counts.values)
    measure = definition.measure
    missing = "" if changes else f"no partner has both {measure.before} and {measure.after}"
    return counts._replace(
        value=mean(changes),
        numerator=sum(changes, Fraction(0)),
        denominator=Fraction(len(changes)),
        n=len(changes),
        interval=mean_t(changes, _level(definition)),
        missing=missing,
    )


def _gauge(definition: KpiDefinition, counts: Measured, as_of: datetime) -> Measured:
    measure = definition.measure
    out_of = Fraction(measure.out_of) if measure.out_of else None
    if measure.level == "active_partners":
        level = Fraction(counts.n)
        return counts._replace(value=level, numerator=level, denominator=out_of)
    if measure.level == "onboarding_day":
        days = numbers(counts.values)
        missing = "" if days else "no partner is in progress"
        return counts._replace(
            value=mean(days),
            numerator=mean(days),
            denominator=out_of,
            n=len(days),
            missing=missing,
        )
    if measure.level == "partners_per_person":
        return _load(definition, counts)
    values = numbers(counts.values)
    return counts._replace(
        value=_gathered(values, measure.aggregate),
        n=len(values),
        missing="" if values else f"{measure.reading} was never recorded",
    )


def _load(definition: KpiDefinition, counts: Measured) -> Measured:
    role, load = definition.measure.role, dict(counts.values)
    carried = sum(load.values())
    busiest = sorted(load.items(), key=lambda pair: (-pair[1], pair[0]))[:BUSIEST]
    return counts._replace(
        value=share(carried, len(load)),
        numerator=Fraction(carried),
        denominator=Fraction(len(load)),
        n=len(load),
        also=tuple(Also(person, Fraction(number), "partners") for person, number in busiest),
        missing="" if load else f"no partner in progress has a {role}",
    )


def _gathered(values: list[Fraction], aggregate: str) -> Fraction | None:
    if not values:
        return None
    gathered = {"sum": sum(values, Fraction(0)), "min": min(values), "max": max(values)}
    return gathered.get(aggregate, mean(values))


def numbers(values: tuple[tuple[str, int], ...]) -> list[Fraction]:
    """Counted values as a list of numbers, words left out."""
    found: list[Fraction] = []
    for text, times in values:
        value = numeric(text)
        if value is not None:
            found.extend([value] * times)
    return found


def _on_the_scale(interval: Range | None, scale: tuple[str, str] | None) -> Range | None:
    """An interval cut at the ends of the scale: no mean can lie beyond them."""
    if interval is None or scale is None or interval.low is None or interval.high is None:
        return interval
    low, high = float(scale[0]), float(scale[1])
    return Range(max(low, interval.low), min(high, interval.high))


def _or_zero(value: Fraction | None) -> Fraction:
    return Fraction(0) if value is None else value


def _level(definition: KpiDefinition) -> float:
    return float(definition.interval.level)


_CONCLUSIONS: dict[Kind, Callable[[KpiDefinition, Measured, datetime], Measured]] = {
    Kind.RATIO: _ratio,
    Kind.CONVERSION: _conversion,
    Kind.DURATION: _duration,
    Kind.COUNT: _count,
    Kind.CHECKLIST: _checklist,
    Kind.SCORE: _score,
    Kind.NPS: _nps,
    Kind.TOP_BOX: _top_box,
    Kind.SUM: _sum,
    Kind.GAUGE: _gauge,
    Kind.DELTA: _delta,
    Kind.SLA: _sla,
    Kind.CADENCE: _cadence,
}
