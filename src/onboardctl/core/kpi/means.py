"""Exact means of fractions, with Student's interval.

Formulas and their sources: docs/reference/kpi.md.
"""

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction

from onboardctl.core.kpi.proportions import USUAL_LEVEL, Range

LEAST_FOR_SPREAD = 2
_PRECISION = 1e-15


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
