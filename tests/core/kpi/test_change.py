"""Differences between two periods, with intervals against published examples, and mixed totals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardctl.core.kpi.change import Known, against_all_parts, difference
from onboardctl.core.kpi.proportions import Range, wilson

# Newcombe, Statistics in Medicine 17 (1998), pages 873 to 890, table II, method 10.
NEWCOMBE = [
    ((56, 70), (48, 80), (0.0524, 0.3339)),
    ((9, 10), (3, 10), (0.1705, 0.8090)),
    ((6, 7), (2, 7), (0.0582, 0.8062)),
    ((5, 56), (0, 29), (-0.0381, 0.1926)),
    ((0, 10), (0, 20), (-0.1611, 0.2775)),
    ((10, 10), (0, 20), (0.6791, 1.0)),
    ((10, 10), (0, 10), (0.6075, 1.0)),
]


def known(part, whole):
    return Known(part / whole, wilson(part, whole), whole)


@pytest.mark.parametrize(("now", "before", "ends"), NEWCOMBE)
def test_the_difference_of_two_shares_has_newcombes_interval(now, before, ends):
    found = difference(known(*now), known(*before), min_n=1)
    assert found.value == pytest.approx(now[0] / now[1] - before[0] / before[1])
    assert [round(end, 4) for end in found.interval] == list(ends)


def test_no_difference_is_told_of_too_few_or_of_what_is_not_known():
    assert difference(known(1, 4), known(3, 9), min_n=5) is None
    assert difference(known(3, 9), known(1, 4), min_n=5) is None
    assert difference(Known(None, None, 9), known(3, 9), min_n=5) is None
    assert difference(known(3, 9), Known(None, None, 0), min_n=0) is None


def test_without_an_interval_on_both_sides_the_difference_stands_alone():
    assert difference(Known(4.0, None, 9), Known(2.5, Range(2, 3), 9), min_n=5) == (1.5, None)
    open_end = Known(4.0, Range(3, None), 9)
    assert difference(open_end, Known(2.5, Range(2, 3), 9), min_n=5) == (1.5, None)


@given(*[st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))] * 2)
def test_an_interval_holds_its_difference_and_turns_with_it(now, before):
    there = difference(known(*now), known(*before), min_n=1)
    back = difference(known(*before), known(*now), min_n=1)
    low, high = there.interval
    assert low - 1e-12 <= there.value <= high + 1e-12
    assert (back.value, *back.interval) == pytest.approx((-there.value, -high, -low))


@pytest.mark.parametrize(
    ("total", "parts", "mixed"),
    [
        (-0.1, (0.05, 0.02), True),
        (0.1, (-0.05, -0.02), True),
        (-0.1, (0.05, -0.02), False),
        (-0.1, (0.05, 0.0), False),
        (-0.1, (0.05,), False),
        (0.0, (0.05, 0.02), False),
    ],
)
def test_a_total_against_each_of_its_parts_is_a_change_of_the_mix(total, parts, mixed):
    assert against_all_parts(total, parts) is mixed
