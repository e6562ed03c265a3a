"""What must hold for any observations: segments add up, the past stays put, intervals behave."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_toys import START, beta
from onboardctl.core import codec
from onboardctl.core.kpi.definition import KpiDefinition
from onboardctl.core.kpi.evaluate import evaluate
from onboardctl.core.kpi.observations import Moment, Observations, PartnerRow, Reading
from onboardctl.core.kpi.periods import everything
from onboardctl.core.kpi.proportions import wilson
from onboardctl.core.kpi.survival import kaplan_meier, reached_at
from onboardctl.core.kpi.words import rounded

TIERS = ("developer", "business", "enterprise")
COUNTED = (
    "integration_completion",
    "weekly_active_usage",
    "feature_adoption",
    "activation_30d",
    "time_to_first_value",
    "case_studies",
    "pmf",
    "csat",
    "nps",
    "active_partners",
)


def hours(most: int = 1500):
    return st.integers(0, most).map(lambda number: START + timedelta(hours=number))


@st.composite
def observed(draw):
    """A few partners of all tiers with moments and readings at any hour of two months."""
    rows, moments, readings = [], [], []
    for number in range(draw(st.integers(0, 8))):
        name = f"P-{number}"
        begun = draw(hours(400))
        left = draw(st.none() | hours())
        rows.append(PartnerRow(name, name, draw(st.sampled_from(TIERS)), "agency", begun, left))
        for kind, ref in (
            ("task", "go-live"),
            ("task", "kickoff-call"),
            ("item", "dev-environment/first-content"),
            ("outcome", "activated"),
        ):
            at = draw(st.none() | hours())
            if at is not None:
                moments.append(Moment(name, kind, ref, at))
        for metric, values in (
            ("api_calls", ["0", "700"]),
            ("features_used", ["0", "2"]),
            ("case_study", ["0", "1"]),
            ("csat", ["8", "9.5", "11"]),
            ("nps", ["3", "8", "10"]),
            ("pmf", ["very_disappointed", "not_disappointed", "unsure"]),
        ):
            at = draw(st.none() | hours())
            if at is not None:
                readings.append(Reading(name, metric, draw(st.sampled_from(values)), at))
    return Observations(tuple(rows), tuple(moments), tuple(readings))


@given(observed(), hours(), st.sampled_from(COUNTED))
def test_law_segments_add_up_to_the_total(rows, as_of, name):
    definition = beta(name)
    whole = evaluate(definition, rows, everything(as_of), as_of).measured
    parts = [
        evaluate(
            definition,
            rows,
            everything(as_of),
            as_of,
            among=frozenset(row.id for row in rows.partners if row.tier == tier),
        ).measured
        for tier in TIERS
    ]
    assert whole.numerator == sum((part.numerator for part in parts), Fraction(0))
    assert whole.n == sum(part.n for part in parts)
    assert (whole.open, whole.maturing) == (
        sum(part.open for part in parts),
        sum(part.maturing for part in parts),
    )


@given(observed(), hours(), st.sampled_from(COUNTED))
def test_law_a_report_of_a_past_day_does_not_change_with_later_facts(rows, as_of, name):
    known_then = Observations(
        tuple(
            row._replace(left_at=row.left_at if row.left_at and row.left_at <= as_of else None)
            for row in rows.partners
        ),
        tuple(moment for moment in rows.moments if moment.at <= as_of),
        tuple(reading for reading in rows.readings if reading.at <= as_of),
    )
    definition, period = beta(name), everything(as_of)
    then = evaluate(definition, known_then, period, as_of, members=True)
    later = evaluate(definition, rows, period, as_of, members=True)
    assert then == later


@given(observed(), hours(), st.sampled_from(COUNTED))
def test_law_the_order_of_rows_does_not_matter(rows, as_of, name):
    turned = rows._replace(moments=rows.moments[::-1], readings=rows.readings[::-1])
    definition, period = beta(name), everything(as_of)
    assert evaluate(definition, rows, period, as_of) == evaluate(definition, turned, period, as_of)


@given(observed(), hours(), st.sampled_from(COUNTED))
def test_law_every_denominator_is_explained_by_its_members(rows, as_of, name):
    if name == "active_partners":
        return
    measured = evaluate(beta(name), rows, everything(as_of), as_of, members=True).measured
    judged = [one for one in measured.members if one.state in ("counted", "not counted", "open")]
    assert len(judged) == measured.n


@given(st.integers(0, 60), st.integers(1, 60), st.sampled_from([0.8, 0.95, 0.99]))
def test_law_wilson_holds_the_share_and_stays_within_0_and_1(successes, trials, level):
    successes = min(successes, trials)
    interval = wilson(successes, trials, level)
    assert 0 <= interval.low <= successes / trials <= interval.high <= 1


@given(st.integers(1, 80), st.data())
def test_law_wilson_rises_with_successes(trials, data):
    successes = data.draw(st.integers(0, trials - 1))
    fewer, more = wilson(successes, trials), wilson(successes + 1, trials)
    assert fewer.low < more.low
    assert fewer.high < more.high


@given(st.integers(0, 40), st.integers(1, 40))
def test_law_more_evidence_of_the_same_share_narrows_wilson(successes, trials):
    successes = min(successes, trials)
    one, many = wilson(successes, trials), wilson(4 * successes, 4 * trials)
    assert many.high - many.low < one.high - one.low


@given(st.lists(st.tuples(st.integers(0, 40).map(Fraction), st.booleans()), max_size=40))
def test_law_the_curve_only_falls_within_its_limits(times):
    shares = [1.0, *(step.share for step in kaplan_meier(times))]
    assert shares == sorted(shares, reverse=True)
    assert all(step.low <= step.share <= step.high for step in kaplan_meier(times))


@given(st.lists(st.integers(0, 40).map(Fraction), min_size=1, max_size=40))
def test_law_without_censoring_the_curve_is_the_plain_share(times):
    curve = kaplan_meier([(time, True) for time in times])
    for step in curve:
        assert step.share == pytest.approx(sum(time > step.time for time in times) / len(times))
    assert reached_at(curve) == sorted(times)[(len(times) + 1) // 2 - 1]


@given(
    st.fractions(min_value=-200, max_value=200, max_denominator=997),
    st.lists(st.integers(-200, 200).map(Fraction), max_size=4),
    st.integers(0, 1),
)
def test_law_a_rounded_number_stands_on_the_same_side_of_every_bound(value, bounds, decimals):
    shown = Fraction(rounded(value, tuple(bounds), decimals))
    for bound in bounds:
        if abs(value - bound) > Fraction(1, 10**6) or value == bound:
            assert (shown > bound, shown < bound) == (value > bound, value < bound)


def test_definitions_travel_through_json_unchanged():
    for name in COUNTED:
        definition = beta(name)
        assert codec.decode(KpiDefinition, codec.encode(definition, sparse=True)) == definition
