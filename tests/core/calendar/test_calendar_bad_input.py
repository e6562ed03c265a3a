"""Calendars that cannot be, times that cannot be, and the ends of the supported years."""

from datetime import UTC, date, datetime

import pytest

from onboardctl.core.calendar import (
    Calendar,
    CalendarSpec,
    Holiday,
    SpecialDay,
    end_of_day,
    every_day,
    find_zone,
    format_hours,
    problems,
    standard_week,
    start_of_day,
    wall_instant,
    wall_occurs,
)
from onboardctl.core.calendar.text import parse_hours
from onboardctl.core.errors import InvalidInput
from onboardctl.core.points import ParseFailure


def at(text):
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("9-17", '"9-17" is no interval of hours'),
        ("09:00-09:00", "the interval is empty"),
        ("09:00-00:00", "write 24:00 for the end of the day"),
        ("24:00-06:00", "a day cannot open at 24:00"),
        ("09:00-24:30", "there is no time 24:30"),
        ("09:75-17:00", "there is no time 9:75"),
    ],
)
def test_impossible_hours_are_refused(text, message):
    with pytest.raises(ParseFailure) as caught:
        parse_hours(text)
    assert caught.value.message == message


@pytest.mark.parametrize("text", ["09:00-17:00", "22:00-06:00", "00:00-24:00", "17:00-24:00"])
def test_writing_and_reading_hours_loses_nothing(text):
    assert format_hours(parse_hours(text)) == text


def test_every_problem_of_a_calendar_is_reported():
    night, early = ((1320, 1800),), ((300, 600),)
    spec = CalendarSpec(
        "odd",
        "UTC",
        (night, early, ((600, 700), (650, 800)), (), (), (), ()),
        (Holiday("2026-02-30"), Holiday("13-01"), Holiday("02-29")),
        (SpecialDay(date(2026, 3, 2), ((600, 500),)),),
    )
    assert [finding.message for finding in problems(spec)] == [
        'calendar "odd": tue opens before the shift of the night has closed',
        'calendar "odd": wed: 10:50-13:20 begins before the interval in front of it ends',
        'calendar "odd": 2026-03-02: 600-500 minutes is no interval of a day',
        'calendar "odd": "2026-02-30" is no date',
        'calendar "odd": "13-01" is no date',
    ]
    with pytest.raises(InvalidInput, match="tue opens before") as caught:
        Calendar(spec)
    assert caught.value.diagnostics == problems(spec)


def test_a_calendar_that_never_opens_is_refused():
    with pytest.raises(InvalidInput, match="no day of the week is open"):
        Calendar(CalendarSpec("shut", "UTC", ((),) * 7))


def test_a_calendar_that_opened_once_stops_after_ten_years():
    once = SpecialDay(date(2026, 3, 2), ((540, 1020),))
    calendar = Calendar(CalendarSpec("once", "UTC", ((),) * 7, (), (once,)))
    assert calendar.due(at("2026-01-01T00:00Z"), 3600) == at("2026-03-02T10:00Z")
    with pytest.raises(InvalidInput, match="no open time for ten years"):
        calendar.due(at("2026-04-01T00:00Z"), 0)
    with pytest.raises(InvalidInput, match="no open time for ten years"):
        calendar.due(at("2026-03-01T00:00Z"), 9 * 3600)
    with pytest.raises(InvalidInput, match="no open day within ten years"):
        calendar.next_business_day(date(2026, 3, 3))
    with pytest.raises(InvalidInput, match="no open day within ten years"):
        calendar.previous_business_day(date(2026, 3, 1))


def test_an_unknown_zone_names_the_nearest():
    with pytest.raises(InvalidInput, match='no time zone "Europe/Berln"') as caught:
        find_zone("Europe/Berln")
    assert caught.value.hint == "did you mean Europe/Berlin?"
    for name in ("../etc/passwd", "", "Europe"):
        with pytest.raises(InvalidInput):
            find_zone(name)


def test_a_time_without_offset_is_no_instant():
    with pytest.raises(InvalidInput, match="has no offset from UTC"):
        every_day().due(datetime(2026, 3, 2, 9), 60)


def test_negative_open_time_is_refused():
    with pytest.raises(InvalidInput, match="cannot be negative"):
        every_day().due(at("2026-03-02T09:00Z"), -1)


def test_years_reach_from_1970_to_2200():
    calendar = Calendar(CalendarSpec("week", "Europe/Berlin", standard_week()))
    assert calendar.next_business_day(date(1970, 1, 1)) == date(1970, 1, 1)
    assert calendar.next_business_day(date(2200, 12, 31)) == date(2200, 12, 31)
    assert calendar.elapsed(at("1970-01-01T00:00Z"), at("1970-01-02T00:00Z")) == 8 * 3600
    assert calendar.elapsed(at("2200-12-31T00:00Z"), at("2201-01-01T00:00Z")) == 8 * 3600
    with pytest.raises(InvalidInput, match="before 1970"):
        calendar.next_business_day(date(1969, 12, 31))
    with pytest.raises(InvalidInput, match="after 2200"):
        calendar.add_business_days(date(2200, 12, 31), 1)
    with pytest.raises(InvalidInput, match="before 1970"):
        calendar.add_business_days(date(1970, 1, 1), -1)
    with pytest.raises(InvalidInput, match="1970 to 2200"):
        calendar.elapsed(at("1969-12-31T00:00Z"), at("1970-01-02T00:00Z"))
    with pytest.raises(InvalidInput, match="after the year 2200"):
        calendar.due(at("2200-12-31T00:00Z"), 100 * 3600)


@pytest.mark.parametrize(
    ("day", "time", "zone", "occurs", "instant"),
    [
        (date(2026, 3, 29), "02:30", "Europe/Berlin", "missing", "2026-03-29T01:30Z"),
        (date(2026, 10, 25), "02:30", "Europe/Berlin", "twice", "2026-10-25T00:30Z"),
        (date(2026, 10, 25), "03:00", "Europe/Berlin", "once", "2026-10-25T02:00Z"),
        (date(2026, 7, 1), "09:00", "Asia/Kathmandu", "once", "2026-07-01T03:15Z"),
        (date(2018, 11, 4), "00:00", "America/Sao_Paulo", "missing", "2018-11-04T03:00Z"),
        (date(2011, 12, 30), "09:00", "Pacific/Apia", "missing", "2011-12-30T19:00Z"),
    ],
)
def test_wall_times_that_do_not_exist_or_exist_twice(day, time, zone, occurs, instant):
    assert (wall_occurs(day, time, zone), wall_instant(day, time, zone)) == (occurs, at(instant))


def test_a_day_ends_with_its_last_second_whatever_its_length():
    assert end_of_day(date(2026, 3, 29), "Europe/Berlin") == at("2026-03-29T21:59:59Z")
    assert start_of_day(date(2018, 11, 4), "America/Sao_Paulo") == at("2018-11-04T03:00Z")
    assert end_of_day(date(2018, 11, 3), "America/Sao_Paulo") == at("2018-11-04T02:59:59Z")
    assert end_of_day(date(2011, 12, 29), "Pacific/Apia") == at("2011-12-30T09:59:59Z")
