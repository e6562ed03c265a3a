"""Calendars under their names: what is fetched, what is kept, and the plans made of them."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardctl import yamlfile
from onboardctl.core import codec
from onboardctl.core.calendar import Holiday, NamedCalendar, SpecialDay, plan_calendar
from onboardctl.core.calendar.named import Import, digest_of, plan_spec, with_imported
from onboardctl.core.calendar.reading import KEYS, read_calendars
from onboardctl.core.playbook import CalendarPolicy

NINE, TEN = ((540, 1020),), ((600, 1080),)
WEEK = (TEN,) * 4 + ((),) * 3
POLICY = CalendarPolicy(days="business", holidays=("partner",))

_hours = st.lists(st.integers(0, 1440), min_size=2, max_size=4, unique=True).map(
    lambda marks: tuple(zip(sorted(marks)[::2], sorted(marks)[1::2], strict=False))
)
_dates = st.dates(date(1970, 1, 1), date(2200, 12, 31))
_calendars = st.builds(
    NamedCalendar,
    name=st.sampled_from(["north", "south"]),
    title=st.text(max_size=5),
    zone=st.sampled_from(["", "Europe/Berlin"]),
    weekly=st.one_of(st.just(()), st.lists(_hours, min_size=7, max_size=7).map(tuple)),
    holidays=st.lists(st.builds(Holiday, _dates.map(str), st.text(max_size=5))).map(tuple),
    special_days=st.lists(st.builds(SpecialDay, _dates, _hours)).map(tuple),
    imports=st.sampled_from([(), (Import("country", "US"),)]),
    first_year=st.integers(0, 2030),
    last_year=st.integers(0, 2030),
)


@given(_calendars)
def test_what_is_kept_comes_back_under_the_same_digest(calendar):
    stored = json.loads(json.dumps(codec.encode(calendar, sparse=True)))
    again = codec.decode(NamedCalendar, stored)
    assert again == calendar
    assert digest_of(again) == digest_of(calendar)


@given(_calendars, _calendars)
def test_two_calendars_share_a_digest_only_when_they_are_the_same(one, other):
    assert (digest_of(one) == digest_of(other)) == (one == other)


_scalars = st.sampled_from(
    ["09:00-17:00", "24:00", "partner", "US", "2026-12-24", "12-24", "mon", "true", "null", "", "x"]
)
_trees = st.recursive(
    _scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(_scalars, st.sampled_from(KEYS)), inner, max_size=3),
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["a", "partner", "B b"]), st.one_of(_trees, st.dictionaries(st.sampled_from(KEYS), _trees))))  # fmt: skip
def test_whatever_a_file_says_it_is_read_or_refused_with_a_place(tree):
    for one in read_calendars(yamlfile.load(json.dumps(tree), "x.yaml")):
        assert all(finding.line == 1 and finding.column for finding in one.findings)
        if not one.findings:
            plan_calendar(POLICY, "UTC", {"partner": one.calendar})


def test_what_the_file_says_of_a_date_wins_over_what_was_fetched():
    said = NamedCalendar(
        "plant",
        holidays=(Holiday("2026-12-25", "Ours"),),
        special_days=(SpecialDay(date(2026, 5, 1), NINE),),
    )
    found = (
        Holiday("2026-12-25", "Christmas Day"),
        Holiday("2026-05-01", "Labour Day"),
        Holiday("2026-01-01", "New Year"),
    )
    made = with_imported(said, found, (2025, 2031))
    assert made.holidays == (Holiday("2026-12-25", "Ours"), Holiday("2026-01-01", "New Year"))
    assert (made.first_year, made.last_year) == (2025, 2031)


def test_one_date_of_two_sources_has_both_titles_once():
    found = (Holiday("2026-05-14", "Ascension"), Holiday("2026-05-14", "Father's Day"))
    again = (*found, Holiday("2026-05-14", "Ascension"))
    made = with_imported(NamedCalendar("x"), again, (2026, 2026))
    assert made.holidays == (Holiday("2026-05-14", "Ascension / Father's Day"),)


def test_a_plan_without_calendars_has_the_playbooks_week():
    spec = plan_spec(POLICY, "Asia/Dubai", {})
    assert (spec.zone, spec.weekly) == ("Asia/Dubai", (NINE,) * 5 + ((),) * 2)
    assert plan_spec(POLICY._replace(weekend=("fri", "sat")), "UTC", {}).weekly[6] == NINE


@pytest.mark.parametrize(
    ("policy", "lists", "week", "zone"),
    [
        (POLICY, {"partner": NamedCalendar("p", weekly=WEEK)}, WEEK, "UTC"),
        (POLICY, {"partner": NamedCalendar("p")}, (NINE,) * 5 + ((),) * 2, "UTC"),
        (POLICY, {"partner": NamedCalendar("p", zone="Asia/Dubai", weekly=WEEK)}, WEEK, "Asia/Dubai"),
        (POLICY._replace(name="n"), {"n": NamedCalendar("n", weekly=WEEK)}, WEEK, "UTC"),
        (POLICY._replace(holidays=()), {"partner": NamedCalendar("p", weekly=WEEK)}, (NINE,) * 5 + ((),) * 2, "UTC"),
        (POLICY._replace(holidays=("US",)), {"US": NamedCalendar("US", weekly=WEEK)}, (NINE,) * 5 + ((),) * 2, "UTC"),
    ],
    ids=["the partner's", "a mere list", "in its zone", "the named one's", "not asked for", "lists give no week"],
)  # fmt: skip
def test_whose_week_a_plan_has(policy, lists, week, zone):
    spec = plan_spec(policy, "UTC", lists)
    assert (spec.weekly, spec.zone) == (week, zone)


def test_holidays_of_all_lists_close_and_the_partners_hours_of_a_date_hold():
    lists = {
        "US": NamedCalendar("US", holidays=(Holiday("2026-07-03", "Fourth"),)),
        "n": NamedCalendar(
            "n",
            holidays=(Holiday("2026-07-06"),),
            special_days=(SpecialDay(date(2026, 7, 4), NINE), SpecialDay(date(2026, 7, 7), ())),
        ),
        "partner": NamedCalendar("p", special_days=(SpecialDay(date(2026, 7, 4), TEN),)),
    }
    policy = POLICY._replace(holidays=("US", "partner"), name="n")
    calendar = plan_calendar(policy, "UTC", lists)
    days = [date(2026, 7, day) for day in range(2, 9)]
    assert [on.day for on in days if calendar.is_business_day(on)] == [2, 4, 8]
    assert calendar.spec.special_days[0] == SpecialDay(date(2026, 7, 4), TEN)
    assert calendar.closed_because(date(2026, 7, 3)) == "Fourth"


def test_a_task_calendar_without_hours_has_those_of_the_plan():
    lists = {
        "partner": NamedCalendar("p", weekly=WEEK),
        "shop": NamedCalendar("shop", holidays=(Holiday("2026-03-03"),)),
    }
    calendar = plan_calendar(POLICY, "UTC", lists, ("shop", "unknown"))
    assert set(calendar.others) == {"shop"}
    assert calendar.others["shop"].spec.weekly == WEEK
    assert calendar.is_business_day(date(2026, 3, 3))
    assert not calendar.others["shop"].is_business_day(date(2026, 3, 3))
