"""Questions in SQL that can do no harm on a server: they only read, and have a deadline.

A reading transaction could still call functions that reach outside; those need rights that nobody
who looks after a server gives to people. What is left to us: one statement, of our schema.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

from onboardctl.core.errors import InvalidInput, Refused
from onboardctl.core.names import did_you_mean, listed
from onboardctl.store.postgres import address, failures, opening
from onboardctl.store.readonly_sql import LONGEST_QUERY, Answer, distinct

if TYPE_CHECKING:
    import psycopg

    from onboardctl.store.postgres.engine import Connection

_EXAMPLE = 'write one SELECT: onboardctl store sql "SELECT slug, tier FROM partner"'
_INNER = frozenset({"store_meta", "store_migration"})
_UNKNOWN = {"42P01": "table", "42703": "column", "42883": "function"}
_FORBIDDEN = frozenset({"25006", "42501", "0A000", "25001", "25P02", "2F003"})


def tables(location: str) -> dict[str, tuple[str, ...]]:
    """The tables that can be asked, with their columns, by name."""
    with closing(opening.open_postgres(location, read_only=True)) as engine:
        return _tables(engine.connection)


def ask(location: str, query: str, *, limit: int, seconds: float) -> Answer:
    """Answer one query.

    Args:
        location: URL of the store.
        query: one SELECT.
        limit: at most so many rows.
        seconds: give up after so long.

    Raises:
        Refused: it would change something, or takes too long.
        InvalidInput: it is not sound SQL, or names what does not exist.
    """
    opening.need_driver(address.parse(location).location)
    import psycopg
    from psycopg.rows import tuple_row

    from onboardctl.store.postgres import values

    if len(query) > LONGEST_QUERY:
        raise Refused("sql.large", "the query is too long; it was not asked")
    with closing(opening.open_postgres(location, read_only=True)) as engine:
        connection = engine.connection
        values.adapt(connection)
        try:
            connection.execute("BEGIN READ ONLY")
            connection.execute(f"SET LOCAL statement_timeout = {int(seconds * 1000)}".encode())
            # The extended protocol, which parameters bring, takes one statement and no second.
            with connection.cursor(row_factory=tuple_row) as cursor:
                rows = _fetched(cursor, query, limit + 1)
                if cursor.description is None:
                    raise Refused("sql.empty", "the query asks for nothing", hint=_EXAMPLE)
                columns = distinct([column.name for column in cursor.description])
        except psycopg.Error as error:
            raise _said(error, connection, seconds, address.parse(location).location) from error
        return Answer(columns, tuple(rows[:limit]), len(rows) > limit)


def _fetched(cursor: psycopg.Cursor[tuple[Any, ...]], query: str, most: int) -> list[Any]:
    found: list[Any] = []
    for row in cursor.stream(query.replace("%", "%%").encode(), {}):
        found.append(row)
        if len(found) >= most:
            break
    return found


def _tables(connection: Connection) -> dict[str, tuple[str, ...]]:
    rows = connection.execute(
        "SELECT c.relname AS name, a.attname AS field FROM pg_class AS c"
        " JOIN pg_attribute AS a ON a.attrelid = c.oid"
        " WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')"
        ' AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname COLLATE "C", a.attnum'
    )
    columns: dict[str, list[str]] = {}
    for row in rows.fetchall():
        if row["name"] not in _INNER:
            columns.setdefault(row["name"], []).append(row["field"])
    return {name: tuple(fields) for name, fields in columns.items()}


def _said(error: psycopg.Error, connection: Connection, seconds: float, location: str) -> Exception:
    code = error.sqlstate or ""
    text = error.diag.message_primary or str(error).strip()
    if code == "57014":
        return Refused(
            "sql.slow",
            f"the query took longer than {seconds:g} seconds and was stopped",
            hint="narrow it with WHERE, or allow more with --seconds",
        )
    if code in _FORBIDDEN:
        return Refused(
            "sql.forbidden",
            f"store sql only reads: {text}",
            hint="see the tables with `onboardctl store sql`",
        )
    if code in _UNKNOWN:
        return _unknown(_UNKNOWN[code], error, text, connection)
    said = failures.from_server(error, location, alive=not connection.closed)
    if said is not error:
        return said
    return InvalidInput("sql.invalid", f"SQL: {text.rstrip('.')}", hint=_EXAMPLE)


def _unknown(kind: str, error: psycopg.Error, text: str, connection: Connection) -> InvalidInput:
    connection.execute("ROLLBACK")
    known = _tables(connection)
    name = text.partition('"')[2].partition('"')[0] or text
    if kind == "column":
        name = name or text.split()[1]
        names = sorted({column for columns in known.values() for column in columns})
    else:
        names = list(known) if kind == "table" else []
    hint = (
        f"tables are {listed(known)}" if kind == "table" else "see them with `onboardctl store sql`"
    )
    near = did_you_mean(name.rpartition(".")[2], names)
    return InvalidInput("sql.unknown", f'there is no {kind} "{name}"{near}', hint=hint)
