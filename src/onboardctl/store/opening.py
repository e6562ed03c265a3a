"""Open an SQLite store after looking at it first; nothing is written while looking.

Each run looks at two numbers of the file's header: whose database it is, and which layout it has.
sqlite-utils is not needed for that.
"""

from __future__ import annotations

import os
import sqlite3

from onboardctl.store import failures
from onboardctl.store.layout import APPLICATION_ID, LAYOUT
from onboardctl.store.queries import BUNDLED, Queries
from onboardctl.store.sqlite import SqliteEngine, connect

_MAGIC = b"SQLite format 3\x00"
_OWNER = slice(68, 72)
"""Where the header keeps the mark of the program that made the file."""


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
        connection = _connected(location, writable=writable, read_only=read_only, still=still)
    except sqlite3.Error as error:
        raise failures.from_sqlite(error, location) from error
    try:
        _check(connection, location, any_layout=any_layout)
        connection.execute("PRAGMA query_only = ON" if read_only else "PRAGMA foreign_keys = ON")
    except BaseException as error:
        connection.close()
        if isinstance(error, sqlite3.Error):
            raise failures.from_sqlite(error, location) from error
        raise
    return SqliteEngine(connection, location, queries)


def _look(location: str) -> bool:
    """Whether the file may be written; raises what a glance at its header already tells.

    The mark of the owner is read before SQLite opens the file, so that the database of another
    program is not even tidied up.
    """
    try:
        with open(location, "rb") as file:  # noqa: PTH123 -- no pathlib on hot paths
            header = file.read(_OWNER.stop)
    except OSError as error:
        raise failures.from_os(error, location) from error
    if not header:
        raise failures.empty(location)
    if not header.startswith(_MAGIC):
        raise failures.not_sqlite(location)
    if len(header) < _OWNER.stop:
        raise failures.damaged(location)
    if int.from_bytes(header[_OWNER], "big") != APPLICATION_ID:
        raise failures.foreign(location)
    folder = os.path.dirname(location) or "."  # noqa: PTH120
    return os.access(location, os.W_OK) and os.access(folder, os.W_OK)


def _connected(
    location: str, *, writable: bool, read_only: bool, still: bool
) -> sqlite3.Connection:
    """The right kind of connection.

    Where the folder allows it even a reader opens for writing and then forbids itself to: a
    read-only handle would leave an empty log behind that it may not remove.
    """
    calm = not _has_log(location)
    if still and read_only and calm:
        return connect(location, "ro", immutable=True)
    if writable:
        return connect(location)
    folder = os.path.dirname(location) or "."  # noqa: PTH120
    # Without a log beside it the file is complete, and nobody writes one in a read-only folder.
    return connect(location, "ro", immutable=calm and not os.access(folder, os.W_OK))


def _has_log(location: str) -> bool:
    try:
        return os.path.getsize(location + "-wal") > 0  # noqa: PTH202
    except OSError:
        return False


def _check(connection: sqlite3.Connection, location: str, *, any_layout: bool) -> None:
    layout = connection.execute("PRAGMA user_version").fetchone()[0]
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
