"""The PostgreSQL engine: named SQL on one connection, queued writers, errors in plain words.

Writers queue on an advisory lock of the schema, which the server serves in order of arrival and
lets go of with the transaction: what one decides, it decides on the latest facts, as on SQLite.
A change made by a person is on the server's disk when the command says so.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.pq import TransactionStatus

from onboardctl.core.errors import StoreError
from onboardctl.store import failures as store_failures
from onboardctl.store.postgres import bulk, failures, values
from onboardctl.store.postgres.dialect import query as translated
from onboardctl.store.queries import BUNDLED, Queries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from onboardctl.store.engine import Row

    Connection = psycopg.Connection[dict[str, Any]]

WRITERS = 0x6F6E6264
"""First half of the key of the writers' lock: the letters ``onbd``; the schema is the other half."""
BEGIN = f"""BEGIN;
SELECT pg_advisory_xact_lock({WRITERS}, hashtext(current_schema()));
SELECT pg_current_xact_id()::text AS number"""
READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
FETCHED_AT_ONCE = 2000
_BITS = 63
_TROUBLE = (psycopg.Error, UnicodeEncodeError, OverflowError)
"""What the server says, and what a value says that cannot be handed to it."""
RETURNS = 3
"""How often a lost connection is made again to ask what became of a change."""


