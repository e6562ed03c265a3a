"""Laws of the health score that hold for any readings."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from onboardctl.core.health.definition import weights_of
from onboardctl.core.health.score import Reading, faded, points_of, score_of
from onboardctl.definitions.health import find_health, read_file, require_health
from onboardctl.operations.health.checking import words_of

DEFINITION = require_health(find_health())
SOURCES = DEFINITION.sources
PROFILES = [profile.id for profile in DEFINITION.profiles]
MEASURES = {measure.sources[0]: measure for measure in DEFINITION.measures}

values = st.integers(-200_000, 400_000)
some_readings = st.dictionaries(
    st.sampled_from(SOURCES), st.builds(Reading, values, st.integers(0, 400)), max_size=len(SOURCES)
)
profiles = st.sampled_from(PROFILES)
points = st.integers(0, 100_000)


def all_readings(given_values) -> dict[str, Reading]:
    return {source: Reading(value) for source, value in zip(SOURCES, given_values, strict=True)}


@given(some_readings, profiles)
def test_contributions_and_caps_add_up_to_the_score(readings, profile):
    score = score_of(DEFINITION, profile, readings)
    if score.score is None:
        assert [part.given for part in score.parts] == [0] * len(score.parts)
    else:
        assert sum(part.given for part in score.parts) == score.raw
        assert score.raw + score.capped == score.score
        assert 0 <= score.score <= 1000


@given(some_readings, profiles, st.sampled_from(list(MEASURES)), values, values)
def test_a_better_value_never_lowers_the_score(readings, profile, source, one, other):
    low, high = sorted((one, other))
    worse, better = (low, high) if MEASURES[source].rises else (high, low)
    before = score_of(DEFINITION, profile, {**readings, source: Reading(worse)})
    after = score_of(DEFINITION, profile, {**readings, source: Reading(better)})
    assert (before.score is None) == (after.score is None)
    if before.raw is not None:
        assert before.raw <= after.raw


@given(points, points, st.integers(0, 2000), st.integers(0, 2000), st.integers(1, 365))
def test_the_older_a_reading_the_nearer_it_is_to_neutral(value, neutral, age, more, half_life):
    younger = faded(value, age, half_life, neutral)
    older = faded(value, age + more, half_life, neutral)
    assert abs(older - neutral) <= abs(younger - neutral) <= abs(value - neutral)
    assert (older - neutral) * (value - neutral) >= 0  # it never crosses


@given(some_readings, profiles)
def test_a_cap_holds_and_only_lowers(readings, profile):
    score = score_of(DEFINITION, profile, readings)
    assert score.capped <= 0
    if score.score is not None:
        bounds = [cap.max * 10 for cap in DEFINITION.caps if cap.id in score.caps]
        assert score.score == min([score.raw, *bounds])


@given(some_readings, profiles)
def test_coverage_is_the_known_share_of_the_weight(readings, profile):
    score = score_of(DEFINITION, profile, readings)
    weights = dict(
        zip((one.id for one in DEFINITION.measures), weights_of(DEFINITION, profile), strict=True)
    )
    known = {part.measure for part in score.parts}
    assert known.isdisjoint(score.missing)
    assert known.union(score.missing) == {ident for ident, weight in weights.items() if weight}
    share = sum(weights[ident] for ident in known) / sum(weights.values())
    assert score.coverage_pct == int(100 * share + 1e-9)
    assert (score.score is None) == (share < DEFINITION.min_coverage / 100)


@given(some_readings, profiles, st.sampled_from(list(MEASURES)), values)
def test_no_measure_leads_past_a_whole_band(readings, profile, source, value):
    """Whatever one reading says, the score moves by no more than the narrowest inner band."""
    here = score_of(DEFINITION, profile, {**readings, source: Reading(value)})
    there = score_of(DEFINITION, profile, {**readings, source: Reading(-value)})
    if here.raw is not None and there.raw is not None:
        assert abs(here.raw - there.raw) <= DEFINITION.most_share * 10 + 1  # one for the rounding


@given(st.sampled_from(DEFINITION.measures), values, values)
def test_points_follow_the_direction_of_their_scale(measure, one, other):
    low, high = sorted((one, other))
    rise = points_of(measure.scale, high) - points_of(measure.scale, low)
    assert rise >= 0 if measure.rises else rise <= 0
    assert 0 <= points_of(measure.scale, one) <= 100_000


@given(profiles)
def test_weights_keep_the_proportions_of_the_groups(profile):
    weights = iter(weights_of(DEFINITION, profile))
    sums = {group.id: sum(next(weights) for _ in group.measures) for group in DEFINITION.groups}
    whole = sum(group.weights[profile] for group in DEFINITION.groups)
    for group in DEFINITION.groups:
        assert sums[group.id] * whole == group.weights[profile] * sum(sums.values())


def test_the_bundled_file_speaks_of_signs_and_mails_that_exist():
    words = words_of(None)
    assert {sign.sign for sign in DEFINITION.signs} == words.signs
    assert read_file(find_health().path, words).findings == ()


@given(some_readings, profiles)
def test_what_lifts_a_score_lifts_it_by_what_is_promised(readings, profile):
    before = score_of(DEFINITION, profile, readings)
    steps = {measure.id: measure.scale for measure in DEFINITION.measures}
    for part in before.parts:
        if before.raw is None or not part.lift:
            continue
        best = max(steps[part.measure], key=lambda step: step.points)
        lifted = readings | {
            part.source: readings[part.source]._replace(value=best.value, age_days=0)
        }
        after = score_of(DEFINITION, profile, lifted)
        assert abs(after.raw - before.raw - part.lift) <= 1, part  # both are rounded once
        changed = {one.measure for one in after.parts if one.points != _points(before, one)}
        assert changed <= {part.measure}


def _points(score, part):
    return next(one.points for one in score.parts if one.measure == part.measure)


@given(some_readings, profiles)
def test_what_would_lift_most_is_named_first_and_nothing_lifts_more(readings, profile):
    before = score_of(DEFINITION, profile, readings)
    if before.raw is None or not before.parts:
        return
    most = max(part.lift for part in before.parts)
    for part in before.parts:
        measure = next(one for one in DEFINITION.measures if one.id == part.measure)
        for step in measure.scale:
            lifted = readings | {
                part.source: readings[part.source]._replace(value=step.value, age_days=0)
            }
            assert score_of(DEFINITION, profile, lifted).raw <= before.raw + most + 1
