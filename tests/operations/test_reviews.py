"""Reviews to come, held and not held. Source: governance (A8, A9, A22, A25-A27) and reviews (C18)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from onboardctl.core.errors import OnboardError, Refused
from onboardctl.operations import history
from onboardctl.operations.lifecycle import review, review_holding
from onboardctl.operations.lifecycle.review import ListReviews, PlanReview
from onboardctl.operations.lifecycle.review_holding import HoldReview
from onboardctl.operations.measured.action import ListActions, list_actions
from onboardctl.operations.partner.new_partner import NewPartner, new_partner
from onboardctl.operations.partner.record import EditPartner, edit
from onboardctl.store import verifying

from .conftest import NOW, later

if TYPE_CHECKING:
    from onboardctl.operations.session import Session

PARTNER = "keystone-search"


@pytest.fixture
def keystone(session: Session) -> Session:
    """A partner of the Enterprise tier, signed on 2 March 2026."""
    new_partner(
        session,
        NewPartner(
            name="Keystone Search",
            playbook="partner-enablement",
            tier="enterprise",
            segment="recruiter",
            contacts=("Gail Stone <gail@keystone.example>",),
            zone="America/Denver",
        ),
    )
    return session


def listed(session: Session, partner: str | None = PARTNER, back: int = 60, ahead: int = 120):
    return review.list_reviews(session, ListReviews(partner, None, back, ahead)).data


def hold(session: Session, name: str = "kpi-review", partner: str | None = PARTNER, **said):
    known = {"minutes": "in the folder"} | said
    return review_holding.hold_review(session, HoldReview(name, partner, **known)).data


def days(session: Session, name: str) -> list[date]:
    return [line.on for line in listed(session, ahead=200).reviews if line.review == name]


def launch(session: Session, name: str = PARTNER) -> date:
    row = session.find_partner(name)
    return date.fromisoformat(session.partner(row["partner_id"]).plan.anchors["launch"][:10])


def test_a25_a27_the_first_kpi_review_is_in_week_six_and_monthly_from_then_on(keystone):
    week_six = launch(keystone) + timedelta(days=35)
    thursday = week_six + timedelta(days=(3 - week_six.weekday()) % 7)
    first, second, third = days(keystone, "kpi-review")[:3]
    assert first == thursday
    assert [day.weekday() for day in (second, third)] == [3, 3]
    assert all(day.day <= 7 for day in (second, third))
    line = next(one for one in listed(keystone).reviews if one.review == "kpi-review")
    local = line.at.astimezone(ZoneInfo("America/Denver"))
    assert (local.date(), local.hour, local.minute) == (thursday, 10, 0)


def test_a8_a9_the_quarterly_review_says_by_when_its_pre_read_goes_out(keystone):
    qbr = next(line for line in listed(keystone, ahead=200).reviews if line.review == "qbr")
    assert (qbr.on.weekday(), 8 <= qbr.on.day <= 14, qbr.on.month % 3) == (1, True, 0)
    assert qbr.prepare_on == qbr.on - timedelta(days=5)  # three business days over a weekend


def test_a22_the_team_reviews_every_wednesday_and_one_not_held_shows(keystone):
    at = later(keystone, days=12)
    found = [line for line in listed(at, None, 30, 7).reviews if line.review == "wednesday-review"]
    assert [(line.on, line.standing) for line in found] == [
        (date(2026, 3, 4), "missed"),
        (date(2026, 3, 11), "missed"),
        (date(2026, 3, 18), "coming"),
    ]
    hold(at, "wednesday-review", None, on="2026-03-12")
    after = [line for line in listed(at, None, 30, 7).reviews if line.review == "wednesday-review"]
    assert [line.standing for line in after] == ["missed", "held", "coming"]


def test_a22_a_review_keeps_minutes_decisions_and_opens_actions(keystone):
    at = later(keystone, days=60)
    shown = hold(
        at,
        attendees=("Ada", "Gail"),
        notes=("kpi-snapshot=completion up", "action-plan=two things"),
        decisions=("seed a larger sandbox",),
        actions=("Seed a larger sandbox",),
    )
    assert [(note.item, note.text) for note in shown.notes] == [
        ("KPI snapshot", "completion up"),
        ("Action plan", "two things"),
    ]
    (action,) = list_actions(at, ListActions()).data.actions
    assert (action.id, action.title, action.due_on) == (
        shown.actions[0],
        "Seed a larger sandbox",
        at.now.date() + timedelta(days=30),
    )
    line = next(line for line in listed(at).reviews if line.standing == "held")
    assert (line.noted_count, line.item_count, line.decision_count) == (2, 4, 1)


def test_c18_a_partnership_review_has_five_components(session):
    new_partner(
        session,
        NewPartner(
            name="Aurora",
            playbook="partnership-lifecycle",
            tier="business",
            segment="agency",
            contacts=("Mia Ray <mia@aurora.example>",),
        ),
    )
    edit(session, EditPartner("aurora", anchors=("contract_end=2029-03-01",)))
    lines = listed(session, "aurora", ahead=800).reviews
    quarterly = [line for line in lines if line.review == "quarterly-review"]
    assert [line.item_count for line in quarterly][:2] == [5, 5]
    assert any(line.review == "annual-review" for line in lines)
    at = later(session, days=(quarterly[0].on - NOW.date()).days + 1)
    shown = hold(at, "quarterly-review", "aurora", notes=("revenue=up 4%", "satisfaction=8/10"))
    assert [note.item for note in shown.notes] == ["Revenue", "Satisfaction"]


def test_c18_a_review_is_called_when_it_is_needed(keystone):
    planned = review.plan_review(
        keystone, PlanReview("After the outage", "2026-03-05 09:00", PARTNER)
    ).data
    assert (planned.id, planned.state) == ("R-0001", "planned")
    at = later(keystone, days=5)
    line = next(line for line in listed(at).reviews if line.id == "R-0001")
    assert (line.on, line.standing) == (date(2026, 3, 5), "missed")
    assert hold(at, "R-0001", on="2026-03-05").state == "held"
    with pytest.raises(Refused) as again:
        hold(at, "R-0001")
    assert again.value.code == "review.held"


def test_a_review_stands_for_the_nearest_time_and_for_no_other_when_that_is_recorded(keystone):
    """A slip of the hand must not count the review of next week as held."""
    at = later(keystone, days=12)
    assert hold(at, "wednesday-review", None, on="2026-03-12").slot == "wednesday-review/2026-03-11"
    for day in ("2026-03-12", "2026-03-13"):
        with pytest.raises(Refused) as again:
            hold(at, "wednesday-review", None, on=day)
        assert (again.value.code, again.value.message) == (
            "review.held",
            'the "wednesday-review" of 2026-03-11 is recorded already, as R-0001',
        )
    missed = hold(at, "wednesday-review", None, on="2026-03-04").slot
    assert missed == "wednesday-review/2026-03-04"


def test_undo_takes_a_review_and_its_actions_back(keystone):
    at = later(keystone, days=60)
    hold(at, actions=("Call them",))
    history.undo(at, None)
    assert list_actions(at, ListActions()).data.actions == ()
    assert all(line.standing != "held" for line in listed(at).reviews)
    assert [found for _, found in verifying.verify(at.store) if found] == []


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda s: hold(s, "kpi-revue"), "review.unknown"),
        (lambda s: hold(s, "R-0404"), "review.unknown"),
        (lambda s: hold(s, on="2026-12-01"), "review.future"),
        (lambda s: hold(s, minutes=" "), "review.minutes"),
        (lambda s: hold(s, notes=("mood=good",)), "review.item"),
        (lambda s: hold(s, notes=("mood",)), "review.note"),
        (lambda s: review.plan_review(s, PlanReview(" ", "2026-03-05 09:00")), "review.title"),
        (lambda s: review.plan_review(s, PlanReview("x", "2026-03-05")), "date.time"),
        (lambda s: review.cancel_review(s, "R-0404", "x"), "review.unknown"),
        (lambda s: review.show_review(s, "R-0404"), "review.unknown"),
        (
            lambda s: review.list_reviews(s, ListReviews(None, "customer-onboarding")),
            "review.playbook",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(keystone, act, code):
    before = listed(keystone)
    with pytest.raises(OnboardError) as refused:
        act(keystone)
    assert refused.value.code == code
    assert listed(keystone) == before
