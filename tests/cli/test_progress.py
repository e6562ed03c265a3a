"""Progress: silent when quick, rare lines in a log, a bar on a terminal only."""

from __future__ import annotations

import io
import sys

import pytest

from onboardctl.cli.progress import progress


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Screen(io.StringIO):
    """A terminal that remembers what was drawn."""

    def isatty(self) -> bool:
        return True


def test_p1_47_quick_work_says_nothing(capsys):
    with progress(100, "users", Clock()) as done:
        for _ in range(100):
            done()
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("total", "line"), [(500, "users: 20 of 500, about 4 minutes left\n"), (None, "users: 20\n")]
)
def test_p0_64_long_work_off_terminal_writes_a_line_every_ten_seconds(capsys, total, line):
    clock = Clock()
    with progress(total, "users", clock) as done:
        done(10)
        clock.seconds = 9.9
        done(5)
        clock.seconds = 10.0
        done(5)
        clock.seconds = 12.0
        done(480)
    assert capsys.readouterr() == ("", line)


@pytest.mark.parametrize(("seconds", "drawn"), [(0.9, False), (1.1, True)])
def test_p1_47_a_bar_appears_on_a_terminal_after_a_second(monkeypatch, seconds, drawn):
    screen, clock = Screen(), Clock()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    with progress(100, "users", clock) as done:
        clock.seconds = seconds
        done(50)
    assert ("users" in screen.getvalue()) is drawn


def test_p1_46_accessible_mode_never_animates(monkeypatch):
    screen, clock = Screen(), Clock()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("ACCESSIBLE", "1")
    with progress(100, "users", clock) as done:
        clock.seconds = 11
        done(50)
    assert screen.getvalue() == "users: 50 of 100, about 11 seconds left\n"


def test_the_bar_is_taken_away_when_the_work_fails(monkeypatch):
    screen, clock = Screen(), Clock()
    monkeypatch.setattr(sys, "stderr", screen)
    with pytest.raises(ValueError, match="stop"), progress(100, "users", clock) as done:  # noqa: PT012
        clock.seconds = 2
        done(50)
        raise ValueError("stop")
    assert screen.getvalue().count("\x1b[?25l") == screen.getvalue().count("\x1b[?25h")


@pytest.mark.parametrize(
    ("done_count", "left"),
    [(90_000, ", about 2 seconds left"), (10_000, ", about 2 minutes left"), (100_000, "")],
)
def test_p0_64_a_line_says_how_long_it_still_takes(capsys, done_count, left):
    clock = Clock()
    with progress(None, "people told", clock) as done:
        done(500)
        clock.seconds = 5.0
        done.begin("rows written", 100_000)
        clock.seconds = 17.0
        done(done_count)

    line = f"rows written: {done_count:,} of 100,000{left}\n"
    assert capsys.readouterr() == ("", line)


@pytest.mark.parametrize(
    ("share", "left"), [(500_000, "about 12 seconds"), (50, "about 67 hours"), (1, "hours")]
)
def test_p0_64_time_left_is_said_in_the_unit_that_fits(capsys, share, left):
    clock = Clock()
    with progress(1_000_000, "rows written", clock) as done:
        clock.seconds = 12.0
        done(share)

    assert left in capsys.readouterr().err


def test_p1_47_a_bar_goes_on_to_the_next_stage(monkeypatch):
    screen, clock = Screen(), Clock()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    with progress(100, "people told", clock) as done:
        clock.seconds = 2.0
        done(100)
        done.begin("rows written", 64_017)
        done(4_096)
    drawn = screen.getvalue()

    assert "people told" in drawn
    assert "rows written" in drawn
    assert "4,096 of 64,017" in drawn
    assert "left" in drawn
