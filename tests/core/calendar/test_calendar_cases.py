"""The tables of tests/cases/calendar: each case names the rule it shows."""

from datetime import UTC, date, timedelta

import pytest

import time_cases

OPEN_TIME = time_cases.read("calendar/open_time.yaml")
DAYS = time_cases.read("calendar/business_days.yaml")


def rules(cases):
    return [pytest.param(case, id=case["rule"]) for case in cases]


def seconds(case):
    return case["seconds"] if "seconds" in case else case["minutes"] * 60


@pytest.mark.parametrize("case", rules(OPEN_TIME["elapsed"]))
def test_elapsed(case):
    calendar = time_cases.calendar(case["calendar"], OPEN_TIME["calendars"])
    start, end = time_cases.instant(case["from"]), time_cases.instant(case["to"])
    assert calendar.elapsed(start, end) == seconds(case)
    parts = calendar.intervals(start, end)
    assert sum((last - first).total_seconds() for first, last in parts) == seconds(case)


@pytest.mark.parametrize("case", rules(OPEN_TIME["due"]))
def test_due(case):
    calendar = time_cases.calendar(case["calendar"], OPEN_TIME["calendars"])
    due = calendar.due(time_cases.instant(case["from"]), seconds(case))
    assert due == time_cases.instant(case["at"]).astimezone(UTC)


@pytest.mark.parametrize("case", rules(DAYS["add"]))
def test_add_business_days(case):
    calendar = time_cases.calendar(case["calendar"], DAYS["calendars"])
    found = calendar.add_business_days(date.fromisoformat(case["from"]), case["days"])
    assert found.isoformat() == case["to"]


@pytest.mark.parametrize("case", rules(DAYS["between"]))
def test_business_days_between(case):
    calendar = time_cases.calendar(case["calendar"], DAYS["calendars"])
    ends = date.fromisoformat(case["from"]), date.fromisoformat(case["to"])
    assert calendar.business_days_between(*ends) == case["days"]


@pytest.mark.parametrize("case", rules(DAYS["land"]))
def test_land(case):
    calendar = time_cases.calendar(case["calendar"], DAYS["calendars"])
    found = calendar.land(date.fromisoformat(case["from"]), case["policy"])
    assert found.isoformat() == case["to"]


@pytest.mark.parametrize("case", rules(DAYS["closed"]))
def test_closed_because(case):
    calendar = time_cases.calendar(case["calendar"], DAYS["calendars"])
    assert calendar.closed_because(date.fromisoformat(case["on"])) == case["because"]


def test_the_answer_does_not_depend_on_what_was_asked_before():
    cases = OPEN_TIME["elapsed"]
    office = time_cases.calendar("office", OPEN_TIME["calendars"])
    for case in reversed([case for case in cases if case["calendar"] == "office"]):
        start, end = time_cases.instant(case["from"]), time_cases.instant(case["to"])
        assert office.elapsed(start, end) == seconds(case)
        assert office.due(start - timedelta(days=4000), 0) <= start


def test_days_that_touch_are_one_interval():
    always = time_cases.calendar("always", OPEN_TIME["calendars"])
    span = tuple(time_cases.instant(f"2026-03-{day}T12:00+00:00") for day in (27, 31))
    assert always.intervals(*span) == (span,)


def test_a_shift_through_midnight_is_one_interval():
    night = time_cases.calendar("night", OPEN_TIME["calendars"])
    start, end = (time_cases.instant(f"2026-03-0{day}T12:00-05:00") for day in (3, 4))
    shift = tuple(
        time_cases.instant(text).astimezone(UTC)
        for text in ("2026-03-03T22:00-05:00", "2026-03-04T06:00-05:00")
    )
    assert night.intervals(start, end) == (shift,)
