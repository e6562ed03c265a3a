"""The few statistics the reports need, in plain Python, each checked against a published example.

Intervals are two-sided. Proportions use Wilson's score interval, never Wald's; times that may
still be running use Kaplan and Meier's estimate, never the mean of those who finished.
Source: KPI rules, "Statistical honesty" (docs/explanation of each formula: docs/reference/kpi.md).
"""

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction

from onboardctl.core.record import NamedTuple

Z_95 = 1.959963984540054
USUAL_LEVEL = 0.95
LEAST_FOR_SPREAD = 2
EXACT_UP_TO = 60
"""Longest series whose exact null distribution is worked out; beyond it the normal law serves."""
NO_TREND_FROM = 0.05
_PRECISION = 1e-15


class Range(NamedTuple):
    """A two-sided interval; ``high`` of ``None`` is open: the data never reach it."""

    low: float | None
    high: float | None


class Step(NamedTuple):
    """A fall of the Kaplan-Meier curve: at ``time`` the share still waiting becomes ``share``.

    ``low`` and ``high`` are its log-log limits; ``at_risk`` and ``events`` count just before.
    """

    time: Fraction
    share: float
    low: float
    high: float
    at_risk: int
    events: int


class Trend(NamedTuple):
    """Mann and Kendall's test: the score ``s``, its two-sided ``p`` and the sign of the trend."""

    s: int
    p: float
    sign: int


def normal_quantile(level: float) -> float:
    """The two-sided standard normal quantile, for example 1.96 at 0.95."""
    if level == USUAL_LEVEL:
        return Z_95
    from statistics import NormalDist

    return NormalDist().inv_cdf(0.5 + level / 2)


def wilson(successes: int, trials: int, level: float = USUAL_LEVEL) -> Range | None:
    """Wilson's score interval of a proportion, between 0 and 1; ``None`` without trials.

    Worked examples: Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    """
    if trials <= 0:
        return None
    z = normal_quantile(level)
    share = successes / trials
    middle = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    half = (
        z
        * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
        / (1 + z * z / trials)
    )
    low = 0.0 if successes == 0 else max(0.0, middle - half)
    high = 1.0 if successes == trials else min(1.0, middle + half)
    return Range(min(low, share), max(high, share))


def perfect_record_needed(target: Fraction, level: float = USUAL_LEVEL) -> int | None:
    """How many faultless trials prove a target: the least n whose Wilson lower limit reaches it.

    ``None`` for a target of 1 or more: no finite record proves it. The lower limit of n out of n
    is n / (n + z²), so n must reach z² · target / (1 - target).
    """
    if target >= 1:
        return None
    if target <= 0:
        return 1
    z = normal_quantile(level)
    return max(1, math.ceil(z * z * float(target) / (1 - float(target))))


def nps_interval(
    promoters: int, passives: int, detractors: int, level: float = USUAL_LEVEL
) -> Range | None:
    """The interval of a net promoter score, in points from -100 to 100; ``None`` without answers.

    The variance is that of +1, 0 and -1. Where every answer is alike the variance is zero and
    would claim certainty, so the limit there supposes that every other answer is the opposite
    (Wilson's limit of the share), which errs on the wide side.
    """
    total = promoters + passives + detractors
    if total <= 0:
        return None
    score = (promoters - detractors) / total
    if total in (promoters, detractors, passives):
        share = wilson(total, total, level)
        assert share is not None
        assert share.low is not None
        slack = 1 - share.low
        low = score - 2 * slack if promoters == total else score - slack
        high = score + 2 * slack if detractors == total else score + slack
    else:
        variance = (promoters + detractors) / total - score * score
        half = normal_quantile(level) * math.sqrt(variance / total)
        low, high = score - half, score + half
    return Range(100 * max(-1.0, low), 100 * min(1.0, high))


def kaplan_meier(
    times: Iterable[tuple[Fraction, bool]], level: float = USUAL_LEVEL
) -> tuple[Step, ...]:
    """The curve of those still waiting, one step at each time something happened.

    Args:
        times: for each subject how long it was followed, and whether the event came (``False``
            means censored: still running at the end). A time censored at the moment of an event
            counts as still at risk there.
        level: of the log-log limits (Greenwood's variance).
    """
    ordered = sorted(times)
    z = normal_quantile(level)
    steps, share, spread, index, at_risk = [], 1.0, 0.0, 0, len(ordered)
    while index < len(ordered):
        time = ordered[index][0]
        here = index
        while here < len(ordered) and ordered[here][0] == time:
            here += 1
        events = sum(1 for _, happened in ordered[index:here] if happened)
        if events:
            share = 0.0 if events == at_risk else share * (1 - events / at_risk)
            if share > 0:
                spread += events / (at_risk * (at_risk - events))
            steps.append(Step(time, share, *_loglog(share, spread, z), at_risk, events))
        at_risk -= here - index
        index = here
    return tuple(steps)


def _loglog(share: float, spread: float, z: float) -> tuple[float, float]:
    if share <= 0.0:
        return 0.0, 0.0
    width = z * math.sqrt(spread) / abs(math.log(share))
    return share ** math.exp(width), share ** math.exp(-width)


def reached_at(
    curve: Sequence[Step], share: Fraction = Fraction(1, 2), *, limit: str = "share"
) -> Fraction | None:
    """When a share of the subjects has had the event, or ``None``: "not reached".

    Args:
        curve: of :func:`kaplan_meier`.
        share: who must have had it; 1/2 asks for the median.
        limit: ``share`` reads the curve itself, ``low`` and ``high`` its limits.
    """
    rest = float(1 - share) + 1e-12
    for step in curve:
        if getattr(step, limit) <= rest:
            return step.time
    return None