class PostgresEngine:
    """See :class:`onboardctl.store.engine.Engine`.

    Args:
        connection: in autocommit mode.
        location: URL of the store without its password, for messages.
        again: makes another connection of the same kind.
        queries: the named SQL; the bundled one by default.
    """

    name = "postgresql"

    def __init__(
        self,
        connection: Connection,
        location: str,
        again: Callable[[], Connection],
        queries: Queries = BUNDLED,
    ) -> None:
        self.connection = connection
        self.location = location
        self._again = again
        self._queries = queries
        self._texts: dict[str, str] = {}
        self._depth = 0
        self._met: set[str] = set()
        self._walks = 0
        values.adapt(connection)

    def rows(self, query: str, /, **values: Any) -> list[Row]:
        """All rows of a named query."""
        try:
            return list(self._asked(query, values).fetchall())
        except _TROUBLE as error:
            raise self._said(error) from error

    def each(self, query: str, /, **values: Any) -> Iterator[Row]:
        """Rows one after the other."""
        held = self.connection.info.transaction_status == TransactionStatus.IDLE
        try:
            self._walks += 1  # several may be under way at once
            with self.connection.cursor(f"each_{self._walks}", withhold=held) as cursor:
                cursor.itersize = FETCHED_AT_ONCE
                yield from cursor.execute(self._text(query), values)
        except _TROUBLE as error:
            raise self._said(error) from error

    def one(self, query: str, /, **values: Any) -> Row | None:
        """The first row, or ``None``."""
        try:
            return self._asked(query, values).fetchone()
        except _TROUBLE as error:
            raise self._said(error) from error

    def run(self, query: str, /, **values: Any) -> int:
        """Change something; the number of rows changed."""
        try:
            return self._asked(query, values).rowcount
        except _TROUBLE as error:
            raise self._said(error) from error

    def many(self, query: str, rows: Iterable[Mapping[str, Any]], /) -> int:
        """Run one query for each mapping; the number of rows changed in total."""
        try:
            return bulk.run_many(
                self.connection, self._queries.text(query), self._text(query), rows, self._met
            )
        except _TROUBLE as error:
            raise self._said(error) from error

    @contextmanager
    def atomic(self, *, bulk: bool = False, keep: bool = True) -> Iterator[None]:
        """All or nothing; a savepoint inside another ``atomic``."""
        if self._depth:
            with self._savepoint(f"level_{self._depth}", keep=keep):
                yield
            return
        number = self._begin(bulk=bulk)
        self._depth = 1
        kept = False
        try:
            yield
            if keep:
                self._commit(number)
                kept = True
        finally:
            self._depth = 0
            if not kept:
                self._undo("ROLLBACK")

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Reads inside the block all see the same moment."""
        if self.connection.info.transaction_status != TransactionStatus.IDLE:
            yield
            return
        self.command(READ)
        try:
            yield
        finally:
            self._undo("ROLLBACK")

    def asking(self, queries: Queries) -> PostgresEngine:
        """The same connection with other queries."""
        return PostgresEngine(self.connection, self.location, self._again, queries)

    def close(self) -> None:
        """Let go of the store."""
        self.connection.close()

    @contextmanager
    def _savepoint(self, name: str, *, keep: bool) -> Iterator[None]:
        self.command(f"SAVEPOINT {name}")
        self._depth += 1
        kept = False
        try:
            yield
            if keep:
                self.command(f"RELEASE {name}")
                kept = True
        finally:
            self._depth -= 1
            if not kept:
                self._undo(f"ROLLBACK TO {name}; RELEASE {name}")

    def _begin(self, *, bulk: bool) -> str:
        """Begin a change when its turn comes; the number the server knows it by."""
        hasty = "SET LOCAL synchronous_commit = off;\n" if bulk else ""
        try:
            cursor = self.connection.execute(
                BEGIN.replace(";", f";\n{hasty}", 1),
                prepare=False,  # one trip to the server
            )
            while cursor.nextset():
                pass
            row = cursor.fetchone()
        except psycopg.Error as error:
            self._undo("ROLLBACK")
            raise self._said(error) from error
        assert row is not None
        return str(row["number"])

    def _commit(self, number: str) -> None:
        """Keep the change. When the answer is lost on the way, the server is asked for it."""
        try:
            cursor = self.connection.execute("COMMIT", prepare=False)
        except psycopg.Error as error:
            said = self._said(error)
            if getattr(said, "code", "") != failures.LOST:
                raise said from error
            if not self._was_kept(number):
                raise failures.lost(self.location) from error
            return
        assert cursor.statusmessage == "COMMIT", "a statement failed and the block went on"

    def _was_kept(self, number: str) -> bool:
        ask = "SELECT pg_xact_status(%(number)s::xid8) AS became"
        for _ in range(RETURNS):
            with suppress(psycopg.Error, StoreError):
                self.connection = self._again()
                values.adapt(self.connection)
                row = self.connection.execute(ask, {"number": number}).fetchone()
                if row is not None and row["became"] in {"committed", "aborted"}:
                    return bool(row["became"] == "committed")
        raise failures.unsure(self.location)

    def command(self, statement: str) -> None:
        """Run statements of our own in one trip to the server."""
        try:
            self.connection.execute(statement, prepare=False)
        except psycopg.Error as error:
            raise self._said(error) from error

    def _asked(self, query: str, values: Mapping[str, Any]) -> psycopg.Cursor[dict[str, Any]]:
        for value in values.values():
            if type(value) is int and value.bit_length() > _BITS:
                raise OverflowError  # no row has such a number; the server would look for one
        return self.connection.execute(self._text(query), values)

    def _undo(self, statement: str) -> None:
        # A connection that is gone has undone it already, and so has one outside a transaction.
        if self.connection.closed:
            return
        if self.connection.info.transaction_status != TransactionStatus.IDLE:
            with suppress(psycopg.OperationalError):
                self.connection.execute(statement, prepare=False)

    def _text(self, query: str) -> str:
        text = self._texts.get(query)
        if text is None:
            text = self._texts[query] = translated(self._queries.text(query))
        return text

    def _said(self, error: Exception) -> Exception:
        if not isinstance(error, psycopg.Error):
            return store_failures.from_value(error)
        # What goes wrong without a word from the server goes wrong with the line to it.
        speechless = isinstance(error, psycopg.OperationalError) and error.sqlstate is None
        alive = not (self.connection.closed or speechless)
        said = failures.from_server(error, self.location, alive=alive)
        if getattr(said, "code", "") == failures.LOST:
            self.connection.close()
        return said
