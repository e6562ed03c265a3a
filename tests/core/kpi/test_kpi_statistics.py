"""Every statistic against a worked example that was published."""

from fractions import Fraction

import pytest

from onboardctl.core.kpi.means import (
    deviation,
    mean,
    mean_interval,
    mean_t,
    nearest_rank,
    paired_delta,
    t_quantile,
)
from onboardctl.core.kpi.monotony import mann_kendall
from onboardctl.core.kpi.proportions import nps_interval, perfect_record_needed, wilson
from onboardctl.core.kpi.survival import kaplan_meier, median_interval, reached_at

# Freireich et al., Blood 21 (1963): weeks of remission; "+" is still in remission.
SIX_MP = [
    "6",
    "6",
    "6",
    "6+",
    "7",
    "9+",
    "10",
    "10+",
    "11+",
    "13",
    "16",
    "17+",
    "19+",
    "20+",
    "22",
    "23",
    "25+",
    "32+",
    "32+",
    "34+",
    "35+",
]
PLACEBO = [
    "1",
    "1",
    "2",
    "2",
    "3",
    "4",
    "4",
    "5",
    "5",
    "8",
    "8",
    "8",
    "8",
    "11",
    "11",
    "12",
    "12",
    "15",
    "17",
    "22",
    "23",
]


def times(text: list[str]) -> list[tuple[Fraction, bool]]:
    return [(Fraction(one.rstrip("+")), not one.endswith("+")) for one in text]


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_matches_newcombe_1998_table_1_method_3(successes, trials, low, high):
    interval = wilson(successes, trials)
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


def test_wilson_of_nothing_is_nothing():
    assert wilson(0, 0) is None


def test_wilson_of_the_beta_cohort_is_honest_about_fifteen_customers():
    shown = [
        tuple(round(100 * end, 1) for end in wilson(*pair))
        for pair in [(12, 15), (15, 15), (38, 40)]
    ]
    assert shown == [(54.8, 93.0), (79.6, 100.0), (83.5, 98.6)]


def test_the_six_mp_curve_is_that_of_the_textbooks():
    curve = kaplan_meier(times(SIX_MP))
    assert [
        (int(step.time), round(step.share, 3), step.at_risk, step.events) for step in curve
    ] == [
        (6, 0.857, 21, 3),
        (7, 0.807, 17, 1),
        (10, 0.753, 15, 1),
        (13, 0.690, 12, 1),
        (16, 0.627, 11, 1),
        (22, 0.538, 7, 1),
        (23, 0.448, 6, 1),
    ]


def test_the_median_and_its_log_log_interval_are_those_of_survfit():
    treated, placebo = kaplan_meier(times(SIX_MP)), kaplan_meier(times(PLACEBO))
    assert (reached_at(treated), median_interval(treated)) == (23, (13.0, None))
    assert (reached_at(placebo), median_interval(placebo)) == (8, (4.0, 11.0))


def test_a_median_that_is_not_reached_is_no_number():
    curve = kaplan_meier(times(["3", "9+", "9+", "9+"]))
    assert reached_at(curve) is None


def test_someone_censored_at_the_moment_of_an_event_was_still_at_risk():
    assert kaplan_meier(times(["5", "5+"]))[0].at_risk == 2


def test_leaving_out_those_still_waiting_would_flatter_the_median():
    waiting = times(["2", "3", "4", "20+", "20+", "20+", "20+"])
    finished = [pair for pair in waiting if pair[1]]
    assert (reached_at(kaplan_meier(finished)), reached_at(kaplan_meier(waiting))) == (3, None)


def test_the_mean_interval_matches_the_nist_zarr13_example():
    interval = mean_interval(195, 9.261460, 0.2278881e-01)
    assert (round(interval.low, 5), round(interval.high, 5)) == (9.25824, 9.26468)


@pytest.mark.parametrize(
    ("freedom", "expected"),
    [(1, 12.706), (2, 4.303), (5, 2.571), (10, 2.228), (30, 2.042), (120, 1.980)],
)
def test_the_quantile_of_t_matches_students_table(freedom, expected):
    assert round(t_quantile(freedom), 3) == expected


