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


@pytest.mark.parametrize(("total", "line"), [(500, "users: 20 of 500\n"), (None, "users: 20\n")])
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
    assert screen.getvalue() == "users: 50 of 100\n"


def test_the_bar_is_taken_away_when_the_work_fails(monkeypatch):
    screen, clock = Screen(), Clock()
    monkeypatch.setattr(sys, "stderr", screen)
    with pytest.raises(ValueError, match="stop"), progress(100, "users", clock) as done:  # noqa: PT012
        clock.seconds = 2
        done(50)
        raise ValueError("stop")
    assert screen.getvalue().count("\x1b[?25l") == screen.getvalue().count("\x1b[?25h")
