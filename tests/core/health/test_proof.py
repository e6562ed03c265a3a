"""Whether scores told how contracts ended, and what a play may claim: rules over known counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardctl.core.health.effects import MIN_N, Tried, effect
from onboardctl.core.health.proof import FAILS, HOLDS, TOO_FEW, Ended, advice, by_hand, rules

BANDS = ("red", "yellow", "green")


def verdicts(red, yellow, green, best=8, scored=10):
    ended = dict(zip(BANDS, (Ended(*red), Ended(*yellow), Ended(*green)), strict=True))
    return [one.verdict for one in rules(ended, BANDS, best, scored)]


@pytest.mark.parametrize(
    ("red", "yellow", "green", "expected"),
    [
        ((9, 1), (2, 28), (1, 59), [HOLDS, HOLDS, HOLDS]),  # 90% against 12%
        ((3, 7), (2, 18), (5, 65), [HOLDS, FAILS, HOLDS]),  # exactly three times; 5 of 10 seen
        ((29, 71), (21, 79), (50, 750), [FAILS, FAILS, HOLDS]),  # 29% against 10%
        ((4, 0), (1, 5), (0, 50), [TOO_FEW, HOLDS, HOLDS]),
        ((0, 9), (0, 9), (0, 9), [TOO_FEW, TOO_FEW, HOLDS]),
        ((4, 6), (0, 10), (2, 10), [FAILS, HOLDS, HOLDS]),  # 4 of 6 is two thirds
    ],
)
def test_three_rules_say_whether_a_score_is_worth_anything(red, yellow, green, expected):
    assert verdicts(red, yellow, green) == expected


@pytest.mark.parametrize(("best", "verdict"), [(8, HOLDS), (9, FAILS)])
def test_not_more_than_four_fifths_may_be_in_the_best_band(best, verdict):
    assert verdicts((0, 0), (0, 0), (0, 0), best=best)[2] == verdict


def test_nobody_scored_is_no_verdict():
    found = rules({}, BANDS, 0, 0)
    assert {one.verdict for one in found} == {TOO_FEW}
    assert found[2].found == "no data"


counts = st.builds(Ended, st.integers(0, 40), st.integers(0, 40))


@given(st.tuples(counts, counts, counts))
def test_where_every_band_lapses_alike_no_score_tells(shares):
    one = shares[0]
    ended = dict.fromkeys(BANDS, one)
    worst = rules(ended, BANDS, 0, 10)[0]
    assert worst.verdict != HOLDS


def test_by_reason_the_hand_or_the_numbers_were_right():
    cases = [
        ("champion-left", True, True, False),  # lapsed; the hand said so
        ("champion-left", True, True, False),
        ("champion-left", False, True, False),  # renewed; the numbers said so
        ("exec-commitment", True, False, True),
        ("known-event", False, False, False),
    ]
    found = by_hand(cases)
    assert [(one.reason, one.contracts, one.nearer, one.farther) for one in found] == [
        ("champion-left", 3, 2, 1),
        ("exec-commitment", 1, 0, 1),
        ("known-event", 1, 0, 0),
    ]
    assert [advice(one).split(":")[0] for one in found] == [
        "the numbers missed something in 2 of 3 contracts",
        "the numbers knew better in 1 of 1 contract",
        "no difference in 1 contract",
    ]


def test_few_cases_say_nothing_however_great_the_change():
    found = effect([Tried(300, 900, 10, 0)] * (MIN_N - 1))
    assert (found.change, found.says) == (60.0, "too few to say, from 5 on")


def test_what_others_did_by_themselves_is_taken_off():
    assert effect([Tried(400, 500, 20, 2000)] * 6).says == "no more than others by themselves"
    more = effect([Tried(400, 500, 20, 400)] * 6)
    assert (more.change, more.others, more.others_n, more.says) == (
        *(10.0, 2.0, 120),
        "+8.0 against others as low",
    )
    assert effect([Tried(400, 500)] * 6).says.startswith("nobody as low went without help")


@given(
    st.lists(
        st.builds(
            lambda before, change, others: Tried(before, before + change, others, others * change),
            st.integers(0, 500),
            st.integers(-200, 400),
            st.integers(1, 30),
        ),
        min_size=MIN_N,
        max_size=20,
    )
)
def test_a_play_whose_partners_did_as_others_did_claims_nothing(tried):
    assert effect(tried).says == "no more than others by themselves"
