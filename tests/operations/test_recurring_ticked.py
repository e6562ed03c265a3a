"""Recurring work is crossed off by what was done for it: a review with minutes, or its mail."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from onboardctl.core.errors import NotFound
from onboardctl.core.partner.subject import SUBJECT
from onboardctl.operations.comms import ledger
from onboardctl.operations.comms.ledger import MarkMessage
from onboardctl.operations.health.reading import ShowHealth, show_health
from onboardctl.operations.history import undo
from onboardctl.operations.lifecycle import review, review_holding
from onboardctl.operations.lifecycle.review import ListReviews
from onboardctl.operations.lifecycle.review_holding import HoldReview
from onboardctl.operations.partner.new_partner import NewPartner, new_partner
from onboardctl.operations.plan import ticking
from onboardctl.operations.plan.recurring import HoldOccurrence, hold
from onboardctl.operations.plan.recurring_renewing import renew
from onboardctl.operations.plan.replan_all import replan_all
from onboardctl.operations.task.advance import Advance, advance
from onboardctl.operations.today.morning_list import MorningList, today
from onboardctl.store import read_tables
from onboardctl.store.verifying import verify

from .conftest import later

PARTNER = "keystone-search"
UPDATE, REVIEW = "partner-update", "kpi-review"


@pytest.fixture
def keystone(session):
    """A partner of partner-enablement, signed on 2 March 2026 and live since."""
    new_partner(
        session,
        NewPartner(
            name="Keystone Search",
            playbook="partner-enablement",
            tier="enterprise",
            segment="recruiter",
            contacts=("Gail Stone <gail@keystone.example>",),
            contract="C-7",
        ),
    )
    live = later(session, days=2)
    advance(live, Advance(PARTNER, ("launch",), all_items=True))
    return session


def times(session, recurring):
    """The times of some recurring work: day by its rule, and how it stands."""
    partner = session.find_partner(PARTNER)["partner_id"]
    rows = read_tables.rows(session.store, SUBJECT, "occurrence", partner)
    return {
        date.fromisoformat(row["original_on"]): row["state"]
        for row in rows
        if row["recurring_id"] == recurring
    }


def on(session, day, hour=0):
    return later(session, days=(day - session.now.date()).days, hours=hour)


def morning(session, ref):
    lines = today(session, MorningList(limit=300)).data.lines
    return [(line.group, line.command) for line in lines if line.ref == ref]


def send(session, template, evidence="mail 7"):
    """What follows for the partner when a mail went out."""
    with session.change("send") as change:
        partner = change.partner(session.find_partner(PARTNER)["partner_id"])
        ticking.mail_sent(session, change, partner, template, evidence=evidence)


def sound(session):
    assert not [found for _, found in verify(session.store) if found]


@pytest.mark.parametrize("apart", [-5, -1, 0, 1, 6])
def test_a24_the_update_of_partners_is_ticked_by_its_mail(keystone, apart):
    day = min(times(keystone, UPDATE))
    session = on(keystone, day)
    assert morning(session, UPDATE) == [
        ("today", f"onboardctl recurring done {PARTNER} {UPDATE} {day}")
    ]
    send(on(keystone, day + timedelta(days=apart)), "partner_update")
    assert times(keystone, UPDATE)[day] == "held"
    assert morning(session, UPDATE) == []
    sound(keystone)


def test_a_mail_counts_for_the_nearest_time_and_for_one_alone(keystone):
    first, second, *_ = sorted(times(keystone, UPDATE))
    assert second - first == timedelta(days=14)
    send(on(keystone, second - timedelta(days=2)), "partner_update")
    assert [times(keystone, UPDATE)[day] for day in (first, second)] == ["open", "held"]
    send(on(keystone, second - timedelta(days=1)), "partner_update", "mail 8")
    assert times(keystone, UPDATE)[first] == "open"


def test_a25_the_invitation_to_a_review_is_not_the_review(keystone):
    """Otherwise a review would count as held from the day on which it was announced."""
    day = min(times(keystone, "kpi-review"))
    send(on(keystone, day - timedelta(days=6)), "kpi_review_invite")
    assert times(keystone, "kpi-review")[day] == "open"


def test_a25_what_invites_to_a_review_is_due_a_week_before_it(keystone):
    from onboardctl.operations.comms.due import DueRequest, due

    day = min(times(keystone, "kpi-review"))

    def owed(before):
        session = on(keystone, day - timedelta(days=before), hour=9)
        lines = due(session, DueRequest(hours=0)).data.mails
        return [one.state for one in lines if one.message == "kpi-review"]

    assert [owed(before) for before in (8, 7, 6, 1)] == [[], ["due"], ["overdue"], ["overdue"]]


def test_a_mail_that_came_back_opens_its_time_again(keystone):
    day = min(times(keystone, UPDATE))
    session = on(keystone, day)
    send(session, "partner_update")
    with session.change("comms bounce") as change:
        partner = change.partner(session.find_partner(PARTNER)["partner_id"])
        ticking.mail_came_back(change, partner, "mail 7")
    assert times(keystone, UPDATE)[day] == "open"
    sound(keystone)


def test_another_mail_ticks_nothing(keystone):
    before = times(keystone, UPDATE)
    partner = keystone.partner(keystone.find_partner(PARTNER)["partner_id"])
    with keystone.change("x") as change:
        assert ticking.mail_sent(keystone, change, partner, "welcome", evidence="") is partner
    assert times(keystone, UPDATE) == before


def test_a_mail_that_comes_back_is_no_promise_and_leads_to_its_tick(keystone):
    with pytest.raises(NotFound) as found:
        ledger.mark_sent(keystone, MarkMessage(PARTNER, "partner_update"))
    assert found.value.code == "message.recurring"
    assert found.value.hint == f"onboardctl recurring done {PARTNER} {UPDATE}"


def test_a25_a_review_with_minutes_ticks_its_time_in_the_same_change(keystone):
    day = min(times(keystone, REVIEW))
    session = on(keystone, day, hour=10)
    assert [group for group, _ in morning(session, REVIEW)] == ["today"]
    review_holding.hold_review(session, HoldReview(REVIEW, PARTNER, minutes="all well"))
    assert times(keystone, REVIEW)[day] == "held"
    assert morning(session, REVIEW) == []
    sound(keystone)
    undo(session)
    assert times(keystone, REVIEW)[day] == "open"
    sound(keystone)


def test_a25_a_review_ticked_as_recurring_work_counts_like_one_with_minutes(keystone):
    day = min(times(keystone, REVIEW))
    session = on(keystone, day, hour=10)
    hold(session, HoldOccurrence(PARTNER, REVIEW))
    listed = review.list_reviews(session, ListReviews(PARTNER)).data
    assert [(one.on, one.standing, one.id) for one in listed.reviews if one.on == day] == [
        (day, "held", None)
    ]
    at = on(keystone, day + timedelta(days=20))
    drivers = show_health(at, ShowHealth(PARTNER, why=True)).data.drivers
    assert [one.number for one in drivers if one.source == "reviews.days_since"] == [20.0]
    review_holding.hold_review(at, HoldReview(REVIEW, PARTNER, on=str(day), minutes="late notes"))
    listed = review.list_reviews(at, ListReviews(PARTNER)).data
    assert [one.id for one in listed.reviews if one.on == day] == ["R-0001"]
    sound(keystone)


def test_a_meeting_that_was_held_is_activity_and_a_mail_of_ours_is_none(northwind):
    slug = "northwind-press"
    at = later(northwind, days=7)
    kept = read_tables.rows(at.store, SUBJECT, "occurrence", "P-0001")
    first = {}
    for row in sorted(kept, key=lambda row: row["original_on"]):
        first.setdefault(row["recurring_id"], date.fromisoformat(row["original_on"]))
    mail = on(northwind, first["weekly-progress"])
    active = show_health(mail, ShowHealth(slug)).data.active_on
    hold(mail, HoldOccurrence(slug, "weekly-progress"))
    assert show_health(mail, ShowHealth(slug)).data.active_on == active
    meeting = on(northwind, first["weekly-checkin"])
    hold(meeting, HoldOccurrence(slug, "weekly-checkin"))
    assert show_health(meeting, ShowHealth(slug)).data.active_on == first["weekly-checkin"]


def test_times_of_everybody_are_laid_out_further_at_night_and_only_once(keystone):
    at = later(keystone, days=50)
    last = max(times(keystone, UPDATE))
    answer = replan_all(at, lambda _: None)
    assert answer.data.renewed + len(answer.data.plans) >= 1
    assert max(times(keystone, UPDATE)) > last
    sound(keystone)
    again = replan_all(at, lambda _: None)
    assert (again.data.renewed, again.data.plans) == (0, ())
    assert again.messages == ("nothing to do: no date moves",)


def test_recurring_work_goes_on_after_the_plan_is_done(keystone):
    keystone.store.connection.execute("UPDATE partner SET status = 'completed'")
    last = max(times(keystone, UPDATE))
    answer = replan_all(later(keystone, days=60), lambda _: None)
    assert answer.data.renewed == 1
    assert max(times(keystone, UPDATE)) > last


def test_a20_the_digest_of_the_team_is_due_and_crossed_off_by_its_mail(keystone):
    replan_all(keystone, lambda _: None)
    rows = keystone.store.rows(
        "today.team", since="2026-03-02", until="2026-05-01", owner=None, limit=100
    )
    day = min(
        date.fromisoformat(row["takes_on"]) for row in rows if row["recurring_id"] == "voc-digest"
    )
    session = on(keystone, day)
    command = "onboardctl review list --playbook partner-enablement"
    assert morning(session, "voc-digest") == [("today", command)]
    assert morning(on(keystone, day + timedelta(days=3)), "voc-digest") == [("late", command)]
    send(session, "voc_digest")
    assert morning(session, "voc-digest") == []
    assert morning(on(keystone, day + timedelta(days=3)), "voc-digest") == []
    sound(keystone)


def test_a22_a_review_of_the_team_leaves_the_list_with_its_minutes(keystone):
    replan_all(keystone, lambda _: None)
    wednesday = on(keystone, date(2026, 3, 4))
    assert [group for group, _ in morning(wednesday, "wednesday-review")] == ["today"]
    review_holding.hold_review(wednesday, HoldReview("wednesday-review", minutes="three themes"))
    assert morning(wednesday, "wednesday-review") == []


def test_what_a_machine_does_every_night_is_on_no_list(keystone):
    replan_all(keystone, lambda _: None)
    assert morning(keystone, "nightly-dashboards") == []


def test_a_version_kept_by_an_older_program_is_read_from_its_definition(keystone):
    keystone.store.connection.execute("DELETE FROM recurring_piece")
    day = min(times(keystone, REVIEW))
    session = on(keystone, day, hour=10)
    hold(session, HoldOccurrence(PARTNER, REVIEW))
    drivers = show_health(session, ShowHealth(PARTNER, why=True)).data.drivers
    assert "reviews.days_since" in {one.source for one in drivers}
    replan_all(session, lambda _: None)
    assert not session.store.rows("recurring.versions_without_pieces")


def test_renewing_lays_out_further_and_leaves_what_is_late(keystone):
    at = later(keystone, days=50)
    last = max(times(keystone, UPDATE))
    late = [line for line in today(at, MorningList(limit=300)).data.lines if line.group == "late"]
    answer = renew(at)
    assert (answer.data.partners, answer.data.team_times > 10) == (1, True)
    assert max(times(keystone, UPDATE)) > last
    after = today(at, MorningList(limit=300)).data.lines
    assert [one for one in after if one in late and one.note != "comes back"] == [
        one for one in late if one.note != "comes back"
    ]
    assert renew(at).messages == ("nothing runs out",)
    sound(keystone)


def test_a_rehearsal_of_renewing_writes_nothing(keystone):
    at = later(keystone, days=50)._replace(dry_run=True)
    last = max(times(keystone, UPDATE))
    assert renew(at).data.partners == 1
    assert max(times(keystone, UPDATE)) == last
    assert not keystone.store.rows("today.team", since="0", until="9", owner=None, limit=9)