def median_interval(curve: Sequence[Step]) -> Range:
    """The log-log interval of the median; an open end (``None``) is not reached by the data."""
    low = reached_at(curve, limit="low")
    high = reached_at(curve, limit="high")
    return Range(None if low is None else float(low), None if high is None else float(high))


def mean(values: Sequence[Fraction]) -> Fraction | None:
    """The exact mean; ``None`` of nothing."""
    return total(values) / len(values) if values else None


def total(values: Iterable[Fraction]) -> Fraction:
    """The exact sum. Numerators are added as integers, because most values share a denominator."""
    parts: dict[int, int] = {}
    for value in values:
        denominator = value.denominator
        parts[denominator] = parts.get(denominator, 0) + value.numerator
    return sum((Fraction(part, whole) for whole, part in parts.items()), Fraction(0))


def deviation(values: Sequence[Fraction]) -> float | None:
    """The sample standard deviation (n - 1); ``None`` of fewer than two values."""
    middle = mean(values)
    if middle is None or len(values) < LEAST_FOR_SPREAD:
        return None
    # The sum of squares about the mean, exactly: there is no rounding that this form could lose.
    about = total([value * value for value in values]) - len(values) * middle * middle
    return math.sqrt(about / (len(values) - 1))


def mean_interval(count: int, middle: float, spread: float, level: float = USUAL_LEVEL) -> Range:
    """Student's interval of a mean from its count (at least 2), mean and standard deviation."""
    half = t_quantile(count - 1, level) * spread / math.sqrt(count)
    return Range(middle - half, middle + half)


def mean_t(values: Sequence[Fraction], level: float = USUAL_LEVEL) -> Range | None:
    """Student's interval of the mean of values; ``None`` of fewer than two."""
    middle, spread = mean(values), deviation(values)
    if middle is None or spread is None:
        return None
    return mean_interval(len(values), float(middle), spread, level)


def paired_delta(
    pairs: Sequence[tuple[Fraction, Fraction]], level: float = USUAL_LEVEL
) -> tuple[Fraction | None, Range | None]:
    """Mean and Student's interval of after minus before, over the same subjects."""
    differences = [after - before for before, after in pairs]
    return mean(differences), mean_t(differences, level)


def mann_kendall(values: Sequence[Fraction]) -> Trend:
    """Whether a series rises or falls: exact without ties up to 60 values, else by the normal law.

    The series is in order of time. ``sign`` is 0 when p is 0.05 or more: no trend is shown.
    Worked examples: Kendall's table of exact probabilities (Gilbert 1987, table A18).
    """
    count = len(values)
    score = sum(
        (later > earlier) - (later < earlier)
        for index, earlier in enumerate(values)
        for later in values[index + 1 :]
    )
    tied = count - len(set(values))
    p = (
        _exact_kendall(count, abs(score))
        if not tied and count <= EXACT_UP_TO
        else _normal(values, score)
    )
    sign = 0 if p >= NO_TREND_FROM else (score > 0) - (score < 0)
    return Trend(score, p, sign)


def _exact_kendall(count: int, score: int) -> float:
    ways = [1]
    for size in range(2, count + 1):
        longer = [0] * (len(ways) + size - 1)
        for inversions, number in enumerate(ways):
            for extra in range(size):
                longer[inversions + extra] += number
        ways = longer
    pairs = count * (count - 1) // 2
    most = (pairs - score) // 2
    return min(1.0, 2 * sum(ways[: most + 1]) / math.factorial(count))


def _normal(values: Sequence[Fraction], score: int) -> float:
    count = len(values)
    ties: dict[Fraction, int] = {}
    for value in values:
        ties[value] = ties.get(value, 0) + 1
    variance = (
        count * (count - 1) * (2 * count + 5)
        - sum(size * (size - 1) * (2 * size + 5) for size in ties.values())
    ) / 18
    if variance <= 0 or score == 0:
        return 1.0
    z = (abs(score) - 1) / math.sqrt(variance)
    return math.erfc(z / math.sqrt(2))


def nearest_rank(values: Sequence[Fraction], percent: int) -> Fraction | None:
    """The percentile that is one of the values (nearest rank, 1 to 100); ``None`` of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    rank = max(1, math.ceil(Fraction(percent * len(ordered), 100)))
    return ordered[rank - 1]


def t_quantile(freedom: int, level: float = USUAL_LEVEL) -> float:
    """The two-sided quantile of Student's t, by bisection to the precision of a float."""
    tail, low, high = (1 - level) / 2, 0.0, 1.0
    while _t_tail(high, freedom) > tail:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if _t_tail(middle, freedom) > tail:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _t_tail(value: float, freedom: int) -> float:
    return 0.5 * _incomplete_beta(freedom / 2, 0.5, freedom / (freedom + value * value))


def _incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function, by Lentz's continued fraction."""
    if x <= 0.0 or x >= 1.0:
        return 0.0 if x <= 0.0 else 1.0
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    if x < (a + 1) / (a + b + 2):
        return front * _continued(a, b, x) / a
    return 1.0 - front * _continued(b, a, 1 - x) / b


def _continued(a: float, b: float, x: float) -> float:
    tiny = 1e-300
    c, d = 1.0, 1 - (a + b) * x / (a + 1)
    d = 1 / (d if abs(d) > tiny else tiny)
    result = d
    for m in range(1, 500):
        for part in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 + part * d
            d = 1 / (d if abs(d) > tiny else tiny)
            c = 1 + part / c
            c = c if abs(c) > tiny else tiny
            change = c * d
            result *= change
        if abs(change - 1) < _PRECISION:
            break
    return result
