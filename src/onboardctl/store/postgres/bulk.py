"""Many rows at once: copied in where the statement allows it, else sent without waiting for each.

``INSERT … VALUES (:a, :b)`` becomes a COPY into its table. With ``ON CONFLICT`` the rows are
copied beside it first and taken over in one statement, unless one key comes twice; a long list
whose keys are all new goes straight in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zlib import crc32

from psycopg import sql
from psycopg.errors import UniqueViolation
from psycopg.pq import TransactionStatus

from onboardctl.core.record import NamedTuple
from onboardctl.store.postgres.dialect import PLAIN_INSERT, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import psycopg

FEW = 20
"""Up to so many rows the ordinary statement is as fast."""
MANY = 1000
"""From so many rows on it is worth trying whether all of them are new."""


class _Insert(NamedTuple):
    """A plain insert: its table, its columns, whose values they are, and what a conflict does."""

    table: str
    columns: tuple[str, ...]
    names: tuple[str, ...]
    key: tuple[str, ...]
    more: str


def run_many(
    connection: psycopg.Connection[Any],
    text: str,
    translated: str,
    rows: Iterable[Mapping[str, Any]],
    met: set[str],
) -> int:
    """Run a query once for each mapping; the number of rows changed.

    Args:
        connection: where to.
        text: the query as it is written.
        translated: the same with the server's placeholders.
        rows: values by name.
        met: tables of which rows met others before; it grows.
    """
    known = rows if isinstance(rows, list) else list(rows)
    if not known:
        return 0
    in_change = connection.info.transaction_status == TransactionStatus.INTRANS
    insert = _plain_insert(text) if in_change and len(known) > FEW else None
    if insert is None:
        return _one_by_one(connection, translated, known)
    if not insert.more:
        copy(connection, insert.table, insert.columns, _tuples(known, insert.names))
        return len(known)
    places = [insert.names[insert.columns.index(column)] for column in insert.key]
    keys = {tuple(row[name] for name in places) for row in known}
    if len(keys) < len(known):  # the later of two rows counts on the earlier one
        return _one_by_one(connection, translated, known)
    if len(known) > MANY and insert.table not in met and _all_new(connection, insert, known):
        return len(known)
    met.add(insert.table)
    return _through_a_copy(connection, insert, known)


def _all_new(
    connection: psycopg.Connection[Any], insert: _Insert, rows: list[Mapping[str, Any]]
) -> bool:
    """Copy rows straight in; nothing is kept when one of them meets a row that is there."""
    try:
        with connection.transaction():  # a savepoint, as we are in a change
            copy(connection, insert.table, insert.columns, _tuples(rows, insert.names))
    except UniqueViolation:
        return False
    return True


def _one_by_one(
    connection: psycopg.Connection[Any], translated: str, rows: list[Mapping[str, Any]]
) -> int:
    with connection.cursor() as cursor:
        cursor.executemany(translated, rows)
        return cursor.rowcount


def _through_a_copy(
    connection: psycopg.Connection[Any], insert: _Insert, rows: list[Mapping[str, Any]]
) -> int:
    columns = ", ".join(insert.columns)
    beside = f"beside_{insert.table}_{crc32(columns.encode()):x}"
    connection.execute(
        _raw(
            f"CREATE TEMPORARY TABLE IF NOT EXISTS {beside} ON COMMIT DELETE ROWS AS"
            f" SELECT {columns} FROM {insert.table} WITH NO DATA; TRUNCATE {beside}"
        ),
        prepare=False,
    )
    copy(connection, beside, insert.columns, _tuples(rows, insert.names))
    into = f"INSERT INTO {insert.table} ({columns}) SELECT {columns} FROM {beside} WHERE TRUE"
    return connection.execute(_raw(into + insert.more), prepare=False).rowcount


def copy(
    connection: psycopg.Connection[Any],
    table: str,
    columns: Sequence[str],
    rows: Iterable[tuple[Any, ...]],
) -> None:
    """Copy rows into a table that takes them as they come."""
    named = ", ".join(quoted(column) for column in columns)
    with (
        connection.cursor() as cursor,
        cursor.copy(_raw(f"COPY {quoted(table)} ({named}) FROM STDIN")) as stream,
    ):
        for row in rows:
            stream.write_row(row)


def _tuples(rows: list[Mapping[str, Any]], names: tuple[str, ...]) -> Iterable[tuple[Any, ...]]:
    return (tuple(row[name] for name in names) for row in rows)


def _plain_insert(text: str) -> _Insert | None:
    body = "\n".join(line for line in text.splitlines() if not line.startswith("--"))
    found = PLAIN_INSERT.match(body)
    if found is None:
        return None
    names = _listed(found["values"])
    columns = _listed(found["columns"])
    if len(names) != len(columns) or not all(name.startswith(":") for name in names):
        return None
    return _Insert(
        found["table"],
        columns,
        tuple(name.removeprefix(":") for name in names),
        _listed(found["key"]) if found["key"] else (),
        (found["more"] or "").rstrip("; \n"),
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(","))


def _raw(text: str) -> sql.SQL:
    return sql.SQL(text)
