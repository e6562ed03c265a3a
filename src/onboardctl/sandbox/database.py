"""The few verbs that keys, calls and reports need of a sandbox, on whichever engine it lies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

Values = tuple[Any, ...]


class Database(Protocol):
    """An open sandbox. Statements name their values ``?`` and tables without a schema."""

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Values]:
        """All rows of a question; decimals come as floats."""

    def each(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Values]:
        """The rows of a question one by one, however many there are."""

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Run a change; returns how many rows it touched."""


class SqliteDatabase:
    """A sandbox in a SQLite file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Values]:
        """All rows of a question."""
        return self.connection.execute(sql, values).fetchall()

    def each(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Values]:
        """The rows of a question one by one."""
        return self.connection.execute(sql, values)

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Run a change; returns how many rows it touched."""
        return self.connection.execute(sql, values).rowcount
