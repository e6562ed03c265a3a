"""A real workspace made by the program, and ways to put the program through trials in it."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from onboardctl.cli.main import main
from store_toys import environment, settled

NOW = "2026-03-02T09:00:00Z"
SERVER = Path(__file__).parent / "reliability" / "server.py"
CODES = {0, 1, 2, 4, 5, 6, 7, 8}
"""Every way a command may end; 3 is a bug, and 130 needs somebody to press Ctrl-C."""
STARTS = (
    (
        "init", "ws", "--yes", "--timezone", "Europe/Berlin", "--brand", "credlink",
        "--staff", "csm=Ada Lovelace <ada@example.com>",
        "--staff", "technical_lead=Tim Berg <tim@example.com>",
    ),
    (
        "new-partner", "Northwind Press", "-p", "beta-28-day", "-t", "business",
        "--segment", "enterprise", "--users", "240", "--contract", "C-1001",
        "--contact", "Mia Ray <mia@northwind.example>",
    ),
    (
        "new-partner", "Cedar Works", "-p", "beta-28-day", "-t", "enterprise",
        "--segment", "agency", "--contact", "Jo Lind <jo@cedar.example>",
    ),
    ("advance", "northwind-press", "accept-welcome", "--all"),
)  # fmt: skip


class Ended(NamedTuple):
    """How a command ended; ``steps`` are counted only where they were asked for."""

    code: int
    out: str
    err: str
    steps: int = 0

    @property
    def problem(self) -> str:
        """The code of the error that was reported, for example ``store.full``."""
        found = re.search(r"\[([a-z_]+(?:\.[a-z_]+)+)\]$", self.err, re.MULTILINE)
        return found[1] if found else ""


class _Stream(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return False


def run(*words: str) -> Ended:
    """Run a command line in this process with streams of its own."""
    out, err = _Stream(), _Stream()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(list(words))
    return Ended(code, out.getvalue(), err.getvalue())


def build_workspace(folder: Path) -> Path:
    """A workspace with two partners of the beta, one of them a step ahead."""
    here = Path.cwd()
    os.chdir(folder)
    try:
        for words in STARTS:
            ended = run(*words) if words[0] == "init" else run(*words, "-w", "ws")
            assert ended.code == 0, ended
    finally:
        os.chdir(here)
    return folder / "ws"


def copy_of(workspace: Path, folder: Path) -> Path:
    """A workspace of one's own with the same content."""
    return settled(shutil.copytree(workspace, folder))


class Kept(NamedTuple):
    """What a store holds, for comparing: the changes, the facts, and the read tables."""

    changes: tuple[tuple[Any, ...], ...]
    facts: tuple[tuple[Any, ...], ...]
    tables: dict[str, tuple[tuple[Any, ...], ...]]


def kept(location: str | Path, *, sound: bool = True) -> Kept:
    """Everything in a store, after proving that its file is sound."""
    with closing(sqlite3.connect(f"file:{location}?mode=rw", uri=True)) as connection:
        ask = connection.execute
        if sound:
            assert ask("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert ask("PRAGMA foreign_key_check").fetchall() == []
        names = [row[0] for row in ask("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        rows = {
            name: tuple(sorted(ask(f'SELECT * FROM "{name}"'), key=repr))
            for name in names
            if not name.startswith(("sqlite_", "_sqlite_"))  # theirs say when, by the wall clock
        }
    return Kept(rows.pop("change"), rows.pop("event"), rows)


def assert_verified(workspace: Path) -> None:
    """``store verify`` finds the tables to say what the facts say, and ``store check`` is content."""
    for words in (("store", "verify"), ("store", "check")):
        ended = run(*words, "-w", str(workspace))
        assert (ended.code, ended.err) == (0, ""), ended


class Server:
    """Runs command lines in processes of their own, fast; see ``reliability/server.py``.

    Args:
        home: where the processes keep what belongs to a person.
    """

    def __init__(self, home: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(SERVER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**environment(), "ONBOARDCTL_NOW": NOW, "HOME": str(home), "USER": "ada"},
            text=True,
        )

    def ask(self, folder: Path, *words: str, **how: Any) -> None:
        """Start a command line; :meth:`answer` says how it ended."""
        assert self.process.stdin is not None
        request = {"folder": str(folder), "words": words, **how}
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()

    def answer(self) -> Ended:
        """How the command that was started ended; a negative code is the signal it died of."""
        assert self.process.stdout is not None
        return Ended(**json.loads(self.process.stdout.readline()))

    def run(self, folder: Path, *words: str, **how: Any) -> Ended:
        """Run a command line to its end."""
        self.ask(folder, *words, **how)
        return self.answer()

    def close(self) -> None:
        """Let the server end."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(30)
