"""Frozen forecasts beside what happened: hand-worked cases, and laws for any contracts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardctl.core.lifecycle import forecasting as f

DAY = date(2026, 1, 5)

calls = st.lists(st.tuples(st.integers(0, 100), st.booleans()), max_size=40)


def seen(
    name: str,
    ends_in: int,
    value: str | None = "1000",
    called: int | None = None,
    computed: int | None = None,
    currency: str = "EUR",
    on: date = DAY,
) -> f.Seen:
    return f.Seen(
        on,
        name,
        1,
        DAY + timedelta(days=ends_in),
        None if value is None else Decimal(value),
        currency,
        called,
        computed,
    )


BOOK = [
    seen("ash", 30, "1000", called=90, computed=40),
    seen("birch", 90, "2000", computed=50),
    seen("cedar", 91, "4000", called=100),
    seen("dogwood", 10, None, called=80),
    seen("elm", 10, "8000"),
    seen("fir", 10, "500", called=20, currency="USD"),
]


def test_a_promise_is_of_the_window_in_one_currency_and_of_what_somebody_judged():
    eur, usd = f.promise(DAY, BOOK)
    assert (eur.currency, eur.n, eur.total, eur.until) == (
        "EUR",
        2,
        Decimal(3000),
        date(2026, 4, 5),
    )
    assert eur.expected == Decimal(1900)  # 1000 x 90 % + 2000 x 50 %
    # sums with their chances: 0 5 %, 1000 45 %, 2000 5 %, 3000 45 %
    assert (eur.low, eur.high, eur.exact) == (Decimal(1000), Decimal(3000), True)
    assert (usd.n, usd.expected, usd.low, usd.high) == (1, Decimal(100), Decimal(0), Decimal(500))


@pytest.mark.parametrize(
    ("renewed", "happened", "undecided", "verdict"),
    [
        ({("ash", 1): True, ("birch", 1): True}, 3000, 0, "inside"),
        ({("ash", 1): True, ("birch", 1): False}, 1000, 0, "inside"),
        ({("ash", 1): False, ("birch", 1): False}, 0, 0, "below"),
        ({("ash", 1): True}, 1000, 1, "open"),
        ({}, 0, 2, "open"),
        ({("ash", 1): True, ("birch", 1): True, ("cedar", 1): False}, 3000, 0, "inside"),
    ],
)
def test_a_promise_is_judged_when_all_of_its_contracts_are_decided(
    renewed, happened, undecided, verdict
):
    (eur, _) = f.promise(DAY, BOOK)
    judged = f.judge(eur, BOOK, renewed)
    assert (judged.happened, judged.undecided, judged.verdict) == (happened, undecided, verdict)


def test_foresight_is_the_last_sight_that_lay_far_enough_before_the_end():
    sights = [
        seen("ash", 120, called=60, on=DAY),
        seen("ash", 120, called=70, on=DAY + timedelta(days=30)),
        seen("ash", 120, called=99, on=DAY + timedelta(days=31)),
        seen("birch", 89, called=99, on=DAY),
    ]
    assert {key: one.called for key, one in f.foreseen(sights).items()} == {("ash", 1): 70}


@pytest.mark.parametrize(
    ("called", "computed", "apart"),
    [(90, 70, 20), (90, 71, None), (40, 95, -55), (None, 50, None), (50, None, None)],
)
def test_a_person_and_the_factors_disagree_from_twenty_points_on(called, computed, apart):
    assert f.disagreement(called, computed) == apart


@pytest.mark.parametrize(
    ("said", "score"),
    [
        ([(100, True)], Fraction(0)),
        ([(100, False)], Fraction(1)),
        ([(70, True)], Fraction(9, 100)),
        ([(30, True)], Fraction(49, 100)),
        ([(50, True), (50, False)], Fraction(1, 4)),
        ([(90, True), (80, True), (20, False), (60, False)], Fraction(45, 400)),
        ([], None),
    ],
)
def test_brier_scores_worked_by_hand(said, score):
    assert f.brier(said) == score


def test_calls_fall_into_bands_whose_lower_end_is_theirs():
    kinds = f.calibration([(0, False), (20, True), (79, True), (80, True), (100, True)])
    assert [(one.low, one.n, one.renewed) for one in kinds] == [
        (0, 1, 0),
        (20, 1, 1),
        (40, 0, 0),
        (60, 1, 1),
        (80, 2, 2),
    ]
    assert [one.mean for one in kinds] == [0, 20, None, 79, 90]


@given(calls)
def test_every_call_is_in_one_band_and_scores_lie_between_nothing_and_one(said):
    kinds = f.calibration(said)
    assert sum(one.n for one in kinds) == len(said)
    assert sum(one.renewed for one in kinds) == sum(came for _, came in said)
    assert all(one.mean is None or one.low <= one.mean <= one.high for one in kinds)
    score = f.brier(said)
    assert score is None or 0 <= score <= 1


@given(st.integers(16, 40), st.text(min_size=1, max_size=5))
def test_the_same_seed_draws_the_same_range(n, seed):
    book = [seen(f"c{at}", 10, str(100 + at), called=at * 7 % 101) for at in range(n)]
    (once,), (again,) = f.promise(DAY, book, seed=seed), f.promise(DAY, book, seed=seed)
    assert once == again
    assert not once.exact
    assert Decimal(0) <= once.low <= once.high <= once.total
