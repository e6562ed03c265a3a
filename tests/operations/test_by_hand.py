"""Dates a person sets: pins, lengths, days off, and single times of recurring work."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from icalendar import Calendar

from onboardctl.core.errors import OnboardError, Refused
from onboardctl.operations.history import undo
from onboardctl.operations.plan import ics as plan_ics
from onboardctl.operations.plan import recurring
from onboardctl.operations.plan import showing as plan
from onboardctl.operations.plan.forecast import ForecastPlan, forecast
from onboardctl.operations.plan.replan_all import replan_all
from onboardctl.operations.task import dates as task_dates
from onboardctl.operations.task.advance import Advance, advance
from onboardctl.operations.task.dates import AdjustTask
from onboardctl.store.verifying import verify

from .conftest import later

if TYPE_CHECKING:
    from onboardctl.operations.session import Session

WEEKLY = "weekly-checkin"


def dates(session: Session, task: str) -> tuple[date, date]:
    """First and last day of a task as the plan shows it."""
    (line,) = [one for one in plan.show(session, "northwind").data.tasks if one.task == task]
    return line.start_on, line.finish_on


def steps(session: Session, task: str) -> dict[str, tuple[str, str]]:
    """What the derivation of a task's dates says, by rule."""
    reasons = plan.why(session, "northwind", task).data.reasons
    return {one.rule: (one.detail, one.source) for one in reasons}


def test_a_pinned_task_takes_place_on_its_day_and_the_rest_follows(northwind) -> None:
    first, last = dates(northwind, "go-live")
    followers = dates(northwind, "optimization")
    day = first + timedelta(days=7)
    moved = task_dates.pin(northwind, "northwind", "go-live", day.isoformat(), "their board meets")
    assert dates(northwind, "go-live") == (day, last + timedelta(days=7))
    assert dates(northwind, "optimization")[0] > followers[0]
    assert {move.task for move in moved.data.moves} >= {"go-live", "optimization"}
    assert steps(northwind, "go-live")["pin"] == (f"pinned to {day}", "their board meets")


def test_a_pin_holds_against_what_a_task_waits_for(northwind) -> None:
    day = dates(northwind, "go-live")[0]
    task_dates.pin(northwind, "northwind", "go-live", day.isoformat(), "a fair")
    task_dates.adjust(
        northwind, AdjustTask("northwind", "production-setup", duration="20d", reason="slow")
    )
    assert dates(northwind, "go-live")[0] == day
    assert dates(northwind, "production-setup")[1] > day


def test_a_length_and_days_off_change_one_plan_only_and_say_why(northwind) -> None:
    first, _ = dates(northwind, "validation")
    asked = AdjustTask("northwind", "validation", duration="6d", reason="two testers")
    task_dates.adjust(northwind, asked)
    assert dates(northwind, "validation") == (first, first + timedelta(days=5))
    assert steps(northwind, "validation")["duration"][1] == "two testers"
    weekday = f"{dates(northwind, 'go-live')[0]:%a}".lower()
    off = AdjustTask("northwind", "go-live", never_on=(weekday,), reason="no one on call")
    task_dates.adjust(northwind, off)
    assert f"{dates(northwind, 'go-live')[0]:%a}".lower() != weekday
    assert steps(northwind, "go-live")["never_on"][1] == "no one on call"


def test_what_is_said_adds_up_and_release_forgets_all_of_it(northwind) -> None:
    before = dates(northwind, "go-live")
    later_on = (before[0] + timedelta(days=4)).isoformat()
    task_dates.adjust(
        northwind, AdjustTask("northwind", "go-live", not_before=later_on, reason="a fair")
    )
    task_dates.adjust(northwind, AdjustTask("northwind", "go-live", duration="1d", reason="a fair"))
    assert dates(northwind, "go-live") == (before[0] + timedelta(days=4),) * 2
    released = task_dates.release(northwind, "northwind", "go-live")
    assert released.next_steps[0] == "onboardctl plan replan northwind-press --pull"
    plan.replan(northwind, "northwind", pull=True)
    assert dates(northwind, "go-live") == before
    assert not task_dates.release(northwind, "northwind", "go-live").data.changed


