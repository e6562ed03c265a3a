"""A later as-of day continues the story: rows are added and open ends closed, nothing is rewritten."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from onboardctl.core.errors import Refused
from onboardctl.core.names import listed
from onboardctl.core.record import NamedTuple
from onboardctl.sandbox.checksums import Checksum, blocks
from onboardctl.sandbox.schema import SEED, Table, tables_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onboardctl.sandbox.database import Database
    from onboardctl.sandbox.manifest import Manifest
    from onboardctl.sandbox.tenant import Tenant

_STATES = {"users": ("status",), "api_keys": ("last_used_at",)}
"""Columns that say how things stand now, and so follow the story."""


class Continued(NamedTuple):
    """What a top-up does: rows added, and older rows of which an open end was closed."""

    added: int
    closed: int


def continued(database: Database, held: Manifest, tenant: Tenant) -> Continued:
    """Make sure that a tenant only continues the sandbox that is there.

    Args:
        database: the sandbox.
        held: its manifest.
        tenant: the same story up to a later day.

    Raises:
        Refused: seed rows of the sandbox were changed, or the tenant tells them in another way.
    """
    changed: list[str] = []
    rewritten: Refused | None = None
    added = closed = 0
    digests = {name: (rows, digest) for name, rows, digest in held.tables}
    for table in tables_of(held.segment):
        comparison = _Comparison(table)
        columns = ", ".join(table.names)
        new = iter(tenant.rows[table.name])
        for block in blocks(
            database.each(
                f"SELECT {columns} FROM {table.name} WHERE origin = ? ORDER BY {table.key}", (SEED,)
            )
        ):
            comparison.look(block, list(islice(new, len(block))))
        if comparison.checksum() != digests.get(table.name):
            changed.append(table.name)
        elif comparison.rewritten is not None:
            rewritten = rewritten or _rewritten(table, comparison.rewritten)
        else:
            added += len(tenant.rows[table.name]) - comparison.rows
            closed += comparison.closed
    if changed:
        raise Refused(
            "sandbox.changed",
            f"seed rows of {held.schema_name} were changed by hand, in {listed(changed)}, so their "
            "story cannot be continued",
            hint="`onboardctl sandbox reset <partner>` builds it anew and keeps the partner's own rows",
        )
    if rewritten:
        raise rewritten
    return Continued(added, closed)


class _Comparison:
    """The rows that are there beside those of the new tenant, block by block.

    Attributes:
        closed: rows that only had an open end closed.
        rewritten: key of the first row that is missing or says something else than before.
    """

    def __init__(self, table: Table) -> None:
        self._taken = Checksum(table)
        self._states = [table.names.index(name) for name in _STATES.get(table.name, ())]
        self.closed = 0
        self.rewritten: Any = None

    @property
    def rows(self) -> int:
        """Rows that are there."""
        return self._taken.rows

    def checksum(self) -> tuple[int, str]:
        """Number and checksum of the rows that are there."""
        return self._taken.rows, self._taken.hexdigest()

    def look(self, old: Sequence[Sequence[Any]], new: Sequence[Sequence[Any]]) -> None:
        """Compare a block with the rows of the same ids."""
        self._taken.add(old)
        for place, before in enumerate(old):
            after = new[place] if place < len(new) else None
            if before == after or self.rewritten is not None:
                continue
            if after is None or not self._continues(before, after):
                self.rewritten = before[0]
            self.closed += 1

    def _continues(self, before: Sequence[Any], after: Sequence[Any]) -> bool:
        return all(
            was is None or was == now or place in self._states
            for place, (was, now) in enumerate(zip(before, after, strict=True))
        )


def _rewritten(table: Table, key: Any) -> Refused:
    return Refused(
        "sandbox.rewritten",
        f"the story up to the new day tells {table.name} {key} in another way, so nothing was added",
        hint="`onboardctl sandbox reset <partner>` builds the sandbox anew up to a day of your choice",
    )
