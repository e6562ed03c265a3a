"""One SQL for both engines: every named query is executed on each and must answer the same.

The example store is copied to a server, row by row the same. Each query gets the same values on
both sides, taken from the rows there, and what it would change is undone. A query that only one
of the two understands, or understands otherwise, fails here under its name.
"""

from __future__ import annotations

import re
from contextlib import closing
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest

from onboardctl.core.errors import OnboardError
from onboardctl.operations.demo import workspace as demo
from onboardctl.store import copying, open_store
from onboardctl.store.opening import open_sqlite
from onboardctl.store.postgres.dialect import query as translated
from onboardctl.store.queries import BUNDLED

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PARAMETER = re.compile(r"(?<!:):([a-z_][a-z0-9_]*)")
CHANGES = re.compile(r"^\s*(INSERT|UPDATE|DELETE)\b", re.MULTILINE)
WHOLE_NUMBERS = {20, 21, 23, 1700}
"""How the server calls types of whole numbers."""
CHOSEN = {"limit": 20, "until": "2026-03-02T09:00:00Z", "before": "2026-02-28", "unfinished": 0}
"""Values of names that are no columns; others are taken from the first row that has one."""


class Pair(NamedTuple):
    """The same store on both engines, and a value for each name and type."""

    file: Any
    server: Any
    values: dict[str, Any]


@pytest.fixture(scope="module")
def pair(tmp_path_factory, postgres):
    folder = tmp_path_factory.mktemp("both")
    location = str(demo.build(folder / "example", NOW).data.folder) + "/onboardctl.db"
    _leave_no_table_empty(location)
    with postgres.database() as url:
        copying.copy_to(location, url, now=NOW)
        with closing(open_sqlite(location)) as file, closing(open_store(url, now=NOW)) as server:
            yield Pair(file, server, _values(file))


def _leave_no_table_empty(location: str) -> None:
    """A row in each table that the example does not fill, so that every query finds one."""
    with closing(open_sqlite(location)) as engine:
        ask = engine.connection.execute
        for table in copying.tables_of(engine):
            if ask(f'SELECT 1 FROM "{table.name}"').fetchone() is None:
                kinds = [row["type"] for row in ask(f'PRAGMA table_info("{table.name}")')]
                row = [1 if kind == "INTEGER" else "x" for kind in kinds]
                ask(f'INSERT INTO "{table.name}" VALUES ({", ".join("?" * len(row))})', row)


def _values(engine) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for table in copying.tables_of(engine):
        for column in table.columns:
            row = engine.connection.execute(
                f'SELECT "{column}" FROM "{table.name}" WHERE "{column}" IS NOT NULL LIMIT 1'
            ).fetchone()
            if row is not None:
                found.setdefault(column, row[0])
    return found | CHOSEN


def _bound(pair: Pair, text: str) -> dict[str, Any]:
    """A value for each name of a query, of the type that the server takes it for."""
    names = list(dict.fromkeys(PARAMETER.findall(_without_remarks(text))))
    types = _types(pair.server.connection, text, names)
    bound = {}
    for name in names:
        whole = types[name] in WHOLE_NUMBERS
        value = pair.values.get(name, 1 if whole else "x")
        if whole != isinstance(value, int):
            value = 1 if whole else str(value)
        bound[name] = value
    return bound


def _types(connection, text: str, names: list[str]) -> dict[str, int]:
    numbered = translated(text)
    for place, name in enumerate(names, start=1):
        numbered = numbered.replace(f"%({name})s", f"${place}")
    plain = numbered.replace("%%", "%").encode()
    with connection.transaction():
        prepared = connection.pgconn.prepare(b"described", plain)
        assert not prepared.error_message, prepared.error_message.decode()
        described = connection.pgconn.describe_prepared(b"described")
        connection.execute("DEALLOCATE described")
    return {name: described.param_type(place) for place, name in enumerate(names)}


def _without_remarks(text: str) -> str:
    return re.sub(r"--[^\n]*|'(?:[^']|'')*'", "", text)


def _answer(engine, query: str, text: str, bound: dict[str, Any]) -> Any:
    """What a query answers, or which of our errors it meets; nothing of it is kept."""
    try:
        with engine.atomic(keep=False):
            if CHANGES.search(text) and "RETURNING" not in text:
                return engine.run(query, **bound)
            rows = [dict(row) for row in engine.rows(query, **bound)]
    except OnboardError as error:
        return error.code
    if "ORDER BY" in text:
        return rows
    # Any one of several rows is an answer where only the first is wanted, whichever comes first.
    return len(rows) if "LIMIT" in text else sorted(rows, key=repr)


@pytest.mark.parametrize("query", BUNDLED.all())
def test_a_query_answers_the_same_on_both_engines(pair, query):
    text = BUNDLED.text(query)
    bound = _bound(pair, text)
    assert _answer(pair.file, query, text, bound) == _answer(pair.server, query, text, bound)


OPTIONAL = re.compile(r"CAST\(:(\w+) AS \w+\) IS NULL")


@pytest.mark.parametrize(
    "query", [name for name, text in BUNDLED.all().items() if OPTIONAL.search(text)]
)
def test_a_query_answers_the_same_where_a_filter_is_left_open(pair, query):
    text = BUNDLED.text(query)
    bound = _bound(pair, text) | dict.fromkeys(OPTIONAL.findall(text))
    assert _answer(pair.file, query, text, bound) == _answer(pair.server, query, text, bound)
