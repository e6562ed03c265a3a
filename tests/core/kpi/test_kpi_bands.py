"""Targets and bands: edges, holes, and the two facts of D30."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardctl.core.kpi.bands import band_of, is_met, parse_when, partition_faults, shared_edges
from onboardctl.core.kpi.definition import Band, Bound, KpiTarget


def bands(*whens: str) -> tuple[Band, ...]:
    names = ("excellent", "good", "needs improvement", "fourth")
    return tuple(
        Band(name, when, parse_when(when)) for name, when in zip(names, whens, strict=False)
    )


def test_a_band_may_have_two_bounds():
    assert parse_when(">= 80 and <= 90.5") == (Bound(">=", "80"), Bound("<=", "90.5"))


@pytest.mark.parametrize("text", ["80", "=> 80", "> eighty", "", "80 - 90"])
def test_a_band_without_operator_and_number_is_refused(text):
    with pytest.raises(ValueError, match="is no comparison"):
        parse_when(text)


def test_bands_that_cover_the_line_once_have_no_fault():
    assert partition_faults(bands("> 90", ">= 80", "< 80")) == ()


@pytest.mark.parametrize(
    ("whens", "fault"),
    [
        (
            ("> 90", "< 80"),
            "no band holds for a value of exactly 80 or between 80 and 90 or of exactly 90",
        ),
        (("> 90", ">= 80 and < 90", "< 80"), "no band holds for a value of exactly 90"),
        (("> 90", "> 80", "< 80"), "no band holds for a value of exactly 80"),
        (("> 90", ">= 80"), "no band holds for a value below 80"),
        (("< 7", "<= 14"), "no band holds for a value above 14"),
        (
            (">= 80", "> 90", "< 80"),
            'band "good" can never be reached: an earlier band holds wherever it does',
        ),
    ],
)
def test_a_hole_is_named_by_where_it_is(whens, fault):
    assert fault in partition_faults(bands(*whens))


def test_values_that_cannot_occur_need_no_band():
    assert partition_faults(bands(">= 100", "< 100"), Fraction(0), Fraction(100)) == ()


def test_two_bands_of_one_name_are_a_fault():
    twice = (Band("good", "> 1", parse_when("> 1")), Band("good", "<= 1", parse_when("<= 1")))
    assert partition_faults(twice) == ('two bands are called "good"',)


def test_first_match_decides_a_shared_edge():
    shared = bands(">= 90", "<= 90")
    assert (shared_edges(shared), band_of(shared, Fraction(90))) == ((Fraction(90),), "excellent")


def test_no_value_has_no_band_and_meets_nothing():
    assert band_of(bands("> 1", "<= 1"), None) is None
    assert is_met(KpiTarget(">=", "80"), None) is None


@pytest.mark.parametrize(
    ("target", "value", "met"),
    [
        (KpiTarget(">=", "80"), Fraction(80), True),
        (KpiTarget(">", "80"), Fraction(80), False),
        (KpiTarget("<=", "7"), Fraction(7), True),
        (KpiTarget("<", "7"), Fraction(7), False),
        (KpiTarget("==", "100"), Fraction(100), True),
        (KpiTarget("range", "100", "500"), Fraction(100), True),
        (KpiTarget("range", "100", "500"), Fraction(500), True),
        (KpiTarget("range", "100", "500"), Fraction(501), False),
        (KpiTarget(">=", "85"), Fraction("84.9"), False),
        (KpiTarget(">=", "85"), Fraction(85), True),
        (KpiTarget(">=", "80"), Fraction(12, 15) * 100, True),
        (KpiTarget(">=", "70"), Fraction(7, 10) * 100, True),
    ],
)
def test_d30_exactly_on_target_is_met_without_float_surprises(target, value, met):
    assert is_met(target, value) is met


def test_floats_would_have_surprised():
    assert 0.7 * 100 < 70 or 0.57 * 100 < 57 or 0.29 * 100 < 29
    assert is_met(KpiTarget(">=", "29"), Fraction(29, 100) * 100)


thirds = st.integers(-400, 400).map(lambda whole: Fraction(whole, 3))


@given(st.sets(st.integers(-100, 100), min_size=1, max_size=5), st.lists(thirds, min_size=1))
def test_law_bands_made_of_ordered_edges_partition_the_line(cuts, values):
    ordered = sorted(cuts, reverse=True)
    made = [Band(f"above {cut}", f"> {cut}", parse_when(f"> {cut}")) for cut in ordered]
    made.append(Band("rest", f"<= {ordered[-1]}", parse_when(f"<= {ordered[-1]}")))
    assert partition_faults(tuple(made)) == ()
    for value in values:
        assert band_of(tuple(made), value) is not None


@given(
    st.lists(
        st.tuples(st.sampled_from(["<", "<=", ">", ">=", "=="]), st.integers(-9, 9)),
        min_size=1,
        max_size=4,
    ),
    thirds,
)
def test_law_a_line_without_faults_leaves_no_value_without_a_band(bounds, value):
    made = tuple(
        Band(str(n), f"{op} {cut}", parse_when(f"{op} {cut}")) for n, (op, cut) in enumerate(bounds)
    )
    if not any("no band" in fault for fault in partition_faults(made)):
        assert band_of(made, value) is not None
