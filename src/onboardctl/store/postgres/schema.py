"""Make the schema of a store and bring it up to date; numbered files, one transaction each.

The files are those of SQLite. Whoever migrates holds a lock of the schema meanwhile, so that two
programs that start at once migrate once: the second finds the work done.
"""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from onboardctl import __version__
from onboardctl.core.codec import instant_text
from onboardctl.core.errors import Conflict, StoreError
from onboardctl.store import failures as store_failures
from onboardctl.store.migrate import FOLDER, Migrated, Step, steps
from onboardctl.store.postgres import address, dialect, failures, opening

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from onboardctl.store.postgres.engine import Connection

_META = 'CREATE TABLE store_meta (name TEXT COLLATE "C" PRIMARY KEY, value TEXT NOT NULL)'
_LEDGER = """CREATE TABLE store_migration (
    number BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    applied_at TEXT NOT NULL
)"""
_NOTE = (
    "INSERT INTO store_meta (name, value) VALUES (%(name)s, %(value)s)"
    " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)


def create_store(
    location: str, *, now: datetime, folder: Path = FOLDER, filling: bool = False
) -> None:
    """Make a new, empty store; it appears whole or not at all.

    A schema that exists and is empty is used: a database's owner may have made it for us. With
    ``filling`` it is no store until a copy into it is whole.

    Raises:
        Conflict: ``store.exists``.
        StoreError: the schema is somebody else's, or we may not make one.
    """
    where = address.parse(location)
    with closing(opening.connected(where, location)) as connection, said(where):
        _refuse_encoding(connection, where)
        with connection.transaction():
            take_lock(connection, where.schema)
            found = opening.tables_in(connection, where.schema)
            if "store_meta" in found:
                opening.meta(connection, where, filling=True)
                raise _exists(where.location, where.schema)
            if found:
                raise failures.foreign(where.location, where.schema)
            if not has_schema(connection, where.schema):
                connection.execute(f"CREATE SCHEMA {where.schema}".encode())
            for statement in (_META, _LEDGER, dialect.NEXT_NUMBER):
                connection.execute(statement.encode())
            note(connection, application=opening.OWNER, created_at=instant_text(now))
            for step in steps(folder):
                apply(connection, step, now)
            if filling:
                note(connection, **{opening.FILLING: "yes"})


def migrate(location: str, *, now: datetime, folder: Path = FOLDER) -> Migrated:
    """Run every migration the store does not have yet.

    No copy is made: each step is one transaction, and backups of the server are its owner's.

    Raises:
        StoreError: newer than this program, of another program, busy; the step that failed left no
            trace, and those before it are complete.
    """
    where = address.parse(location)
    known = steps(folder)
    done: list[str] = []
    with closing(opening.connected(where, location)) as connection, said(where):
        first = layout_of(connection, where, known)
        for step in known[first:]:
            with connection.transaction():
                take_lock(connection, where.schema)
                if layout_of(connection, where, known) < step.number:  # nobody was faster
                    apply(connection, step, now)
                    done.append(step.name)
        return Migrated(first, len(known), tuple(done), ())


def pending(location: str, *, folder: Path = FOLDER) -> tuple[int, tuple[str, ...]]:
    """The layout a store has, and the migrations it lacks; nothing is written.

    Raises:
        StoreError: newer than this program, or not a sound store.
    """
    where = address.parse(location)
    known = steps(folder)
    with closing(opening.connected(where, location, read_only=True)) as connection, said(where):
        found = layout_of(connection, where, known)
    return found, tuple(step.name for step in known[found:])


def apply(connection: Connection, step: Step, now: datetime) -> None:
    """Run one migration and its ledger row; the caller's transaction keeps or undoes both."""
    for statement in dialect.definitions(step.path.read_text(encoding="utf-8")):
        connection.execute(statement.encode())
    connection.execute(
        "INSERT INTO store_migration (number, name, applied_at) VALUES (%(number)s, %(name)s, %(at)s)",
        {"number": step.number, "name": step.name, "at": instant_text(now)},
    )
    note(
        connection,
        layout=str(step.number),
        program_version=__version__,
        migrated_at=instant_text(now),
    )


def layout_of(connection: Connection, where: address.Address, known: list[Step]) -> int:
    """The layout of a store that is ours and not newer than the program.

    Raises:
        StoreError: it is missing, somebody else's, or newer.
    """
    found = opening.meta(connection, where)
    layout = int(found["layout"])
    if layout > len(known):
        raise store_failures.newer(where.location, found["program_version"], layout, len(known))
    return layout


def ledger(connection: Connection) -> list[str]:
    """Names of the migrations that ran, in order."""
    rows = connection.execute("SELECT name FROM store_migration ORDER BY number").fetchall()
    return [row["name"] for row in rows]


def take_lock(connection: Connection, schema: str) -> None:
    """Wait until no other program writes to a schema; held until the transaction ends."""
    from onboardctl.store.postgres.engine import WRITERS

    connection.execute(
        "SELECT pg_advisory_xact_lock(%(writers)s, hashtext(%(schema)s))",
        {"writers": WRITERS, "schema": schema},
    )


def note(connection: Connection, **values: str) -> None:
    """Keep what the store says of itself."""
    for name, value in values.items():
        connection.execute(_NOTE, {"name": name, "value": value})


def has_schema(connection: Connection, schema: str) -> bool:
    """Whether a schema of that name is there, whoever made it."""
    row = connection.execute(
        "SELECT 1 AS there FROM pg_namespace WHERE nspname = %(schema)s", {"schema": schema}
    ).fetchone()
    return row is not None


def _refuse_encoding(connection: Connection, where: address.Address) -> None:
    row = connection.execute("SHOW server_encoding").fetchone()
    assert row is not None
    if row["server_encoding"] != "UTF8":
        raise failures.encoding(where.location, row["server_encoding"])


@contextmanager
def said(where: address.Address) -> Iterator[None]:
    """Say in our words what the server says inside the block."""
    import psycopg

    try:
        yield
    except psycopg.Error as error:
        heard = failures.from_server(error, where.location, alive=error.sqlstate is not None)
        if heard is error and error.sqlstate:
            raise StoreError(
                "store.migration",
                f"the store {where.location} could not be brought to its layout: "
                f"{error.diag.message_primary}; nothing was changed",
                hint="report it, and go on with the version of onboardctl you had",
            ) from error
        raise heard from error


def _exists(location: str, schema: str) -> Conflict:
    return Conflict(
        "store.exists",
        f"there is a store in the schema {schema} of {location} already; it was left as it is",
        hint="see it with `onboardctl store check`",
    )
