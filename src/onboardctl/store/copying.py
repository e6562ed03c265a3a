"""Copy a whole store to another place: a file or a database on a server.

The copy is no store until it is whole: a file gets its name at the end, and a database says that
it is being filled. The same command goes on with a copy that was broken off.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from onboardctl.core.errors import Conflict
from onboardctl.core.record import NamedTuple
from onboardctl.core.store_url import is_server
from onboardctl.store import failures, files, sqlite_tables, tables, transfer, upkeep
from onboardctl.store.opening import open_sqlite
from onboardctl.store.queries import BUNDLED, Queries

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from onboardctl.store.engine import Engine
    from onboardctl.store.tables import Table
    from onboardctl.store.transfer import Counted


class Copied(NamedTuple):
    """A finished copy: what both sides hold, and whether an earlier attempt was gone on with."""

    counts: tuple[Counted, ...]
    resumed: bool


def copy_to(
    location: str, target: str, *, now: datetime, done: Callable[[int], object] = lambda rows: None
) -> Copied:
    """Copy a store; the source is only read.

    Args:
        location: of the source.
        target: path or URL of the copy.
        now: noted in the copy as the moment it was made.
        done: told how many rows have been copied.

    Raises:
        Conflict: ``store.exists``: there is a store at the target already.
        StoreError: either side cannot be opened, read or written; what was copied so far stays
            until the next attempt, and is no store.
    """
    with closing(opened(location)) as source:
        known = tables_of(source)
        if is_server(target):
            return _to_server(source, target, known, now, done)
        return _to_file(source, target, known, now, done)


def would_copy(location: str, target: str) -> tuple[Counted, ...]:
    """What :func:`copy_to` would copy, without digests; the target is only looked at.

    Raises:
        Conflict: ``store.exists``: there is a store at the target already.
    """
    if upkeep.exists(target, filling=False):
        raise _exists(target)
    with closing(opened(location)) as source, source.snapshot():
        known = tables_of(source)
        return tuple(transfer.Counted(*size, "") for size in transfer.sizes(source, known))


def opened(location: str) -> Engine:
    """A store with the queries that a copy is made with."""
    with closing(_open(location, BUNDLED)) as first:
        queries = transfer.Composed(tables_of(first))
    return _open(location, queries)


def _open(location: str, queries: Queries) -> Engine:
    if is_server(location):
        from onboardctl.store.postgres.opening import open_postgres

        return open_postgres(location, read_only=True, queries=queries)
    return open_sqlite(location, read_only=True, queries=queries)


def tables_of(engine: Engine) -> tuple[Table, ...]:
    """The tables of a store, in the order in which they can be filled."""
    if engine.name == "postgresql":
        from onboardctl.store.postgres import catalogue

        return tables.in_order(catalogue.tables_of(engine))
    return tables.in_order(sqlite_tables.tables_of(engine))


def _to_server(
    source: Engine,
    target: str,
    known: tuple[Table, ...],
    now: datetime,
    done: Callable[[int], object],
) -> Copied:
    from onboardctl.store.postgres import filling
    from onboardctl.store.postgres.opening import open_postgres

    resumed = filling.begin(target, now=now)
    queries = transfer.Composed(known)
    with closing(open_postgres(target, filling=True, queries=queries)) as engine:
        counts = transfer.copy(source, engine, known, done)
        filling.finish(engine.connection)
    return Copied(counts, resumed)


def _to_file(
    source: Engine,
    target: str,
    known: tuple[Table, ...],
    now: datetime,
    done: Callable[[int], object],
) -> Copied:
    path = Path(target).expanduser().absolute()
    if path.exists():
        raise _exists(str(path))
    unfinished = path.with_name(f".{path.name}.copy")
    resumed = unfinished.exists()
    if not resumed:
        upkeep.create(str(unfinished), now=now)
    queries = transfer.Composed(known)
    with closing(open_sqlite(str(unfinished), queries=queries)) as engine:
        counts = transfer.copy(source, engine, known, done)
        _fold_log(engine.connection, str(unfinished))
    try:
        files.place(unfinished, path)
    except FileExistsError:
        raise _exists(str(path)) from None
    except OSError as error:
        raise failures.from_os(error, str(path)) from error
    files.remove(unfinished)
    unfinished.with_name(unfinished.name + "-lock").unlink(missing_ok=True)
    return Copied(counts, resumed)


def _fold_log(connection: sqlite3.Connection, location: str) -> None:
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error as error:
        raise failures.from_sqlite(error, location) from error


def _exists(location: str) -> Conflict:
    return Conflict(
        "store.exists",
        f"there is something at {location} already; it was left as it is",
        hint="name another place",
    )
