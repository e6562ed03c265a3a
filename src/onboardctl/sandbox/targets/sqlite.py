"""A sandbox in a SQLite file: built beside the target, checked, then swapped in.

Until the last step the target is untouched, so an interruption, a full disk or a killed process
leaves the old sandbox or none, never half of one.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from onboardctl.core.errors import Conflict, Refused, StoreError
from onboardctl.sandbox.checksums import Checksum, blocks
from onboardctl.sandbox.database import SqliteDatabase
from onboardctl.sandbox.manifest import Manifest, manifest_of, read_manifest
from onboardctl.sandbox.queries import queries
from onboardctl.sandbox.records import records_of
from onboardctl.sandbox.schema import (
    RECORDS,
    Table,
    create_indexes,
    create_table,
    insert_into,
    tables_of,
)
from onboardctl.sandbox.targets import Built, refuse_strangers, unlike
from onboardctl.sandbox.targets.opening import read_only
from onboardctl.sandbox.targets.own_rows import OwnRows, own_rows
from onboardctl.sandbox.watching import NOBODY, watched

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from onboardctl.sandbox.targets import Before, Check
    from onboardctl.sandbox.tenant import Tenant
    from onboardctl.sandbox.watching import Watch

_PAGE = 4096
_FORMAT = 1
"""``user_version`` of a sandbox file."""
_MARK = 0x6F625342
"""``application_id`` of a sandbox file: "obSB"."""
_LOOKED_AT = 1000
"""Rows of an index that its statistics are made of: enough for a plan, and quick whatever its size."""
_ALWAYS = {table.name for table in RECORDS}


class SqliteTarget:
    """The file of one partner's sandbox."""

    form = "sqlite"

    def __init__(self, file: Path, schema: str) -> None:
        self.file = file
        self.schema = schema
        self.location = str(file)

    def held(self) -> Manifest | None:
        """The manifest of what is there, or ``None`` when nothing is.

        Raises:
            Refused: something else is there.
        """
        return _held(self.file)

    def check(self, partner_id: str) -> Manifest | None:
        """The same, refusing the sandbox of another partner as well."""
        manifest = self.held()
        if manifest:
            unlike(manifest, self.schema, partner_id, self.location)
        return manifest

    def seed(
        self,
        tenant: Tenant,
        check: Check,
        before: Before | None = None,
        watch: Watch = NOBODY,
    ) -> Built:
        """Build a new file, have it checked, and swap it in; see :class:`Target`."""
        with sole_writer(self.file):
            held = self.check(tenant.world.request.partner_id)
            own: OwnRows = {}
            if held:
                with _open_read_only(self.file) as connection:
                    present = _present(connection)
                    segments = {table.name for table in tables_of(held.segment)}
                    refuse_strangers(
                        self.location, sorted(present - segments - _ALWAYS - set(queries("views")))
                    )
                    database = SqliteDatabase(connection)
                    if before:
                        before(database, held)
                    own = own_rows(database, present, tenant)
            return _build(tenant, self.file, self.schema, own, check, watch)

    @contextmanager
    def reading(self) -> Iterator[SqliteDatabase]:
        """The file, to be read."""
        with _open_read_only(self.file) as connection:
            yield SqliteDatabase(connection)

    @contextmanager
    def changing(self) -> Iterator[SqliteDatabase]:
        """One transaction on the file, under its lock."""
        with sole_writer(self.file):
            connection = sqlite3.connect(self.file, isolation_level=None)
            try:
                connection.execute("PRAGMA foreign_keys = ON")
                connection.execute("BEGIN IMMEDIATE")
                yield SqliteDatabase(connection)
                connection.execute("COMMIT")
            except sqlite3.Error as problem:
                raise StoreError(
                    "sandbox.write", f"{self.file} could not be changed: {problem}"
                ) from problem
            finally:
                connection.close()

    @contextmanager
    def examined(self) -> Iterator[sqlite3.Connection]:
        """The file itself, opened so that nothing can change it."""
        with _open_read_only(self.file) as connection:
            yield connection

    def size_bytes(self) -> int:
        """The length of the file."""
        return self.file.stat().st_size

    def drop(self) -> None:
        """Remove the file."""
        with sole_writer(self.file):
            self.file.unlink()


