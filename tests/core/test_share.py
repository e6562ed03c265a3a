"""Shares in words: no more exact than their counts allow, never against their own verdict."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardctl.core.share import percent_text, share_text


@pytest.mark.parametrize(
    ("part", "whole", "goal", "said"),
    [
        (19, 20, None, "95% (19/20)"),
        (2, 3, None, "67% (2/3)"),
        (0, 0, None, "no data"),
        (0, 7, None, "0% (0/7)"),
        (949, 1000, None, "94.9% (949/1000)"),
        (1, 2, 0.95, "50% (1/2)"),
        (94, 99, 0.95, "94.9% (94/99)"),
        (1999, 2000, None, "99.95% (1999/2000)"),
        (1, 5000, None, "0.02% (1/5000)"),
        (999_999, 1_000_000, None, "99.9999% (999999/1000000)"),
        (78, 80, 0.976, "97.5% (78/80)"),
    ],
)
def test_a_share_stands_with_its_counts(part, whole, goal, said):
    assert share_text(part, whole, goal) == said


@given(st.integers(1, 5000), st.data())
def test_a_rounded_share_never_contradicts_its_verdict(whole, data):
    part = data.draw(st.integers(0, whole))
    goal = data.draw(st.integers(0, 1000)) / 1000
    shown = Fraction(percent_text(part, whole, goal).removesuffix("%"))
    exact = Fraction(100 * part, whole)
    assert (shown == 100, shown == 0) == (part == whole, part == 0)
    assert (shown >= Fraction(round(goal * 1000), 10)) == (
        exact >= Fraction(round(goal * 1000), 10)
    )
    assert abs(shown - exact) <= Fraction(1, 2)
