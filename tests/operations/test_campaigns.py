"""What a partner and we undertake together. Source: Partnership Lifecycle (C10-C13, C20, C21)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from onboardctl.core.errors import OnboardError, Refused
from onboardctl.operations import history
from onboardctl.operations.lifecycle import campaign, consent
from onboardctl.operations.lifecycle.campaign import StartUndertaking, WorkOn
from onboardctl.operations.lifecycle.campaign_close import CloseUndertaking
from onboardctl.operations.lifecycle.campaign_close import close as close_undertaking
from onboardctl.store import verifying

from .conftest import later

if TYPE_CHECKING:
    from onboardctl.operations.session import Session

PARTNER = "northwind-press"
FIELDS = ("objectives", "audience", "messaging_and_positioning", "channels", "success_metrics")


def start(session: Session, workflow: str, **said):
    return campaign.start(session, StartUndertaking(PARTNER, workflow, "Spring", **said)).data


def step(session: Session, ident: str, name: str | None = None, *fields: str):
    return campaign.work_on(session, WorkOn(PARTNER, ident, name, fields)).data


def close(session: Session, ident: str, **said):
    return close_undertaking(session, CloseUndertaking(PARTNER, ident, **said)).data


def test_c11_a_campaign_is_of_a_kind_and_is_done_when_all_five_fields_are_recorded(northwind):
    shown = start(northwind, "campaign", kind="product-launch", fields=("audience=HR leads",))
    assert (shown.undertaking, shown.kind_title) == ("campaign-1", "Product launch")
    assert tuple(field.field for field in shown.fields) == FIELDS
    with pytest.raises(Refused) as refused:
        close(northwind, "campaign-1")
    assert refused.value.code == "campaign.open"
    assert "objectives, messaging_and_positioning, channels" in refused.value.message
    step(northwind, "campaign-1", None, *(f"{field}=text" for field in FIELDS))
    assert close(northwind, "campaign-1", result="40 leads").outcome == "done"


def test_c12_a_case_study_goes_from_the_story_to_its_publication(northwind):
    shown = start(northwind, "case-study")
    assert shown.benefits == (
        "Credibility",
        "Content for marketing",
        "Sales enablement",
        "Visibility of the partnership",
    )
    with pytest.raises(Refused) as early:
        step(northwind, "case-study-1", "create-the-content")
    assert early.value.code == "campaign.order"
    consent.give(northwind, consent.GiveConsent("northwind-press", "case-study", "C-0001"))
    for line in shown.steps:
        step(northwind, "case-study-1", line.step)
    assert close(northwind, "case-study-1").outcome == "done"


def test_c13_a_webinar_has_four_kinds_and_four_steps_and_a_talk_four_kinds(northwind):
    webinar = start(northwind, "webinar", kind="customer-story")
    assert [line.step for line in webinar.steps] == [
        "choose-the-topic",
        "develop-the-content",
        "promote-it-and-take-registrations",
        "deliver-it-and-follow-up",
    ]
    assert start(northwind, "speaking", kind="panel").kind_title == "Panel"


def test_c21_strategic_planning_goes_through_its_steps(northwind):
    shown = start(northwind, "strategic-planning", kind="joint-roadmap")
    assert len(shown.steps) == 4
    for line in shown.steps:
        step(northwind, shown.undertaking, line.step)
    assert close(northwind, shown.undertaking, result="agreed").result == "agreed"


def test_a_step_may_have_a_day_of_its_own_and_the_list_shows_that_of_the_next(northwind):
    planned = ("choose-the-topic=2026-03-10", "develop-the-content=2026-03-20")
    shown = start(northwind, "webinar", kind="best-practice", due="2026-04-30", days=planned)
    assert [line.due_on for line in shown.steps][:3] == [
        date(2026, 3, 10),
        date(2026, 3, 20),
        None,
    ]

    def due() -> date | None:
        return campaign.undertakings(northwind, None, None, every=False).data.undertakings[0].due_on

    assert due() == date(2026, 3, 10)
    step(northwind, "webinar-1", "choose-the-topic")
    assert due() == date(2026, 3, 20)
    step(northwind, "webinar-1", "develop-the-content")
    assert due() == date(2026, 4, 30)


def test_a_step_done_days_ago_keeps_its_day_and_none_is_done_ahead(northwind):
    start(northwind, "case-study")
    first = "identify-the-success-story"
    done = campaign.work_on(northwind, WorkOn(PARTNER, "case-study-1", first, on="2026-02-27"))
    assert done.data.steps[0].done_on == date(2026, 2, 27)
    with pytest.raises(OnboardError) as refused:
        campaign.work_on(
            northwind, WorkOn(PARTNER, "case-study-1", "interview-the-customer", on="2026-04-01")
        )
    assert refused.value.code == "date.future"


def test_what_is_under_way_is_listed_by_day_due_and_late_says_so(northwind):
    start(northwind, "case-study", due="2026-04-01")
    start(northwind, "webinar", kind="best-practice", due="2026-03-05", owner="me")
    start(northwind, "expansion", kind="other-countries")
    listed = campaign.undertakings(later(northwind, days=10), None, None, every=False).data
    assert [(one.undertaking, one.due_on, one.late) for one in listed.undertakings] == [
        ("webinar-1", date(2026, 3, 5), True),
        ("case-study-1", date(2026, 4, 1), False),
        ("expansion-1", None, False),
    ]
    close(northwind, "webinar-1", dropped=True, result="nobody signed up")
    open_ones = campaign.undertakings(northwind, PARTNER, "webinar", every=False).data
    every_one = campaign.undertakings(northwind, PARTNER, "webinar", every=True).data
    assert (len(open_ones.undertakings), every_one.undertakings[0].outcome) == (0, "dropped")


def test_undo_takes_an_undertaking_back_and_the_tables_follow(northwind):
    start(northwind, "case-study")
    history.undo(northwind, None)
    assert campaign.undertakings(northwind, None, None, every=True).data.undertakings == ()
    assert [found for _, found in verifying.verify(northwind.store) if found] == []


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda s: start(s, "compaign"), "campaign.procedure"),
        (lambda s: start(s, "intervention"), "campaign.procedure"),
        (lambda s: start(s, "campaign"), "campaign.kind"),
        (lambda s: start(s, "campaign", kind="party"), "campaign.kind"),
        (lambda s: start(s, "case-study", kind="party"), "campaign.kind"),
        (lambda s: start(s, "case-study", fields=("audience=HR",)), "campaign.field"),
        (lambda s: start(s, "case-study", fields=("audience",)), "campaign.form"),
        (lambda s: start(s, "case-study", due="soon"), "date.invalid"),
        (lambda s: start(s, "case-study", owner="nobody"), "person.unknown"),
        (
            lambda s: campaign.start(s, StartUndertaking(PARTNER, "case-study", " ")),
            "campaign.title",
        ),
        (lambda s: step(s, "webinar-1", "x"), "campaign.unknown"),
        (lambda s: step(s, "webinar-1"), "campaign.nothing"),
        (lambda s: campaign.show(s, PARTNER, "webinar-1"), "campaign.unknown"),
        (lambda s: close(s, "webinar-1"), "campaign.unknown"),
    ],
)
def test_what_makes_no_sense_is_refused_and_leaves_nothing(northwind, act, code):
    with pytest.raises(OnboardError) as refused:
        act(northwind)
    assert refused.value.code == code
    assert campaign.undertakings(northwind, None, None, every=True).data.undertakings == ()


def test_what_is_closed_stays_closed_and_nothing_is_dropped_without_a_reason(northwind):
    start(northwind, "case-study")
    with pytest.raises(Refused) as refused:
        close(northwind, "case-study-1", dropped=True)
    assert refused.value.code == "reason.missing"
    close(northwind, "case-study-1", dropped=True, result="they declined")
    with pytest.raises(Refused) as closed:
        step(northwind, "case-study-1", "interview-the-customer")
    assert closed.value.code == "campaign.closed"
