"""From readings to a score that explains itself.

Every number here is whole: points in thousandths, scores in tenths. The parts of a score are
rounded together, so that they always add up to it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from onboardctl.core.health.definition import THOUSAND, weights_of
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from onboardctl.core.health.definition import Cap, Condition, HealthDefinition, Measure, Step

_MILLION = 1_000_000
_OPERATORS = {
    "<": lambda value, bound: value < bound,
    "<=": lambda value, bound: value <= bound,
    ">": lambda value, bound: value > bound,
    ">=": lambda value, bound: value >= bound,
}


class Reading(NamedTuple):
    """A value in thousandths of its unit, how old it is in days, and out of how many."""

    value: int
    age_days: int = 0
    n: int | None = None


class Known(NamedTuple):
    """A measure with a reading, its weight, and what it is worth now in thousandths of a point."""

    measure: Measure
    group: str
    source: str
    weight: int
    reading: Reading
    points: int


class Part(NamedTuple):
    """What one measure gives to a score.

    Attributes:
        source: what was read.
        points: what its value is worth now, faded by age, in thousandths.
        share_pct: its share of the known weight, in hundredths of a percent.
        given: the tenths of the score that come from it.
        lift: how many tenths more the score would have, were it at its best today.
        held_back: its share is over the bound, so that the rest counts as neutral.
    """

    measure: str
    group: str
    source: str
    value: int
    age_days: int
    n: int | None
    points: int
    share_pct: int
    given: int
    lift: int
    held_back: bool


class Score(NamedTuple):
    """A score of one partner; ``score`` and ``band`` are empty when too little is known.

    Attributes:
        profile: the stage of life whose weights were used.
        score: tenths, from 0 to 1000.
        raw: before any cap; the parts add up to it.
        coverage_pct: how much of the weight is known, whole percent, rounded down.
        parts: in file order.
        missing: measures without a reading that have weight, in file order.
        caps: ids of the caps whose condition holds; the lowest decides.
        groups: points of each group with a known measure, in thousandths.
    """

    profile: str
    score: int | None
    band: str
    raw: int | None
    coverage_pct: int
    parts: tuple[Part, ...]
    missing: tuple[str, ...]
    caps: tuple[str, ...]
    groups: dict[str, int]

    @property
    def capped(self) -> int:
        """The tenths that a cap takes away, never above zero."""
        return 0 if self.score is None or self.raw is None else self.score - self.raw


def is_too_few(reading: Reading, least: int) -> bool:
    """Whether a reading rests on fewer cases than say anything."""
    return reading.n is not None and reading.n < least


def points_of(scale: Sequence[Step], value: int) -> int:
    """What a value in thousandths is worth, in thousandths of a point.

    Between two steps it lies on the line that joins them, outside it is that of the nearest step.
    """
    before = scale[0]
    if value <= before.value:
        return before.points * THOUSAND
    for step in scale[1:]:
        if value <= step.value:
            rise = (step.points - before.points) * THOUSAND * (value - before.value)
            return before.points * THOUSAND + _half_up(rise, step.value - before.value)
        before = step
    return before.points * THOUSAND


@lru_cache(maxsize=4096)
def _kept(age_days: int, half_life: int) -> int:
    """How much of what a reading says is left, in millionths."""
    left: float = 0.5 ** (age_days / half_life)
    return round(_MILLION * left)


def faded(points: int, age_days: int, half_life: int, neutral: int) -> int:
    """Points that drift to neutral: half of the way in each half-life; all in thousandths."""
    if not half_life or age_days <= 0:
        return points
    return neutral + _half_up((points - neutral) * _kept(age_days, half_life), _MILLION)


def score_of(definition: HealthDefinition, profile: str, readings: Mapping[str, Reading]) -> Score:
    """The score of a partner from what is known of it.

    Args:
        definition: what is measured and how it is weighed.
        profile: the stage of life.
        readings: by source; a source that is not known is not there.
    """
    total = sum(weights_of(definition, profile))
    known, missing = _read(definition, profile, readings)
    weight_known = sum(one.weight for one in known)
    coverage = 100 * weight_known // total if total else 0
    groups = _group_points(known)
    caps = _caps(definition, readings, groups)
    if not known or 100 * weight_known < definition.min_coverage * total:
        parts = tuple(_unscored(one, weight_known) for one in known)
        return Score(profile, None, "", None, coverage, parts, missing, _ids(caps), groups)
    parts, raw = _weighed(definition, known, weight_known)
    score = min([raw, *(cap.max * 10 for cap in caps)])
    band = definition.band(score)
    return Score(profile, score, band, raw, coverage, parts, missing, _ids(caps), groups)


def _read(
    definition: HealthDefinition, profile: str, readings: Mapping[str, Reading]
) -> tuple[list[Known], tuple[str, ...]]:
    """The measures that have weight: those of which something is known, and the others by id."""
    weights = iter(weights_of(definition, profile))
    neutral = definition.neutral * THOUSAND
    known: list[Known] = []
    missing: list[str] = []
    for group in definition.groups:
        for measure in group.measures:
            weight = next(weights)
            if not weight:
                continue
            for source in measure.sources:
                reading = readings.get(source)
                if reading is not None and not is_too_few(reading, measure.min_n):
                    worth = points_of(measure.scale, reading.value)
                    worth = faded(worth, reading.age_days, measure.half_life, neutral)
                    known.append(Known(measure, group.id, source, weight, reading, worth))
                    break
            else:
                missing.append(measure.id)
    return known, tuple(missing)


def _weighed(
    definition: HealthDefinition,
    known: list[Known],
    weight_known: int,
) -> tuple[tuple[Part, ...], int]:
    """The parts and the score that they make, both in tenths.

    A measure whose share is over the bound counts for the bound; what is over it counts as neutral.
    """
    bound = definition.most_share * weight_known
    neutral = definition.neutral * THOUSAND
    exact: list[int] = []
    lifts: list[int] = []
    for one in known:
        counted = min(100 * one.weight, bound)
        exact.append(counted * one.points + (100 * one.weight - counted) * neutral)
        best = max(one.measure.scale[0].points, one.measure.scale[-1].points) * THOUSAND
        lifts.append(counted * (best - one.points))
    unit = 100 * weight_known * (THOUSAND // 10)
    raw = _half_up(sum(exact), unit)
    given = _shared_out(exact, unit, raw)
    parts = tuple(
        _unscored(one, weight_known)._replace(
            given=given[place],
            lift=_half_up(lifts[place], unit),
            held_back=100 * one.weight > bound,
        )
        for place, one in enumerate(known)
    )
    return parts, raw


def _shared_out(exact: list[int], unit: int, whole: int) -> list[int]:
    """Whole parts that add up to ``whole``: what is left goes to the largest remainders first."""
    parts = [one // unit for one in exact]
    left = whole - sum(parts)
    by_rest = sorted(range(len(exact)), key=lambda place: (-(exact[place] % unit), place))
    for place in by_rest[:left]:
        parts[place] += 1
    return parts


def _unscored(one: Known, weight_known: int) -> Part:
    reading = one.reading
    return Part(
        one.measure.id,
        one.group,
        one.source,
        reading.value,
        reading.age_days,
        reading.n,
        one.points,
        10_000 * one.weight // weight_known,
        0,
        0,
        False,
    )


def _group_points(known: list[Known]) -> dict[str, int]:
    sums: dict[str, tuple[int, int]] = {}
    for one in known:
        points, weight = sums.get(one.group, (0, 0))
        sums[one.group] = points + one.weight * one.points, weight + one.weight
    return {group: _half_up(*pair) for group, pair in sums.items()}


def _caps(
    definition: HealthDefinition, readings: Mapping[str, Reading], groups: Mapping[str, int]
) -> list[Cap]:
    return [cap for cap in definition.caps if holds(cap.when, readings, groups)]


def _ids(caps: list[Cap]) -> tuple[str, ...]:
    return tuple(cap.id for cap in caps)


def holds(condition: Condition, readings: Mapping[str, Reading], groups: Mapping[str, int]) -> bool:
    """Whether a condition is known to hold; what is not known never does."""
    name = condition.source
    if name.startswith("group."):
        value = groups.get(name.removeprefix("group."))
    else:
        reading = readings.get(name)
        few = reading is None or is_too_few(reading, condition.min_n)
        value = None if few or reading is None else reading.value
    return value is not None and bool(_OPERATORS[condition.op](value, condition.bound))


def _half_up(numerator: int, denominator: int) -> int:
    """The nearest whole number, a half upwards; ``denominator`` is above zero."""
    return (2 * numerator + denominator) // (2 * denominator)
