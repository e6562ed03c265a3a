"""Cadences: slots of a playbook beside the meetings that were recorded, then and now."""

from __future__ import annotations

from datetime import timedelta

import pytest

from onboardctl.core.errors import NotFound
from onboardctl.operations.history import undo
from onboardctl.operations.kpi.rebuild import RebuildKpis, rebuild_kpis
from onboardctl.operations.lifecycle.review import ListReviews, list_reviews
from onboardctl.operations.lifecycle.review_holding import HoldReview, hold_review
from onboardctl.operations.plan import recurring
from onboardctl.operations.plan.recurring import HoldOccurrence
from onboardctl.operations.report.kpi import ReportKpi, report_kpi
from onboardctl.operations.task.advance import Advance, advance

DAILY = "beta-28-day.daily_checkins"
WEEKLY = "beta-28-day.weekly_checkins"


def later(session, **length):
    """The same store some time later."""
    return session._replace(now=session.now + timedelta(**length))


@pytest.fixture
def kicked_off(northwind):
    """A partner of the beta whose kickoff was held on its second day."""
    for days, name in ((0, "accept-welcome"), (1, "kickoff-call")):
        day = later(northwind, days=days, hours=3)
        advance(day, Advance("northwind", (name,), all_items=True))
    return northwind


def line(session, kpi, **options):
    """A KPI over everything so far, measured from the facts and beside kept numbers."""
    found = []
    for live in (True, False):
        data = report_kpi(session, ReportKpi(as_of=session.now, live=live, **options)).data
        (one,) = (one for one in data.kpis if one.id == kpi and not one.segment)
        found.append(one._replace(known_at=None))
    assert found[0] == found[1]
    return found[0]


def hold(session, name, on):
    hold_review(session, HoldReview(name, partner="northwind", on=on, minutes="met"))


def test_where_nobody_records_a_meeting_nothing_is_known_of_it(kicked_off):
    month = later(kicked_off, days=40)
    assert line(month, WEEKLY).text == "no data"
    assert "weekly-checkin was never recorded as held" in line(month, WEEKLY).remarks


def test_d33_check_ins_held_are_counted_among_those_that_were_due(kicked_off):
    month = later(kicked_off, days=28)
    slots = [
        one.review for one in list_reviews(month, ListReviews(partner="northwind")).data.reviews
    ]
    assert not any(name.startswith("weekly-checkin") for name in slots)
    rebuild_kpis(month, RebuildKpis())
    for on in ("2026-03-09", "2026-03-16"):
        hold(month, "weekly-checkin", on)
    found = line(month, WEEKLY)
    assert (found.numerator, found.denominator) == (2, found.n)
    assert found.n >= 3
    assert found.value == round(2 / found.n, 6)
    assert line(month, DAILY).text == "no data"


def test_a_time_that_was_ticked_is_held_like_a_review_with_minutes(kicked_off):
    month = later(kicked_off, days=28)
    hold(month, "weekly-checkin", "2026-03-09")
    rebuild_kpis(month, RebuildKpis())
    recurring.hold(later(month, hours=1), HoldOccurrence("northwind", "weekly-checkin"))
    assert line(later(month, hours=2), WEEKLY).numerator == 2


def test_a_meeting_taken_back_is_not_held_and_the_past_stays_as_it_was(kicked_off):
    month = later(kicked_off, days=28)
    hold(month, "weekly-checkin", "2026-03-09")
    hold(later(month, hours=1), "weekly-checkin", "2026-03-16")
    before = line(later(month, hours=2), WEEKLY)
    undo(later(month, hours=3))
    after = line(later(month, hours=4), WEEKLY)
    assert (before.numerator, after.numerator) == (2, 1)
    then = month.now + timedelta(hours=2)
    data = report_kpi(later(month, days=30), ReportKpi(as_of=then)).data
    (again,) = (one for one in data.kpis if one.id == WEEKLY)
    assert again._replace(known_at=None) == before


def test_a_meeting_that_the_playbook_does_not_have_is_refused(northwind):
    with pytest.raises(NotFound, match='did you mean "weekly-checkin"'):
        hold(later(northwind, days=28), "weekly-chekin", "2026-03-09")
