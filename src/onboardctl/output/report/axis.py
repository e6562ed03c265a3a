"""A scale with ticks at round numbers, and how its values are written."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from onboardctl.core.report.model import Chart

TICKS = 5
TEN = 10
LEAST = 1e-6
"""Scales are no shorter: figures are kept to six places."""
_ROUND = (1, 2, 2.5, 5, 10)


class Axis(NamedTuple):
    """A scale from ``low`` to ``high`` with ticks on it, both ends included."""

    low: float
    high: float
    ticks: tuple[float, ...]
    unit: str

    @property
    def step(self) -> float:
        """The distance between two ticks."""
        return round(self.ticks[1] - self.ticks[0], 10)

    def share(self, value: float) -> float:
        """Where a value lies, 0 at the low end and 1 at the high one, never outside."""
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))

    def label(self, tick: float) -> str:
        """A tick in words, with the unit where it is short."""
        if self.unit == "ratio":
            return f"{plain(tick * 100)}%"
        return f"{plain(tick)}%" if self.unit == "%" else plain(tick)


def axis_of(chart: Chart) -> Axis:
    """The scale that holds every value and the target of a chart.

    Bars and anything with ``zero`` begin at zero, or reach it from below; shares and
    net scores end at 100 and marks out of ten at 10, so that two such charts can be compared by eye.
    """
    shown = [point.value for one in chart.series for point in one.points if point.value is not None]
    if chart.target is not None:
        shown.append(chart.target)
    low, high = (min(shown), max(shown)) if shown else (0.0, 1.0)
    if chart.zero or chart.kind != "line":
        low, high = min(low, 0.0), max(high, 0.0)
    natural = {"ratio": 1.0, "%": 100.0, "points": 100.0, "/10": float(TEN)}.get(chart.unit)
    if natural is not None and high <= natural and (chart.zero or chart.kind != "line"):
        high = natural
    return _round(low, high, chart.unit)


def _round(low: float, high: float, unit: str) -> Axis:
    if high - low < LEAST:
        low, high = (low, low + 1) if low >= 0 else (low, 0.0)
    rough = (high - low) / (TICKS - 1)
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * one for one in _ROUND if power * one >= rough * 0.999999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = tuple(round(number * step, 10) for number in range(first, last + 1))
    return Axis(ticks[0], ticks[-1], ticks, unit)


def plain(value: float) -> str:
    """A number without needless places, with narrow gaps between thousands."""
    rounded = round(value, 6)
    if rounded == int(rounded):
        return f"{int(rounded):,}".replace(",", "\u202f")
    return f"{rounded:g}"
