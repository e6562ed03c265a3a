"""Repeatable randomness: one stream for each subject and purpose.

Only ``Random.random`` is used underneath, because its sequence for a given seed is the part that
Python promises to keep; every law on top of it is written here and never changes within a
generator version.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from math import cos, exp, log, pi, sqrt
from random import Random
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

T = TypeVar("T")

_FEW = 12
"""Poisson means above this are drawn from the rounded normal law."""

_IRRATIONALS = {
    "persona": sqrt(2) % 1,
    "activates": sqrt(3) % 1,
    "activation_lag": sqrt(7) % 1,
    "onboards": sqrt(13) % 1,
    "onboarding_lag": sqrt(6) % 1,
    "churn": sqrt(21) % 1,
    "attends": (sqrt(5) - 1) / 2,
}
"""Steps that fill the interval evenly even over short runs (small continued fractions)."""
PURPOSES = tuple(_IRRATIONALS)
"""What is spread evenly over people rather than drawn."""
_TURN = sqrt(19) % 1


def stream(seed: int, purpose: str, *subject: object) -> Random:
    """The stream of one purpose of one subject; no other draw can move it."""
    return Random(":".join(map(str, (seed, purpose, *subject))))


class Spread:
    """Evenly spread positions in [0, 1): a Kronecker sequence with a seeded offset.

    The n-th position depends on n alone, yet any run of positions fills the interval evenly, so a
    planned share or law holds for every seed and not just for most of them.
    """

    def __init__(self, seed: int, purpose: str) -> None:
        self._offset = stream(seed, "spread", purpose).random()
        self._step = _IRRATIONALS[purpose]

    def at(self, number: int, turn: int = 0) -> float:
        """The position of subject ``number``, at its n-th turn when it has several."""
        return (self._offset + number * self._step + turn * _TURN) % 1.0


class Choice(Generic[T]):
    """Weighted choice among fixed values by inverse distribution."""

    __slots__ = ("_edges", "_last", "_total", "values")

    def __init__(self, weighted: Iterable[tuple[T, float]]) -> None:
        pairs = [(value, weight) for value, weight in weighted if weight > 0]
        self.values = tuple(value for value, _ in pairs)
        self._edges = list(accumulate(weight for _, weight in pairs))
        self._total = self._edges[-1] if self._edges else 0.0
        self._last = len(pairs) - 1

    def __bool__(self) -> bool:
        return self._last >= 0

    def at(self, position: float) -> T:
        """The value at a position in [0, 1)."""
        return self.values[min(bisect_right(self._edges, position * self._total), self._last)]

    def draw(self, rng: Random) -> T:
        """One value."""
        index = bisect_right(self._edges, rng.random() * self._total)
        return self.values[min(index, self._last)]


def pick(rng: Random, values: tuple[T, ...] | list[T]) -> T:
    """One of the values, all equally likely."""
    return values[int(rng.random() * len(values))]


def between(rng: Random, low: int, high: int) -> int:
    """A whole number from low to high, both inclusive."""
    return low + int(rng.random() * (high - low + 1))


def normal(rng: Random, mean: float = 0.0, deviation: float = 1.0) -> float:
    """Box and Muller, one value of the pair: two uniforms for each draw, always."""
    radius = sqrt(-2.0 * log(1.0 - rng.random()))
    return mean + deviation * radius * cos(2.0 * pi * rng.random())


def exponential(rng: Random, mean: float) -> float:
    """Waiting time with the given mean."""
    return -mean * log(1.0 - rng.random())


def poisson(rng: Random, mean: float) -> int:
    """A count with the given mean."""
    if mean > _FEW:
        return max(0, round(normal(rng, mean, sqrt(mean))))
    limit, count, product = exp(-mean), 0, rng.random()
    while product > limit:
        count += 1
        product *= rng.random()
    return count


def gamma(rng: Random, shape: float) -> float:
    """A gamma variable of scale 1, by Marsaglia and Tsang; ``shape`` is at least 1."""
    d = shape - 1.0 / 3.0
    c = 1.0 / sqrt(9.0 * d)
    while True:
        x = normal(rng)
        v = (1.0 + c * x) ** 3
        if v > 0.0 and log(1.0 - rng.random()) < 0.5 * x * x + d - d * v + d * log(v):
            return d * v


def negative_binomial(rng: Random, mean: float, shape: float) -> int:
    """A count that varies more than Poisson: its mean is itself a gamma variable."""
    return poisson(rng, mean * gamma(rng, shape) / shape)


def triangular(rng: Random, low: float, mode: float, high: float) -> float:
    """A value between low and high, most often near the mode."""
    position = rng.random()
    turn = (mode - low) / (high - low) if high > low else 1.0
    if position < turn:
        return low + sqrt(position * (high - low) * (mode - low))
    return high - sqrt((1.0 - position) * (high - low) * (high - mode))


_A = (2.506628277459239, -30.66479806614716, 138.3577518672690, -275.9285104469687,
      220.9460984245205, -39.69683028665376)  # fmt: skip
_B = (1.0, -13.28068155288572, 66.80131188771972, -155.6989798598866, 161.5858368580409,
      -54.47609879822406)  # fmt: skip
_C = (2.938163982698783, 4.374664141464968, -2.549732539343734, -2.400758277161838,
      -0.3223964580411365, -0.007784894002430293)  # fmt: skip
_D = (1.0, 3.754408661907416, 2.445134137142996, 0.3224671290700398, 0.007784695709041462)
_TAIL = 0.02425


def _polynomial(coefficients: tuple[float, ...], x: float) -> float:
    total = 0.0
    for coefficient in reversed(coefficients):
        total = total * x + coefficient
    return total


def normal_quantile(position: float) -> float:
    """The standard normal value below which a share ``position`` lies (Acklam, error < 2e-9)."""
    position = min(max(position, 1e-12), 1 - 1e-12)
    if position < _TAIL or position > 1 - _TAIL:
        tail = sqrt(-2.0 * log(min(position, 1 - position)))
        value = _polynomial(_C, tail) / _polynomial(_D, tail)
        return value if position < _TAIL else -value
    centre = position - 0.5
    square = centre * centre
    return centre * _polynomial(_A, square) / _polynomial(_B, square)


def log_normal_quantile(position: float, mu: float, sigma: float) -> float:
    """The log-normal value below which a share ``position`` lies."""
    return exp(mu + sigma * normal_quantile(position))
