"""Renewals of contracts. Source: Partnership Lifecycle, renewal process (C19)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardctl import yamlfile
from onboardctl.core.errors import OnboardError, Refused
from onboardctl.core.lifecycle import renewal as core
from onboardctl.core.lifecycle.state import Score, StepMark, Term
from onboardctl.operations import history
from onboardctl.operations.lifecycle import renewal
from onboardctl.operations.lifecycle.renewal import Adjust, Close, SetTerm, TakeStep
from onboardctl.operations.partner.new_partner import new_partner
from onboardctl.operations.today.morning_list import MorningList, today
from onboardctl.store import verifying

from .conftest import NORTHWIND, NOW, later

if TYPE_CHECKING:
    from onboardctl.operations.session import Session

ENDS = date(2026, 6, 30)
PARTNER = "northwind-press"


@pytest.fixture
def contract(northwind: Session) -> Session:
    """A contract worth 24,000 euros a year that ends on 30 June 2026."""
    renewal.set_term(northwind, SetTerm(PARTNER, "2026-06-30", "2025-07-01", value="24,000"))
    return northwind


def on(session: Session, day: date) -> Session:
    return session._replace(now=NOW + (day - NOW.date()) * 1)


def steps(session: Session) -> dict[str, str]:
    return {one.step: one.standing for one in renewal.show(session, PARTNER).data.steps}


def test_the_plan_is_dated_by_the_end_its_renewal_says(session):
    """Otherwise the list of mails and the radar would speak of two ends of one contract."""
    from onboardctl.operations.comms.due import DueRequest, due
    from onboardctl.operations.partner.new_partner import new_partner

    from .test_stages import AURORA

    new_partner(session, AURORA)
    partner = session.find_partner("aurora-talent")["partner_id"]
    renewal.set_term(session, SetTerm("aurora-talent", "2028-06-30", "2026-03-02"))
    assert session.partner(partner).given["contract_end"] == "2028-06-30"
    year = later(session, days=330)
    assert "renewal-notice" not in {one.message for one in due(year, DueRequest()).data.mails}
    renewal.close(session, Close("aurora-talent", "renewed", "2030-06-30"))
    assert session.partner(partner).given["contract_end"] == "2030-06-30"
    history.undo(session, None)
    assert session.partner(partner).given["contract_end"] == "2028-06-30"


@pytest.mark.parametrize(
    ("days_before", "expected"),
    [
        (101, "ahead"),
        (100, "due"),
        (90, "due"),
        (89, "late"),
    ],
)
def test_c19_the_review_is_due_90_days_before_the_end_and_announced_10_days_before(
    contract, days_before, expected
):
    day = ENDS - timedelta(days=days_before)
    assert steps(on(contract, day))["review"] == expected


def test_c19_review_discussions_terms_and_renewal_follow_one_another(contract):
    at = on(contract, date(2026, 4, 1))
    with pytest.raises(Refused) as early:
        renewal.take_step(at, TakeStep(PARTNER, "terms"))
    assert early.value.code == "renewal.order"
    for step in ("review", "discussions", "terms"):
        renewal.take_step(at, TakeStep(PARTNER, step, evidence="minutes"))
    with pytest.raises(Refused) as last:
        renewal.take_step(at, TakeStep(PARTNER, "renewal"))
    assert last.value.code == "renewal.conclude"
    shown = renewal.close(at, Close(PARTNER, "renewed", "2027-06-30", "26000")).data
    assert (shown.ends_on, shown.starts_on, shown.value) == (date(2027, 6, 30), ENDS, "26000.00")
    assert [(line.outcome, line.value, line.renewed_value) for line in shown.past] == [
        ("renewed", "24000.00", "26000.00")
    ]
    assert all(one.standing in {"ahead", "due"} for one in shown.steps)


def test_c19_a_renewal_is_judged_by_four_factors(contract):
    shown = renewal.take_step(
        contract,
        TakeStep(
            PARTNER, factors=("performance=4", "strategic-value=5", "market=3", "satisfaction=4")
        ),
    ).data
    assert [line.factor for line in shown.factors] == list(core.FACTORS)
    assert shown.computed_percent == 72  # a mean of 4 on the line from 5 to 95


def test_a_call_stands_beside_the_computed_likelihood_and_older_calls_stay(contract):
    renewal.call(contract, PARTNER, "80%", "budget confirmed")
    shown = renewal.call(later(contract, days=5), PARTNER, "55", "their sponsor left").data
    assert [(line.percent, line.reason) for line in shown.calls] == [
        (55, "their sponsor left"),
        (80, "budget confirmed"),
    ]
    assert shown.computed_percent is None


def test_the_radar_holds_what_ends_soon_and_what_ended_without_an_outcome(contract):
    assert renewal.radar(contract, 100, None).data.renewals == ()
    near = on(contract, date(2026, 4, 20))
    (line,) = renewal.radar(near, 100, None).data.renewals
    assert (line.partner, line.days_left, line.step, line.standing) == (
        PARTNER,
        71,
        "review",
        "late",
    )
    gone = on(contract, date(2026, 7, 4))
    assert [one.days_left for one in renewal.radar(gone, 0, None).data.renewals] == [-4]
    renewal.close(gone, Close(PARTNER, "lapsed", reason="merged"))
    assert renewal.radar(gone, 400, None).data.renewals == ()


def test_a_contract_after_one_that_lapsed_is_a_new_term(contract):
    renewal.close(contract, Close(PARTNER, "lapsed", reason="no budget"))
    with pytest.raises(Refused) as refused:
        renewal.call(contract, PARTNER, "10", "hope")
    assert refused.value.code == "renewal.term"
    shown = renewal.set_term(contract, SetTerm(PARTNER, "2027-12-31")).data
    assert (shown.ends_on, [line.outcome for line in shown.past]) == (
        date(2027, 12, 31),
        ["lapsed"],
    )


def test_what_a_term_began_with_stays_and_changes_count_from_their_day(contract):
    grown = on(contract, date(2026, 4, 1))
    renewal.adjust(grown, Adjust(PARTNER, "30,000", "2026-03-15", "six more seats"))
    shown = renewal.adjust(grown, Adjust(PARTNER, "27000", "2026-05-01", "two seats less")).data
    assert (shown.start_value, shown.value) == ("24000.00", "30000.00")
    assert [(one.from_on, one.value) for one in shown.changes] == [
        (date(2026, 3, 15), "30000.00"),
        (date(2026, 5, 1), "27000.00"),
    ]
    (line,) = renewal.radar(grown, 400, None).data.renewals
    assert line.value == "27000.00"
    renewed = renewal.close(grown, Close(PARTNER, "renewed", "2027-06-30")).data
    assert (renewed.start_value, renewed.past[0].value) == ("27000.00", "27000.00")


def test_a_second_change_for_a_day_takes_the_place_of_the_first(contract):
    renewal.adjust(contract, Adjust(PARTNER, "30000", "2026-03-01", "typed wrong"))
    shown = renewal.adjust(contract, Adjust(PARTNER, "31000", "2026-03-01", "as signed")).data
    assert [one.value for one in shown.changes] == ["31000.00"]
    assert [found for _, found in verifying.verify(contract.store) if found] == []


def test_the_value_at_the_start_is_replaced_only_as_a_mistake(contract):
    with pytest.raises(Refused) as kept:
        renewal.set_term(contract, SetTerm(PARTNER, "2026-06-30", value="26000"))
    assert kept.value.code == "term.worth"
    renewal.set_term(contract, SetTerm(PARTNER, "2026-06-30", value="24000", currency="EUR"))
    with pytest.raises(Refused):
        renewal.set_term(contract, SetTerm(PARTNER, "2026-06-30", currency="USD"))
    mended = SetTerm(PARTNER, "2026-06-30", value="26000", mistaken=True)
    assert renewal.set_term(contract, mended).data.start_value == "26000.00"


def test_undo_takes_a_renewal_back_and_the_tables_follow(contract):
    renewal.close(contract, Close(PARTNER, "renewed", "2027-06-30"))
    history.undo(contract, None)
    assert renewal.show(contract, PARTNER).data.past == ()
    assert [found for _, found in verifying.verify(contract.store) if found] == []


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda s: renewal.set_term(s, SetTerm(PARTNER, "2024-01-01", "2025-01-01")), "term.order"),
        (lambda s: renewal.set_term(s, SetTerm(PARTNER, "2026-06-30", value="much")), "term.value"),
        (lambda s: renewal.set_term(s, SetTerm(PARTNER, "2026-06-30", value="-1")), "term.value"),
        *(
            (
                lambda s, typed=typed: renewal.set_term(
                    s, SetTerm(PARTNER, "2026-06-30", value=typed)
                ),
                "term.value",
            )
            for typed in ("48.000", "48,00", "1,2,3", "1e5", "NaN")
        ),
        (lambda s: renewal.set_term(s, SetTerm(PARTNER, "2026-02-30")), "date.invalid"),
        (lambda s: renewal.adjust(s, Adjust(PARTNER, "x", None, "more")), "term.value"),
        (lambda s: renewal.adjust(s, Adjust(PARTNER, "1", "2025-07-01", "more")), "term.day"),
        (lambda s: renewal.adjust(s, Adjust(PARTNER, "1", "2026-07-01", "more")), "term.day"),
        (lambda s: renewal.adjust(s, Adjust(PARTNER, "1", "2026-03-01", "")), "reason.missing"),
        (lambda s: renewal.take_step(s, TakeStep(PARTNER)), "renewal.nothing"),
        (lambda s: renewal.take_step(s, TakeStep(PARTNER, "reviewed")), "renewal.step"),
        (lambda s: renewal.take_step(s, TakeStep(PARTNER, "review", "2026-12-01")), "date.future"),
        (lambda s: renewal.take_step(s, TakeStep(PARTNER, factors=("mood=3",))), "renewal.factor"),
        (lambda s: renewal.take_step(s, TakeStep(PARTNER, factors=("market=9",))), "factor.score"),
        (lambda s: renewal.call(s, PARTNER, "101", "x"), "renewal.likelihood"),
        (lambda s: renewal.call(s, PARTNER, "80", " "), "reason.missing"),
        (lambda s: renewal.close(s, Close(PARTNER, "won")), "renewal.outcome"),
        (lambda s: renewal.close(s, Close(PARTNER, "renewed")), "renewal.ends"),
        (lambda s: renewal.close(s, Close(PARTNER, "renewed", "2026-06-30")), "term.order"),
        (lambda s: renewal.close(s, Close(PARTNER, "lapsed")), "reason.missing"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(contract, act, code):
    before = renewal.show(contract, PARTNER).data
    with pytest.raises(OnboardError) as refused:
        act(contract)
    assert refused.value.code == code
    assert renewal.show(contract, PARTNER).data == before


@given(
    days=st.integers(-400, 400),
    done=st.sets(st.sampled_from([step.id for step in core.STEPS[:-1]])),
)
def test_no_step_is_late_before_its_day_nor_ahead_after_it(days, done):
    today = ENDS - timedelta(days=days)
    marks = tuple(StepMark(step, today, "ada") for step in sorted(done))
    for one in core.standings(Term(ENDS, steps=marks), today):
        assert one.due_on == ENDS - timedelta(days=one.step.days_before)
        assert (one.standing == "done") == (one.step.id in done)
        if one.standing == "late":
            assert today > one.due_on
        if one.standing in {"ahead", "due"}:
            assert today <= one.due_on


@given(st.dictionaries(st.sampled_from(list(core.FACTORS)), st.integers(1, 5), min_size=1))
def test_the_computed_likelihood_lies_between_5_and_95_and_rises_with_the_scores(scores):
    term = Term(ENDS, factors={name: Score(value, NOW, "ada") for name, value in scores.items()})
    likelihood = core.computed_likelihood(term)
    assert likelihood is not None
    assert 5 <= likelihood <= 95
    better = {name: min(5, value + 1) for name, value in scores.items()}
    raised = Term(ENDS, factors={name: Score(value, NOW, "ada") for name, value in better.items()})
    assert core.computed_likelihood(raised) >= likelihood


RADAR = Path(__file__).parents[1] / "cases" / "lifecycle" / "radar.yaml"
EDGES = yamlfile.read(RADAR, RADAR.name).data()


@pytest.mark.parametrize("case", EDGES["radar"], ids=lambda case: case["rule"])
def test_c19_each_step_shows_on_the_exact_day_where_the_partner_is(session, case):
    new_partner(session, NORTHWIND._replace(zone=case["zone"]))
    ends, notice = EDGES["ends_on"], EDGES["notice_on"]
    renewal.set_term(session, SetTerm(PARTNER, ends, "2025-07-01", notice))
    done = case.get("done", [])
    for step in done:
        renewal.take_step(session, TakeStep(PARTNER, step))
    moment = datetime.fromisoformat(case["now"]).astimezone(UTC)
    then = session._replace(now=moment)
    shown = renewal.show(then, PARTNER).data
    standings = {one.step: one.standing for one in shown.steps}
    assert {step: standings[step] for step in case["steps"]} == case["steps"]
    assert (str(shown.days_left), shown.notice) == (case["days_left"], case["notice"])
    listed = [one.partner for one in renewal.radar(then, 100, None).data.renewals]
    assert bool(listed) == (case["listed"] == "yes")


def test_a_notice_is_a_clock_of_its_own_that_ends_with_the_decision(contract):
    renewal.set_term(contract, SetTerm(PARTNER, "2026-06-30", notice="2026-03-20"))

    def clock(day: date) -> tuple[str, bool]:
        then = on(contract, day)
        lines = today(then, MorningList(limit=100)).data.lines
        noted = any(line.what.startswith("notice") for line in lines)
        return renewal.show(then, PARTNER).data.notice, noted

    assert clock(date(2026, 3, 5)) == ("ahead", False)
    assert clock(date(2026, 3, 6)) == ("due", True)
    assert clock(date(2026, 3, 20)) == ("due", True)
    assert clock(date(2026, 3, 21)) == ("past", True)
    decided = on(contract, date(2026, 3, 10))
    with pytest.raises(Refused) as unsaid:
        renewal.take_step(decided, TakeStep(PARTNER, "notice"))
    assert unsaid.value.code == "reason.missing"
    renewal.take_step(decided, TakeStep(PARTNER, "notice", evidence="it goes on"))
    assert clock(date(2026, 3, 21)) == ("done", False)
    assert steps(decided)["review"] == "ahead"
    history.undo(decided, None)
    assert clock(date(2026, 3, 21)) == ("past", True)
    assert [found for _, found in verifying.verify(contract.store) if found] == []


def test_a_contract_whose_notice_is_due_is_on_the_radar_however_far_its_end_is(contract):
    renewal.set_term(contract, SetTerm(PARTNER, "2027-06-30", notice="2026-03-20"))
    assert renewal.radar(on(contract, date(2026, 3, 5)), 100, None).data.renewals == ()
    (line,) = renewal.radar(on(contract, date(2026, 3, 6)), 100, None).data.renewals
    assert (line.notice, line.notice_on) == ("due", date(2026, 3, 20))


def test_a_refusal_names_the_partner_in_the_command_it_offers(northwind):
    with pytest.raises(Refused) as refused:
        renewal.call(northwind, "northwind", "80", "talks")
    assert refused.value.hint == f"onboardctl renewal set {PARTNER} --ends DATE"


def test_a_notice_stays_when_the_end_is_said_again_and_another_day_is_a_new_decision(contract):
    renewal.set_term(contract, SetTerm(PARTNER, "2026-06-30", notice="2026-03-20"))
    renewal.take_step(contract, TakeStep(PARTNER, "notice", evidence="it goes on"))
    renewal.set_term(contract, SetTerm(PARTNER, "2026-07-31"))
    shown = renewal.show(contract, PARTNER).data
    assert (shown.notice_on, shown.notice) == (date(2026, 3, 20), "done")
    renewal.set_term(contract, SetTerm(PARTNER, "2026-07-31", notice="2026-04-20"))
    shown = renewal.show(contract, PARTNER).data
    assert (shown.notice_on, shown.notice) == (date(2026, 4, 20), "ahead")