def test_undo_takes_a_pin_back(northwind) -> None:
    before = dates(northwind, "go-live")
    day = (before[0] + timedelta(days=7)).isoformat()
    task_dates.pin(northwind, "northwind", "go-live", day, "a fair")
    undo(later(northwind, hours=1))
    assert dates(northwind, "go-live") == before
    assert not any(found for _, found in verify(northwind.store))


def test_a_pin_outlives_replans_and_is_seen_by_those_who_look_at_all_plans(northwind) -> None:
    day = dates(northwind, "go-live")[0] + timedelta(days=7)
    task_dates.pin(northwind, "northwind", "go-live", day.isoformat(), "a fair")
    replan_all(northwind, lambda _: None)
    assert replan_all(northwind, lambda _: None).data.plans == ()
    plan.replan(northwind, "northwind", pull=True)
    assert dates(northwind, "go-live")[0] == day
    (finish, _) = forecast(northwind, ForecastPlan("northwind", 50, "law")).data.days
    assert finish.forecast_on > finish.baseline_on


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("accept-welcome", "2026-03-20"), "override.finished"),
        (("go-live", "2026-02-20"), "override.past"),
        (("go-live", "2026-03-20T10:00"), "date.day"),
        (("go-live", "soon"), "date.invalid"),
        (("go-live", "2300-01-01"), "date.range"),
        (("nothing", "2026-03-20"), "name.unknown"),
    ],
)
def test_a_pin_that_makes_no_sense_is_refused(northwind, words, code) -> None:
    advance(northwind, Advance("northwind", ("accept-welcome",), all_items=True))
    with pytest.raises(OnboardError) as refusal:
        task_dates.pin(northwind, "northwind", *words, "a fair")
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({}, "override.nothing"),
        ({"duration": "fast"}, "override.duration"),
        ({"duration": "4h"}, "override.duration"),
        ({"duration": "0d"}, "override.duration"),
        ({"duration": "9999d"}, "override.duration"),
        ({"never_on": ("fryday",)}, "override.weekday"),
        ({"never_on": ("mon,tue,wed,thu,fri,sat,sun",)}, "override.weekday"),
        ({"not_before": "2026-02-01"}, "override.past"),
    ],
)
def test_an_adjustment_that_makes_no_sense_is_refused(northwind, asked, code) -> None:
    with pytest.raises(OnboardError) as refusal:
        task_dates.adjust(northwind, AdjustTask("northwind", "go-live", **asked))
    assert refusal.value.code == code


def test_work_that_has_begun_may_take_longer_but_not_begin_elsewhere(northwind) -> None:
    advance(northwind, Advance("northwind", ("accept-welcome/1",)))
    with pytest.raises(Refused, match="has begun"):
        task_dates.pin(northwind, "northwind", "accept-welcome", "2026-03-20", "a fair")
    task_dates.adjust(
        northwind, AdjustTask("northwind", "accept-welcome", duration="3d", reason="slow")
    )
    first, last = dates(northwind, "accept-welcome")
    assert (last - first).days == 2


# -- recurring work -------------------------------------------------------------------------------


def times(session: Session) -> dict[date, tuple[date, str]]:
    """When the weekly call takes place and how it stands, by the day of its rule."""
    asked = recurring.ListOccurrences("northwind", WEEKLY)
    found = recurring.list_occurrences(session, asked).data.occurrences
    return {one.original_on: (one.on, one.state) for one in found}


def say(session: Session, on: date, **what: object):
    """Something of one weekly call."""
    asked = recurring.ChangeOccurrence("northwind", WEEKLY, on.isoformat(), **what)
    return recurring.change(session, asked, "recurring move")


