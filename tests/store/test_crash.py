"""What is left after a kill, and after the n-th statement fails for every n: legal states only."""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path

import pytest

from onboardctl.core.errors import StoreError
from onboardctl.store import backup, migrate, sqlite
from store_toys import (
    NOW,
    FailingConnection,
    books,
    fail_statement,
    kill_rounds,
    open_toy,
    toy_change,
    toy_command,
    toy_store,
)


def _stored(location):
    return [f"ada {number}" for number in books(location).get("ada", [])]


@pytest.mark.parametrize(
    "rounds", [8, pytest.param(200, marks=pytest.mark.slow)], ids=["quick", "all"]
)
def test_a_kill_loses_nothing_that_was_acknowledged(tmp_path, rounds):
    location = toy_store(tmp_path)
    acknowledged = kill_rounds(
        rounds,
        random.Random(20260302),
        lambda number: toy_command(location, "ada", 5000, "lines"),
        lambda: _stored(location),
    )
    assert acknowledged >= rounds


def test_a_log_cut_or_flipped_anywhere_leaves_a_consistent_beginning(tmp_path):
    """A torn log is what a power failure leaves; the store must be a prefix of what was written."""
    location = toy_store(tmp_path)
    engine = open_toy(location)
    for _ in range(60):
        toy_change(engine, "ada")
    main, log = (Path(location + suffix).read_bytes() for suffix in ("", "-wal"))
    engine.close()
    rng = random.Random(7)
    for number in range(60):
        damaged = bytearray(log)
        at = rng.randrange(len(log))
        if number % 3 == 0:
            del damaged[at:]
        elif number % 3 == 1:
            damaged[at] ^= 1 << rng.randrange(8)
        else:
            damaged[at:] = bytes(len(damaged) - at)
        folder = tmp_path / f"cut-{number}"
        folder.mkdir()
        copy = str(folder / "onboardctl.db")
        Path(copy).write_bytes(main)
        Path(copy + "-wal").write_bytes(bytes(damaged))
        assert len(books(copy).get("ada", [])) <= 60


@pytest.fixture
def failing(monkeypatch):
    monkeypatch.setattr(sqlite, "connection_class", FailingConnection)
    yield
    fail_statement(0)


@pytest.mark.parametrize("failure", ["SQLITE_FULL", "SQLITE_BUSY", "SQLITE_IOERR_FSYNC"])
def test_the_nth_statement_of_a_change_fails_for_every_n(tmp_path, failing, failure):
    location = toy_store(tmp_path)
    for number in range(1, 100):
        before = books(location)
        fail_statement(number, failure)
        try:
            with closing(open_toy(location)) as engine:
                toy_change(engine, "ada")
        except StoreError:
            fail_statement(0)
            assert books(location) == before
            continue
        assert FailingConnection.failed is None, "a failure was swallowed"
        fail_statement(0)
        assert books(location) == {"ada": [1]}
        break
    else:
        pytest.fail("no change came through")


@pytest.mark.parametrize(
    "step", [41, pytest.param(1, marks=pytest.mark.slow)], ids=["quick", "every n"]
)
def test_the_nth_statement_of_making_a_store_fails_and_leaves_nothing(tmp_path, failing, step):
    location = str(tmp_path / "onboardctl.db")
    for number in range(1, _statements_of_making(tmp_path / "counted.db") + 1, step):
        fail_statement(number)
        with pytest.raises(StoreError):
            migrate.create_store(location, now=NOW)
        assert list(tmp_path.iterdir()) == []
    fail_statement(0)
    migrate.create_store(location, now=NOW)
    assert [path.name for path in tmp_path.iterdir()] == ["onboardctl.db"]


def _statements_of_making(location: Path) -> int:
    """How many statements make a store; the one made to count them is gone again."""
    beyond = 1_000_000
    fail_statement(beyond)
    migrate.create_store(str(location), now=NOW)
    location.unlink()
    return beyond - FailingConnection.countdown


def test_the_nth_statement_of_a_backup_fails_for_every_n(tmp_path, failing):
    location = toy_store(tmp_path)
    target = tmp_path / "copies" / "copy.db"
    for number in range(1, 200):
        fail_statement(number)
        try:
            backup.back_up(location, target)
        except StoreError:
            fail_statement(0)
            assert not target.exists()
            assert list(target.parent.glob("*")) == []
            continue
        assert FailingConnection.failed is None, "a failure was swallowed"
        break
    fail_statement(0)
    assert books(str(target)) == {}


def test_the_nth_statement_of_a_restore_fails_for_every_n(tmp_path, failing):
    location = toy_store(tmp_path)
    copy = backup.back_up(location, tmp_path / "copy.db").path
    with closing(open_toy(location)) as engine:
        toy_change(engine, "ada")
    for number in range(1, 200):
        fail_statement(number)
        try:
            backup.restore(location, copy, now=NOW)
        except StoreError:
            fail_statement(0)
            assert books(location) == {"ada": [1]}
            continue
        swallowed = FailingConnection.failed
        break
    fail_statement(0)
    # Folding the log of the old store into its file is a courtesy and may fail.
    assert swallowed in {None, "PRAGMA user_version", "PRAGMA wal_checkpoint(TRUNCATE)"}
    assert books(location) == {}
