"""A calendar as a file describes it."""

from datetime import date

import pytest

from onboardctl.core.calendar import CalendarSpec, Holiday, SpecialDay, always_open
from onboardctl.core.calendar.text import read_calendar
from onboardctl.core.errors import InvalidInput


def test_hours_holidays_and_overrides_are_read():
    said = {
        "title": "Office",
        "timezone": "Europe/Berlin",
        "hours": {"mon": ["08:00-12:00", "13:00-17:00"], "Friday": "22:00-06:00"},
        "holidays": {"12-25": "Christmas Day", "2026-04-06": None},
        "overrides": {"2026-12-24": ["08:00-12:00"], "2026-12-31": []},
    }
    week = (((480, 720), (780, 1020)), (), (), (), ((1320, 1800),), (), ())
    assert read_calendar("office", said, "UTC") == CalendarSpec(
        "office",
        "Europe/Berlin",
        week,
        (Holiday("12-25", "Christmas Day"), Holiday("2026-04-06")),
        (SpecialDay(date(2026, 12, 24), ((480, 720),)), SpecialDay(date(2026, 12, 31), ())),
    )


def test_always_is_every_hour_in_the_zone_of_the_partner():
    said = {"always": True, "timezone": "partner", "holidays": ["12-25"]}
    expected = always_open("Asia/Dubai", "always")._replace(holidays=(Holiday("12-25"),))
    assert read_calendar("always", said, "Asia/Dubai") == expected


def test_everything_wrong_is_said_at_once():
    said = {
        "hour": {},
        "hours": {
            "mon": ["9-17"],
            "someday": ["09:00-17:00"],
            "tue": ["09:00-17:00", "16:00-18:00"],
        },
        "holidays": ["2026-02-30"],
        "overrides": {"soon": [], "2026-03-02": ["09:00-09:00"]},
    }
    with pytest.raises(InvalidInput) as caught:
        read_calendar("odd", said, "UTC")
    assert [
        finding.message.removeprefix('calendar "odd": ') for finding in caught.value.diagnostics
    ] == [
        'unknown key "hour", expected always, holidays, hours, overrides, timezone, title',
        'overrides: "soon" is no date',
        "hours of 2026-03-02: the interval is empty",
        'hours of mon: "9-17" is no interval of hours',
        'hours of someday: "someday" is no weekday',
        "tue: 16:00-18:00 begins before the interval in front of it ends",
        '"2026-02-30" is no date',
    ]