@contextmanager
def sole_writer(target: Path) -> Iterator[None]:
    """Hold the lock of a target; leftovers of killed writers are swept first.

    Raises:
        Conflict: somebody else is writing the same sandbox.
        StoreError: the folder cannot be written.
    """
    import fcntl

    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(_lock_of(target), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as problem:
        raise StoreError(
            "sandbox.folder", f"{target.parent} cannot be written: {problem.strerror}"
        ) from problem
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Conflict(
                "sandbox.busy",
                f"another command is writing {target.name} right now",
                hint="try again when it has finished",
            ) from None
        for leftover in target.parent.glob(f".{target.name}.*.new*"):
            leftover.unlink(missing_ok=True)
        yield
    finally:
        os.close(handle)


def _lock_of(target: Path) -> Path:
    return target.parent / f".{target.name}.lock"


def _held(target: Path) -> Manifest | None:
    if not os.path.lexists(target):
        return None
    if not target.is_file() or target.is_symlink():
        raise Refused("sandbox.foreign", f"{target} is not a plain file; it was left alone")
    if target.stat().st_size == 0:
        raise Refused(
            "sandbox.foreign",
            f"{target} is an empty file that this program did not make; it was left alone",
        )
    with _open_read_only(target) as connection:
        manifest = read_manifest(connection)
    if manifest is None:
        raise Refused(
            "sandbox.foreign",
            f"{target} holds other data: it has no seed manifest, so it was left alone",
            hint="move the file away, or seed another partner",
        )
    return manifest


def _present(connection: sqlite3.Connection) -> set[str]:
    """Tables and views of a file."""
    return {
        row[0]
        for row in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') "
            "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        )
    }


@contextmanager
def _open_read_only(path: Path) -> Iterator[sqlite3.Connection]:
    connection = read_only(path)
    try:
        yield connection
    finally:
        connection.close()


def _build(
    tenant: Tenant, target: Path, schema: str, own: OwnRows, check: Check, watch: Watch
) -> Built:
    """Write a tenant into a new file beside the target, then put it in its place.

    Raises:
        StoreError: the disk is full or the folder cannot be written.
    """
    path = target.parent / f".{target.name}.{os.getpid()}.new"
    path.unlink(missing_ok=True)
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        os.close(handle)
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            manifest = fill(connection, tenant, schema, own, watch)
            check(connection, manifest)
        finally:
            connection.close()
        _flush(path)
        size = path.stat().st_size
        path.replace(target)
        _flush(target.parent)
    except (sqlite3.Error, OSError) as problem:
        path.unlink(missing_ok=True)
        raise StoreError(
            "sandbox.write", f"{target} could not be written and is as it was: {problem}"
        ) from problem
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Built(manifest, sum(map(len, own.values())), size)


def rehearse(
    tenant: Tenant, schema: str, check: Check | None = None, watch: Watch = NOBODY
) -> Built:
    """Build in a database that SQLite keeps in memory as long as it is small; ``check`` looks at the rows and raises when they are not sound."""
    connection = sqlite3.connect("", isolation_level=None)
    try:
        manifest = fill(connection, tenant, schema, {}, watch)
        if check:
            check(connection, manifest)
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    finally:
        connection.close()
    return Built(manifest, 0, pages * _PAGE)


def fill(
    connection: sqlite3.Connection,
    tenant: Tenant,
    schema: str,
    own: OwnRows,
    watch: Watch = NOBODY,
) -> Manifest:
    """Write a tenant into an empty database in one transaction; indexes follow the rows."""
    tables = tables_of(tenant.world.request.segment)
    for pragma in (
        f"page_size = {_PAGE}",
        "journal_mode = OFF",
        "synchronous = OFF",
        "locking_mode = EXCLUSIVE",
        "cache_size = -16000",
        f"application_id = {_MARK}",
        f"user_version = {_FORMAT}",
    ):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN IMMEDIATE")
    watch.begin("rows written", sum(len(tenant.rows[table.name]) for table in tables))
    counted = []
    for table in tables:
        rows = watched(blocks(tenant.rows[table.name]), watch)
        counted.append((table.name, *_insert(connection, table, rows, own.get(table.name))))
    manifest = manifest_of(tenant.world, schema, counted)
    for table, records in records_of(tenant, manifest):
        _insert(connection, table, [records], None)
    statements = [statement for table in tables for statement in create_indexes(table)]
    watch.begin("indexes made", len(statements))
    for statement in statements:
        connection.execute(statement)
        watch(1)
    for view in queries("views").values():
        connection.execute(f"CREATE VIEW {view.name} AS {view.sql}")
    connection.execute(f"PRAGMA analysis_limit = {_LOOKED_AT}")
    connection.execute("ANALYZE")
    connection.execute("COMMIT")
    return manifest


def _insert(
    connection: sqlite3.Connection,
    table: Table,
    rows: Iterable[Sequence[Sequence[Any]]],
    own: list[tuple[Any, ...]] | None,
) -> tuple[int, str]:
    """Make and fill one table; returns number and checksum of its seed rows."""
    connection.execute(create_table(table))
    statement = insert_into(table)
    taken = Checksum(table)
    for block in rows:
        connection.executemany(statement, block)
        taken.add(block)
    if own:
        connection.executemany(statement, own)
    return taken.rows, taken.hexdigest()


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
