"""Health of partnerships from the store: scores, what is kept and frozen, signs, overrides.

Source: Partnership Lifecycle, health indicators and interventions (C16, C17, C22, C23).
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from onboardctl.core.errors import InvalidInput, OnboardError
from onboardctl.operations import history
from onboardctl.operations.health import kept, reading, scoring, writing
from onboardctl.operations.health.reading import ListHealth, ShowHealth
from onboardctl.operations.health.writing import Override, Update
from onboardctl.operations.lifecycle import feedback, intervention
from onboardctl.operations.lifecycle.feedback import AddFeedback
from onboardctl.operations.lifecycle.intervention import CloseIntervention
from onboardctl.operations.measured import survey
from onboardctl.operations.measured.survey import RecordSurvey
from onboardctl.operations.measured.usage import ImportUsage, import_usage
from onboardctl.operations.partner.new_partner import new_partner
from onboardctl.operations.task import advance
from onboardctl.store import verifying

from .conftest import NORTHWIND, later

if TYPE_CHECKING:
    from onboardctl.operations.session import Session

PARTNER = "northwind-press"


def use(session: Session, calls: dict[int, int], users: int = 0) -> None:
    """Calls by day before today, each day's by so many users where given."""
    path = Path(session.settings.folder) / f"use-{session.now:%Y%m%d}-{len(calls)}.csv"
    lines = ["partner,day,calls,user,feature"]
    for back, count in calls.items():
        day = (session.now - timedelta(days=back)).date().isoformat()
        names = [f"u{number}" for number in range(users)] or [""]
        lines += [f"{PARTNER},{day},{count},{name},api" for name in names]
    path.write_text("\n".join(lines) + "\n")
    import_usage(session, ImportUsage(path))


def answer(session: Session, csat: int, respondent: str = "mia") -> None:
    survey.record_survey(session, RecordSurvey(PARTNER, (f"csat={csat}",), respondent=respondent))


def shown(session: Session):
    return reading.show_health(session, ShowHealth(PARTNER, why=True)).data


def listed(session: Session):
    return reading.list_health(session, ListHealth(every=True)).data


def line(session: Session):
    return next(one for one in listed(session).lines if one.partner == PARTNER)


def update(session: Session):
    return writing.update(session, Update()).data


def freeze(session: Session):
    return writing.update(session, Update(freeze=True)).data


@pytest.fixture
def known(northwind: Session) -> Session:
    """Enough is known for a score: use, answers, and work that is done."""
    use(northwind, dict.fromkeys(range(2, 57), 1200))
    use(northwind, {1: 10}, users=120)
    answer(northwind, 9)
    advance.advance(northwind, advance.Advance(PARTNER, ("accept-welcome",), all_items=True))
    return northwind


def test_c22_less_than_half_of_the_weight_is_no_score_and_says_what_is_missing(northwind):
    found = shown(northwind)
    assert (found.score, found.band, found.raw) == (None, "", None)
    assert found.coverage_pct < found.needed_pct == 50
    missing = {one.source: one.why for one in found.missing}
    assert missing["survey.csat"] == "nobody answered in 180 days, and nothing was recorded"
    assert sum(one.weight_pct for one in found.missing) == pytest.approx(
        100 - found.coverage_pct, abs=1.5
    )


def test_c22_drivers_add_up_to_the_score_and_name_what_would_lift_it_most(known):
    found = shown(known)
    given = sum(round(one.contribution * 10) for one in found.drivers)
    taken = sum(round(one.takes * 10) for one in found.caps)
    assert given == round(found.raw * 10)
    assert given + taken == round(found.score * 10)
    best = max(found.drivers, key=lambda one: one.lift)
    assert found.drivers[0] == best
    assert found.lifts[0] == f"{best.advice}: up to +{best.lift:.1f}"


def test_c16_c17_use_and_surveys_are_measured_where_they_are_recorded(known):
    values = {one.measure: (one.value, one.n) for one in shown(known).drivers}
    assert values["calls"] == ("0%", None)  # 28 days against 28, today left out
    assert values["active-users"] == ("50%", 120)  # of 240
    assert values["csat"] == ("9", 1)


def test_a_reading_that_nobody_renews_fades(known):
    fresh = {one.measure: one.points for one in shown(known).drivers}
    stale = {one.measure: one.points for one in shown(later(known, days=90)).drivers}
    assert fresh["csat"] == 100
    assert stale["csat"] == 75  # half of the way to 50 after one half-life


