"""Questions in SQL that can do no harm: read-only, listed functions, a deadline, bounded sizes.

Opening the file read-only is not enough: ``ATTACH`` would still create files, and a recursive
query could run for ever or fill the memory.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

from onboardctl.core.errors import InvalidInput, Refused
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.record import NamedTuple
from onboardctl.store import failures
from onboardctl.store.opening import open_sqlite

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_VALUE = 1_000_000
LONGEST_QUERY = 50_000
HEAP_BYTES = 256_000_000
_STEPS_BETWEEN_LOOKS = 20_000
_FUNCTIONS = frozenset(
    {
        *("->", "->>", "abs", "avg", "char", "coalesce", "concat", "count", "cume_dist"),
        *("date", "datetime", "dense_rank", "first_value", "format", "glob"),
        *("group_concat", "hex", "ifnull", "iif", "instr", "json", "json_array"),
        *("json_array_length", "json_each", "json_extract", "json_group_array"),
        *("json_group_object", "json_object", "json_tree", "json_type", "json_valid"),
        *("julianday", "lag", "last_value", "lead", "length", "like", "likelihood"),
        *("likely", "lower", "ltrim", "max", "min", "nth_value", "ntile", "nullif"),
        *("percent_rank", "printf", "quote", "rank", "replace", "round", "row_number"),
        *("rtrim", "sign", "strftime", "substr", "substring", "sum", "time", "total"),
        *("trim", "typeof", "unicode", "unixepoch", "unlikely", "upper"),
    }
)
_ALLOWED = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE})
_LIMITS = (
    (sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE),
    (sqlite3.SQLITE_LIMIT_SQL_LENGTH, LONGEST_QUERY),
    (sqlite3.SQLITE_LIMIT_COLUMN, 200),
    (sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 100),
    (sqlite3.SQLITE_LIMIT_COMPOUND_SELECT, 20),
    (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
    (sqlite3.SQLITE_LIMIT_WORKER_THREADS, 0),
)


class Answer(NamedTuple):
    """Columns and rows; ``more`` says that the limit left rows out."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    more: bool


def tables(location: str) -> dict[str, tuple[str, ...]]:
    """The tables that can be asked, with their columns, by name."""
    with closing(open_sqlite(location, read_only=True)) as engine:
        return _tables(engine.connection)


def ask(location: str, query: str, *, limit: int, seconds: float) -> Answer:
    """Answer one query.

    Args:
        location: path of the store.
        query: one SELECT.
        limit: at most so many rows.
        seconds: give up after so long.

    Raises:
        Refused: it would change something, or use what is not allowed, or takes too long.
        InvalidInput: it is not sound SQL, or names what does not exist.
    """
    with closing(open_sqlite(location, read_only=True)) as engine:
        connection = engine.connection
        known = _tables(connection)
        refused: list[str] = []
        _fence(connection, _authorizer(set(known), refused), seconds)
        try:
            cursor = connection.execute(query)
            rows = cursor.fetchmany(limit + 1)
        except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
            raise _said(error, known, refused, seconds, location) from error
        if cursor.description is None:
            raise Refused("sql.empty", "the query asks for nothing", hint=_EXAMPLE)
        columns = distinct([column[0] for column in cursor.description])
        return Answer(columns, tuple(tuple(row) for row in rows[:limit]), len(rows) > limit)


_EXAMPLE = 'write one SELECT: onboardctl store sql "SELECT slug, tier FROM partner"'


def _tables(connection: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    found = connection.execute(
        "SELECT m.name AS name, c.name AS field FROM sqlite_schema AS m, pragma_table_info(m.name) AS c"
        " WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        " AND m.name <> '_sqlite_migrations' ORDER BY m.name, c.cid"
    )
    columns: dict[str, list[str]] = {}
    for row in found:
        columns.setdefault(row["name"], []).append(row["field"])
    return {name: tuple(fields) for name, fields in columns.items()}


def _fence(connection: sqlite3.Connection, allowed: Callable[..., int], seconds: float) -> None:
    # Table functions are set up on first use, which the authorizer would take for a change.
    connection.execute("SELECT 1 FROM json_each('[]'), json_tree('[]')").fetchall()
    connection.execute("PRAGMA query_only = ON")
    connection.execute(f"PRAGMA hard_heap_limit = {HEAP_BYTES}")
    for limit, most in _LIMITS:
        connection.setlimit(limit, most)
    end = time.monotonic() + seconds
    connection.set_progress_handler(lambda: int(time.monotonic() > end), _STEPS_BETWEEN_LOOKS)
    connection.set_authorizer(allowed)


def _authorizer(names: set[str], refused: list[str]) -> Callable[..., int]:
    def allowed(action: int, one: str | None, two: str | None, *rest: str | None) -> int:
        if action in _ALLOWED:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_READ and _may_read(one or "", names):
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION and (two or "").lower() in _FUNCTIONS:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION:
            refused.append(f"the function {two}")
        elif action == sqlite3.SQLITE_READ:
            refused.append(f"the table {one}")
        else:
            refused.append("anything but reading")
        return sqlite3.SQLITE_DENY

    return allowed


def _may_read(table: str, known: set[str]) -> bool:
    """Our tables, and names that a query gives to its own parts; not the engine's inner tables."""
    inner = ("sqlite_", "_sqlite_", "pragma_", "dbstat", "bytecode", "tables_used")
    return table in known or not table.lower().startswith(inner)


def _said(
    error: Exception,
    known: dict[str, tuple[str, ...]],
    refused: list[str],
    seconds: float,
    location: str,
) -> Exception:
    text = str(error)
    if refused:
        return Refused(
            "sql.forbidden",
            f"store sql does not allow {refused[0]}; it only reads",
            hint="see the tables with `onboardctl store sql`",
        )
    if "interrupted" in text:
        return Refused(
            "sql.slow",
            f"the query took longer than {seconds:g} seconds and was stopped",
            hint="narrow it with WHERE, or allow more with --seconds",
        )
    if (
        isinstance(error, MemoryError)
        or "too big" in text
        or "too large" in text
        or "out of memory" in text
    ):
        return Refused("sql.large", "the query makes values that are too large; it was stopped")
    if "no such table: " in text or "no such column: " in text:
        return _unknown(text, known)
    if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
        said = failures.from_sqlite(error, location)
        if said is not error:
            return said
    return InvalidInput("sql.invalid", f"SQL: {text.rstrip('.')}", hint=_EXAMPLE)


def _unknown(text: str, known: dict[str, tuple[str, ...]]) -> InvalidInput:
    kind, _, name = text.removeprefix("no such ").partition(": ")
    names = list(known) if kind == "table" else sorted({c for cs in known.values() for c in cs})
    near = did_you_mean(name.rpartition(".")[2], names)
    hint = (
        f"tables are {listed(known)}" if kind == "table" else "see them with `onboardctl store sql`"
    )
    return InvalidInput("sql.unknown", f'there is no {kind} "{name}"{near}', hint=hint)


def distinct(names: list[str]) -> tuple[str, ...]:
    """Names of columns as keys: the second ``name`` becomes ``name_2``."""
    taken: list[str] = []
    for name in names:
        made, number = name, 2
        while made in taken:
            made, number = f"{name}_{number}", number + 1
        taken.append(made)
    return tuple(taken)
