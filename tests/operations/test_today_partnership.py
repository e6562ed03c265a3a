"""Renewals, feedback and undertakings stand in the morning list when they are due."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from onboardctl.operations.lifecycle import campaign, feedback, renewal
from onboardctl.operations.lifecycle.campaign import StartUndertaking
from onboardctl.operations.lifecycle.campaign_close import CloseUndertaking
from onboardctl.operations.lifecycle.campaign_close import close as close_undertaking
from onboardctl.operations.lifecycle.feedback import AddFeedback, AssignFeedback
from onboardctl.operations.lifecycle.renewal import SetTerm, TakeStep
from onboardctl.operations.today.morning_list import MorningList, today

from .conftest import later

if TYPE_CHECKING:
    from onboardctl.operations.session import Session

PARTNER = "northwind-press"


@pytest.fixture
def busy(northwind: Session) -> Session:
    """A contract that ends on 31 July 2026, feedback due on 10 March, a webinar due on 12 March."""
    renewal.set_term(northwind, SetTerm(PARTNER, "2026-07-31"))
    feedback.add_feedback(northwind, AddFeedback("No umlauts", "call", PARTNER))
    feedback.assign_feedback(northwind, AssignFeedback("F-0001", "tim", "2026-03-10"))
    campaign.start(
        northwind,
        StartUndertaking(
            PARTNER, "webinar", "Skills live", "best-practice", owner="ada", due="2026-03-12"
        ),
    )
    return northwind


def lines(session: Session, owner: str | None = None) -> list[tuple[str, str, date | None]]:
    found = today(session, MorningList(owner, limit=100)).data.lines
    return [
        (line.group, line.ref, line.due_on)
        for line in found
        if line.ref in {"review", "discussions", "F-0001", "webinar-1"}
    ]


def test_they_are_soon_then_due_then_late(busy):
    assert lines(later(busy, days=5)) == []
    assert lines(later(busy, days=8)) == [
        ("today", "F-0001", date(2026, 3, 10)),
        ("soon", "webinar-1", date(2026, 3, 12)),
    ]
    assert [line[:2] for line in lines(later(busy, days=11))] == [
        ("late", "F-0001"),
        ("late", "webinar-1"),
    ]


def test_what_is_done_is_gone_and_the_next_step_of_a_renewal_follows(busy):
    feedback.resolve_feedback(busy, "F-0001", "mended", declined=False)
    close_undertaking(busy, CloseUndertaking(PARTNER, "webinar-1", True, "nobody came"))
    renewal.take_step(busy, TakeStep(PARTNER, "review"))
    announced = later(busy, days=81)
    assert lines(announced) == [("soon", "discussions", date(2026, 6, 1))]
    assert lines(later(busy, days=91)) == [("today", "discussions", date(2026, 6, 1))]


def test_each_is_shown_to_its_owner(busy):
    at = later(busy, days=8)
    assert [line[1] for line in lines(at, "tim")] == ["F-0001"]
    assert [line[1] for line in lines(at, "ada")] == ["webinar-1"]


def test_a_late_line_counts_among_the_late(busy):
    before = today(later(busy, days=8), MorningList()).data.late_count
    after = today(later(busy, days=11), MorningList()).data.late_count
    assert after >= before + 2
