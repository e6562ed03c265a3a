"""Read tables are written and read by SQL that is put together from their keys."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from importlib import import_module

import pytest

from onboardctl.core.subject import MODULES
from onboardctl.store import migrate, read_tables
from onboardctl.store.opening import open_sqlite
from onboardctl.store.queries import BUNDLED

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KINDS = [import_module(module).SUBJECT for module in MODULES.values()]
TABLES = [pytest.param(kind, table, id=table) for kind in KINDS for table in kind.keys]


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    location = str(tmp_path_factory.mktemp("store") / "onboardctl.db")
    migrate.create_store(location, now=NOW)
    with closing(open_sqlite(location)) as engine:
        yield engine


def a_row(engine, kind, table, mark):
    """A row with a text or number in every column; the key is the same whatever the mark."""
    return {
        column["name"]: (len(mark) if column["name"] not in kind.keys[table] else 1)
        if column["type"] == "INTEGER"
        else (mark if column["name"] not in kind.keys[table] else f"key of {column['name']}")
        for column in engine.connection.execute(f"PRAGMA table_info({table})")
    }


@pytest.mark.parametrize(("kind", "table"), TABLES)
def test_a_row_is_put_put_again_and_dropped(engine, kind, table):
    first, second = a_row(engine, kind, table, "was"), a_row(engine, kind, table, "is now")
    subject = first[kind.key]

    def stored():
        return [dict(row) for row in read_tables.rows(engine, kind, table, subject)]

    read_tables.put(engine, kind, table, [first])
    assert stored() == [first]
    read_tables.put(engine, kind, table, [second])
    assert stored() == [second]
    read_tables.drop(engine, kind, table, [{key: first[key] for key in kind.keys[table]}])
    assert stored() == []


@pytest.mark.parametrize(("kind", "table"), TABLES)
def test_rows_are_found_by_their_key(engine, kind, table):
    read_tables.rows(engine, kind, table, "P-0001")
    text = BUNDLED.text(f"read.rows_{table}")
    plan = engine.connection.execute(f"EXPLAIN QUERY PLAN {text}", {kind.key: "P-0001"}).fetchall()
    assert [row["detail"] for row in plan if "SCAN" in row["detail"]] == []
