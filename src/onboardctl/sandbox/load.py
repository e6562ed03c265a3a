"""Rows into a SQLite file: built beside the target, checked, then swapped in.

Until the last step the target is untouched, so an interruption, a full disk or a killed process
leaves the old sandbox or none, never half of one.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onboardctl.core.errors import Conflict, Refused, StoreError
from onboardctl.core.record import NamedTuple
from onboardctl.sandbox.figures import incidents_of, kpis_of
from onboardctl.sandbox.manifest import (
    Manifest,
    checksum,
    manifest_of,
    manifest_rows,
    read_manifest,
)
from onboardctl.sandbox.queries import queries
from onboardctl.sandbox.schema import (
    INCIDENTS,
    KPIS,
    MANIFEST,
    RECORDS,
    SEED,
    Table,
    create_indexes,
    create_table,
    insert_into,
    tables_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from onboardctl.sandbox.tenant import Tenant

_PAGE = 4096
_FORMAT = 1
"""``user_version`` of a sandbox file."""
_MARK = 0x6F625342
"""``application_id`` of a sandbox file: "obSB"."""

OwnRows = dict[str, list[tuple[Any, ...]]]


class Built(NamedTuple):
    """A finished file beside its target."""

    path: Path
    manifest: Manifest
    own_rows: int


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


def check_target(target: Path, schema: str, partner_id: str) -> Manifest | None:
    """The manifest of what is already there, or ``None`` when nothing is.

    Raises:
        Refused: the target holds other data, or another partner's sandbox.
    """
    if not os.path.lexists(target):
        return None
    if not target.is_file() or target.is_symlink():
        raise Refused("sandbox.foreign", f"{target} is not a plain file; it was left alone")
    if target.stat().st_size == 0:
        raise Refused(
            "sandbox.foreign",
            f"{target} is an empty file that this program did not make; it was left alone",
        )
    connection = open_read_only(target)
    try:
        manifest = read_manifest(connection)
    finally:
        connection.close()
    if manifest is None:
        raise Refused(
            "sandbox.foreign",
            f"{target} holds other data: it has no seed manifest, so it was left alone",
            hint="move the file away, or seed another partner",
        )
    if (manifest.schema_name, manifest.partner_id) != (schema, partner_id):
        raise Refused(
            "sandbox.owner",
            f"{target} is the sandbox of {manifest.partner_id} ({manifest.schema_name}), "
            f"not of {partner_id} ({schema})",
        )
    return manifest


def open_read_only(path: Path) -> sqlite3.Connection:
    """A connection that cannot change the file.

    Raises:
        StoreError: the file cannot be opened.
    """
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    except sqlite3.Error as problem:
        raise StoreError("sandbox.open", f"{path} cannot be opened: {problem}") from problem
    connection.isolation_level = None
    return connection


def build(
    tenant: Tenant,
    target: Path,
    schema: str,
    *,
    own: OwnRows | None = None,
    check: Callable[[sqlite3.Connection, Manifest], None] | None = None,
) -> Built:
    """Write a tenant into a new file beside the target.

    Args:
        tenant: the rows.
        target: where the sandbox will be.
        schema: its schema name.
        own: rows of the partner to carry over, by table.
        check: looks at the open file before it is finished; what it raises discards the file.

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
            manifest = _fill(connection, tenant, schema, own or {})
            if check:
                check(connection, manifest)
        finally:
            connection.close()
        _flush(path)
    except (sqlite3.Error, OSError) as problem:
        path.unlink(missing_ok=True)
        raise StoreError(
            "sandbox.write", f"{target} could not be written and is as it was: {problem}"
        ) from problem
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Built(path, manifest, sum(map(len, (own or {}).values())))


