"""Forecasts, calls and retention: worked cases, and laws that hold for any contracts."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardctl import yamlfile
from onboardctl.core.lifecycle import renewal_figures as figures
from onboardctl.core.lifecycle.renewal_figures import Kept, Stake

FILE = Path(__file__).parents[2] / "cases" / "lifecycle" / "renewal_figures.yaml"
CASES = yamlfile.read(FILE, FILE.name).data()

cents = st.integers(0, 10_000_000).map(lambda number: Decimal(number) / 100)
stakes = st.lists(st.builds(Stake, cents, st.integers(0, 100)), max_size=8)
cohorts = st.lists(st.builds(Kept, cents, cents, st.booleans()), max_size=12)


def stake(written: str) -> Stake:
    value, percent = written.split(" @ ")
    return Stake(Decimal(value), int(percent))


def kept(written: str) -> Kept:
    start, end = written.split(" -> ")
    lost = end == "lost"
    return Kept(Decimal(start), Decimal(0) if lost else Decimal(end), lost)


def share(written: str) -> Fraction | None:
    return None if written == "none" else Fraction(written)


@pytest.mark.parametrize("case", CASES["outlooks"], ids=lambda case: case["rule"])
def test_the_expected_sum_and_its_range(case):
    found = figures.outlook([stake(one) for one in case["stakes"]])
    low, high = case["range"].split("..")
    assert (found.expected, found.low, found.high, found.exact) == (
        Decimal(case["expected"]),
        Decimal(low),
        Decimal(high),
        True,
    )


@pytest.mark.parametrize("case", CASES["retentions"], ids=lambda case: case["rule"])
def test_retention_of_a_cohort(case):
    found = figures.retention(map(kept, case["cohort"]))
    assert (found.gross, found.net) == (share(case["grr"]), share(case["nrr"]))
    amounts = [found.start, found.contraction, found.churn, found.expansion]
    assert amounts == [Decimal(one) for one in case["amounts"].split()]
    counts = [found.n, found.contracted, found.churned, found.expanded]
    assert counts == [int(one) for one in case["counts"].split()]


@pytest.mark.parametrize("case", CASES["bands"], ids=lambda case: case["rule"])
def test_calls_beside_what_came_of_them(case):
    calls = [one.split() for one in case["calls"]]
    found = figures.bands((int(percent), outcome == "renewed") for percent, outcome in calls)
    assert " ".join(f"{one.called}/{one.renewed}" for one in found) == case["counts"]


@given(stakes)
def test_at_least_eight_in_ten_outcomes_lie_in_the_range(contracts):
    found = figures.outlook(contracts)
    weights = figures.sums(contracts)
    inside = sum(weight for amount, weight in weights.items() if found.low <= amount <= found.high)
    assert Fraction(inside, sum(weights.values())) >= Fraction(8, 10)
    assert 0 <= found.low <= found.high <= found.total
    assert found.expected <= found.total


@given(stakes)
def test_the_expected_sum_is_the_mean_of_all_outcomes(contracts):
    weights = figures.sums(contracts)
    mean = sum(Fraction(amount) * weight for amount, weight in weights.items()) / sum(
        weights.values()
    )
    assert mean == Fraction(figures.outlook(contracts).expected)


@given(stakes, st.integers(0, 7))
def test_a_higher_call_never_lowers_the_outlook(contracts, at):
    if not contracts:
        return
    at %= len(contracts)
    raised = [
        one._replace(percent=100) if number == at else one for number, one in enumerate(contracts)
    ]
    before, after = figures.outlook(contracts), figures.outlook(raised)
    assert after.expected >= before.expected
    assert after.low >= before.low
    assert after.high >= before.high


def test_many_contracts_are_drawn_and_the_same_seed_draws_the_same():
    contracts = [Stake(Decimal(1000 + number), 70) for number in range(60)]
    found = figures.outlook(contracts)
    assert not found.exact
    assert found == figures.outlook(contracts)
    assert found.low < found.expected < found.high


def test_what_is_drawn_agrees_with_what_is_exact(monkeypatch):
    contracts = [Stake(Decimal(1000), 70)] * figures.EXACT_UP_TO
    exact = figures.outlook(contracts)
    monkeypatch.setattr(figures, "EXACT_UP_TO", 0)
    drawn = figures.outlook(contracts)
    assert abs(drawn.low - exact.low) <= 1000
    assert abs(drawn.high - exact.high) <= 1000


@given(cohorts)
def test_grr_is_at_most_one_and_nrr_at_least_grr(cohort):
    found = figures.retention(cohort)
    if found.gross is None:
        assert found.start == 0
        return
    assert 0 <= found.gross <= 1
    assert found.net >= found.gross


@given(cohorts)
def test_start_and_what_moved_make_the_end(cohort):
    found = figures.retention(cohort)
    end = sum((one.end for one in cohort if not one.lost), Decimal(0))
    assert found.start - found.contraction - found.churn + found.expansion == end


@given(st.lists(st.tuples(st.integers(0, 100), st.booleans())))
def test_every_call_is_in_one_band(calls):
    found = figures.bands(calls)
    assert sum(one.called for one in found) == len(calls)
    assert sum(one.renewed for one in found) == sum(renewed for _, renewed in calls)
