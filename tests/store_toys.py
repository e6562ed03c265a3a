"""A toy change on a real store, and trials that any writer can be put through.

The toy change reads a count, appends an entry and updates a total: the two tables must always
agree. The trials know only a command line that prints one line for each change it was told is
kept, so that they work for the engine alone and for the whole program.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from onboardctl.core.store_url import is_server
from onboardctl.store import copying, migrate, upkeep
from onboardctl.store.opening import open_sqlite
from onboardctl.store.postgres import dialect
from onboardctl.store.postgres.opening import open_postgres
from onboardctl.store.queries import Queries

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from onboardctl.store.engine import Engine

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
QUERIES = Queries(str(Path(__file__).parent / "store" / "sql"))
LONGEST_TRIAL = 60.0
WRITER = Path(__file__).parent / "store" / "toy_writer.py"
_TABLES = (
    (
        "CREATE TABLE toy_entry (entry_id {{identity}}, writer TEXT NOT NULL,"
        " number INTEGER NOT NULL, amount INTEGER NOT NULL, UNIQUE (writer, number)) {{strict}}"
    ),
    (
        "CREATE TABLE toy_total (writer TEXT PRIMARY KEY, written INTEGER NOT NULL,"
        " amount INTEGER NOT NULL) {{strict}}"
    ),
)


def toy_store(folder: Path) -> str:
    """A new store with the toy tables; its path."""
    location = str(folder / "onboardctl.db")
    migrate.create_store(location, now=NOW)
    with closing(open_sqlite(location)) as engine:
        for statement in _TABLES:
            text = statement.replace("{{identity}}", "INTEGER PRIMARY KEY")
            engine.connection.execute(text.replace("{{strict}}", "STRICT"))
    return location


def settled(folder: Path) -> Path:
    """A workspace that was copied with its store's file; where stores are on a server it moves there."""
    server = os.environ.get("ONBOARDCTL_STORE", "")
    if is_server(server):
        copying.copy_to(str(folder / "onboardctl.db"), server, now=NOW)
    return folder


def toy_store_on_server(url: str) -> str:
    """A new store with the toy tables in a database; its URL."""
    upkeep.create(url, now=NOW)
    with closing(open_toy(url)) as engine:
        for statement in _TABLES:
            for part in dialect.definitions(statement + ";"):
                engine.connection.execute(part)
    return url


def open_toy(location: str, *, read_only: bool = False) -> Any:
    """The engine with the toy queries."""
    if is_server(location):
        return open_postgres(location, read_only=read_only, queries=QUERIES)
    return open_sqlite(location, read_only=read_only, queries=QUERIES)


def toy_change(engine: Engine, writer: str, *, keep: bool = True) -> int:
    """One change: read, append, update; the number it got."""
    with engine.atomic(keep=keep):
        row = engine.one("toy.count", writer=writer)
        number = 1 if row is None else row["written"] + 1
        engine.one("toy.add", writer=writer, number=number, amount=number * 7)
        engine.run("toy.total", writer=writer, amount=number * 7)
    return number


def books(location: str) -> dict[str, list[int]]:
    """Numbers by writer, after proving that the file is sound and the two tables agree."""
    with closing(open_toy(location)) as engine, engine.snapshot():
        if engine.name == "sqlite":
            check = engine.connection.execute
            assert [tuple(row) for row in check("PRAGMA integrity_check")] == [("ok",)]
            assert check("PRAGMA foreign_key_check").fetchall() == []
        entries: dict[str, list[int]] = {}
        for row in engine.rows("toy.entries"):
            assert row["amount"] == row["number"] * 7
            entries.setdefault(row["writer"], []).append(row["number"])
        totals = {
            row["writer"]: (row["written"], row["amount"]) for row in engine.rows("toy.totals")
        }
    for numbers in entries.values():
        assert numbers == list(range(1, len(numbers) + 1))
    assert totals == {
        writer: (len(numbers), sum(number * 7 for number in numbers))
        for writer, numbers in entries.items()
    }
    return entries


