"""Certainty about proportions: Wilson's score interval, and that of a net promoter score.

Intervals are two-sided, and never Wald's. Formulas and their sources: docs/reference/kpi.md.
"""

import math
from fractions import Fraction

from onboardctl.core.record import NamedTuple

Z_95 = 1.959963984540054
USUAL_LEVEL = 0.95


class Range(NamedTuple):
    """A two-sided interval; ``high`` of ``None`` is open: the data never reach it."""

    low: float | None
    high: float | None


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
