"""Reads as of a moment: what the store said then, whatever came after."""

from __future__ import annotations

from datetime import timedelta

from onboardctl.operations import status
from onboardctl.operations.calendar.absences import Away, away, list_absences
from onboardctl.operations.history import undo
from onboardctl.operations.plan import showing as plan
from onboardctl.operations.plan.baseline import show_baseline
from onboardctl.operations.plan.forecast import ForecastPlan, forecast
from onboardctl.operations.plan.ics import ExportCalendar, export_calendar
from onboardctl.operations.plan.page import ExportPage, export_page
from onboardctl.operations.session import open_session
from onboardctl.operations.task import dates as task_dates
from onboardctl.operations.task import work as task
from onboardctl.operations.task.advance import Advance, advance
from onboardctl.operations.task.reads import show_task
from onboardctl.operations.today import morning_list as today

from .conftest import NOW, later


def _seen(session, moment):
    """Everything three reads say of a moment."""
    past = open_session(session.settings, now=later(session, days=90).now, as_of=moment)
    answers = (
        status.status(past, "northwind").data,
        status.list_partners(past, status.ListPartners()).data,
        today.today(past, today.MorningList()).data,
    )
    past.close()
    return answers


def test_a_past_day_reads_the_same_after_later_work(northwind) -> None:
    done = later(northwind, hours=3)
    advance(done, Advance("northwind", ("accept-welcome",), all_items=True))
    moment = done.now + timedelta(hours=1)
    before = _seen(northwind, moment)
    task.block(later(northwind, days=2), "northwind", "kickoff-call", "visa")
    undone = undo(later(northwind, days=3), 2 + 1)
    undo(later(northwind, days=4), 2)
    assert undone.data.change == 3
    assert _seen(northwind, moment) == before


def _dates(session, moment):
    """Everything that reads dates says of a moment."""
    past = open_session(session.settings, now=later(session, days=90).now, as_of=moment)
    answers = (
        plan.show(past, "northwind").data,
        plan.timeline(past, "northwind").data,
        plan.why(past, "northwind", "go-live").data,
        show_baseline(past, "northwind").data,
        forecast(past, ForecastPlan("northwind", 50, "seed")).data,
        export_calendar(past, ExportCalendar("northwind")).data,
        export_page(past, ExportPage("northwind")).data,
        show_task(past, "northwind", "go-live").data,
        list_absences(past).data,
    )
    past.close()
    return answers


def test_every_read_of_dates_of_a_past_day_stays_as_it_was(northwind) -> None:
    moment = northwind.now + timedelta(hours=20)
    before = _dates(northwind, moment)
    first = next(one for one in before[0].tasks if one.task == "go-live").start_on
    away(later(northwind, days=1), Away("tim", "2026-03-09", "2026-03-20"))
    task_dates.pin(
        later(northwind, days=1), "northwind", "go-live", "2026-04-20", "their board meets"
    )
    plan.replan(later(northwind, days=12), "northwind")
    assert _dates(northwind, moment) == before
    now = _dates(northwind, later(northwind, days=13).now)
    assert next(one for one in now[0].tasks if one.task == "go-live").start_on > first
    assert [one.person for one in now[-1].absences] == ["tim"]


def test_before_it_was_taken_on_a_partner_is_not_there(northwind) -> None:
    past = open_session(northwind.settings, now=NOW, as_of=NOW - timedelta(days=1))
    assert status.list_partners(past, status.ListPartners()).data.partners == ()
    past.close()
