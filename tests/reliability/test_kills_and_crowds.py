"""Kills at random moments and eight writers at once, through commands of several kinds.

``tests/store/test_program.py`` does the same with remarks alone.
"""

from __future__ import annotations

import random
import re
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from reliability_toys import assert_verified, run
from store_toys import environment, kill_rounds, run_together

WORKER = Path(__file__).with_name("worker.py")
MARK = re.compile(r"M-[a-z]*\d+-\d+")
LONGEST_WAIT = 2.0
"""Seconds that nobody waits for; on a machine with other work, turns of everybody instead."""
TURNS = 5
WRITERS = 8


def _marks(workspace):
    """The mark of every change in the order they were made, after proving the store whole."""
    with closing(sqlite3.connect(workspace / "onboardctl.db")) as store:
        rows = store.execute("SELECT change_id, payload FROM event ORDER BY change_id, number")
        found = {}
        for change, payload in rows:
            mark = MARK.search(payload)
            if mark:
                found.setdefault(change, mark[0])
    assert_verified(workspace)
    return list(found.values())


def _command(workspace, partner, word, count, kind="mixed", *options):
    return [sys.executable, str(WORKER), str(workspace), partner, word, str(count), kind, *options]


@pytest.mark.parametrize(
    "rounds", [6, pytest.param(200, marks=pytest.mark.slow)], ids=["quick", "all"]
)
def test_a_kill_at_any_moment_loses_nothing_acknowledged(workspace, rounds):
    def command(number):
        kind = "new-partner" if number % 5 == 4 else "mixed"
        return _command(workspace, "northwind-press", f"k{number}", 500, kind, "lines")

    acknowledged = kill_rounds(
        rounds, random.Random(7), command, lambda: _marks(workspace), pause=0.08
    )
    print(f"{rounds} kills, {acknowledged} changes acknowledged")  # noqa: T201 -- shown by -rP
    assert acknowledged >= rounds / 2


@pytest.mark.parametrize(
    "each", [12, pytest.param(500, marks=pytest.mark.slow)], ids=["quick", "all"]
)
def test_eight_writers_all_succeed_and_none_waits_long(workspace, each):
    partners = ["northwind-press", "cedar-works"]
    for number in range(2, WRITERS):
        name = f"Writer {number}"
        words = ("new-partner", name, "-p", "beta-28-day", "-t", "business", "--segment", "agency")
        contact = ("--contact", "Jo Lind <jo@partner.example>", "--similar-ok")
        assert run(*words, *contact, "-w", str(workspace)).code == 0
        partners.append(f"writer-{number}")
    begun = time.monotonic()
    done = run_together(
        [
            _command(workspace, partner, f"w{number}", each, "mixed", "report")
            for number, partner in enumerate(partners)
        ],
        timeout=1800,
    )
    took, made = time.monotonic() - begun, WRITERS * each
    assert [(one.exit_code, one.report["refused"]) for one in done] == [(0, [])] * WRITERS
    expected = {f"M-w{writer}-{number}" for writer in range(WRITERS) for number in range(each)}
    found = _marks(workspace)
    assert (len(found), set(found)) == (len(expected), expected)
    longest = max(one.report["longest"] for one in done)
    print(f"{made} changes, {made / took:.0f} a second, longest {longest:.3f} s")  # noqa: T201
    assert longest <= max(LONGEST_WAIT, TURNS * WRITERS * took / made)


def test_eight_writers_of_one_partner_all_succeed(workspace):
    """Remarks and contracts of the same partner: each command builds on the one before it."""
    done = run_together(
        [
            _command(workspace, "northwind-press", f"s{number}", 2, "mixed", "report")
            for number in range(WRITERS)
        ]
    )
    assert [(one.exit_code, one.report["refused"]) for one in done] == [(0, [])] * WRITERS
    expected = {f"M-s{writer}-{number}" for writer in range(WRITERS) for number in range(2)}
    assert set(_marks(workspace)) == expected


def test_a_process_for_every_command_loses_none(workspace):
    def change(number):
        words = ("task", "note", "northwind-press", "kickoff-call", f"M-p{number}-0")
        return subprocess.run(
            [sys.executable, "-m", "onboardctl", *words, "-q", "-w", str(workspace)],
            capture_output=True,
            check=False,
            env=environment(),
            text=True,
        )

    with ThreadPoolExecutor(WRITERS) as crowd:
        done = list(crowd.map(change, range(WRITERS)))
    assert [(one.returncode, one.stderr) for one in done] == [(0, "")] * len(done)
    assert set(_marks(workspace)) == {f"M-p{number}-0" for number in range(len(done))}