def test_a_moved_and_a_cancelled_time_survive_new_dates(northwind) -> None:
    _, second, third, *_ = sorted(times(northwind))
    to = second + timedelta(days=1)
    say(northwind, second, to=to.isoformat(), time="16:00", reason="their CEO is away")
    say(northwind, third, cancelled=True)
    assert times(northwind)[second] == (to, "moved")
    assert times(northwind)[third] == (third, "cancelled")
    plan.replan(later(northwind, hours=1), "northwind")
    assert times(northwind)[second] == (to, "moved")
    assert times(northwind)[third] == (third, "cancelled")


def test_what_was_moved_takes_place_even_when_its_rule_gives_the_day_no_more(northwind) -> None:
    _, second, *_ = sorted(times(northwind))
    to = second + timedelta(days=1)
    say(northwind, second, to=to.isoformat())
    task_dates.adjust(
        northwind, AdjustTask("northwind", "kickoff-call", duration="10d", reason="slow")
    )
    after = times(northwind)
    assert after.pop(second) == (to, "moved")
    assert after[to] == (to, "planned")  # a day the new rule gives by itself
    assert say(northwind, second).data.occurrence.note == "its rule gives that day no more"
    assert second not in times(northwind)


def test_the_calendar_file_tells_of_both(northwind) -> None:
    _, second, third, *_ = sorted(times(northwind))
    to = second + timedelta(days=1)
    say(northwind, second, to=to.isoformat())
    say(northwind, third, cancelled=True)
    text = plan_ics.export_calendar(northwind, plan_ics.ExportCalendar("northwind")).data.text
    events = [
        event
        for event in Calendar.from_ical(text).walk("VEVENT")
        if f"recurring-{WEEKLY}" in event["UID"]
    ]
    series = next(event for event in events if "RECURRENCE-ID" not in event)
    moved = next(event for event in events if "RECURRENCE-ID" in event)
    assert third in {one.dt for one in series["EXDATE"].dts}
    assert (moved["RECURRENCE-ID"].dt, moved["DTSTART"].dt) == (second, to)


def test_restore_and_undo_bring_a_time_back(northwind) -> None:
    _, second, *_ = before = sorted(times(northwind))
    say(northwind, second, cancelled=True)
    say(northwind, second)
    assert times(northwind)[second] == (second, "planned")
    say(northwind, second, to=(second + timedelta(days=1)).isoformat())
    undo(later(northwind, hours=1))
    assert sorted(times(northwind)) == before
    assert not say(northwind, second).data.changed


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ({"recurring": "weekly-chekin", "on": "2026-03-09"}, "recurring.unknown"),
        ({"recurring": WEEKLY, "on": "2026-03-12", "cancelled": True}, "recurring.day"),
        ({"recurring": WEEKLY, "on": "first", "cancelled": True}, "date.invalid"),
        ({"recurring": WEEKLY, "on": "DAY", "to": "2026-02-01"}, "recurring.past"),
        ({"recurring": WEEKLY, "on": "DAY", "to": "2028-03-01"}, "recurring.far"),
        ({"recurring": WEEKLY, "on": "DAY", "time": "25:00"}, "recurring.time"),
    ],
)
def test_a_time_that_makes_no_sense_is_refused(northwind, what, code) -> None:
    day = sorted(times(northwind))[1].isoformat()
    asked = {name: day if value == "DAY" else value for name, value in what.items()}
    with pytest.raises(OnboardError) as refusal:
        recurring.change(northwind, recurring.ChangeOccurrence("northwind", **asked), "x")
    assert refusal.value.code == code


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_date_that_a_person_sets_needs_a_reason_once(northwind, reason) -> None:
    with pytest.raises(Refused) as pinned:
        task_dates.pin(northwind, "northwind", "go-live", "2026-03-27", reason)
    with pytest.raises(Refused) as adjusted:
        task_dates.adjust(
            northwind, AdjustTask("northwind", "go-live", duration="2d", reason=reason)
        )
    assert [pinned.value.code, adjusted.value.code] == ["reason.missing", "reason.missing"]
    task_dates.pin(northwind, "northwind", "go-live", "2026-03-27", "their board meets")
    task_dates.pin(northwind, "northwind", "go-live", "2026-03-28")
    row = northwind.partner("P-0001").overrides["go-live"]
    assert row.reason == "their board meets"