def test_a_past_day_is_told_as_it_was_known(known):
    before = shown(known)
    at = later(known, days=3)
    answer(at, 2, "noah")
    assert shown(at).score != before.score
    past = at._replace(as_of=known.now + timedelta(hours=1))
    assert {one.measure: one.value for one in shown(past).drivers}["csat"] == "9"


def test_kept_scores_say_what_working_out_anew_says(known):
    at = later(known, hours=1)
    plain = listed(at)
    update(at)
    kept = listed(later(at, minutes=1))
    assert kept.scored_at is not None
    assert kept.lines == plain.lines
    answer(later(at, minutes=2), 1, "noah")
    after = later(at, minutes=3)
    fresh = listed(after)
    assert (fresh.fresh, line(after).score) == (1, shown(after).score)
    feedback.add_feedback(after, AddFeedback("Too slow", "call", PARTNER))
    assert line(later(after, minutes=1)).score == shown(later(after, minutes=1)).score


def test_one_partner_is_scored_like_everybody(known):
    """Whoever stopped using the product is not excused by data that stops with them."""
    other = NORTHWIND._replace(
        name="Harbor Lights", contract="C-2", contacts=("Kim <k@h.example>",)
    )
    new_partner(known, other)
    at = later(known, days=20)
    path = Path(at.settings.folder) / "other.csv"
    path.write_text("partner,day,calls\nharbor-lights,2026-03-20,5\n")
    import_usage(at, ImportUsage(path))
    definition = kept.basis(at).definition
    everybody = scoring.score_all(at, definition)
    assert len(everybody) == 2
    for one in everybody:
        (alone,) = scoring.score_some(at, definition, [one.card["partner_id"]])
        assert (alone.score, alone.readings, alone.active_on) == (
            one.score,
            one.readings,
            one.active_on,
        )
    silent = next(one for one in everybody if one.card["slug"] == PARTNER)
    assert silent.readings["usage.silent_days"].value == 19_000  # from 1 to 20 March


def test_on_a_new_day_everybody_is_worked_out_anew(known):
    update(known)
    assert listed(known).scored_at is not None
    assert listed(later(known, days=1)).scored_at is None
    assert update(later(known, days=1)).fresh == len(listed(known).lines)


def test_an_undo_is_seen(known):
    update(known)
    feedback.add_feedback(later(known, minutes=1), AddFeedback("Too slow", "call", PARTNER))
    update(later(known, minutes=2))
    history.undo(later(known, minutes=3), None)
    at = later(known, minutes=4)
    assert line(at).score == shown(at).score


def test_a_frozen_week_never_changes_and_late_data_shows_in_the_next(known):
    assert freeze(known).week == "2026-W10"
    (week,) = shown(known).history
    answer(later(known, hours=1), 1, "noah")
    again = freeze(later(known, hours=2))
    assert (again.week, again.frozen) == ("", 0)
    assert shown(later(known, hours=2)).history == (week,)
    freeze(later(known, days=7))
    first, second = shown(later(known, days=7)).history
    assert first == week
    assert (second.week, second.score < first.score) == ("2026-W11", True)


def test_the_movement_is_told_since_the_last_frozen_week(known):
    freeze(known)
    at = later(known, days=7)
    answer(at, 1, "noah")
    found = shown(at)
    (week,) = found.history
    assert found.change == pytest.approx(found.score - week.score)
    assert found.trend == "falling"
    assert sum(one.change for one in found.drivers if one.change is not None) != 0


def test_an_override_counts_until_its_day_and_ends_by_itself(known):
    computed = shown(known).score
    request = Override(PARTNER, "20", "champion-left", "Mia leaves", until="2026-03-05")
    done = writing.override(known, request).data
    assert (done.score, done.band, done.computed) == (20, "red", computed)
    assert (done.override.until_on, done.override.by) == (date(2026, 3, 5), "ada")
    last_day = later(known, days=3)
    assert shown(last_day).override is not None
    over = shown(later(known, days=4))
    assert (over.override, over.score) == (None, over.computed)


def test_the_computed_score_stays_in_the_history_beside_an_override(known):
    writing.override(known, Override(PARTNER, "20", "champion-left", "Mia leaves"))
    freeze(known)
    (week,) = shown(known).history
    assert (week.score, week.overridden) == (20, True)
    writing.clear(later(known, days=1), PARTNER, "a successor is named")
    assert shown(later(known, days=1)).override is None


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (Override(PARTNER, "20", "", "x"), "reason.missing"),
        (Override(PARTNER, "20", "mood", "x"), "health.reason"),
        (Override(PARTNER, "20", "champion-left", " "), "health.evidence"),
        (Override(PARTNER, "101", "champion-left", "x"), "health.score"),
        (Override(PARTNER, "-1", "champion-left", "x"), "health.score"),
        (Override(PARTNER, "1e1", "champion-left", "x"), "health.score"),
        (Override(PARTNER, "20", "champion-left", "x", "2026-04-02"), "health.too_long"),
        (Override(PARTNER, "20", "champion-left", "x", "2026-03-01"), "health.until"),
        (Override("nobody", "20", "champion-left", "x"), "partner.unknown"),
    ],
)
def test_an_override_without_reason_or_past_thirty_days_is_refused(known, request_, code):
    with pytest.raises(OnboardError) as refused:
        writing.override(known, request_)
    assert refused.value.code == code
    assert shown(known).override is None


