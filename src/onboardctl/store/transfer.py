"""Everything in one store into another, whatever engines they are on; counted and compared.

Tables go in the order of their references and rows in the order of their keys, a page at a time,
so that a copy that was broken off goes on where it stopped. At the end both sides are read once
more and must have the same rows: the same number, and the same digest over all of them.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

from onboardctl.core.errors import StoreError
from onboardctl.core.record import NamedTuple
from onboardctl.store import tables
from onboardctl.store.queries import Queries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from onboardctl.store.engine import Engine, Row
    from onboardctl.store.tables import Table

PAGE = 5000


class Counted(NamedTuple):
    """A table's rows: how many, and SHA-256 over them in the order of their key."""

    table: str
    rows: int
    digest: str


class Composed(Queries):
    """The bundled queries, and those a copy is made with."""

    def __init__(self, known: tuple[Table, ...]) -> None:
        super().__init__()
        self._composed = {
            f"transfer.{what}_{table.name}": text
            for table in known
            for what, text in (
                ("first", tables.page(table, after=False)),
                ("next", tables.page(table, after=True)),
                ("insert", tables.insert(table)),
                ("last", tables.last(table)),
                ("clear", tables.clear(table)),
                ("count", tables.count(table)),
            )
        }

    def text(self, query: str) -> str:
        """The SQL of a query."""
        return self._composed.get(query) or super().text(query)


def copy(
    source: Engine,
    target: Engine,
    known: tuple[Table, ...],
    done: Callable[[int], object],
) -> tuple[Counted, ...]:
    """Bring the target to what the source holds.

    Args:
        source: opened with :class:`Composed` queries; only read, in one snapshot.
        target: opened so, too; of the same layout. What an earlier attempt left in it is kept
            where it agrees with the source, else it is begun anew.
        known: the tables, in their order.
        done: told how many rows have been dealt with.

    Returns:
        What both sides hold, by table.

    Raises:
        StoreError: ``copy.differs``: the target does not hold the same at the end.
    """
    with source.snapshot():
        if not all(_agrees(source, target, table) for table in known):
            _clear(target, known)
        for table in known:
            _fill(source, target, table, done)
        wanted = tuple(counted(source, table) for table in known)
    with target.snapshot():
        found = tuple(counted(target, table) for table in known)
    for one, other in zip(wanted, found, strict=True):
        if one != other:
            raise StoreError(
                "copy.differs",
                f"the copy of {one.table} has {other.rows} rows and does not equal the"
                f" {one.rows} of the source",
                hint="somebody wrote to the copy; begin it anew in another place",
            )
    return wanted


def counted(engine: Engine, table: Table) -> Counted:
    """Count a table and digest its rows."""
    rows, digest = 0, sha256()
    for page in _pages(engine, table, None):
        rows += len(page)
        for row in page:
            digest.update(_line(row))
    return Counted(table.name, rows, digest.hexdigest())


def sizes(engine: Engine, known: tuple[Table, ...]) -> tuple[tuple[str, int], ...]:
    """How many rows each table has."""
    found = []
    for table in known:
        row = engine.one(f"transfer.count_{table.name}")
        found.append((table.name, 0 if row is None else int(row["rows_there"])))
    return tuple(found)


def _agrees(source: Engine, target: Engine, table: Table) -> bool:
    """Whether what the target has of a table is how the source's begins."""
    ours = map(_line, _rows(source, table))
    return all(_line(row) == next(ours, b"") for row in _rows(target, table))


def _rows(engine: Engine, table: Table) -> Iterator[Row]:
    return (row for page in _pages(engine, table, None) for row in page)


def _clear(target: Engine, known: tuple[Table, ...]) -> None:
    with target.atomic(bulk=True):
        for table in reversed(known):
            target.run(f"transfer.clear_{table.name}")


def _fill(source: Engine, target: Engine, table: Table, done: Callable[[int], object]) -> None:
    last = target.one(f"transfer.last_{table.name}")
    for page in _pages(source, table, last):
        with target.atomic(bulk=True):
            target.many(f"transfer.insert_{table.name}", [dict(row) for row in page])
        done(len(page))


def _pages(engine: Engine, table: Table, after: Row | None) -> Iterator[list[Row]]:
    while True:
        if after is None:
            page = engine.rows(f"transfer.first_{table.name}", row_limit=PAGE)
        else:
            key = {name: after[name] for name in table.key}
            page = engine.rows(f"transfer.next_{table.name}", **key, row_limit=PAGE)
        if page:
            yield page
        if len(page) < PAGE:
            return
        after = page[-1]


def _line(row: Row) -> bytes:
    return json.dumps([row[name] for name in row.keys()], ensure_ascii=False).encode() + b"\n"  # noqa: SIM118
