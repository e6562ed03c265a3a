"""Words for times and numbers: relative for a person, absolute for a pipe."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from onboardctl.output.look import Look
from onboardctl.output.terminal import Terminal, detect

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
PIPE = Look(as_of=NOW, zone="Europe/Berlin")
TERMINAL = Look(as_of=NOW, zone="Europe/Berlin", terminal=True, width=80)


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (timedelta(0), "now"),
        (timedelta(seconds=-59), "now"),
        (timedelta(minutes=1), "in 1 min"),
        (timedelta(minutes=-90), "1 h ago"),
        (timedelta(hours=47, minutes=59), "in 47 h"),
        (timedelta(days=2), "in 2 days"),
        (timedelta(days=-400), "400 days ago"),
    ],
)
def test_distances_are_short_words(ahead, words):
    assert TERMINAL.distance(NOW + ahead) == words
    assert TERMINAL.ago(NOW + ahead) == words


def test_p1_59_times_are_relative_on_a_terminal_and_iso_with_offset_in_a_pipe():
    moment = NOW + timedelta(hours=3)
    assert TERMINAL.instant(moment) == "2026-03-02 13:30 (in 3 h)"
    assert PIPE.instant(moment) == PIPE.ago(moment) == "2026-03-02T13:30:00+01:00"
    assert Look(as_of=NOW).instant(moment) == "2026-03-02T12:30:00+00:00"


def test_p1_59_dates_have_a_weekday_on_a_terminal_only():
    day = date(2026, 3, 3)
    assert (TERMINAL.day(day), PIPE.day(day)) == ("Tue 2026-03-03", "2026-03-03")


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "today"), (1, "in 1 day"), (3, "in 3 days"), (-1, "1 day late"), (-2, "2 days late")],
)
def test_days_count_from_the_readers_today(days, words):
    assert TERMINAL.day_distance(date(2026, 3, 2) + timedelta(days=days)) == words


def test_the_readers_today_is_that_of_their_zone():
    late = Look(as_of=datetime(2026, 3, 2, 23, 30, tzinfo=UTC), zone="Europe/Berlin")
    assert late.day_distance(date(2026, 3, 3)) == "today"


def test_unknown_is_empty_and_nothing_to_divide_is_no_data():
    assert (PIPE.instant(None), PIPE.ago(None), PIPE.day(None), PIPE.minutes(None)) == ("",) * 4
    assert (PIPE.ratio(0, 0), PIPE.ratio(None, 3), PIPE.ratio(46, 50), PIPE.ratio(0, 5)) == (
        "no data",
        "no data",
        "92% (46/50)",
        "0% (0/5)",
    )


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 min"), (45, "45 min"), (60, "1 h"), (90, "1 h 30 min"), (-90, "-1 h 30 min")],
)
def test_lengths_of_time_are_hours_and_minutes(minutes, words):
    assert PIPE.minutes(minutes) == words


class Stream:
    """A stream that says what it is."""

    def __init__(self, *, tty: bool, encoding: str = "utf-8") -> None:
        self.tty, self.encoding = tty, encoding

    def isatty(self) -> bool:
        return self.tty

    def fileno(self) -> int:
        raise OSError


def test_p0_43_a_pipe_is_plain_and_uncut():
    assert detect(Stream(tty=False)) == Terminal(False, False, True, None, False)


@pytest.mark.parametrize(
    ("env", "flag", "colour"),
    [
        ({}, None, True),
        ({"NO_COLOR": "1"}, None, False),
        ({"NO_COLOR": ""}, None, True),
        ({"TERM": "dumb"}, None, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, None, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, None, False),
        ({"NO_COLOR": "1"}, True, True),
        ({"FORCE_COLOR": "1"}, False, False),
    ],
)
def test_p0_43_colour_flag_then_no_color_then_force_color_then_terminal(
    monkeypatch, env, flag, colour
):
    monkeypatch.setenv("TERM", "xterm")
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert detect(Stream(tty=True), colour=flag).colour is colour


@pytest.mark.parametrize(
    ("columns", "width"), [("120", 120), ("", 80), ("0", 80), ("-3", 80), ("wide", 80)]
)
def test_width_is_columns_then_the_terminal_then_80(monkeypatch, columns, width):
    monkeypatch.setenv("COLUMNS", columns)
    assert detect(Stream(tty=True)).width == width


@pytest.mark.parametrize(
    ("encoding", "unicode"),
    [("utf-8", True), ("UTF8", True), ("ascii", False), ("latin-1", False), (None, False)],
)
def test_p1_49_only_utf_streams_carry_any_character(encoding, unicode):
    assert detect(Stream(tty=False, encoding=encoding)).unicode is unicode


@pytest.mark.parametrize(
    ("name", "value", "plain"),
    [
        ("ACCESSIBLE", "1", True),
        ("ONBOARDCTL_ACCESSIBLE", "yes", True),
        ("ACCESSIBLE", "0", False),
        ("ACCESSIBLE", "", False),
    ],
)
def test_p1_46_accessible_mode_is_one_variable(monkeypatch, name, value, plain):
    monkeypatch.setenv(name, value)
    assert detect(Stream(tty=True)).plain is plain
