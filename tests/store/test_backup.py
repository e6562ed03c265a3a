"""Copies are whole, private and never over another file; a restore keeps what it replaces."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from onboardctl.core.errors import Conflict, StoreError
from onboardctl.store import backup, layout, sqlite
from store_toys import NOW, books, open_toy, toy_change, toy_store


@pytest.fixture
def location(tmp_path):
    location = toy_store(tmp_path)
    with closing(open_toy(location)) as engine:
        toy_change(engine, "ada")
    return location


def _write(location):
    with closing(open_toy(location)) as engine:
        toy_change(engine, "ada")


def test_a_backup_holds_what_the_store_holds(location, tmp_path):
    copy = backup.back_up(location, backup.backup_path(location, NOW))
    assert copy.path == tmp_path / "backups" / "onboardctl-20260302-090000.db"
    assert (copy.layout, copy.facts, copy.path.stat().st_mode & 0o777) == (layout.LAYOUT, 0, 0o600)
    assert copy.size_bytes == copy.path.stat().st_size
    assert [path.name for path in copy.path.parent.iterdir()] == [copy.path.name]
    assert books(str(copy.path)) == {"ada": [1]}


def test_a_backup_includes_what_is_still_in_the_log(location, tmp_path):
    with closing(open_toy(location)) as engine:
        toy_change(engine, "ada")
        assert Path(location + "-wal").stat().st_size > 0
        copy = backup.back_up(location, tmp_path / "copy.db")
    assert books(str(copy.path)) == {"ada": [1, 2]}


def test_two_backups_in_one_second_have_two_names(location):
    names = [
        backup.back_up(location, backup.backup_path(location, NOW)).path.name for _ in range(3)
    ]
    assert names == [
        "onboardctl-20260302-090000.db",
        "onboardctl-20260302-090000-2.db",
        "onboardctl-20260302-090000-3.db",
    ]


def test_a_backup_never_replaces_a_file(location, tmp_path):
    target = tmp_path / "copy.db"
    target.write_text("mine")
    with pytest.raises(Conflict) as refused:
        backup.back_up(location, target)
    assert (refused.value.code, target.read_text()) == ("backup.exists", "mine")


def test_a_restore_brings_the_backup_back_and_keeps_the_store_it_replaces(location, tmp_path):
    copy = backup.back_up(location, tmp_path / "copy.db").path
    _write(location)
    kept = backup.restore(location, copy, now=NOW)
    assert kept == tmp_path / "backups" / "onboardctl-20260302-090000-before-restore.db"
    assert books(location) == {"ada": [1]}
    assert books(str(kept)) == {"ada": [1, 2]}
    assert books(str(copy)) == {"ada": [1]}
    assert Path(location).stat().st_mode & 0o777 == 0o600


def test_a_restore_lets_readers_finish_first(location, tmp_path, monkeypatch):
    """A log that is still read cannot be folded; the restored store would take it for its own."""
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    copy = backup.back_up(location, tmp_path / "copy.db").path
    with closing(open_toy(location)) as reader:
        with reader.snapshot():
            reader.rows("toy.entries")
            _write(location)
            with pytest.raises(StoreError) as refused:
                backup.restore(location, copy, now=NOW)
            assert refused.value.code == "store.busy"
        assert books(location) == {"ada": [1, 2]}
    backup.restore(location, copy, now=NOW)
    assert books(location) == {"ada": [1]}


def test_a_restore_replaces_a_missing_store_and_its_stray_log(location, tmp_path):
    copy = backup.back_up(location, tmp_path / "copy.db").path
    Path(location).unlink()
    Path(location + "-wal").write_bytes(b"left over")
    assert backup.restore(location, copy, now=NOW) is None
    assert books(location) == {"ada": [1]}


def test_a_restore_replaces_a_damaged_store_and_keeps_it_as_it_was(location, tmp_path):
    copy = backup.back_up(location, tmp_path / "copy.db").path
    Path(location).write_bytes(b"nonsense")
    kept = backup.restore(location, copy, now=NOW)
    assert books(location) == {"ada": [1]}
    assert kept.read_bytes() == b"nonsense"


@pytest.mark.parametrize(("content", "code"), [(b"", "store.empty"), (b"text", "store.not_sqlite")])
def test_what_is_no_store_is_not_restored(location, tmp_path, content, code):
    source = tmp_path / "copy.db"
    source.write_bytes(content)
    with pytest.raises(StoreError) as refused:
        backup.restore(location, source, now=NOW)
    assert refused.value.code == code
    assert books(location) == {"ada": [1]}


def test_a_torn_or_newer_backup_is_not_restored(location, tmp_path):
    torn = backup.back_up(location, tmp_path / "torn.db").path
    with closing(sqlite3.connect(torn)) as connection:
        query = "SELECT rootpage FROM sqlite_schema WHERE name = 'toy_entry'"
        page = connection.execute(query).fetchone()[0]
    with torn.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)
    newer = backup.back_up(location, tmp_path / "newer.db").path
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute("PRAGMA user_version = 99")
    codes = []
    for source in (torn, newer):
        with pytest.raises(StoreError) as refused:
            backup.restore(location, source, now=NOW)
        codes.append(refused.value.code)
    assert codes == ["store.damaged", "store.newer"]
    assert books(location) == {"ada": [1]}
