"""The partner's own rows of a sandbox, fitted to the tenant that replaces it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from onboardctl.core.errors import Conflict
from onboardctl.sandbox.schema import SEED, Table, tables_of

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from onboardctl.sandbox.database import Database
    from onboardctl.sandbox.tenant import Tenant

OwnRows = dict[str, list[tuple[Any, ...]]]


def own_rows(database: Database, present: set[str], tenant: Tenant) -> OwnRows:
    """Rows whose origin is not the seed, by table.

    An id that the new tenant uses is replaced by a free one, here and where it is referred to.

    Args:
        database: the sandbox that will be replaced.
        present: the tables it has.
        tenant: what replaces it.

    Raises:
        Conflict: own rows refer to seed rows that the new tenant has not.
    """
    fitting = _Fitting(tenant)
    for table in tables_of(tenant.world.request.segment):
        if table.name in present:
            columns = ", ".join(table.names)
            fitting.add(
                table,
                database.rows(
                    f"SELECT {columns} FROM {table.name} WHERE origin <> ? ORDER BY 1", (SEED,)
                ),
            )
    if fitting.lost:
        raise Conflict(
            "sandbox.own_rows",
            f"{len(fitting.lost)} of the partner's own rows refer to rows the new sandbox has not, "
            f"first {fitting.lost[0]}",
            hint="keep segment and users as they were, or drop the sandbox first",
        )
    return fitting.kept


class _Fitting:
    """Own rows taken over table by table, each after the tables it refers to."""

    def __init__(self, tenant: Tenant) -> None:
        self.kept: OwnRows = {}
        self.lost: list[str] = []
        self._moved: dict[str, dict[Any, Any]] = {}
        self._tenant = tenant
        self._taken: Callable[[str], Container[Any]] = cache(self._ids)

    def _ids(self, name: str) -> Container[Any]:
        """The ids of a table of the new tenant; those that are numbers leave none out."""
        rows = self._tenant.rows[name]
        if rows and isinstance(rows[0][0], int):
            return range(1, len(rows) + 1)
        return {row[0] for row in rows}

    def add(self, table: Table, rows: list[tuple[Any, ...]]) -> None:
        """Take over the own rows of a table."""
        if not rows:
            return
        taken, known = self._taken(table.name), self._moved.setdefault(table.name, {})
        last = len(self._tenant.rows[table.name])
        free = max([last, *(row[0] for row in rows)]) if table.key == "id" else None
        for row in rows:
            new = row[0]
            if new in taken:
                if free is None:
                    continue
                free += 1
                new = free
            known[row[0]] = new
            self.kept.setdefault(table.name, []).append(self._referred(table, (new, *row[1:])))

    def _referred(self, table: Table, row: tuple[Any, ...]) -> tuple[Any, ...]:
        values = list(row)
        for place, column in enumerate(table.columns):
            if column.references is None or values[place] is None:
                continue
            own = self._moved.get(column.references, {})
            if values[place] in own:
                values[place] = own[values[place]]
            elif column.references != table.name and values[place] not in self._taken(
                column.references
            ):
                self.lost.append(f"{table.name} {row[0]} -> {column.references} {values[place]}")
        return tuple(values)