def rehearse(
    tenant: Tenant,
    schema: str,
    check: Callable[[sqlite3.Connection, Manifest], None] | None = None,
) -> tuple[Built, int]:
    """Build in memory; returns what would be built, and its size in bytes.

    ``check`` looks at the rows and raises when they are not sound.
    """
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        manifest = _fill(connection, tenant, schema, {})
        if check:
            check(connection, manifest)
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    finally:
        connection.close()
    return Built(Path(), manifest, 0), pages * _PAGE


def swap_in(built: Built, target: Path) -> None:
    """Put a finished file in the place of the target, all at once."""
    built.path.replace(target)
    _flush(target.parent)


def _fill(
    connection: sqlite3.Connection,
    tenant: Tenant,
    schema: str,
    own: OwnRows,
) -> Manifest:
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
    counted = []
    for table in tables:
        rows = tenant.rows[table.name]
        connection.execute(create_table(table))
        connection.executemany(insert_into(table), rows)
        counted.append((table.name, *checksum(rows)))
        if table.name in own:
            connection.executemany(insert_into(table), own[table.name])
    manifest = manifest_of(tenant.world, schema, counted)
    _record(connection, MANIFEST, manifest_rows(manifest))
    _record(connection, KPIS, kpis_of(tenant))
    _record(connection, INCIDENTS, incidents_of(tenant))
    for table in tables:
        for statement in create_indexes(table):
            connection.execute(statement)
    for view in queries("views").values():
        connection.execute(f"CREATE VIEW {view.name} AS {view.sql}")
    connection.execute("ANALYZE")
    connection.execute("COMMIT")
    return manifest


def _record(connection: sqlite3.Connection, table: Table, rows: list[Any]) -> None:
    assert table in RECORDS
    connection.execute(create_table(table))
    connection.executemany(insert_into(table), rows)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def own_rows(target: Path, tenant: Tenant) -> OwnRows:
    """The partner's own rows of an existing sandbox, fitted to a new tenant.

    An id that the new tenant uses is replaced by a free one, here and where it is referred to.

    Raises:
        Conflict: own rows refer to seed rows that the new tenant has not.
    """
    connection = open_read_only(target)
    try:
        return _fit(connection, tenant)
    finally:
        connection.close()


def _fit(connection: sqlite3.Connection, tenant: Tenant) -> OwnRows:
    kept: OwnRows = {}
    moved: dict[str, dict[Any, Any]] = {}
    lost: list[str] = []
    present = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}
    for table in tables_of(tenant.world.request.segment):
        if table.name not in present:
            continue
        columns = ", ".join(table.names)
        rows = connection.execute(
            f"SELECT {columns} FROM {table.name} WHERE origin <> ? ORDER BY 1", (SEED,)
        ).fetchall()
        if not rows:
            continue
        taken = {row[0] for row in tenant.rows[table.name]}
        known = moved[table.name] = {}
        free = max([*taken, *(row[0] for row in rows)]) if table.key == "id" else None
        for row in rows:
            new = row[0]
            if new in taken:
                if free is None:
                    continue
                free += 1
                new = free
            known[row[0]] = new
            fitted = _refer(table, (new, *row[1:]), tenant, moved, lost)
            kept.setdefault(table.name, []).append(fitted)
    if lost:
        raise Conflict(
            "sandbox.own_rows",
            f"{len(lost)} of the partner's own rows refer to rows the new sandbox has not, "
            f"first {lost[0]}",
            hint="keep segment and users as they were, or drop the sandbox first",
        )
    return kept


def _refer(
    table: Table,
    row: tuple[Any, ...],
    tenant: Tenant,
    moved: dict[str, dict[Any, Any]],
    lost: list[str],
) -> tuple[Any, ...]:
    values = list(row)
    for place, column in enumerate(table.columns):
        if column.references is None or values[place] is None:
            continue
        own = moved.get(column.references, {})
        if values[place] in own:
            values[place] = own[values[place]]
        elif column.references != table.name and not any(
            seed[0] == values[place] for seed in tenant.rows[column.references]
        ):
            lost.append(f"{table.name} {row[0]} -> {column.references} {values[place]}")
    return tuple(values)
