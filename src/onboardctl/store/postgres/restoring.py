"""Put a backup in the place of a store on a server; the replaced one keeps its tables.

The backup is copied into a schema of its own, compared, and takes the name of the store in one
transaction; the store it replaces gets another name there.
"""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from onboardctl.store import backup, copying, files, migrate
from onboardctl.store.layout import LAYOUT
from onboardctl.store.postgres import address, opening, schema

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.store.postgres.engine import Connection


def restore(location: str, source: Path, *, now: datetime) -> str | None:
    """Put a backup in the place of the store.

    Args:
        location: URL of the store.
        source: a sound backup of this program's layout or an earlier one.
        now: part of the name that the replaced store gets.

    Returns:
        The URL under which the replaced store can be read, or ``None`` when there was none.

    Raises:
        StoreError: the backup cannot be copied there; the store is as it was.
    """
    where = address.parse(location)
    incoming = f"{where.schema}_incoming"[: address.LONGEST_SCHEMA]
    _remove_leftover(location, incoming)
    with tempfile.TemporaryDirectory(prefix="onboardctl-restore-") as scratch:
        current = _in_our_layout(source, Path(scratch), now)
        copying.copy_to(str(current), in_schema(location, incoming), now=now)
    kept = _free_name(location, where, now)
    with (
        closing(opening.connected(where, location)) as connection,
        schema.said(where),
        connection.transaction(),
    ):
        schema.take_lock(connection, where.schema)
        there = schema.has_schema(connection, where.schema)
        if there:
            _rename(connection, where.schema, kept)
        _rename(connection, incoming, where.schema)
    return in_schema(where.location, kept) if there else None


def in_schema(location: str, name: str) -> str:
    """The URL of another schema in the same database."""
    parts = urlsplit(location)
    pairs = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "schema"]
    return urlunsplit(parts._replace(query=urlencode([*pairs, ("schema", name)])))


def _in_our_layout(source: Path, scratch: Path, now: datetime) -> Path:
    """The backup, or a copy of it that was brought up to date."""
    if backup.inspect(source).layout == LAYOUT:
        return source
    copy = backup.back_up(str(source), scratch / source.name).path
    migrate.migrate(str(copy), now=now)
    return copy


def _rename(connection: Connection, name: str, other: str) -> None:
    connection.execute(f"ALTER SCHEMA {name} RENAME TO {other}".encode())


def _free_name(location: str, where: address.Address, now: datetime) -> str:
    base = f"{where.schema}_until_{files.stamp(now).replace('-', '_')}"
    name, number = base[: address.LONGEST_SCHEMA], 2
    with closing(opening.connected(where, location)) as connection:
        while schema.has_schema(connection, name):
            ending = f"_{number}"
            name = base[: address.LONGEST_SCHEMA - len(ending)] + ending
            number += 1
    return name


def _remove_leftover(location: str, incoming: str) -> None:
    """What a restore that was broken off had copied."""
    where = address.parse(in_schema(location, incoming))
    with closing(opening.connected(where, location)) as connection:
        if opening.tables_in(connection, incoming):
            opening.meta(connection, where, filling=True)  # refuses what is not ours
            connection.execute(f"DROP SCHEMA {incoming} CASCADE".encode())
