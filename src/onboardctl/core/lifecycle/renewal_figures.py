"""What contracts are worth at their end: the expected sum with its range, calls that came true, retention.

Amounts are a year's worth in one currency, chances whole percentages. Nothing here adds two
currencies: whoever calls sorts by them first.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING

from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

EXACT_UP_TO = 15
"""So many contracts are taken through every combination of outcomes; more are drawn by chance."""
DRAWS = 2_000
TENTH = Fraction(1, 10)
BANDS = ((0, 20), (20, 40), (40, 60), (60, 80), (80, 100))
"""Calls in percent, the lower end included, the upper one only in the last."""
CERTAIN = 100


class Stake(NamedTuple):
    """What a year of a contract is worth and how likely it is renewed, 0 to 100."""

    value: Decimal
    percent: int


class Outlook(NamedTuple):
    """What the renewals of some contracts are expected to be worth.

    ``low`` and ``high`` are the 10th and the 90th percentile of the sum: at least eight in ten
    outcomes lie between them, both included. With few contracts the sum takes few values, so
    ``expected`` may lie outside: one contract at 95 % is worth all or nothing, and mostly all.
    ``exact`` is false where the range was drawn.
    """

    expected: Decimal
    low: Decimal
    high: Decimal
    total: Decimal
    n: int
    exact: bool


def outlook(stakes: Sequence[Stake], seed: str = "renewals") -> Outlook:
    """The expected sum of independent renewals and its range; the same seed draws the same."""
    expected = sum((one.value * one.percent for one in stakes), Decimal(0)) / CERTAIN
    exact = len(stakes) <= EXACT_UP_TO
    weights = sums(stakes) if exact else _drawn(stakes, seed)
    return Outlook(
        expected,
        percentile(weights, TENTH),
        percentile(weights, 1 - TENTH),
        sum((one.value for one in stakes), Decimal(0)),
        len(stakes),
        exact,
    )


def sums(stakes: Iterable[Stake]) -> dict[Decimal, int]:
    """Every sum that can come about with its weight; a probability is weight over all weights."""
    weights = {Decimal(0): 1}
    for one in stakes:
        following: dict[Decimal, int] = {}
        for amount, weight in weights.items():
            for then, share in (
                (amount, CERTAIN - one.percent),
                (amount + one.value, one.percent),
            ):
                if share:
                    following[then] = following.get(then, 0) + weight * share
        weights = following
    return weights


def _drawn(stakes: Sequence[Stake], seed: str) -> dict[Decimal, int]:
    rng = Random(seed)
    weights: dict[Decimal, int] = {}
    for _ in range(DRAWS):
        amount = sum(
            (one.value for one in stakes if rng.random() * CERTAIN < one.percent), Decimal(0)
        )
        weights[amount] = weights.get(amount, 0) + 1
    return weights


def percentile(weights: dict[Decimal, int], share: Fraction) -> Decimal:
    """The least amount that at least ``share`` of the outcomes do not exceed."""
    needed = share * sum(weights.values())
    reached = 0
    for amount in sorted(weights):
        reached += weights[amount]
        if reached >= needed:
            return amount
    raise ValueError("no outcome")


class Band(NamedTuple):
    """Calls between two percentages: how many, and how many of them were renewed."""

    low: int
    high: int
    called: int
    renewed: int


def bands(calls: Iterable[tuple[int, bool]]) -> tuple[Band, ...]:
    """The last call of each decided renewal beside what came of it, in bands of twenty points."""
    counted = [[0, 0] for _ in BANDS]
    for percent, renewed in calls:
        at = min(percent // 20, len(BANDS) - 1)
        counted[at][0] += 1
        counted[at][1] += renewed
    return tuple(
        Band(low, high, called, renewed)
        for (low, high), (called, renewed) in zip(BANDS, counted, strict=True)
    )


class Kept(NamedTuple):
    """A contract of the cohort: a year's worth at the start and at the end; ``lost`` if it ended."""

    start: Decimal
    end: Decimal
    lost: bool = False


class Retention(NamedTuple):
    """What became of the yearly value of a cohort, in amounts and in numbers of contracts."""

    start: Decimal
    contraction: Decimal
    churn: Decimal
    expansion: Decimal
    n: int
    contracted: int
    churned: int
    expanded: int

    @property
    def gross(self) -> Fraction | None:
        """GRR: what is left of the start without any growth, 0 to 1; ``None`` of nothing."""
        return self._share(self.start - self.contraction - self.churn)

    @property
    def net(self) -> Fraction | None:
        """NRR: the same with growth of the same contracts; may pass 1."""
        return self._share(self.start - self.contraction - self.churn + self.expansion)

    def _share(self, left: Decimal) -> Fraction | None:
        return Fraction(left) / Fraction(self.start) if self.start else None


def retention(cohort: Iterable[Kept]) -> Retention:
    """Adds up a cohort that was closed at its start: nothing that came later is in it."""
    start = contraction = churn = expansion = Decimal(0)
    n = contracted = churned = expanded = 0
    for one in cohort:
        n += 1
        start += one.start
        if one.lost:
            churn += one.start
            churned += 1
        elif one.end < one.start:
            contraction += one.start - one.end
            contracted += 1
        elif one.end > one.start:
            expansion += one.end - one.start
            expanded += 1
    return Retention(start, contraction, churn, expansion, n, contracted, churned, expanded)
