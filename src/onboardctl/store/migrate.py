"""Make a store and bring it up to date: numbered files, one transaction each with its ledger row.

The files under ``store/migrations`` run through ``sqlite_utils.Migrations``, inside our own
``BEGIN IMMEDIATE`` (its own transactions begin deferred). Before each one the store is backed up.
"""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from onboardctl import __version__
from onboardctl.core.codec import instant_text
from onboardctl.core.errors import Conflict, StoreError
from onboardctl.core.record import NamedTuple
from onboardctl.store import backup, failures, files
from onboardctl.store.layout import APPLICATION_ID
from onboardctl.store.lock import LOCK_SUFFIX, LockTimeoutError, writers_queue
from onboardctl.store.opening import open_sqlite
from onboardctl.store.sqlite import connect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlite_utils import Database, Migrations


FOLDER = Path(__file__).with_name("migrations")
_NUMBERED = re.compile(r"^(\d{4})_[a-z0-9_]+\.sql$")
_DIALECT = {
    "{{identity}}": "INTEGER PRIMARY KEY",
    "{{strict}}": "STRICT",
    "{{clustered}}": "STRICT, WITHOUT ROWID",
}
_META = """CREATE TABLE IF NOT EXISTS store_meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT"""


class Migrated(NamedTuple):
    """What a migration did: layouts before and after, names of the steps, backups made."""

    found: int
    layout: int
    steps: tuple[str, ...]
    backups: tuple[Path, ...]


class Step(NamedTuple):
    """One numbered file."""

    number: int
    name: str
    path: Path


def steps(folder: Path = FOLDER) -> list[Step]:
    """The migrations of a folder in order.

    Raises:
        LookupError: a number is missing or used twice; a mistake in the program.
    """
    found = []
    for path in sorted(folder.glob("*.sql")):
        match = _NUMBERED.match(path.name)
        if match is None:
            raise LookupError(f"{path.name} is not named like 0001_what_it_does.sql")
        found.append(Step(int(match[1]), path.stem, path))
    if [step.number for step in found] != list(range(1, len(found) + 1)):
        raise LookupError(f"the migrations in {folder} are not numbered 1, 2, 3 …")
    return found


def create_store(location: str, *, now: datetime, folder: Path = FOLDER) -> None:
    """Make a new, empty, private store; it appears whole or not at all.

    Raises:
        Conflict: ``store.exists``.
        StoreError: the folder is missing, read-only or full.
    """
    target = Path(location)
    if target.exists():
        raise _exists(location)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        if not target.parent.is_dir():
            raise failures.folder_missing(location)
        files.remove(temporary)
        _build(temporary, folder, now)
        files.place(temporary, target)
    except FileExistsError:
        raise _exists(location) from None
    except sqlite3.Error as error:
        raise failures.from_sqlite(error, location) from error
    except OSError as error:
        raise failures.from_os(error, location) from error
    finally:
        files.remove(temporary)


def migrate(location: str, *, now: datetime, folder: Path = FOLDER) -> Migrated:
    """Run every migration the store does not have yet, each after a backup of its own.

    Raises:
        StoreError: newer than this program, of another program, busy, full; the step that failed
            left no trace, and those before it are complete.
    """
    known = steps(folder)
    try:
        with (
            writers_queue(location + LOCK_SUFFIX),
            closing(open_sqlite(location, any_layout=True)) as engine,
        ):
            connection = engine.connection
            found = layout_of(connection)
            _refuse_newer(connection, location, known)
            done, copies = [], []
            for step in known[found:]:
                copy = backup.backup_path(location, now, f"before-{step.number:04}")
                copies.append(backup.back_up(location, copy).path)
                apply(connection, step, now)
                done.append(step.name)
            return Migrated(found, found + len(done), tuple(done), tuple(copies))
    except LockTimeoutError:
        raise failures.busy(location) from None
    except sqlite3.Error as error:
        raise failures.from_sqlite(error, location) from error
    except OSError as error:
        raise failures.from_os(error, location) from error