def test_thirty_days_are_allowed(known):
    done = writing.override(known, Override(PARTNER, "20", "data-wrong", "x", "2026-04-01"))
    assert done.data.override.until_on == date(2026, 4, 1)


def test_clearing_what_nothing_overrides_is_refused(known):
    with pytest.raises(OnboardError) as refused:
        writing.clear(known, PARTNER, "")
    assert refused.value.code == "health.not_overridden"


def test_c22_c23_a_sign_opens_one_intervention_and_reopens_only_in_a_new_episode(known):
    answer(known, 2, "noah")
    answer(known, 2, "lea")
    done = update(known)
    assert [one.partition(" ")[2][:30] for one in done.opened] == ["intervention-1: technical-supp"]
    (opened,) = intervention.list_interventions(known, PARTNER, None, every=True).data.interventions
    assert (opened.sign, opened.play, opened.owner) == ("satisfaction", "technical-support", "ada")
    assert opened.due_on == date(2026, 3, 16)
    assert "survey.csat < 7 (4.3)" in opened.before
    assert update(later(known, hours=1)).opened == ()
    close = CloseIntervention(PARTNER, "intervention-1", "failed", result="no answer")
    intervention.close(later(known, hours=2), close)
    assert update(later(known, hours=3)).opened == ()  # the sign still shows: the same episode
    for number in range(20):
        answer(later(known, hours=4), 10, f"happy-{number}")
    assert list(update(later(known, hours=5)).gone) == [f"{PARTNER}: satisfaction"]
    for number in range(30):
        answer(later(known, hours=6), 0, f"angry-{number}")
    assert len(update(later(known, hours=7)).opened) == 1
    every = intervention.list_interventions(known, PARTNER, None, every=True).data.interventions
    assert len(every) == 2
    assert [one for _, one in verifying.verify(known.store) if one] == []


def test_an_intervention_opened_by_hand_is_not_doubled(known):
    answer(known, 1, "noah")
    intervention.open_intervention(
        known, intervention.OpenIntervention(PARTNER, "satisfaction", before="a call")
    )
    assert update(known).opened == ()
    (sign,) = shown(known).signs
    assert sign.intervention == "intervention-1"


def test_a_dry_run_keeps_nothing(known):
    dry = known._replace(dry_run=True)
    answer(known, 1, "noah")
    assert update(dry).opened != ()
    assert freeze(dry).frozen > 0
    assert intervention.list_interventions(known, None, None, every=True).data.interventions == ()
    assert known.store.one("health.kept") is None
    assert shown(known).history == ()


def test_scores_alone_take_nothing_up(known):
    answer(known, 1, "noah")
    assert writing.update(known, Update(signs=False)).data.opened == ()


def test_a_partner_on_hold_is_left_out(known):
    from onboardctl.operations.partner.record import pause

    pause(known, PARTNER, "budget freeze")
    found = shown(known)
    assert (found.left_out, found.score) == ("on hold", None)
    assert reading.list_health(known, ListHealth()).data.lines == ()


def test_the_workspace_may_define_its_own_score(known):
    folder = Path(known.settings.folder) / "playbooks" / "partnership-lifecycle"
    folder.mkdir(parents=True)
    own = Path(__file__).parents[1] / "cases" / "health" / "small.yaml"
    (folder / "health.yaml").write_text(own.read_text())
    found = shown(known)
    assert [one.measure for one in found.drivers + found.missing] != []
    assert {one.measure for one in found.drivers} <= {"calls", "silent", "csat", "late", "growth"}
    (folder / "health.yaml").write_text("onboardctl: 1\nhealth: {}\n")
    with pytest.raises(InvalidInput) as refused:
        shown(known)
    assert refused.value.code == "health.invalid"


@pytest.mark.parametrize("band", ["purple", "Red"])
def test_a_band_that_does_not_exist_is_named(known, band):
    with pytest.raises(InvalidInput) as refused:
        reading.list_health(known, ListHealth(band=band))
    assert refused.value.code == "health.band"
