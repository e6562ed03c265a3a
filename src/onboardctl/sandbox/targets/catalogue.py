"""What PostgreSQL knows of a schema: its owner, its tables, who may read them, who depends on them."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from onboardctl.core.errors import Refused
from onboardctl.core.record import NamedTuple
from onboardctl.sandbox.schema import CORE, RECORDS, SEGMENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import psycopg


_FETCHED = 20_000
_PLAIN = {20, 21, 23, 25, 700, 701, 1043, 1700}
"""Type numbers of whole numbers, texts and decimals, which need no turning."""


class Owner(NamedTuple):
    """Whose a schema is, and whether that is us."""

    name: str
    ours: bool


def owner(connection: psycopg.Connection, schema: str) -> Owner | None:
    """The owner of a schema, ``None`` when there is no such schema."""
    row = connection.execute(
        "SELECT pg_get_userbyid(nspowner), pg_has_role(current_user, nspowner, 'USAGE') "
        "FROM pg_namespace WHERE nspname = %s",
        (schema,),
    ).fetchone()
    return Owner(*row) if row else None


def schemas(connection: psycopg.Connection) -> list[str]:
    """Schemas named like a partner's, by name."""
    rows = connection.execute(
        "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'partner\\_%' ORDER BY 1"
    ).fetchall()
    return [row[0] for row in rows]


def relations(connection: psycopg.Connection, schema: str) -> set[str]:
    """Tables, views, sequences and functions of a schema."""
    rows = connection.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace(%s) "
        "AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S') "
        "UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = to_regnamespace(%s)",
        (schema, schema),
    ).fetchall()
    return {row[0] for row in rows}


def size(connection: psycopg.Connection, schema: str) -> int:
    """Bytes of all tables of a schema with their indexes."""
    row = connection.execute(
        "SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint FROM pg_class "
        "WHERE relnamespace = to_regnamespace(%s) AND relkind = 'r'",
        (schema,),
    ).fetchone()
    return int(row[0]) if row else 0


def refuse_dependents(connection: psycopg.Connection, schema: str, location: str) -> None:
    """Refuse to drop a schema on whose tables views or keys elsewhere depend.

    Raises:
        Refused: there are some; they would be dropped with it.
    """
    rows = connection.execute(
        "SELECT DISTINCT n.nspname || '.' || c.relname FROM pg_depend d "
        "JOIN pg_rewrite w ON d.classid = 'pg_rewrite'::regclass AND w.oid = d.objid "
        "JOIN pg_class c ON c.oid = w.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace "
        "JOIN pg_class t ON d.refclassid = 'pg_class'::regclass AND t.oid = d.refobjid "
        "WHERE t.relnamespace = to_regnamespace(%(schema)s) AND n.nspname <> %(schema)s "
        "UNION SELECT n.nspname || '.' || c.relname FROM pg_constraint k "
        "JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
        "JOIN pg_class t ON t.oid = k.confrelid "
        "WHERE t.relnamespace = to_regnamespace(%(schema)s) AND n.nspname <> %(schema)s ORDER BY 1",
        {"schema": schema},
    ).fetchall()
    if rows:
        names = ", ".join(row[0] for row in rows)
        raise Refused(
            "sandbox.dependents",
            f"{names} of another schema uses {location} and would be dropped with it; "
            "it was left alone",
            hint="drop it first, and make it again afterwards",
        )


def grants(connection: psycopg.Connection, schema: str) -> list[tuple[str | None, str]]:
    """The statements that give others the rights they have on a schema and its tables.

    Each comes with the table it is about, ``None`` for the schema itself.
    """
    return connection.execute(
        "SELECT NULL, format('GRANT %%s ON SCHEMA %%I TO %%s', a.privilege_type, n.nspname, "
        "  CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END) "
        "FROM pg_namespace n, aclexplode(n.nspacl) a "
        "WHERE n.nspname = %(schema)s AND a.grantee <> n.nspowner "
        "UNION ALL SELECT c.relname, format('GRANT %%s ON %%I.%%I TO %%s', a.privilege_type, n.nspname, "
        "  c.relname, CASE a.grantee WHEN 0 THEN 'PUBLIC' "
        "  ELSE quote_ident(pg_get_userbyid(a.grantee)) END) "
        "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) a "
        "WHERE n.nspname = %(schema)s AND c.relkind IN ('r', 'v') AND a.grantee <> c.relowner",
        {"schema": schema},
    ).fetchall()


@contextmanager
def memory_copy(connection: psycopg.Connection, schema: str) -> Iterator[sqlite3.Connection]:
    """All tables of a sandbox in a schema as a SQLite database, in memory as long as it is small.

    Columns are those that are there, whatever their type: moments and days become the text that a
    sandbox has for them, so a schema that somebody else filled can be examined as well.
    """
    known = [table.name for tables in (CORE, *SEGMENTS.values(), RECORDS) for table in tables]
    found: dict[str, list[str]] = {}
    for table, column in connection.execute(
        "SELECT table_name::text, column_name::text FROM information_schema.columns "
        "WHERE table_schema = %s AND table_name = ANY(%s) ORDER BY table_name, ordinal_position",
        (schema, known),
    ):
        found.setdefault(table, []).append(column)
    copy = sqlite3.connect("", isolation_level=None)
    try:
        copy.execute("BEGIN")
        for table, columns in found.items():
            quoted = ", ".join('"' + name.replace('"', '""') + '"' for name in columns)
            copy.execute(f"CREATE TABLE {table} ({quoted})")
            asked: Any = f"SELECT {quoted} FROM {schema}.{table}"
            cursor = connection.cursor(name=f"examined_{table}")
            cursor.itersize = _FETCHED
            cursor.execute(asked)
            rows: Iterable[tuple[Any, ...]] = cursor
            if any(one.type_code not in _PLAIN for one in cursor.description or ()):
                rows = (tuple(map(_plain, row)) for row in cursor)
            marks = ", ".join("?" * len(columns))
            copy.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        copy.execute("COMMIT")
        yield copy
    finally:
        copy.close()


def _plain(value: Any) -> Any:
    """A value as a sandbox in SQLite has it."""
    if value is None or type(value) in (int, float, str):
        return value
    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return float(value)
    return str(value)