def pending(location: str, *, folder: Path = FOLDER) -> tuple[int, tuple[str, ...]]:
    """The layout a store has, and the migrations it lacks; nothing is written.

    Raises:
        StoreError: newer than this program, or not a sound store.
    """
    known = steps(folder)
    with closing(open_sqlite(location, read_only=True, any_layout=True)) as engine:
        found = layout_of(engine.connection)
        _refuse_newer(engine.connection, location, known)
    return found, tuple(step.name for step in known[found:])


def apply(connection: sqlite3.Connection, step: Step, now: datetime) -> None:
    """Run one migration and its ledger row in one transaction, the last statement of which commits.

    References are checked as a whole before that; they stay off on this connection.
    """
    connection.execute("PRAGMA foreign_keys = OFF")  # not possible inside a transaction
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("BEGIN IMMEDIATE")
    try:
        _run_through_ledger(connection, step)
        _note(connection, step, now)
        _refuse_orphans(connection, step)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _refuse_orphans(connection: sqlite3.Connection, step: Step) -> None:
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise StoreError(
            "store.migration",
            f"migration {step.name} would leave a row of {broken[0]} without its {broken[2]};"
            " nothing was changed",
            hint="report it, and go on with the version of onboardctl you had",
        )


def layout_of(connection: sqlite3.Connection) -> int:
    """The layout number in the header."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def ledger(connection: sqlite3.Connection) -> list[str]:
    """Names of the migrations that ran, in order; empty when there is no ledger."""
    from sqlite_utils import Database

    database = Database(connection, execute_plugins=False)
    return [applied.name for applied in _ledger().applied(database)]


def statements(text: str) -> Iterator[str]:
    """The statements of a script one by one, as ``executescript`` would commit in between."""
    statement = ""
    for piece in re.split(r"(?<=;)", text):
        statement += piece
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""
    rest = re.sub(r"--[^\n]*", "", statement).strip()
    if rest:
        raise LookupError(f"a migration ends in an unfinished statement: {rest[:60]}")


def _ledger() -> Migrations:
    from sqlite_utils import Migrations

    return Migrations("onboardctl")


def _run_through_ledger(connection: sqlite3.Connection, step: Step) -> None:
    from sqlite_utils import Database

    script = step.path.read_text(encoding="utf-8")
    for placeholder, text in _DIALECT.items():
        script = script.replace(placeholder, text)

    def run(database: Database) -> None:
        for statement in statements(script):
            database.conn.execute(statement)

    migrations = _ledger()
    migrations(name=step.name)(run)
    migrations.apply(Database(connection, execute_plugins=False))


def _note(connection: sqlite3.Connection, step: Step, now: datetime) -> None:
    connection.execute(_META)
    put = "INSERT INTO store_meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO "
    connection.execute(put + "NOTHING", ("created_at", instant_text(now)))
    update = put + "UPDATE SET value = excluded.value"
    connection.execute(update, ("program_version", __version__))
    connection.execute(update, ("migrated_at", instant_text(now)))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {step.number}")


def _build(path: Path, folder: Path, now: datetime) -> None:
    from onboardctl.store.volume import supports_wal

    files.make_private(path)
    mode = "WAL" if supports_wal(path.parent) else "DELETE"
    with closing(connect(str(path))) as connection:
        connection.execute(f"PRAGMA journal_mode = {mode}")
        for step in steps(folder):
            apply(connection, step, now)


def _refuse_newer(connection: sqlite3.Connection, location: str, known: list[Step]) -> None:
    found = layout_of(connection)
    if found > len(known):
        row = connection.execute(
            "SELECT value FROM store_meta WHERE name = 'program_version'"
        ).fetchone()
        raise failures.newer(location, row[0], found, len(known))


def _exists(location: str) -> Conflict:
    return Conflict(
        "store.exists",
        f"there is something at {location} already; it was left as it is",
        hint="see it with `onboardctl store check`",
    )
