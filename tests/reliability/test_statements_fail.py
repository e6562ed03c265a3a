"""The n-th statement of a command fails, for every n: refused, and the store as it was."""

from __future__ import annotations

from itertools import product

import pytest

from onboardctl.store import sqlite
from reliability_toys import assert_verified, copy_of, kept, run
from store_toys import FailingConnection, fail_statement

STORE = "onboardctl.db"
COMMANDS = {
    "new-partner": (
        "new-partner", "Birch Corp", "-p", "beta-28-day", "-t", "business",
        "--segment", "agency", "--contact", "A B <a@b.example>",
    ),
    "advance": ("advance", "northwind-press", "kickoff-call", "--all"),
    "undo": ("undo",),
    "partner edit": ("partner", "edit", "cedar-works", "--users", "900", "--contact", "X Y <x@y.example>"),
}  # fmt: skip
FAILURES = {
    "SQLITE_FULL": (7, "store.full"),
    "SQLITE_BUSY": (7, "store.busy"),
    "SQLITE_IOERR_FSYNC": (7, "store.io"),
    "SQLITE_CORRUPT": (7, "store.damaged"),
    "SQLITE_READONLY": (7, "store.read_only"),
    "SQLITE_ERROR": (3, ""),
}
QUICK = {
    ("new-partner", "SQLITE_IOERR_FSYNC"),
    ("advance", "SQLITE_ERROR"),
    ("undo", "SQLITE_FULL"),
    ("partner edit", "SQLITE_BUSY"),
}


@pytest.fixture(autouse=True)
def _failing(monkeypatch):
    monkeypatch.setattr(sqlite, "connection_class", FailingConnection)
    yield
    fail_statement(0)


@pytest.mark.parametrize(
    ("name", "failure"),
    [
        pair if pair in QUICK else pytest.param(*pair, marks=pytest.mark.slow)
        for pair in product(COMMANDS, FAILURES)
    ],
)
def test_the_nth_statement_fails_for_every_n(built, tmp_path, name, failure):
    workspace = copy_of(built, tmp_path / "ws")
    words = (*COMMANDS[name], "-w", str(workspace))
    before = kept(workspace / STORE)
    failed_at = []
    for number in range(1, 500):
        fail_statement(number, failure)
        ended = run(*words)
        failed, _ = FailingConnection.failed, fail_statement(0)
        if ended.code == 0:
            assert failed is None, f"a failure was swallowed: {failed}"
            break
        failed_at.append(failed)
        code, problem = FAILURES[failure]
        assert (ended.code, ended.problem, ended.out) == (code, problem, ""), (failed, ended)
        assert "Traceback" not in ended.err
        assert kept(workspace / STORE) == before, failed
    assert {"BEGIN IMMEDIATE", "COMMIT"} <= set(failed_at)
    assert kept(workspace / STORE) != before
    assert_verified(workspace)