class FailingConnection(sqlite3.Connection):
    """Fails one statement, counted from 1 over all connections; see :func:`fail_statement`."""

    countdown = 0
    failure = "SQLITE_FULL"
    failed: str | None = None

    def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:
        """Run a statement unless its turn has come to fail."""
        self._step(statement)
        return super().execute(statement, *values)

    def executemany(self, statement: str, *values: Any) -> sqlite3.Cursor:
        """Run a statement for many rows unless its turn has come to fail."""
        self._step(statement)
        return super().executemany(statement, *values)

    def _step(self, statement: str) -> None:
        cls = FailingConnection
        cls.countdown -= 1
        if cls.countdown == 0:
            cls.failed = statement
            error = sqlite3.OperationalError(f"injected {cls.failure}")
            error.sqlite_errorname = cls.failure
            raise error


def fail_statement(number: int, failure: str = "SQLITE_FULL") -> None:
    """From now on the statement of that number fails, once; 0 fails none."""
    FailingConnection.countdown = number
    FailingConnection.failure = failure
    FailingConnection.failed = None


def toy_command(location: str, writer: str, count: int, *more: str) -> list[str]:
    """The command line of a process that makes toy changes and prints a line for each."""
    return [sys.executable, str(WRITER), location, writer, str(count), *more]


def environment() -> dict[str, str]:
    """What a process of a test needs to find the program and the test tools."""
    roots = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "src")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(roots)}


def killed_at(command: list[str], after_lines: int, pause: float) -> list[str]:
    """Start a writer, let it acknowledge so many changes, wait a moment, kill -9 its whole group.

    Args:
        command: prints one line, flushed, for each change it was told is kept.
        after_lines: how many lines to read first.
        pause: seconds to let it run on, so that the kill falls anywhere in a change.

    Returns:
        Every line it printed before it died.
    """
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, env=environment(), start_new_session=True, text=True
    )
    watchdog = threading.Timer(LONGEST_TRIAL, _kill, [process])
    watchdog.start()
    try:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(after_lines)]
        end = time.monotonic() + pause
        while time.monotonic() < end:
            pass
    finally:
        watchdog.cancel()
        _kill(process)
    rest, _ = process.communicate()
    lines += rest.splitlines(keepends=True)
    # The kill may cut the last line; what was not said whole was not acknowledged.
    return [line.strip() for line in lines if line.endswith("\n")]


def _kill(process: subprocess.Popen[str]) -> None:
    """End a process of ours and everything it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)


def kill_rounds(
    rounds: int,
    rng: Random,
    command: Callable[[int], list[str]],
    stored: Callable[[], list[str]],
    *,
    pause: float = 0.02,
) -> int:
    """Kill a writer at random moments; what it was told is kept must be there, and one more at most.

    Args:
        rounds: how often.
        rng: decides the moments.
        command: the command line of each round; prints the name of each kept change.
        stored: names of all changes in the store, in the order they were made; proves first that
            the store is whole.
        pause: the longest time to run on after the last line that was waited for.

    Returns:
        How many changes were acknowledged in all.
    """
    before = stored()
    acknowledged = 0
    for number in range(rounds):
        said = killed_at(command(number), rng.randint(0, 3), rng.random() * pause)
        after = stored()
        new = after[len(before) :]
        assert after[: len(before)] == before, f"round {number} lost earlier changes"
        assert new[: len(said)] == said, f"round {number} lost an acknowledged change"
        assert len(new) <= len(said) + 1, f"round {number} kept more than it said"
        before = after
        acknowledged += len(said)
    return acknowledged


class Finished(NamedTuple):
    """What a writer process reported at its end."""

    exit_code: int
    report: dict[str, Any]
    stderr: str


def run_together(commands: list[list[str]], *, timeout: float = 300) -> list[Finished]:
    """Run writers at the same time; each prints a JSON report as its last line."""
    processes = [
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), text=True
        )
        for command in commands
    ]
    done = []
    for process in processes:
        out, err = process.communicate(timeout=timeout)
        last = out.strip().splitlines()[-1] if out.strip() else "{}"
        done.append(Finished(process.returncode, json.loads(last), err))
    return done
