"""Recurrences: what is read, the days it falls on, and the occurrences it makes."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

import time_cases
from onboardctl.core.points import ParseFailure
from onboardctl.core.recurrence import Change, Life, Rule, days, occurrences
from onboardctl.core.recurrence.export import rrule_text
from onboardctl.core.recurrence.text import format_rule, parse_during, parse_rule

DAYS = time_cases.read("recurrence/days.yaml")
OCCURRENCES = time_cases.read("recurrence/occurrences.yaml")
FAR = timedelta(days=4000)


def cases(found):
    return [pytest.param(case, id=case["rule"]) for case in found]


def first_days(rule, start, count):
    return [day.isoformat() for day in islice(days(rule, start, start + FAR), count)]


@pytest.mark.parametrize("case", cases(DAYS["rules"] + DAYS["rrules"]))
def test_days(case):
    start = date.fromisoformat(case["from"])
    for text in filter(None, (case["every"], case.get("words"))):
        assert first_days(parse_rule(text), start, len(case["days"])) == case["days"]


@pytest.mark.parametrize("case", cases(DAYS["rfc5545"]))
def test_rfc_5545_example(case):
    start, expected = date.fromisoformat(case["from"]), case["days"]
    rule = parse_rule(case["every"])
    more = 1 if case.get("whole") else 0
    assert first_days(rule, start, len(expected) + more) == expected
    if "count" in case:
        found = first_days(rule, start, case["count"] + 1)
        assert (len(found), found[-1]) == (case["count"], case["last"])


@pytest.mark.parametrize("case", cases(case for case in DAYS["rfc5545"] if "words" in case))
def test_rfc_5545_example_in_our_words_and_back_as_an_rrule(case):
    start, expected = date.fromisoformat(case["from"]), case["days"]
    rule = parse_rule(case["words"])
    assert first_days(rule, start, len(expected)) == expected
    written = rrulestr(rrule_text(rule), dtstart=datetime.combine(start, time()))
    assert [f"{day:%F}" for day in islice(written, len(expected))] == expected


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("19971224", "1997-12-24"),
        ("19971224T000000Z", "1997-12-23"),
        ("19971224T000000", "1997-12-23"),
        ("19971224T140000Z", "1997-12-24"),
        ("19971224T235959", "1997-12-24"),
    ],
)
def test_a_rule_ends_with_the_day_of_its_until_unless_that_is_midnight(until, last):
    rule = parse_rule(f"FREQ=DAILY;UNTIL={until}")
    assert first_days(rule, date(1997, 12, 20), 10)[-1] == last
    assert rrule_text(rule) == f"FREQ=DAILY;UNTIL={last.replace('-', '')}"


@pytest.mark.parametrize("case", cases(DAYS["rules"]))
def test_writing_and_reading_a_rule_loses_nothing(case):
    rule = parse_rule(case["every"])
    again = parse_rule(format_rule(rule))
    assert again._replace(text="") == rule._replace(text="")


@pytest.mark.parametrize("case", cases(OCCURRENCES["cases"]))
def test_occurrences(case):
    low, high = (date.fromisoformat(text) for text in case["between"])
    last, first = (case.get(key) and date.fromisoformat(case[key]) for key in ("last", "first"))
    changes = {
        date.fromisoformat(on): Change(
            bool(change.get("cancelled")), change.get("to") and date.fromisoformat(change["to"])
        )
        for on, change in case.get("changes", {}).items()
    }
    found = occurrences(
        "sync",
        parse_rule(case["every"]),
        Life(date.fromisoformat(case["from"]), last, first),
        (low, high),
        "Europe/Berlin",
        calendar=time_cases.calendar("berlin", OCCURRENCES["calendars"]),
        on_holiday=case.get("on_holiday", "keep"),
        changes=changes,
    )
    if "on" in case:
        assert [one.on.isoformat() for one in found] == case["on"]
    if "at" in case:
        assert [one.at for one in found] == [
            time_cases.instant(at).astimezone(UTC) for at in case["at"]
        ]
    if "states" in case:
        assert [one.state for one in found] == case["states"]
    if "ids" in case:
        assert [one.id for one in found] == case["ids"]
    notes = {one.on.isoformat(): one.note for one in found if one.note}
    assert notes.items() >= case.get("notes", {}).items()
    assert not (case.get("plain") and notes)


@pytest.mark.parametrize(
    ("text", "message", "position"),
    [
        ("evry week", '"evry week" is no recurrence', 0),
        ("sometimes", '"sometimes" is no period', 0),
        ("0 weeks", "a period comes back after at least one", 0),
        ("week on someday", '"someday" is no weekday', 8),
        ("week on mon, someday", '"someday" is no weekday', 13),
        ("day on mon", 'a day has no "on"', 7),
        ("month on 32nd", "there is no day 32 of a month", 9),
        ("month on 6th mon", '"6th mon" is no day of a month', 9),
        ("quarter on 2nd tue", "say which month of the quarter", 18),
        ("quarter on 2nd tue of 4th month", '"4th month" is no month of a quarter', 22),
        ("year on 15", '"15" is no day of a year', 8),
        ("week on tue at 25:00", "there is no time 25:00", 15),
        ("week on tue at 10:00 ???", '"???" is no time zone', 21),
    ],
)
def test_a_bad_recurrence_is_refused_with_its_place(text, message, position):
    with pytest.raises(ParseFailure) as caught:
        parse_rule(text)
    assert (caught.value.message, caught.value.position) == (message, position)


@pytest.mark.parametrize(
    "text", ["FREQ=SOMETIMES", "RRULE:FREQ=WEEKLY;BYDAY=XX", "FREQ=DAILY;COUNT=x"]
)
def test_a_bad_rrule_is_refused(text):
    with pytest.raises(ParseFailure, match="RRULE is not understood"):
        parse_rule(text)


def test_during_is_a_task_or_weeks_of_an_anchor():
    assert parse_during("core-integration", "origin") == "core-integration"
    window = parse_during("weeks 2-4 of go_live", "origin")
    assert (window.unit, window.first, window.last, window.anchor) == ("week", 2, 4, "go_live")
    with pytest.raises(ParseFailure, match="neither a task nor weeks"):
        parse_during("for some time", "origin")


weekdays = st.sets(st.integers(0, 6), max_size=3).map(lambda found: tuple(sorted(found)))
of_month = st.one_of(
    st.just({}),
    st.builds(
        lambda n, d: {"ordinal": n, "weekdays": (d,)},
        st.sampled_from([1, 2, 3, 4, 5, -1]),
        st.integers(0, 6),
    ),
    st.builds(lambda n: {"ordinal": n, "business": True}, st.sampled_from([1, 2, -1])),
    st.builds(lambda n: {"month_day": n}, st.sampled_from([1, 15, 29, 30, 31, -1])),
)
intervals = st.integers(1, 3)
rules = st.one_of(
    intervals.map(lambda n: Rule("", "day", n)),
    st.just(Rule("", "business day")),
    st.builds(lambda n, on: Rule("", "week", n, on), intervals, weekdays),
    st.builds(lambda n, on: Rule("", "month", n, **on), intervals, of_month),
    st.builds(
        lambda n, on, m: Rule("", "quarter", n, **on, month=m if on else None),
        intervals, of_month, st.sampled_from([1, 2, 3, -1]),
    ),
    st.builds(
        lambda n, on, m: Rule("", "year", n, **on, month=m if on else None),
        intervals, of_month, st.integers(1, 12),
    ),
)  # fmt: skip


@given(rules, st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_the_exported_rrule_falls_on_the_same_days(rule, start):
    found = list(islice(days(rule, start, start + FAR), 8))
    if not found:
        return
    begin = datetime.combine(found[0], time())
    exported = rrulestr(rrule_text(rule), dtstart=begin)
    limit = datetime.combine(start + FAR, time())
    assert [
        moment.date() for moment in islice(exported.between(begin, limit, inc=True), 8)
    ] == found


@given(rules)
def test_writing_and_reading_any_rule_loses_nothing(rule):
    again = parse_rule(format_rule(rule))
    assert again._replace(text="") == rule


@given(
    rules, st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(0, 200), st.integers(0, 60)
)
def test_asking_for_a_part_gives_the_part(rule, start, offset, length):
    calendar = time_cases.calendar("berlin", OCCURRENCES["calendars"])
    whole = (start, start + timedelta(days=400))
    part = (start + timedelta(days=offset), start + timedelta(days=offset + length))
    life = Life(start)
    everything = occurrences("x", rule, life, whole, "UTC", calendar=calendar)
    some = occurrences("x", rule, life, part, "UTC", calendar=calendar)
    assert some == tuple(one for one in everything if part[0] <= one.on <= part[1])
