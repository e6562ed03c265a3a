"""Two people at the same partner: each command ends as if it had been given after the other.

The second command runs in full at the worst moment of the first: when it has looked at the store
and is about to enter the queue of writers.
"""

from __future__ import annotations

import pytest

from onboardctl.store import lock
from reliability_toys import assert_verified, copy_of, kept, run

STORE = "onboardctl.db"
COMMANDS = {
    "tick": ("advance", "northwind-press", "kickoff-call/1"),
    "finish": ("advance", "northwind-press", "kickoff-call", "--all"),
    "next task": ("advance", "northwind-press", "technical-assessment", "--all"),
    "reopen": ("task", "reopen", "northwind-press", "accept-welcome", "--reason", "a guest was missing"),
    "note": ("task", "note", "northwind-press", "kickoff-call", "their CTO joins"),
    "skip": ("task", "skip", "northwind-press", "kickoff-call", "--reason", "held already"),
    "edit": ("partner", "edit", "northwind-press", "--users", "600", "--name", "Northwind Group"),
    "edit same": ("partner", "edit", "northwind-press", "--users", "700"),
    "pause": ("partner", "pause", "northwind-press", "--reason", "budget"),
    "remove": ("partner", "remove", "northwind-press", "--reason", "merged", "--confirm", "northwind-press"),
    "undo": ("undo",),
    "undo the welcome": ("undo", "3"),
    "undo its beginning": ("undo", "1"),
    "new partner": (
        "new-partner", "Birch Corp", "-p", "beta-28-day", "-t", "business", "--contract", "C-7",
        "--segment", "agency", "--contact", "A B <a@b.example>",
    ),
    "same contract": (
        "new-partner", "Quiet Harbour", "-p", "beta-28-day", "-t", "business", "--contract", "C-7",
        "--segment", "agency", "--contact", "C D <c@d.example>",
    ),
    "sent": ("comms", "mark-sent", "northwind-press", "beta-welcome"),
}  # fmt: skip
QUICK = ("tick", "finish", "note", "undo", "undo the welcome", "remove")


class Meanwhile:
    """Takes the place of the queue of writers: something happens before the first one enters."""

    def __init__(self, what):
        self.what = what
        self.ended = None
        self.queue = lock.writers_queue

    def __call__(self, path):
        if self.what is not None:
            what, self.what = self.what, None
            self.ended = what()
        return self.queue(path)


def _interleaved(workspace, first, second, monkeypatch):
    meanwhile = Meanwhile(lambda: run(*COMMANDS[second], "-w", str(workspace)))
    with monkeypatch.context() as patch:
        patch.setattr(lock, "writers_queue", meanwhile)
        ended = run(*COMMANDS[first], "-w", str(workspace))
    if meanwhile.ended is None:  # refused before it came to writing
        meanwhile.ended = run(*COMMANDS[second], "-w", str(workspace))
        return ended, meanwhile.ended, True
    return ended, meanwhile.ended, False


def _check(built, tmp_path, monkeypatch, first, second):
    raced = copy_of(built, tmp_path / f"{first}, {second}")
    late, early, never_met = _interleaved(raced, first, second, monkeypatch)
    in_turn = copy_of(built, tmp_path / f"{first} after {second}")
    order = (first, second) if never_met else (second, first)
    expected = [run(*COMMANDS[name], "-w", str(in_turn)) for name in order]
    found = [late, early] if never_met else [early, late]
    where = f"{first} meets {second}"
    plain = [(one.code, one.problem, one.out.replace(str(raced), "ws")) for one in found]
    assert plain == [
        (one.code, one.problem, one.out.replace(str(in_turn), "ws")) for one in expected
    ], where
    assert {one.code for one in found} <= {0, 1, 4, 6}, where
    assert kept(raced / STORE) == kept(in_turn / STORE), where
    assert_verified(raced)


@pytest.mark.parametrize("first", QUICK)
def test_two_commands_at_once_are_one_after_the_other(built, tmp_path, monkeypatch, first):
    for second in QUICK:
        _check(built, tmp_path, monkeypatch, first, second)


@pytest.mark.slow
@pytest.mark.parametrize("first", COMMANDS)
def test_any_two_commands_at_once_are_one_after_the_other(built, tmp_path, monkeypatch, first):
    for second in COMMANDS:
        _check(built, tmp_path, monkeypatch, first, second)
