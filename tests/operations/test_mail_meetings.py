"""The time of a meeting comes from the plan, and what a person agreed comes before it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from onboardctl.core.errors import InvalidInput
from onboardctl.operations.mail import making as mail
from onboardctl.operations.mail.making import WantedMail
from onboardctl.operations.partner.new_partner import new_partner
from onboardctl.operations.partner.record import EditPartner, edit
from onboardctl.operations.task import work as task

from .conftest import NORTHWIND, later

TEAM = tuple(
    f"{role}=ada" for role in ("product_analytics_lead", "partnerships_director", "vp_partnerships")
)


@pytest.fixture
def enabled(session):
    """A partner of the programme with KPI reviews, councils and business reviews."""
    sponsor = "executive_sponsor=Max Boss <max@northwind.example>"
    new_partner(
        session,
        NORTHWIND._replace(
            playbook="partner-enablement",
            team=TEAM,
            contacts=(*NORTHWIND.contacts, sponsor),
        ),
    )
    return session


def made(session, template: str):
    wanted = WantedMail(template, "northwind")
    return mail.make(session, mail.prepare(session, wanted), wanted)


def first_thursday_of_week_six(session) -> date:
    """The day the plan has for its first KPI review."""
    partner = session.partner("P-0001")
    launch = date.fromisoformat(partner.plan.anchors["launch"][:10])
    day = date.fromordinal(launch.toordinal() + 35)
    return date.fromordinal(day.toordinal() + (3 - day.weekday()) % 7)


def test_a25_the_first_kpi_review_is_in_week_six_on_thursday_at_ten_local(enabled):
    """Source: Partner Enablement Playbook §3.3."""
    meeting = made(enabled, "kpi_review_invite").invite
    assert meeting.starts_at.date() == first_thursday_of_week_six(enabled)
    assert f"on Thursday, {meeting.starts_at.day} " in meeting.description
    assert ", 10:00 CEST." in meeting.description


def test_a26_the_invitation_holds_the_four_items(enabled):
    text = made(enabled, "kpi_review_invite").text
    assert [
        item in text
        for item in (
            "1. KPI snapshot",
            "2. SLA performance",
            "3. Feedback themes",
            "4. Action plan",
        )
    ] == [True] * 4


def test_a_review_without_an_hour_asks_for_it_with_its_day(enabled):
    with pytest.raises(InvalidInput) as refusal:
        made(enabled, "council_invite")
    (problem,) = refusal.value.diagnostics
    assert "'meeting_at' has no value (from recurring advisory-council)" in problem.message
    assert "--set advisory_council_at=2026-" in problem.hint


def test_what_was_agreed_comes_before_the_plan_until_it_is_over(enabled):
    edit(enabled, EditPartner("northwind", facts=("kpi_review_at=2026-04-20 14:00",)))
    assert made(enabled, "kpi_review_invite").invite.starts_at == datetime(
        2026, 4, 20, 12, tzinfo=UTC
    )
    over = later(enabled, days=60)
    assert made(over, "kpi_review_invite").invite.starts_at > over.now


def test_a8_the_business_review_offers_dates_until_one_is_agreed(enabled):
    edit(enabled, EditPartner("northwind", facts=("proposed_dates=9 June 2026; 11 June 2026",)))
    offered = made(enabled, "qbr_invite")
    assert offered.invite is None
    assert "- 9 June 2026\n- 11 June 2026\n" in offered.text
    edit(enabled, EditPartner("northwind", facts=("qbr_at=2026-06-09T15:00",)))
    agreed = made(enabled, "qbr_invite")
    assert "- When: Tuesday, 9 June 2026, 15:00 CEST" in agreed.text
    assert (agreed.invite.minutes, agreed.invite.method) == (90, "REQUEST")


def test_a8_a_date_that_is_over_is_offered_to_nobody(enabled):
    dates = "proposed_dates=2026-06-09 10:00; 2026-06-11; a day in July"
    edit(enabled, EditPartner("northwind", facts=(dates,)))
    offered = "- Tuesday, 9 June 2026, 10:00 CEST\n- Thursday, 11 June 2026\n- a day in July\n"
    assert offered in made(enabled, "qbr_invite").text
    edit(enabled, EditPartner("northwind", facts=("proposed_dates=2026-03-09 10:00",)))
    with pytest.raises(InvalidInput) as refusal:
        made(later(enabled, days=30), "qbr_invite")
    assert "'proposed_dates' has no value" in refusal.value.diagnostics[0].message


def test_an_invitation_belongs_to_the_period_of_its_meeting(enabled):
    facts = ("qbr_at=2026-06-09T15:00",)
    edit(enabled, EditPartner("northwind", facts=facts))
    now, soon = made(enabled, "qbr_invite"), made(later(enabled, days=40), "qbr_invite")
    assert now.invite.uid == soon.invite.uid
    assert now.occasion == soon.occasion


def test_the_agenda_of_the_sync_names_what_stands_still(northwind):
    task.block(northwind, "northwind", "kickoff-call", "no time agreed")
    text = made(northwind, "weekly_sync").text
    assert "- Stands still: Kickoff call: no time agreed" in text
