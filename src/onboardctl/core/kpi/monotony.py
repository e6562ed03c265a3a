"""Whether a series rises or falls: Mann and Kendall's test, exact where it can be."""

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import cache

from onboardctl.core.record import NamedTuple

EXACT_UP_TO = 60
"""Longest series whose exact null distribution is worked out; beyond it the normal law serves."""
NO_TREND_FROM = 0.05


class Trend(NamedTuple):
    """Mann and Kendall's test: the score ``s``, its two-sided ``p`` and the sign of the trend."""

    s: int
    p: float
    sign: int


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


@cache
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
