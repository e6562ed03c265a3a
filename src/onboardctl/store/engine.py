"""The few verbs every store engine speaks; no dialect, no table names.

A query is named ``<noun>.<name>`` and lives in ``store/sql/<noun>.sql``; values are passed by
name and bound by the driver. Rows are read with ``row["column"]``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from contextlib import AbstractContextManager

    from onboardctl.store.queries import Queries


class Row(Protocol):
    """One row; ``dict(row)`` gives a mapping in the order of the columns."""

    def __getitem__(self, name: str, /) -> Any: ...

    def keys(self) -> Iterable[str]:
        """Names of the columns, in the order of the query."""
        ...


class Engine(Protocol):
    """An open store. One engine belongs to one thread.

    Every verb raises ``StoreError`` when the store is busy, full, damaged or read-only, and
    ``Conflict`` with code ``store.duplicate`` when a unique value exists already.
    """

    name: str
    """``sqlite`` or ``postgresql``."""
    location: str
    """Path or URL the store was opened from, for messages."""

    def rows(self, query: str, /, **values: Any) -> list[Row]:
        """All rows of a named query, fetched before this returns."""
        ...

    def each(self, query: str, /, **values: Any) -> Iterator[Row]:
        """Rows one after the other, for results too long to hold; exhaust it before writing."""
        ...

    def one(self, query: str, /, **values: Any) -> Row | None:
        """The first row, or ``None`` when there is none."""
        ...

    def run(self, query: str, /, **values: Any) -> int:
        """Change something; the number of rows changed."""
        ...

    def many(self, query: str, rows: Iterable[Mapping[str, Any]], /) -> int:
        """Run one query once for each mapping; the number of rows changed in total."""
        ...

    def atomic(self, *, bulk: bool = False, keep: bool = True) -> AbstractContextManager[None]:
        """All or nothing: commits at the end of the block, undoes everything on an exception.

        Writers queue in the order they arrive. Inside another ``atomic`` it is a savepoint.

        Args:
            bulk: a load that can be repeated: faster, and the last commits may be lost when the
                power fails (never torn). Only the outermost block decides.
            keep: ``False`` undoes the block even when it ends well, for a dry run.
        """
        ...

    def snapshot(self) -> AbstractContextManager[None]:
        """Reads inside the block all see the same moment; writing inside it is an error."""
        ...

    def asking(self, queries: Queries) -> Engine:
        """The same connection, and the transaction it is in, with other queries."""
        ...

    def close(self) -> None:
        """Let go of the store; safe to call twice."""
        ...
