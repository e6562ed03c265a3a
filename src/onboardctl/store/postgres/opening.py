"""Open a store on a server after looking at it first; nothing is written while looking.

One question tells whose schema it is and which layout it has.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from onboardctl.store import failures as store_failures
from onboardctl.store.layout import LAYOUT
from onboardctl.store.postgres import address, failures
from onboardctl.store.queries import BUNDLED, Queries

if TYPE_CHECKING:
    from onboardctl.store.postgres.engine import Connection, PostgresEngine

OWNER = "onboardctl"
"""Says in ``store_meta`` whose tables these are."""
FILLING = "filling"
"""Stands in ``store_meta`` while a copy is being made."""
_META = "SELECT name, value FROM store_meta"
_NO_TABLE = frozenset({"42P01", "3F000"})


def open_postgres(
    location: str,
    *,
    read_only: bool = False,
    any_layout: bool = False,
    filling: bool = False,
    queries: Queries = BUNDLED,
) -> PostgresEngine:
    """Open an existing store.

    Args:
        location: its URL.
        read_only: open it without the right to change anything.
        any_layout: accept older and newer layouts too, to check, migrate or restore.
        filling: accept a copy that is not finished.
        queries: the named SQL.

    Raises:
        StoreError: every reason has a code of its own, see :mod:`onboardctl.store.postgres.failures`.
        InvalidInput: the URL cannot be read.
    """
    where = address.parse(location)

    def connect() -> Connection:
        return connected(where, location, read_only=read_only)

    connection = connect()
    from onboardctl.store.postgres.engine import PostgresEngine

    try:
        known = meta(connection, where, filling=filling)
        if not any_layout:
            refuse_other_layout(known, where)
    except BaseException:
        connection.close()
        raise
    return PostgresEngine(connection, where.location, connect, queries)


def need_driver(shown: str) -> None:
    """See that psycopg is there; it is an extra of the program.

    Raises:
        StoreError: ``store.driver``.
    """
    try:
        import psycopg  # noqa: F401 -- only whether it is there
    except ImportError:
        raise failures.not_installed(shown) from None


def connected(where: address.Address, location: str, *, read_only: bool = False) -> Connection:
    """A connection in autocommit mode that sees our schema alone.

    Raises:
        StoreError: it was not made, or would leave this machine in clear text.
    """
    need_driver(where.location)
    import psycopg
    from psycopg.rows import dict_row

    given: dict[str, Any] = dict(where.parameters)
    given["options"] = address.options(where, read_only=read_only)
    given.setdefault("application_name", "onboardctl")
    secret = address.password(location)
    if secret is not None:
        given["password"] = secret
    try:
        connection = psycopg.connect(
            **given, autocommit=True, row_factory=dict_row, client_encoding="utf8"
        )
    except (psycopg.Error, UnicodeError) as error:
        if not isinstance(error, psycopg.Error):
            raise store_failures.from_value(error) from error
        raise failures.from_connecting(error, where.location) from error
    _refuse_clear_text(connection, where)
    return connection


def meta(
    connection: Connection, where: address.Address, *, filling: bool = False
) -> dict[str, str]:
    """What the store says of itself.

    Raises:
        StoreError: there is none, the schema is somebody else's, or a copy into it was broken off
            and that is not what is asked for.
    """
    import psycopg

    try:
        rows = connection.execute(_META).fetchall()
    except psycopg.errors.InsufficientPrivilege as error:
        raise failures.no_right(where.location, error.diag.message_primary or "") from error
    except psycopg.Error as error:
        if error.sqlstate in _NO_TABLE:
            raise _absent(connection, where) from error
        if error.sqlstate == "42703":  # a table of that name with other columns
            raise failures.foreign(where.location, where.schema) from error
        raise failures.from_server(error, where.location, alive=False) from error
    known = {row["name"]: row["value"] for row in rows}
    if known.get("application") != OWNER:
        raise failures.foreign(where.location, where.schema)
    if FILLING in known and not filling:
        raise failures.unfinished(where.location)
    return known


def refuse_other_layout(known: dict[str, str], where: address.Address) -> None:
    """Go on only with the layout of this program.

    Raises:
        StoreError: ``store.newer`` or ``store.older``.
    """
    found = int(known["layout"])
    if found > LAYOUT:
        raise store_failures.newer(where.location, known["program_version"], found, LAYOUT)
    if found < LAYOUT:
        raise store_failures.older(where.location, found, LAYOUT)


def _absent(connection: Connection, where: address.Address) -> Exception:
    row = connection.execute(
        "SELECT has_schema_privilege(oid, 'USAGE') AS usable FROM pg_namespace"
        " WHERE nspname = %(schema)s",
        {"schema": where.schema},
    ).fetchone()
    if row is not None and not row["usable"]:
        return failures.no_right(where.location, f"the schema {where.schema} is closed to you")
    if tables_in(connection, where.schema):
        return failures.foreign(where.location, where.schema)
    return failures.missing(where.location, where.schema)


def tables_in(connection: Connection, schema: str) -> tuple[str, ...]:
    """The tables and views of a schema, whoever made them, by name."""
    rows = connection.execute(
        "SELECT c.relname AS name FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace"
        " WHERE n.nspname = %(schema)s AND c.relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY c.relname",
        {"schema": schema},
    )
    return tuple(row["name"] for row in rows.fetchall())


def _refuse_clear_text(connection: Connection, where: address.Address) -> None:
    """A service file may name any server; what it leads to is looked at once connected."""
    told = "sslmode" in where.parameters or os.environ.get("PGSSLMODE") or where.is_local
    if told or connection.pgconn.ssl_in_use or address.is_loopback(connection.info.host or "/"):
        return
    connection.close()
    raise failures.not_encrypted(where.location)
