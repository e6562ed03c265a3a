"""Journeys: command lines and their exact output, as plain text that anybody can read.

A file holds lines of these kinds:

    # a remark for the reader
    @ 2026-03-02T09:00:00Z          the clock from here on
    $ onboardctl today              a command line; what follows, up to a blank line, it prints
    $ onboardctl … > kpi.txt        what it prints stands in that file of the journey's folder
    ! a line it says on stderr
    = 4                             its exit code, when it is not 0
    > ws/calendars/plant.yaml       a file is written anew; its lines follow, each after ``| ``
    & ws/onboardctl.yaml            a mail server listens from here on, and that file names it
    % mon 06:00 onboardctl …        a job: it runs whenever the clock passes that hour of a Monday
    % fri/2 09:00 onboardctl …      every second Friday; without ``> FILE`` it speaks in jobs.txt
    < usage.csv                     an export of that folder: it always holds the rows of 14 days

A journey in a folder of its own, ``NAME/story.txt``, also keeps every mail that its server got.

``pytest tests/journeys --update-golden`` rewrites all of it; the change is then read in the diff.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest

from journey_player import Player

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

STORY = "story.txt"


@pytest.fixture
def journey(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Path], None]:
    """``journey(path)``: the file says what the program does."""

    def check(path: Path) -> None:
        with contextlib.ExitStack() as stack:
            player = Player(path, tmp_path, monkeypatch, stack)
            player.play()
        actual = "\n".join(player.written).rstrip("\n") + "\n"
        kept = {name: "\n".join([*lines, ""]) for name, lines in player.kept.items()}
        if request.config.getoption("--update-golden"):
            path.write_text(actual, encoding="utf-8")
            _replace(path, kept)
        assert actual == path.read_text(encoding="utf-8")
        if path.name == STORY:
            assert kept == _kept(path)
        else:
            assert not [name for name in kept if not name.startswith("mails/")]

    return check


def _files(path: Path) -> list[Path]:
    """What a story keeps: every text in its folder but itself."""
    return sorted(file for file in path.parent.rglob("*.txt") if file != path)


def _kept(path: Path) -> dict[str, str]:
    return {
        file.relative_to(path.parent).as_posix(): file.read_text(encoding="utf-8")
        for file in _files(path)
    }


def _replace(path: Path, kept: dict[str, str]) -> None:
    if path.name != STORY:
        return
    for file in _files(path):
        file.unlink()
    for name, text in kept.items():
        file = path.parent / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
