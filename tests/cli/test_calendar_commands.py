"""Calendars from YAML through the command line; the cases name their rules."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

import time_cases
from onboardctl.cli.main import main

CASES = time_cases.read("calendar/commands.yaml")
NOW = "2026-03-02T09:00:00Z"


def cases(kind):
    return [pytest.param(case, id=case["rule"]) for case in CASES[kind]]


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """A workspace without calendars of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ONBOARDCTL_NOW", NOW)
    (tmp_path / "onboardctl.yaml").write_text("onboardctl: 1\n", encoding="utf-8")
    (tmp_path / "calendars").mkdir()
    return tmp_path


@pytest.fixture
def answer(workspace, capsys):
    """The data a command answers with, as JSON; its exit code must be 0."""

    def ask(*words):
        code = main([*words, "--json"])
        captured = capsys.readouterr()
        assert code == 0, captured.err
        return json.loads(captured.out)["data"]

    return ask


def write(workspace, name, text):
    (workspace / "calendars" / f"{name}.yaml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("case", cases("due"))
def test_due(case, workspace, answer):
    write(workspace, "it", CASES["calendars"][case["calendar"]])
    found = answer("calendar", "due", case["start"], case["length"], "--calendar", "it")
    assert datetime.fromisoformat(found["due_at"]) == datetime.fromisoformat(case["due"])
    assert found["due_on"] == case["due"][:10]
    if case["length"].endswith("bh"):
        counted = sum(one["seconds"] for one in found["intervals"])
        assert counted == int(case["length"][:-2]) * 3600


@pytest.mark.parametrize("case", cases("elapsed"))
def test_elapsed(case, workspace, answer):
    write(workspace, "it", CASES["calendars"][case["calendar"]])
    found = answer("calendar", "elapsed", case["start"], case["end"], "-c", "it")
    assert (found["open_seconds"], found["business_days"]) == (case["open"], case["days"])
    assert sum(one["seconds"] for one in found["intervals"]) == case["open"]


def test_the_explanation_names_what_was_left_out(workspace, answer):
    write(workspace, "it", CASES["calendars"]["office"])
    found = answer("calendar", "elapsed", "2026-12-17", "2027-01-02", "-c", "it")
    assert [(one["on"], one["because"]) for one in found["closed"]] == [
        ("2026-12-19", "open 10:00-14:00"),
        ("2026-12-24", "Christmas"),
        ("2026-12-25", "Christmas"),
        ("2026-12-31", "open 09:00-12:00"),
    ]


def test_a_calendar_of_the_workspace_wins_over_the_bundled_one(workspace, answer):
    (workspace / "onboardctl.yaml").write_text(
        "onboardctl: 1\ncalendars:\n  weekdays: {title: Ours, hours: {mon: ['10:00-11:00']}}\n",
        encoding="utf-8",
    )
    write(workspace, "weekdays", "title: Theirs\n")
    lines = {one["name"]: one for one in answer("calendar", "list")["calendars"]}
    assert (lines["weekdays"]["title"], lines["weekdays"]["own"]) == ("Ours", True)
    assert lines["weekdays"]["week"] == "mon 10:00-11:00"
    assert lines["always"]["own"] is False
    due = answer("calendar", "due", "2026-03-03T12:00", "1bh")["due_at"]
    assert due == "2026-03-09T11:00:00Z"


def test_a_broken_calendar_is_listed_with_its_errors_and_hurts_no_other(workspace, answer):
    write(workspace, "odd", "hours: {mon: ['9-17'], tue: ['10-12']}\n")
    lines = {one["name"]: one for one in answer("calendar", "list")["calendars"]}
    assert (lines["odd"]["errors"], lines["weekdays"]["errors"]) == (2, 0)
    assert answer("calendar", "due", "2026-03-03T12:00", "1bh")["calendar"] == "weekdays"


def test_show_has_the_holidays_of_the_year_asked_for(workspace, answer):
    write(workspace, "it", "holidays: {12-25: Christmas Day, 2027-05-01: Labour Day}\n")
    shown = answer("calendar", "show", "it", "--year", "2027")
    assert [(one["on"], one["weekday"], one["because"]) for one in shown["holidays"]] == [
        ("2027-05-01", "sat", "Labour Day"),
        ("2027-12-25", "sat", "Christmas Day"),
    ]
    assert (shown["business_days"], shown["own_week"]) == (261, False)
    assert answer("calendar", "show", "it", "--year", "2026")["business_days"] == 260


def test_a_country_is_a_calendar_with_explicit_dates(workspace, answer):
    shown = answer("calendar", "show", "US", "--year", "2026")
    days = {one["on"]: one["because"] for one in shown["holidays"]}
    assert days["2026-11-26"] == "Thanksgiving Day"
    assert (shown["first_year"], shown["last_year"]) == (2025, 2031)
    listed = answer("calendar", "holidays", "US", "2026")["holidays"]
    assert {one["on"]: one["because"] for one in listed} == days


def test_the_time_zone_may_be_given(workspace, answer):
    found = answer("calendar", "due", "2026-03-03T16:00", "2bh", "--timezone", "Asia/Tokyo")
    assert (found["zone"], found["due_at"]) == ("Asia/Tokyo", "2026-03-04T01:00:00Z")


EVENTS = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//x//EN
{}END:VCALENDAR
"""


def event(start, *lines, title="Shutdown"):
    more = "".join(f"{line}\n" for line in lines)
    return (
        f"BEGIN:VEVENT\nUID:{start}@x\nDTSTAMP:20260101T000000Z\nDTSTART{start}\n{more}"
        f"SUMMARY:{title}\nEND:VEVENT\n"
    )


def ics(workspace, *events):
    path = workspace / "plant.ics"
    path.write_text(EVENTS.format("".join(events)), encoding="utf-8")
    return str(path)


def test_import_writes_whole_days_and_names_what_it_leaves_out(workspace, answer, capsys):
    path = ics(
        workspace,
        event(";VALUE=DATE:20260803", "DTEND;VALUE=DATE:20260806"),
        event(";VALUE=DATE:20250918", "RRULE:FREQ=YEARLY", title="Founders' day"),
        event(";VALUE=DATE:20260501", title="Labour: day"),
        event(":20260601T090000Z", "DTEND:20260601T100000Z", title="A meeting"),
        event(";VALUE=DATE:20260701", "RRULE:FREQ=WEEKLY", title="Every week"),
        event(";VALUE=DATE:20260702", "STATUS:CANCELLED", title="Called off"),
        event(";VALUE=DATE:19990101", title="Long ago"),
    )
    code = main(["calendar", "import", path, "--title", "Works: north"])
    captured = capsys.readouterr()
    assert code == 0
    assert (workspace / "calendars" / "plant.yaml").read_text().splitlines()[2:] == [
        'title: "Works: north"',
        "holidays:",
        '  "09-18": "Founders\' day"',
        '  "2026-05-01": "Labour: day"',
        '  "2026-08-03..2026-08-05": Shutdown',
    ]
    assert [line.split('"')[1] for line in captured.err.splitlines() if "left out" in line] == [
        "A meeting",
        "Every week",
        "Called off",
    ]
    shown = answer("calendar", "show", "plant", "--year", "2027")
    assert [one["on"] for one in shown["holidays"]] == ["2027-09-18"]


def test_events_that_say_nothing_readable_are_named_and_hurt_no_other(workspace, capsys):
    path = ics(
        workspace,
        event(";VALUE=DATE:20269999", title="No such day"),
        event(";VALUE=DATE:20260401", "DTEND;VALUE=DATE:soon", title="No such end"),
        event(";VALUE=DATE:20260501", "DURATION:-P3D", title="Backwards"),
        event(";VALUE=DATE:20260601", "DTEND;VALUE=DATE:20250601", title="Ends before"),
        event(";VALUE=DATE:20260701", "RRULE:FREQ=BOGUS", title="Odd rule"),
        event(";VALUE=DATE:20260801", "DTEND;VALUE=DATE:20990101", title="For ever"),
        event(";VALUE=DATE:20260901", "RRULE:FREQ=YEARLY;COUNT=2", title="Twice"),
        event(";VALUE=DATE:20260902", "RRULE:FREQ=YEARLY;BYMONTHDAY=3", title="Another day"),
        event(";VALUE=DATE:20260903", "RRULE:FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=3", title="Yearly"),
    )
    assert main(["calendar", "import", path]) == 0
    said = [line for line in capsys.readouterr().err.splitlines() if "left out" in line]
    assert [line.split('"')[1] for line in said] == [
        "No such day",
        "No such end",
        "Odd rule",
        "For ever",
        "Twice",
        "Another day",
    ]
    assert (workspace / "calendars" / "plant.yaml").read_text().splitlines()[3:] == [
        '  "09-03": Yearly',
        '  "2026-05-01": Backwards',
        '  "2026-06-01": "Ends before"',
    ]


def test_import_never_writes_over_a_calendar_unasked(workspace, capsys):
    path = ics(workspace, event(";VALUE=DATE:20260803"))
    write(workspace, "plant", "title: Ours\n")
    assert main(["calendar", "import", path]) == 6
    assert main(["calendar", "import", path, "--dry-run"]) == 6
    assert (workspace / "calendars" / "plant.yaml").read_text() == "title: Ours\n"
    assert main(["calendar", "import", path, "--yes"]) == 0
    assert "2026-08-03" in (workspace / "calendars" / "plant.yaml").read_text()


def test_a_dry_import_writes_nothing(workspace, capsys):
    path = ics(workspace, event(";VALUE=DATE:20260803"))
    assert main(["calendar", "import", path, "--dry-run"]) == 0
    assert list((workspace / "calendars").iterdir()) == []


def test_an_ics_file_may_be_named_by_a_calendar(workspace, answer):
    ics(workspace, event(";VALUE=DATE:20260803", "DTEND;VALUE=DATE:20260805"))
    write(workspace, "it", "holidays: {ics: ../plant.ics}\n")
    shown = answer("calendar", "show", "it")
    assert [one["on"] for one in shown["holidays"]] == ["2026-08-03", "2026-08-04"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("show", "weekday"), 4, 'no calendar is called "weekday"; did you mean "weekdays"?'),
        (("show", "XX"), 5, 'no holidays are known for a country "XX"'),
        (("show", "weekdays", "--year", "1969"), 5, "1969 lies outside the years 1970 to 2200"),
        (("due", "soon", "1bh"), 5, 'START is "soon", which is not a date'),
        (("due", "2026-03-03", "1x"), 5, 'DURATION is "1x": "x" is no unit of time'),
        (("due", "2200-12-31", "1bd"), 5, "a date lies after 2200; calendars reach from 1970 to 2200"),
        (("due", "2026-03-03", "99999w"), 5, "the due time lies after the year 2200"),
        (("due", "2026-03-29T02:30", "1bh", "--timezone", "Europe/Berlin"), 5, "skips that time"),
        (("elapsed", "1969-12-31", "2026-01-01"), 5, "START lies outside the years 1970 to 2200"),
        (("due", "now", "1bh", "--timezone", "Mars/Base"), 5, 'there is no time zone "Mars/Base"'),
        (("check", "nowhere.yaml"), 4, "nowhere.yaml: No such file or directory"),
        (("import", "nowhere.ics"), 4, "nowhere.ics: No such file or directory"),
        (("import", "onboardctl.yaml"), 5, "onboardctl.yaml is no iCalendar file"),
        (("due", "now", "1bh", "-c", "calendars/none.yaml"), 4, "No such file or directory"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said(workspace, capsys, words, code, said):
    assert main(["calendar", *words]) == code
    assert said in capsys.readouterr().err


def test_a_file_of_several_calendars_is_not_one(workspace, capsys):
    (workspace / "two.yaml").write_text("calendars: {a: {}, b: {}}\n", encoding="utf-8")
    assert main(["calendar", "show", "./two.yaml"]) == 5
    assert "two.yaml holds 2 calendars, one is needed" in capsys.readouterr().err


def test_outside_a_workspace_the_bundled_calendars_count(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ONBOARDCTL_NOW", NOW)
    monkeypatch.delenv("ONBOARDCTL_WORKSPACE", raising=False)
    assert main(["calendar", "due", "2026-03-06T16:00", "2bh", "-q"]) == 0
    assert capsys.readouterr().out == "2026-03-09T10:00:00+00:00\n"
