"""The tables of a store as they are: columns, keys, and which must be filled before which.

Asked of the engine itself, so that a table of a later migration is copied, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

INNER = frozenset({"store_meta", "store_migration"})
"""What an engine notes about the store itself; it stays where it is."""


class Table(NamedTuple):
    """One table.

    Attributes:
        name: of the table.
        columns: in their order.
        key: columns of the primary key; rows are read in its order.
        parents: tables its rows refer to.
    """

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    parents: frozenset[str] = frozenset()


def in_order(tables: Iterable[Table]) -> tuple[Table, ...]:
    """Tables by name, those that others refer to in front.

    Raises:
        LookupError: two tables refer to each other; a mistake in the program.
    """
    waiting = {table.name: table for table in sorted(tables)}
    done: list[Table] = []
    while waiting:
        ready = [one for one in waiting.values() if not _open(one, waiting)]
        if not ready:
            raise LookupError(f"these tables refer to each other: {', '.join(waiting)}")
        done += ready
        for one in ready:
            del waiting[one.name]
    return tuple(done)


def _open(table: Table, waiting: Mapping[str, Table]) -> set[str]:
    return {name for name in table.parents if name in waiting and name != table.name}


def page(table: Table, *, after: bool) -> str:
    """The query for the next rows of a table in the order of its key."""
    columns, key = _listed(table.columns), _listed(table.key)
    values = ", ".join(f":{name}" for name in table.key)
    where = f" WHERE ({key}) > ({values})" if after else ""
    return f"SELECT {columns} FROM {_quoted(table.name)}{where} ORDER BY {key} LIMIT :row_limit"


def insert(table: Table) -> str:
    """The query that adds a row."""
    values = ", ".join(f":{name}" for name in table.columns)
    return f"INSERT INTO {table.name} ({', '.join(table.columns)}) VALUES ({values})"


def last(table: Table) -> str:
    """The query for the key of the last row."""
    order = ", ".join(f"{_quoted(name)} DESC" for name in table.key)
    return f"SELECT {_listed(table.key)} FROM {_quoted(table.name)} ORDER BY {order} LIMIT 1"


def clear(table: Table) -> str:
    """The query that removes every row."""
    return f"DELETE FROM {_quoted(table.name)}"


def count(table: Table) -> str:
    """The query that counts the rows."""
    return f"SELECT COUNT(*) AS rows_there FROM {_quoted(table.name)}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(_quoted(name) for name in names)


def _quoted(name: str) -> str:
    return f'"{name}"'