def test_the_paired_delta_matches_students_sleep_data_of_1908():
    before = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    after = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    pairs = [(Fraction(str(b)), Fraction(str(a))) for b, a in zip(before, after, strict=True)]
    change, interval = paired_delta(pairs)
    assert change == Fraction("1.58")
    assert tuple(round(end, 6) for end in interval) == (0.700114, 2.459886)


def test_a_single_value_has_no_spread_and_no_interval():
    assert (deviation([Fraction(9)]), mean_t([Fraction(9)])) == (None, None)


@pytest.mark.parametrize(
    ("count", "score", "one_sided"),
    [(4, 6, 0.042), (5, 8, 0.042), (6, 9, 0.068), (6, 11, 0.028), (8, 16, 0.031), (10, 21, 0.036)],
)
def test_mann_kendall_matches_kendalls_exact_table(count, score, one_sided):
    # Gilbert, Statistical Methods for Environmental Pollution Monitoring (1987), table A18.
    trend = mann_kendall(series_with_score(count, score))
    assert (trend.s, round(trend.p / 2, 3)) == (score, one_sided)


def series_with_score(count: int, score: int) -> list[Fraction]:
    """A series without ties whose score is the one asked for: sort it, then undo single steps."""
    series = list(range(count))
    surplus = (count * (count - 1) // 2 - score) // 2
    for end in range(count - 1, 0, -1):
        for place in range(end):
            if surplus:
                series[place], series[place + 1] = series[place + 1], series[place]
                surplus -= 1
    return [Fraction(one) for one in series]


def test_six_months_that_mostly_rise_are_not_yet_a_trend():
    trend = mann_kendall([Fraction(one) for one in (70, 72, 71, 75, 74, 78)])
    assert (trend.s, round(trend.p, 2), trend.sign) == (11, 0.06, 0)


def test_twelve_rising_months_are_a_trend():
    assert mann_kendall([Fraction(one) for one in range(12)]).sign == 1


def test_ties_widen_the_variance():
    # Variance (4·3·13 - 2·1·9) / 18 = 7.667, so z = (5 - 1) / 2.769 = 1.445.
    trend = mann_kendall([Fraction(one) for one in (1, 2, 2, 3)])
    assert (trend.s, round(trend.p, 3)) == (5, 0.149)


def test_a_flat_series_shows_no_trend():
    assert mann_kendall([Fraction(1)] * 5) == (0, 1.0, 0)


@pytest.mark.parametrize(("percent", "value"), [(5, 15), (30, 20), (40, 20), (50, 35), (100, 50)])
def test_nearest_rank_matches_the_textbook_list(percent, value):
    listed = [Fraction(one) for one in (15, 20, 35, 40, 50)]
    assert nearest_rank(listed, percent) == value


def test_percentiles_and_means_of_nothing_are_nothing():
    assert (nearest_rank([], 50), mean([])) == (None, None)


@pytest.mark.parametrize(("target", "needed"), [("80", 16), ("90", 35), ("95", 73), ("98", 189)])
def test_so_many_faultless_cases_prove_a_target(target, needed):
    share = Fraction(target) / 100
    assert perfect_record_needed(share) == needed
    assert wilson(needed, needed).low >= share > wilson(needed - 1, needed - 1).low


def test_no_finite_record_proves_one_hundred_percent():
    assert (perfect_record_needed(Fraction(1)), perfect_record_needed(Fraction(0))) == (None, 1)


def test_the_nps_interval_shows_what_fifteen_answers_are_worth():
    # 9 promoters, 4 passives, 2 detractors: score 46.7, variance 11/15 - (7/15)², se 18.54 points.
    interval = nps_interval(9, 4, 2)
    assert (round(interval.low), round(interval.high)) == (10, 83)


@pytest.mark.parametrize("answers", [(5, 0, 0), (0, 5, 0), (0, 0, 5)])
def test_answers_that_are_all_alike_do_not_claim_certainty(answers):
    interval = nps_interval(*answers)
    assert interval.high - interval.low > 20


def test_no_answers_no_interval():
    assert nps_interval(0, 0, 0) is None
