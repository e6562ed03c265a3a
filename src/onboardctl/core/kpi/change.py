"""How a number stands to the same number of the period before, and how sure that is.

The interval of a difference is made of the intervals of both numbers (MOVER: Zou and Donner,
Statistics in Medicine 27, 2008; for two shares under Wilson's interval it is Newcombe's method 10,
Statistics in Medicine 17, 1998, p. 873). It takes the two periods as independent: where the same
partners stand in both, it is wider than it need be, never narrower.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from onboardctl.core.kpi.proportions import Range
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Known(NamedTuple):
    """A number with its interval, where it has one, and how many stand behind it."""

    value: float | None
    interval: Range | None = None
    n: int = 0


class Difference(NamedTuple):
    """Later minus earlier, with its interval; ``None`` where one of the two has none."""

    value: float
    interval: Range | None


def difference(now: Known, before: Known, min_n: int) -> Difference | None:
    """The difference of two numbers; ``None`` when one is missing or rests on too few."""
    if now.value is None or before.value is None or min(now.n, before.n) < min_n:
        return None
    return Difference(now.value - before.value, _mover(now, before))


def _mover(now: Known, before: Known) -> Range | None:
    """The interval of a difference from those of its two sides."""
    if now.value is None or before.value is None or not now.interval or not before.interval:
        return None
    low, high = now.interval
    low_before, high_before = before.interval
    if low is None or high is None or low_before is None or high_before is None:
        return None
    if low == high or low_before == high_before:
        return None  # equal values of a few cases: no width is not certainty
    gap = now.value - before.value
    return Range(
        gap - math.hypot(now.value - low, high_before - before.value),
        gap + math.hypot(high - now.value, before.value - low_before),
    )


def against_all_parts(total: float, parts: Iterable[float]) -> bool:
    """Whether a total moved one way while each of its parts moved the other (Simpson's paradox).

    Args:
        total: how far the total moved, later minus earlier.
        parts: how far each part moved; of fewer than two nothing is said.
    """
    moved = list(parts)
    if len(moved) < 2 or not total:  # noqa: PLR2004
        return False
    return all(part * total < 0 for part in moved)
