"""A calendar as a file describes it, read from located nodes."""

from datetime import date

import pytest

from onboardctl import yamlfile
from onboardctl.core.calendar import Holiday, NamedCalendar, SpecialDay, always_open
from onboardctl.core.calendar.named import Import
from onboardctl.core.calendar.reading import read_calendar

OFFICE = ((540, 1020),)


def read(text, name="plant"):
    """The calendar of a text that has nothing wrong with it."""
    found = read_calendar(name, yamlfile.load(text))
    assert found.findings == ()
    return found.calendar


def test_hours_holidays_and_overrides_are_read():
    said = """
title: Plant
timezone: Europe/Berlin
hours: {mon: ["08:00-12:00", "13:00-17:00"], Friday: "22:00-06:00"}
holidays: {12-25: Christmas Day, 2026-04-06: null}
overrides: {2026-12-24: ["08:00-12:00"], 2026-12-31: []}
extra_days: {2026-12-19: fri, 2026-12-20: "10:00-14:00"}
"""
    assert read(said) == NamedCalendar(
        "plant",
        "Plant",
        "Europe/Berlin",
        (((480, 720), (780, 1020)), (), (), (), ((1320, 1800),), (), ()),
        (Holiday("12-25", "Christmas Day"), Holiday("2026-04-06")),
        (
            SpecialDay(date(2026, 12, 19), ((1320, 1800),)),
            SpecialDay(date(2026, 12, 20), ((600, 840),)),
            SpecialDay(date(2026, 12, 24), ((480, 720),)),
            SpecialDay(date(2026, 12, 31), ()),
        ),
    )


def test_a_range_of_weekdays_may_go_around_the_week():
    assert read('hours: {sat-mon: "10:00-14:00", thu: closed}').weekly == (
        ((600, 840),), (), (), (), (), ((600, 840),), ((600, 840),),
    )  # fmt: skip


def test_intervals_come_in_any_order_and_days_end_at_24():
    assert read('hours: {mon: ["18:00-24:00", "09:00-12:00"]}').weekly[0] == (
        (540, 720),
        (1080, 1440),
    )


def test_a_range_of_dates_closes_each_of_its_days():
    days = read("holidays: {2026-12-30..2027-01-02: Between the years}").holidays
    assert [day.on for day in days] == ["2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02"]
    assert {day.title for day in days} == {"Between the years"}


def test_a_yearly_range_may_go_over_new_year():
    days = read("holidays: [12-31 to 01-02]").holidays
    assert days == (Holiday("12-31"), Holiday("01-01"), Holiday("01-02"))


def test_a_list_may_name_dates_titles_and_sources():
    said = "holidays: [2026-05-01, 12-24: Christmas Eve, {country: [US, DE-BY]}, {ics: plant.ics}]"
    found = read(said)
    assert found.holidays == (Holiday("2026-05-01"), Holiday("12-24", "Christmas Eve"))
    assert found.imports == (
        Import("country", "US"),
        Import("country", "DE-BY"),
        Import("ics", "plant.ics"),
    )


def test_an_extra_day_works_like_the_first_open_day_of_the_week():
    said = 'hours: {tue: "08:00-10:00", wed: "09:00-17:00"}\nextra_days: [2026-03-07]'
    assert read(said).special_days == (SpecialDay(date(2026, 3, 7), ((480, 600),)),)
    assert read("extra_days: [2026-03-07]").special_days[0].hours == OFFICE


def test_no_hours_are_those_of_the_playbook():
    found = read("holidays: [2026-05-01]")
    assert found.weekly == ()
    assert found.spec("Asia/Dubai").weekly == (OFFICE,) * 5 + ((),) * 2
    assert found.spec("Asia/Dubai").zone == "Asia/Dubai"


def test_always_is_every_hour_in_the_zone_of_the_partner():
    found = read("always: true\ntimezone: partner\nholidays: [12-25]", "round")
    expected = always_open("Asia/Dubai", "round")._replace(holidays=(Holiday("12-25"),))
    assert found.spec("Asia/Dubai") == expected


@pytest.mark.parametrize("text", ["[]", "soon", "12"])
def test_a_calendar_is_a_map(text):
    (finding,) = read_calendar("odd", yamlfile.load(text, "odd.yaml")).findings
    assert (finding.code, finding.message) == ("calendar.form", '"odd" must be a map')
