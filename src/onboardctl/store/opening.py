"""Open an SQLite store after looking at it first; nothing is written while looking.

One cheap query on each run reads two numbers of the file's header: whose database it is, and
which layout it has. sqlite-utils is not needed for that.
"""

from __future__ import annotations

import os
import sqlite3

from onboardctl.store import failures
from onboardctl.store.layout import APPLICATION_ID, LAYOUT
from onboardctl.store.queries import BUNDLED, Queries
from onboardctl.store.sqlite import SqliteEngine, connect

_HEADER = b"SQLite format 3\x00"


def open_sqlite(
    location: str,
    *,
    read_only: bool = False,
    any_layout: bool = False,
    still: bool = False,
    queries: Queries = BUNDLED,
) -> SqliteEngine:
    """Open an existing store.

    Args:
        location: path of the file.
        read_only: open it without the right to change anything; works in a read-only folder.
        still: nobody writes to it meanwhile, as to a backup; nothing is put beside it then.
        any_layout: accept older and newer layouts too, to check, migrate or restore.
        queries: the named SQL.

    Raises:
        StoreError: every reason has a code of its own, see :mod:`onboardctl.store.failures`.
    """
    writable = _look(location)
    try:
        connection = _connected(location, read_only=read_only or not writable, still=still)
    except sqlite3.Error as error:
        raise failures.from_sqlite(error, location) from error
    try:
        _check(connection, location, any_layout=any_layout)
        connection.execute("PRAGMA foreign_keys = ON")
    except BaseException as error:
        connection.close()
        if isinstance(error, sqlite3.Error):
            raise failures.from_sqlite(error, location) from error
        raise
    return SqliteEngine(connection, location, queries)


def _look(location: str) -> bool:
    """Whether the file may be written; raises what a glance at it already tells."""
    try:
        with open(location, "rb") as file:  # noqa: PTH123 -- no pathlib on hot paths
            beginning = file.read(len(_HEADER))
    except OSError as error:
        raise failures.from_os(error, location) from error
    if not beginning:
        raise failures.empty(location)
    if beginning != _HEADER:
        raise failures.not_sqlite(location)
    folder = os.path.dirname(location) or "."  # noqa: PTH120
    return os.access(location, os.W_OK) and os.access(folder, os.W_OK)


def _connected(location: str, *, read_only: bool, still: bool) -> sqlite3.Connection:
    if not read_only:
        return connect(location)
    folder = os.path.dirname(location) or "."  # noqa: PTH120
    # Without a log beside it the file is complete, and nobody writes one in a read-only folder.
    immutable = not _has_log(location) and (still or not os.access(folder, os.W_OK))
    return connect(location, "ro", immutable=immutable)


def _has_log(location: str) -> bool:
    try:
        return os.path.getsize(location + "-wal") > 0  # noqa: PTH202
    except OSError:
        return False


def _check(connection: sqlite3.Connection, location: str, *, any_layout: bool) -> None:
    owner, layout = connection.execute(
        "SELECT application_id, user_version FROM pragma_application_id, pragma_user_version"
    ).fetchone()
    if owner != APPLICATION_ID:
        raise failures.foreign(location)
    if any_layout or layout == LAYOUT:
        return
    if layout > LAYOUT:
        raise failures.newer(location, _needed(connection), layout, LAYOUT)
    raise failures.older(location, layout, LAYOUT)


def _needed(connection: sqlite3.Connection) -> str:
    row = connection.execute(
        "SELECT value FROM store_meta WHERE name = 'program_version'"
    ).fetchone()
    return str(row[0]) if row else "a later version"
