"""Layouts: one transaction for each step, a backup before it, and refusal of what is newer."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from onboardctl.core.errors import StoreError
from onboardctl.store import layout, migrate, opening, sqlite
from onboardctl.store.opening import open_sqlite
from store_toys import NOW, FailingConnection, fail_statement

FIRST = """
-- A first layout; the semicolon in this comment; and in the text below end nothing.
CREATE TABLE event (event_id {{identity}}, said TEXT NOT NULL DEFAULT 'a; b') {{strict}};
CREATE TABLE part (part_id {{identity}}, whole INTEGER REFERENCES event (event_id)) {{strict}};
INSERT INTO event (said) VALUES ('one; two');
"""
SECOND = """
ALTER TABLE event ADD COLUMN loud TEXT;
UPDATE event SET loud = upper(said);
CREATE INDEX event_by_loud ON event (loud);
"""
BROKEN = "CREATE TABLE third (third_id {{identity}}) {{strict}}; INSERT INTO nowhere VALUES (1);"
ORPHANS = "INSERT INTO part (whole) VALUES (77);"


def _folder(path, *scripts):
    path.mkdir()
    for number, script in enumerate(scripts, start=1):
        (path / f"{number:04}_step_{number}.sql").write_text(script)
    return path


@pytest.fixture
def old(tmp_path):
    """A store of the first layout, and the folder with both."""
    location = str(tmp_path / "onboardctl.db")
    migrate.create_store(location, now=NOW, folder=_folder(tmp_path / "one", FIRST))
    return location, _folder(tmp_path / "two", FIRST, SECOND)


def _look(location):
    with closing(open_sqlite(location, read_only=True, any_layout=True)) as engine:
        run = engine.connection.execute
        columns = [row["name"] for row in run("PRAGMA table_info(event)")]
        rows = [tuple(row) for row in run("SELECT * FROM event")]
        meta = dict(tuple(row) for row in run("SELECT name, value FROM store_meta"))
        return (
            migrate.layout_of(engine.connection),
            migrate.ledger(engine.connection),
            columns,
            rows,
            sorted(meta),
        )


FIRST_LAYOUT = (
    1,
    ["0001_step_1"],
    ["event_id", "said"],
    [(1, "one; two")],
    ["created_at", "migrated_at", "program_version"],
)
SECOND_LAYOUT = (
    2,
    ["0001_step_1", "0002_step_2"],
    ["event_id", "said", "loud"],
    [(1, "one; two", "ONE; TWO")],
    ["created_at", "migrated_at", "program_version"],
)


def test_a_store_is_brought_up_step_by_step_with_a_backup_before_each(old, tmp_path):
    location, folder = old
    assert _look(location) == FIRST_LAYOUT
    done = migrate.migrate(location, now=NOW, folder=folder)
    copy = tmp_path / "backups" / "onboardctl-20260302-090000-before-0002.db"
    assert done == migrate.Migrated(1, 2, ("0002_step_2",), (copy,))
    assert _look(location) == SECOND_LAYOUT
    assert _look(str(copy)) == FIRST_LAYOUT


def test_a_second_run_has_nothing_to_do(old):
    location, folder = old
    migrate.migrate(location, now=NOW, folder=folder)
    assert migrate.migrate(location, now=NOW, folder=folder) == migrate.Migrated(2, 2, (), ())


def test_what_is_pending_is_told_without_writing(old):
    location, folder = old
    assert migrate.pending(location, folder=folder) == (1, ("0002_step_2",))
    assert _look(location) == FIRST_LAYOUT


def test_a_step_that_fails_leaves_no_trace_and_those_before_it_stay(old, tmp_path):
    location, _ = old
    folder = _folder(tmp_path / "three", FIRST, SECOND, BROKEN)
    with pytest.raises(sqlite3.OperationalError, match="no such table: nowhere"):
        migrate.migrate(location, now=NOW, folder=folder)
    assert _look(location) == SECOND_LAYOUT
    names = sorted(path.name for path in (tmp_path / "backups").iterdir())
    assert names == [
        "onboardctl-20260302-090000-before-0002.db",
        "onboardctl-20260302-090000-before-0003.db",
    ]


def test_a_step_that_would_leave_orphans_is_refused(old, tmp_path):
    location, _ = old
    folder = _folder(tmp_path / "orphans", FIRST, ORPHANS)
    with pytest.raises(StoreError) as refused:
        migrate.migrate(location, now=NOW, folder=folder)
    assert refused.value.message == (
        "migration 0002_step_2 would leave a row of part without its event; nothing was changed"
    )
    assert _look(location) == FIRST_LAYOUT


def test_a_newer_store_is_not_touched(old):
    location, folder = old
    migrate.migrate(location, now=NOW, folder=folder)
    with pytest.raises(StoreError) as refused:
        migrate.migrate(location, now=NOW, folder=folder.parent / "one")
    assert refused.value.code == "store.newer"
    assert _look(location) == SECOND_LAYOUT


def test_the_nth_statement_of_a_migration_fails_for_every_n(old, monkeypatch):
    location, folder = old
    monkeypatch.setattr(sqlite, "connection_class", FailingConnection)
    for number in range(1, 400):
        fail_statement(number)
        try:
            migrate.migrate(location, now=NOW, folder=folder)
        except StoreError:
            fail_statement(0)
            assert _look(location) == FIRST_LAYOUT
            continue
        assert FailingConnection.failed is None, "a failure was swallowed"
        break
    fail_statement(0)
    assert _look(location) == SECOND_LAYOUT


def test_an_older_store_is_refused_until_it_is_migrated(old, monkeypatch):
    location, folder = old
    monkeypatch.setattr(opening, "LAYOUT", 2)
    with pytest.raises(StoreError) as refused:
        open_sqlite(location)
    assert refused.value.code == "store.older"
    migrate.migrate(location, now=NOW, folder=folder)
    open_sqlite(location).close()


def test_the_layout_number_is_that_of_the_newest_file():
    assert [step.number for step in migrate.steps()][-1] == layout.LAYOUT


def test_files_out_of_order_are_a_mistake_of_the_program(tmp_path):
    folder = _folder(tmp_path / "gap", FIRST, SECOND)
    (folder / "0002_step_2.sql").rename(folder / "0003_step_2.sql")
    with pytest.raises(LookupError, match="not numbered"):
        migrate.steps(folder)
    (folder / "0003_step_2.sql").rename(folder / "two.sql")
    with pytest.raises(LookupError, match="is not named like"):
        migrate.steps(folder)


def test_a_migration_may_not_end_in_the_middle_of_a_statement():
    assert list(migrate.statements("SELECT 1;\n-- the end")) == ["SELECT 1;"]
    with pytest.raises(LookupError, match="unfinished"):
        list(migrate.statements("SELECT 1; SELECT 2"))
