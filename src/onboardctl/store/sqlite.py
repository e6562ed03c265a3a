"""The SQLite engine: named SQL on one connection, queued writers, errors in plain words.

Writers take the lock file of :mod:`onboardctl.store.lock` and then ``BEGIN IMMEDIATE``; the
engine's own waiting stays behind it for programs that do not know the lock. A change made by a
person is on disk when the command says so (``synchronous=FULL``).
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from onboardctl.store import failures, lock
from onboardctl.store.queries import BUNDLED, Queries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from onboardctl.store.engine import Row

BUSY_SECONDS = 5.0
"""How long SQLite itself waits for programs outside our queue."""
_TROUBLE = (sqlite3.Error, UnicodeEncodeError, OverflowError)
"""What SQLite says, and what a value says that cannot be handed to it."""
connection_class: type[sqlite3.Connection] = sqlite3.Connection
"""What connections are made of; fault injection puts a failing class here."""


class SqliteEngine:
    """See :class:`onboardctl.store.engine.Engine`.

    Args:
        connection: in autocommit mode, as :func:`connect` opens it.
        location: path of the store, for the lock and for messages.
        queries: the named SQL; the bundled one by default.
    """

    name = "sqlite"

    def __init__(
        self, connection: sqlite3.Connection, location: str, queries: Queries = BUNDLED
    ) -> None:
        self.connection = connection
        self.location = location
        self._text = queries.text
        self._depth = 0
        self._identity = _identity(location)
        connection.row_factory = sqlite3.Row

    def rows(self, query: str, /, **values: Any) -> list[Row]:
        """All rows of a named query."""
        try:
            return self.connection.execute(self._text(query), values).fetchall()
        except _TROUBLE as error:
            raise self._said(error) from error

    def each(self, query: str, /, **values: Any) -> Iterator[Row]:
        """Rows one after the other."""
        try:
            yield from self.connection.execute(self._text(query), values)
        except _TROUBLE as error:
            raise self._said(error) from error

    def one(self, query: str, /, **values: Any) -> Row | None:
        """The first row, or ``None``."""
        try:
            cursor = self.connection.execute(self._text(query), values)
            row: Row | None = cursor.fetchone()
            cursor.close()
        except _TROUBLE as error:
            raise self._said(error) from error
        return row

    def run(self, query: str, /, **values: Any) -> int:
        """Change something; the number of rows changed."""
        try:
            return self.connection.execute(self._text(query), values).rowcount
        except _TROUBLE as error:
            raise self._said(error) from error

    def many(self, query: str, rows: Iterable[Mapping[str, Any]], /) -> int:
        """Run one query for each mapping; the number of rows changed in total."""
        try:
            return self.connection.executemany(self._text(query), rows).rowcount
        except _TROUBLE as error:
            raise self._said(error) from error

    @contextmanager
    def atomic(self, *, bulk: bool = False, keep: bool = True) -> Iterator[None]:
        """All or nothing; a savepoint inside another ``atomic``."""
        if self._depth:
            with self._block(*_savepoint(self._depth), keep=keep):
                yield
            return
        with self._queue():
            self._do("PRAGMA synchronous = NORMAL" if bulk else "PRAGMA synchronous = FULL")
            with self._block("BEGIN IMMEDIATE", "COMMIT", ("ROLLBACK",), keep=keep):
                yield

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Reads inside the block all see the same moment."""
        if self.connection.in_transaction:
            yield
            return
        self._do("BEGIN")
        try:
            yield
        finally:
            self._undo(("ROLLBACK",))

    def asking(self, queries: Queries) -> SqliteEngine:
        """The same connection with other queries."""
        return SqliteEngine(self.connection, self.location, queries)

    def close(self) -> None:
        """Let go of the store."""
        self.connection.close()

    @contextmanager
    def _block(
        self, begin: str, finish: str, undo: tuple[str, ...], *, keep: bool
    ) -> Iterator[None]:
        self._do(begin)
        self._depth += 1
        kept = False
        try:
            yield
            if keep:
                self._do(finish)
                kept = True
        finally:
            self._depth -= 1
            if not kept:
                self._undo(undo)

    @contextmanager
    def _queue(self) -> Iterator[None]:
        path = self.location + lock.LOCK_SUFFIX
        queue = lock.writers_queue(path)
        try:
            queue.__enter__()
        except lock.LockTimeoutError:
            raise failures.busy(self.location) from None
        except OSError as error:
            raise failures.from_os(error, self.location) from error
        try:
            if _identity(self.location) != self._identity:
                raise failures.replaced(self.location)
            yield
        finally:
            queue.__exit__(None, None, None)

    def _do(self, statement: str) -> None:
        try:
            self.connection.execute(statement)
        except sqlite3.Error as error:
            raise self._said(error) from error

    def _undo(self, statements: tuple[str, ...]) -> None:
        # SQLite has rolled back by itself after a full disk or an I/O error.
        for statement in statements:
            if self.connection.in_transaction:
                self._do(statement)

    def _said(self, error: Exception) -> Exception:
        if isinstance(error, sqlite3.Error):
            return failures.from_sqlite(error, self.location)
        return failures.from_value(error)


def _savepoint(depth: int) -> tuple[str, str, tuple[str, ...]]:
    name = f"level_{depth}"
    return f"SAVEPOINT {name}", f"RELEASE {name}", (f"ROLLBACK TO {name}", f"RELEASE {name}")


def _identity(location: str) -> tuple[int, int] | None:
    """Which file has the name: a restore puts another one there while commands wait in line."""
    try:
        found = os.stat(location)  # noqa: PTH116 -- no pathlib on hot paths
    except OSError:
        return None
    return found.st_dev, found.st_ino


def connect(
    path: str, mode: str = "rw", *, immutable: bool = False, cached_statements: int = 128
) -> sqlite3.Connection:
    """A connection in autocommit mode that never creates a file unless asked.

    Args:
        path: of the database file.
        mode: ``ro``, ``rw`` or ``rwc`` (creates the file).
        immutable: promise that nobody writes meanwhile; the only way to read a store in a folder
            that cannot be written.
        cached_statements: how many compiled statements to keep.
    """
    options = f"mode={mode}" + ("&immutable=1" if immutable else "")
    return sqlite3.connect(
        f"file:{_quoted(os.path.abspath(path))}?{options}",  # noqa: PTH100 -- no pathlib on hot paths
        uri=True,
        isolation_level=None,
        timeout=BUSY_SECONDS,
        factory=connection_class,
        cached_statements=cached_statements,
    )


def _quoted(path: str) -> str:
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
