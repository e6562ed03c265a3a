"""Targets: the words people use, and what meets them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardctl.core.errors import InvalidInput
from onboardctl.core.playbook import Target
from onboardctl.core.points import ParseFailure
from onboardctl.core.target import is_met, is_tighter, parse_target, read_value, words


@pytest.mark.parametrize(
    ("text", "op", "value", "unit", "upper"),
    [
        ("80%+", ">=", "80", "%", None),
        ("at least 80%", ">=", "80", "%", None),
        ("100%", ">=", "100", "%", None),
        ("8/10", ">=", "8", "/10", None),
        ("above 8/10", ">", "8", "/10", None),
        ("under 7 days", "<", "7", "days", None),
        ("under 1000 ms", "<", "1000", "ms", None),
        ("1000+ items", ">=", "1000", "items", None),
        ("1,000+ items", ">=", "1000", "items", None),
        ("50+", ">=", "50", "", None),
        ("exactly 0", "==", "0", "", None),
        ("at most 30 days", "<=", "30", "days", None),
        ("at least 99.9%", ">=", "99.9", "%", None),
        ("7-14 days", "range", "7", "days", "14"),
        ("80-90%", "range", "80", "%", "90"),
        ("80%-90%", "range", "80", "%", "90"),
        ("7-8/10", "range", "7", "/10", "8"),
        ("between 4 and 8", "range", "4", "", "8"),
        ("7 to 14 days", "range", "7", "days", "14"),
        (">= 80%", ">=", "80", "%", None),
        ("<7 days", "<", "7", "days", None),
        ("At Least 85%", ">=", "85", "%", None),
        ("above -5 points", ">", "-5", "points", None),
    ],
)
def test_the_forms(text, op, value, unit, upper):
    assert parse_target(text) == Target(text, op, value, unit, upper)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("80", 'target "80": no unit and no direction; write "80%+"'),
        ("7 days", 'target "7 days": no direction; write "at least 7 days" or "under 7 days"'),
        ("many", 'target "many" has no number where one is needed'),
        ("at least", 'target "at least" has no number where one is needed'),
        ("14-7 days", 'target "14-7 days" ends before it starts'),
        ("80% + 3", 'target "80% + 3": "3" is not understood'),
        ("", 'target "" has no number where one is needed'),
        ("between 4", 'target "between 4" is not understood'),
    ],
)
def test_pb407_says_what_is_missing(text, message):
    with pytest.raises(ParseFailure) as caught:
        parse_target(text)
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("target", "met", "missed"),
    [
        ("at least 80%", ["80", 80.0, 100], ["79.99", 0]),
        ("above 8/10", [8.01, 9], [8, 7]),
        ("under 7 days", [6.9, 0], [7, 8]),
        ("at most 30 days", [30, 0], [30.5]),
        ("exactly 0", [0, "0.0"], [1, -1]),
        ("7-14 days", [7, 10, 14], [6.9, 14.1]),
    ],
)
def test_d30_exactly_on_target_counts_as_the_words_say(target, met, missed):
    parsed = parse_target(target)
    assert [is_met(parsed, value) for value in met] == [True] * len(met)
    assert [is_met(parsed, value) for value in missed] == [False] * len(missed)


def test_a_value_that_is_no_number_is_refused():
    for value in ("many", "NaN", "Infinity"):
        with pytest.raises(ValueError, match="is not a number"):
            is_met(parse_target("at least 80%"), value)


def test_tighter_means_that_some_accepted_values_are_refused():
    def compare(new, old):
        return is_tighter(parse_target(new), parse_target(old))

    assert compare("at least 90%", "at least 80%") is True
    assert compare("at least 70%", "at least 80%") is False
    assert compare("above 80%", "at least 80%") is True
    assert compare("under 5 days", "under 7 days") is True
    assert compare("at most 7 days", "under 7 days") is False
    assert compare("7-14 days", "under 7 days") is True
    assert compare("under 5 days", "under 5 hours") is None


@given(
    st.sampled_from(["at least", "above", "at most", "under", "exactly"]),
    st.integers(-999, 99999),
    st.sampled_from(["", "%", "/10", "days", "ms"]),
)
def test_words_say_the_same_target(direction, number, unit):
    gap = "" if unit in {"", "%", "/10"} else " "
    target = parse_target(f"{direction} {number}{gap}{unit}")
    assert parse_target(words(target)) == target


@pytest.mark.parametrize(
    ("written", "unit", "value"),
    [
        ("1,200", "items", "1200"),
        ("1200 items", "items", "1200"),
        ("99.950%", "%", "99.95"),
        ("9/10", "/10", "9"),
        ("0.0", "", "0"),
        ("100", "%", "100"),
        (" 850 MS ", "ms", "850"),
        ("-5", "", "-5"),
        ("99.950", "%", "99.95"),
        ("0.250", "s", "0.25"),
        ("1.25", "items", "1.25"),
        ("1250.125", "", "1250.125"),
    ],
)
def test_a_measured_value_is_read_with_or_without_its_unit(written, unit, value):
    assert read_value(written, unit=unit) == value


@pytest.mark.parametrize(
    ("written", "unit", "message"),
    [
        ("many", "items", '"many" is not a number, for example 12 items'),
        ("9,5", "/10", '"9,5" is not a number, for example 9/10 or 9.5'),
        ("all", "%", '"all" is not a number, for example 12%'),
        ("9/10", "%", '"9/10" is in /10, the metric is in %'),
        ("9/10", "", '"9/10" is in /10, the metric is a plain number'),
        ("", "", '"" is not a number'),
        ("1.250", "items", '"1.250" can be read in two ways'),
        ("-12.500 ms", "ms", '"-12.500 ms" can be read in two ways'),
    ],
)
def test_a_value_in_another_unit_is_refused(written, unit, message):
    with pytest.raises(InvalidInput) as caught:
        read_value(written, unit=unit)
    assert caught.value.message == message


decimals = st.decimals(
    allow_nan=False, allow_infinity=False, places=None, min_value=-(10**9), max_value=10**9
)


@given(decimals, decimals, decimals, st.sampled_from([">=", ">", "<=", "<", "==", "range"]))
def test_a_value_is_compared_exactly_however_it_is_written(value, bound, upper, op):
    by_rule = {
        ">=": value >= bound,
        ">": value > bound,
        "<=": value <= bound,
        "<": value < bound,
        "==": value == bound,
        "range": bound <= value <= upper,
    }
    target = Target("", op, f"{bound:f}", "", f"{upper:f}" if op == "range" else None)
    for written in (f"{value:f}", str(value), value):
        assert is_met(target, written) == by_rule[op]
