"""The store's promises through the real command line: kills, crowds, full disks, failed statements.

The trials are those of the engine (store_toys); here each change is a whole command.
"""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from onboardctl.cli.main import main
from onboardctl.store import lock, sqlite
from store_toys import FailingConnection, environment, fail_statement, kill_rounds, run_together

WRITER = Path(__file__).parent / "program_writer.py"
LONGEST_WAIT = 2.0
NAMES = ["acorn", "boole", "church", "dijkstra", "euler", "frege", "goedel", "hopper"]
SIGNED = ["--playbook", "beta-28-day", "--tier", "business", "--segment", "agency", "--signed", "2026-03-02"]  # fmt: skip


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setenv("ONBOARDCTL_NOW", "2026-03-02T09:00:00Z")


@pytest.fixture
def workspace(tmp_path):
    """A workspace with one partner, ``acme``."""
    folder = tmp_path / "ws"
    assert main(["init", str(folder), "--yes", "-q"]) == 0
    _take_on(folder, "acme")
    return folder


def _take_on(folder, name):
    contact = f"Jo <jo@{name}.example>"
    words = ["new-partner", name, *SIGNED, "--contact", contact, "--yes", "-q", "-w", str(folder)]
    assert main(words) == 0


def _remarks(folder, partner="acme"):
    """A partner's remarks in the order they were kept, after proving that the store is whole."""
    store = folder / "onboardctl.db"
    with closing(sqlite3.connect(store)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        rows = connection.execute(
            "SELECT e.payload FROM event AS e JOIN partner AS p ON p.partner_id = e.subject"
            " WHERE e.kind = 'task.noted' AND p.slug = ? ORDER BY e.number",
            (partner,),
        ).fetchall()
    assert main(["store", "verify", "-q", "-w", str(folder)]) == 0
    return [_text(json.loads(payload)) for (payload,) in rows]


def _text(payload):
    return next(value for value in payload.values() if " " in str(value))


def _command(folder, partner, count, *options):
    return [sys.executable, str(WRITER), str(folder), partner, str(count), *options]


@pytest.mark.parametrize(
    "rounds", [4, pytest.param(200, marks=pytest.mark.slow)], ids=["quick", "all"]
)
def test_a_killed_command_loses_nothing_it_had_acknowledged(workspace, rounds, capsys):
    acknowledged = kill_rounds(
        rounds,
        random.Random(20260302),
        lambda number: _command(workspace, "acme", 1000, "lines"),
        lambda: _remarks(workspace),
        pause=0.05,
    )
    assert acknowledged > 0


@pytest.mark.parametrize(
    ("writers", "each"),
    [(4, 10), pytest.param(8, 500, marks=pytest.mark.slow)],
    ids=["quick", "all"],
)
def test_many_commands_at_once_all_succeed_and_none_waits_long(workspace, writers, each, capsys):
    names = NAMES[:writers]
    for name in names:
        _take_on(workspace, name)
    done = run_together([_command(workspace, name, each, "report") for name in names], timeout=900)
    assert [(one.exit_code, one.report["refused"]) for one in done] == [(0, [])] * writers
    assert [len(_remarks(workspace, name)) for name in names] == [each] * writers
    assert max(one.report["longest"] for one in done) <= LONGEST_WAIT


def test_two_at_one_partner_both_succeed(workspace, capsys):
    done = run_together([_command(workspace, "acme", 15, "report") for _ in range(2)])
    assert [one.report["refused"] for one in done] == [[], []]
    assert len(_remarks(workspace)) == 30


@pytest.mark.parametrize(
    "words",
    [
        ["task", "note", "acme", "kickoff-call", "a remark"],
        ["task", "start", "acme", "accept-welcome"],
        ["new-partner", "Beta Ltd", *SIGNED, "--contact", "Bo <bo@beta.example>", "--yes"],
        ["undo", "--yes"],
    ],
    ids=["note", "start", "new-partner", "undo"],
)
def test_the_nth_statement_of_a_command_fails_for_every_n(workspace, words, monkeypatch, capsys):
    monkeypatch.setattr(sqlite, "connection_class", FailingConnection)

    def facts():
        with closing(sqlite3.connect(workspace / "onboardctl.db")) as store:
            return store.execute("SELECT * FROM event").fetchall(), store.execute(
                "SELECT change_id, summary FROM change"
            ).fetchall()

    before = facts()
    for number in range(1, 2000):
        fail_statement(number)
        code = main([*words, "-w", str(workspace)])
        failed = FailingConnection.failed
        fail_statement(0)
        if code == 0:
            assert failed is None, f"a failure was swallowed: {failed}"
            break
        assert (code, "[store.full]" in capsys.readouterr().err) == (7, True)
        assert facts() == before
    assert facts() != before
    assert main(["store", "verify", "-w", str(workspace)]) == 0


def test_a_full_disk_is_refused_and_what_was_acknowledged_stays(workspace, capsys):
    script = (
        "import resource, os, sys, runpy;"
        f"size = os.path.getsize({str(workspace / 'onboardctl.db')!r});"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (size, size));"
        f"sys.argv = ['writer', {str(workspace)!r}, 'acme', '500', 'lines', 'report'];"
        f"runpy.run_path({str(WRITER)!r}, run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        check=False,
        env=environment(),
        text=True,
    )
    *said, report = done.stdout.splitlines()
    assert all("[store.full]" in text for text in json.loads(report)["refused"])
    assert 0 < len(json.loads(report)["refused"]) <= 20
    assert _remarks(workspace) == said


def test_a_busy_store_is_refused_after_the_wait(workspace, monkeypatch, capsys):
    monkeypatch.setattr(lock, "WAIT_SECONDS", 0.05)
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(workspace / "onboardctl.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        code = main(["task", "note", "acme", "kickoff-call", "a remark", "-w", str(workspace)])
        other.execute("ROLLBACK")
    assert (
        code,
        "nothing was changed  [store.busy]\nhint: try again" in capsys.readouterr().err,
    ) == (7, True)
    assert _remarks(workspace) == []
