"""Forecasts that were frozen, and how they did: calls beside what happened, ranges beside sums.

A forecast is frozen on a day with every contract as it was seen then, and never changed. It is
judged when its window is over, so that a call made the day before a signature does not pass for
foresight. Amounts are a year's worth, never added across two currencies.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from onboardctl.core.lifecycle import renewal_figures as sums
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SEED = "renewals"
"""From which outcomes are drawn where there are too many contracts for all combinations."""
HORIZON_DAYS = 365
"""How far ahead contracts are frozen."""
WINDOW_DAYS = 90
"""How far ahead a frozen sum reaches: far enough to be of use, near enough to be judged soon."""
LEAD_DAYS = 90
"""So long before the end a call must have been made to count as foresight."""
APART = 20
"""From so many points on, a person's call and the factors disagree; ours."""
LEAST_CALLS, LEAST_RANGES = 5, 10
"""Below so many, shares are counted and not judged; ours."""
PROMISED = Fraction(8, 10)
"""How often the sum should lie in its range: between the 10th and the 90th percentile."""

Key = tuple[str, int]
"""A term: the partnership's id and the number of the term."""


class Seen(NamedTuple):
    """A contract as it was seen when a forecast was frozen."""

    taken_on: date
    contract: str
    number: int
    ends_on: date
    value: Decimal | None
    currency: str
    called: int | None
    computed: int | None

    @property
    def key(self) -> Key:
        """The term it is about."""
        return self.contract, self.number

    @property
    def percent(self) -> int | None:
        """A person's call, else what the factors say; ``None`` without either."""
        return likelihood(self.called, self.computed)


class Promise(NamedTuple):
    """What a forecast said of the contracts that end within its window, in one currency.

    ``low`` and ``high`` are the 10th and 90th percentile of the sum; ``exact`` is false where they
    were drawn from ``seed``.
    """

    taken_on: date
    until: date
    currency: str
    n: int
    expected: Decimal
    low: Decimal
    high: Decimal
    total: Decimal
    exact: bool
    seed: str


class Judged(NamedTuple):
    """A promise beside what happened: what was renewed, at the values foreseen.

    ``verdict`` is ``inside``, ``below`` or ``above`` the range; ``open`` while a contract is not
    decided, and then ``happened`` is what came so far.
    """

    promise: Promise
    happened: Decimal
    undecided: int
    verdict: str


class Kind(NamedTuple):
    """Calls in a band of twenty points: how many, their mean, and how many were renewed."""

    low: int
    high: int
    n: int
    mean: Fraction | None
    renewed: int


def likelihood(called: int | None, computed: int | None) -> int | None:
    """A person's call goes before what the factors say."""
    return computed if called is None else called


def disagreement(called: int | None, computed: int | None) -> int | None:
    """By how many points a person is above the factors, from :data:`APART` on; else ``None``."""
    if called is None or computed is None:
        return None
    points = called - computed
    return points if abs(points) >= APART else None


def promise(
    taken_on: date, seen: Iterable[Seen], days: int = WINDOW_DAYS, seed: str = SEED
) -> list[Promise]:
    """What the contracts of a window are expected to be worth, a promise for each currency.

    Contracts without a value, and those that nobody called and no factor says anything of, are in
    no sum. A contract that is past its end and undecided belongs to every window.
    """
    until = taken_on + timedelta(days=days)
    stakes: dict[str, list[sums.Stake]] = {}
    for one in seen:
        if one.ends_on <= until and one.value is not None and one.percent is not None:
            stakes.setdefault(one.currency, []).append(sums.Stake(one.value, one.percent))
    promises = []
    for currency, held in sorted(stakes.items()):
        found = sums.outlook(held, seed)
        promises.append(
            Promise(
                taken_on,
                until,
                currency,
                found.n,
                found.expected,
                found.low,
                found.high,
                found.total,
                found.exact,
                seed,
            )
        )
    return promises


def judge(said: Promise, seen: Iterable[Seen], renewed: Mapping[Key, bool]) -> Judged:
    """A promise beside the decisions about its contracts.

    Args:
        said: what was frozen.
        seen: the contracts frozen with it.
        renewed: for each term that is decided whether it was renewed.
    """
    happened, undecided = Decimal(0), 0
    for one in seen:
        in_it = one.currency == said.currency and one.ends_on <= said.until
        if not in_it or one.value is None or one.percent is None:
            continue
        outcome = renewed.get(one.key)
        if outcome is None:
            undecided += 1
        elif outcome:
            happened += one.value
    if undecided:
        return Judged(said, happened, undecided, "open")
    verdict = "below" if happened < said.low else "above" if happened > said.high else "inside"
    return Judged(said, happened, 0, verdict)


def foreseen(seen: Iterable[Seen], days: int = LEAD_DAYS) -> dict[Key, Seen]:
    """For each term the last sight of it that lay at least so many days before its end."""
    latest: dict[Key, Seen] = {}
    for one in seen:
        if (one.ends_on - one.taken_on).days < days:
            continue
        known = latest.get(one.key)
        if known is None or known.taken_on < one.taken_on:
            latest[one.key] = one
    return latest


def calibration(calls: Iterable[tuple[int, bool]]) -> tuple[Kind, ...]:
    """Calls in percent beside whether they came true, in bands of twenty points.

    The lower end of a band belongs to it, the upper one only in the last.
    """
    held: list[list[tuple[int, bool]]] = [[] for _ in sums.BANDS]
    for percent, renewed in calls:
        held[min(percent // 20, len(held) - 1)].append((percent, renewed))
    return tuple(
        Kind(
            low,
            high,
            len(calls_of),
            Fraction(sum(percent for percent, _ in calls_of), len(calls_of)) if calls_of else None,
            sum(renewed for _, renewed in calls_of),
        )
        for (low, high), calls_of in zip(sums.BANDS, held, strict=True)
    )


def brier(calls: Sequence[tuple[int, bool]]) -> Fraction | None:
    """The mean squared distance of calls from what happened, 0 to 1; 0.25 is what 50 % always gets.

    Source: G. W. Brier, Verification of forecasts expressed in terms of probability (1950), in the
    form for two outcomes.
    """
    if not calls:
        return None
    gaps = (Fraction(percent, 100) - renewed for percent, renewed in calls)
    return sum((gap * gap for gap in gaps), Fraction(0)) / len(calls)
