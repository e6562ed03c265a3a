"""Laws of the streams, the readiness measure, the moments and the word lists."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from math import erf, sqrt
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardctl.resources import bundled
from onboardctl.sandbox.moments import (
    WEEK,
    Habit,
    day_text,
    instant_text,
    moment_of,
    monday_of,
    next_working_day,
    start_of,
    weekday_of,
)
from onboardctl.sandbox.names import load_names, plain
from onboardctl.sandbox.readiness import grown, readiness, widest_gaps
from onboardctl.sandbox.reference_data import Need, load_reference
from onboardctl.sandbox.request import SandboxRequest
from onboardctl.sandbox.streams import (
    PURPOSES,
    Choice,
    Spread,
    negative_binomial,
    normal_quantile,
    poisson,
    stream,
    triangular,
)
from onboardctl.sandbox.waves import Incidents, arrivals, incident_waves, wave_count

REFERENCE = load_reference(bundled("seeds") / "reference")
MOMENTS = st.integers(0, 4_000_000_000)
NEEDS = st.lists(st.tuples(st.floats(1, 5), st.floats(0, 7)), min_size=1, max_size=12).map(
    lambda rows: [Need(f"e{place}", *row) for place, row in enumerate(rows)]
)


@given(st.integers(), st.text(max_size=8), st.integers())
def test_a_stream_depends_on_its_key_alone(seed, purpose, subject):
    assert stream(seed, purpose, subject).random() == stream(seed, purpose, subject).random()


def test_streams_of_neighbours_differ():
    assert len({stream(1, "a", number).random() for number in range(1000)}) == 1000


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("seed", range(5))
def test_spread_positions_fill_the_interval_evenly(purpose, seed):
    spread = Spread(seed, purpose)
    count = 400
    positions = sorted(spread.at(number) for number in range(count))

    worst = max(abs(place / count - position) for place, position in enumerate(positions))
    assert worst < 0.03


@given(st.floats(0.001, 0.999))
def test_the_normal_quantile_inverts_the_normal_law(position):
    value = normal_quantile(position)

    assert abs(0.5 * (1 + erf(value / sqrt(2))) - position) < 1e-7


@pytest.mark.parametrize("mean", [0.5, 3.0, 11.0, 40.0])
def test_counts_have_the_mean_they_are_asked_for(mean):
    rng = stream(3, "counts", mean)
    plain_counts = [poisson(rng, mean) for _ in range(6000)]
    wide_counts = [negative_binomial(rng, mean, 3) for _ in range(6000)]

    assert abs(sum(plain_counts) / 6000 - mean) < 4 * sqrt(mean / 6000) + 0.02
    assert abs(sum(wide_counts) / 6000 - mean) < 5 * sqrt((mean + mean**2 / 3) / 6000)


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0, 100), st.integers(0, 1000))
def test_triangular_values_stay_between_their_ends(a, b, c, seed):
    low, mode, high = sorted((a, b, c))

    assert low - 1e-9 <= triangular(stream(seed, "t"), low, mode, high) <= high + 1e-9


@given(st.lists(st.floats(0, 10), min_size=1, max_size=8), st.floats(0, 1, exclude_max=True))
def test_a_choice_never_gives_what_weighs_nothing(weights, position):
    choice = Choice(enumerate(weights))

    if choice:
        assert weights[choice.at(position)] > 0
    else:
        assert not any(weights)


@given(MOMENTS)
def test_moments_read_back_what_they_wrote(moment):
    text = instant_text(moment)

    assert moment_of(text) == moment
    assert text == datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert day_text(moment) == text[:10]


@given(MOMENTS)
def test_weeks_begin_on_monday(moment):
    monday = monday_of(moment)
    day = date.fromisoformat(day_text(moment))

    assert monday <= moment < monday + 7 * 86_400
    assert date.fromisoformat(day_text(monday)) == day - timedelta(days=day.weekday())
    assert weekday_of(moment) == day.weekday()
    assert start_of(day) == moment - moment % 86_400


@given(MOMENTS)
def test_working_days_come_soon_and_keep_the_hour(moment):
    later = next_working_day(moment)

    assert weekday_of(later) < 5
    assert 0 <= later - moment <= 2 * 86_400
    assert (later - moment) % 86_400 == 0


@given(MOMENTS, st.integers(0, 500))
def test_settling_moves_at_most_three_days(moment, seed):
    habit = Habit([1.15, 1.25, 1.2, 1.1, 0.8, 0.3, 0.25], [1] * 24)

    assert habit.settle(stream(seed, "s"), moment) - moment in {0, 86_400, 172_800, 259_200}


@given(NEEDS, st.data())
def test_readiness_lies_between_0_and_100_and_rises_with_any_score(needs, data):
    scores = {need.element_id: data.draw(st.floats(0, 7)) for need in needs}
    before = readiness(needs, scores)
    element = data.draw(st.sampled_from(needs)).element_id
    better = {**scores, element: min(7.0, scores[element] + 1)}

    assert -1e-9 <= before <= 100 + 1e-9
    assert readiness(needs, better) >= before - 1e-9


@given(NEEDS)
def test_who_meets_every_level_is_wholly_ready(needs):
    assert readiness(needs, {need.element_id: need.level for need in needs}) == pytest.approx(100)


@given(NEEDS, st.data())
def test_the_widest_gaps_are_gaps_and_come_widest_first(needs, data):
    scores = {need.element_id: data.draw(st.floats(0, 7)) for need in needs}
    gaps = widest_gaps(needs, scores, 5)

    assert [gap.weight for gap in gaps] == sorted((gap.weight for gap in gaps), reverse=True)
    assert all(gap.score < gap.need.level for gap in gaps)


@given(st.floats(0, 7), st.floats(0, 7), st.floats(-20, 20))
def test_growth_stays_between_start_and_ceiling(start, ceiling, weeks):
    low, high = sorted((start, ceiling))

    assert low - 1e-9 <= grown(start, ceiling, weeks, 1.6) <= high + 1e-9


_ARRIVAL = {
    "waves": 17,
    "smallest": 10,
    "largest_cohort": 40,
    "first_weight": 0.7,
    "last_weight": 1.3,
}
_PLANTED = {
    "advisor_overload": {"wave_share": 0.55, "cohorts": 3},
    "overdue_plan": {"wave_share": 0.12},
    "at_risk_cohort": {"wave_share": 0.25},
}


class _Setting(NamedTuple):
    """As much of a world as arrivals look at."""

    request: SandboxRequest
    parameters: dict[str, Any]
    begins: int
    planted: int
    ends: int
    waves: int
    incidents: Incidents


def _crowd(users: int, more_weeks: int = 0):
    """People of 26 weeks, and of a top-up by some more."""
    request = SandboxRequest("P-0001", "acme", "agency", users, 7, date(2026, 3, 4))
    waves = wave_count(users, _ARRIVAL)
    setting = _Setting(
        request,
        {"arrival": _ARRIVAL},
        0,
        26 * WEEK,
        (26 + more_weeks) * WEEK,
        waves,
        incident_waves(waves, _PLANTED),
    )
    return arrivals(setting)


@given(st.integers(100, 900), st.integers(1, 40))
def test_those_of_a_top_up_come_later_and_move_nobody(users, weeks):
    before = list(_crowd(users))
    after = list(_crowd(users, weeks))

    assert after[:users] == before
    assert all(26 * WEEK <= one.begins < (26 + weeks) * WEEK for one in after[users:])


@given(st.integers(170, 3000), st.integers(1, 400))
def test_more_users_keep_the_places_of_the_earlier_ones(users, more):
    few = list(_crowd(users))
    many = list(_crowd(users + more))

    assert many[:users] == few


@given(st.integers(100, 3000))
def test_no_cohort_is_larger_than_forty_and_everybody_has_an_advisor(users):
    people = list(_crowd(users))
    sizes: dict[tuple[int, int], int] = {}
    for one in people:
        sizes[one.cohort] = sizes.get(one.cohort, 0) + 1

    assert len(people) == users
    assert max(sizes.values()) <= 40
    led = {one.cohort for one in people if one.is_advisor}
    assert len(sizes) - len(led) == 2, "two cohorts share the overloaded advisor"


def test_a_pilot_of_500_comes_in_cohorts_of_20_to_40():
    sizes = [0] * 17
    for one in _crowd(500):
        sizes[one.wave] += 1

    assert min(sizes) >= 20
    assert max(sizes) <= 40
    assert sizes[0] < sizes[-1]


def test_the_reference_is_the_top_100_with_its_known_gaps():
    assert len(REFERENCE.occupations) == 100
    assert len(REFERENCE.skills) == 100
    assert set(REFERENCE.occupations) - set(REFERENCE.needs) == {"41-3091", "13-1082", "25-3031"}
    assert len(REFERENCE.ratings) == 6530
    assert REFERENCE.occupations["29-1141"].title == "Registered Nurses"


def test_related_occupations_lead_inside_the_hundred():
    ends = {soc for edges in REFERENCE.related.values() for soc, _ in edges}

    assert ends <= set(REFERENCE.occupations)


def test_there_are_seven_name_packs_and_every_name_makes_an_address():
    seeds = bundled("seeds")
    names = load_names(seeds / "names" / "packs.csv", seeds / "sandbox" / "sentences.csv")

    assert len(names.packs) == 7
    for pack in names.packs.values():
        assert all(plain(name) for name in (*pack.given, *pack.family))
        assert len(set(pack.given)) == len(pack.given) >= 30


def test_the_licence_notice_ships_with_the_data():
    text = (Path(bundled("seeds")) / "reference" / "LICENSES.md").read_text("utf-8")

    assert "Creative Commons Attribution 4.0" in text
    assert "USDOL/ETA has not approved, endorsed, or tested" in text
