"""A later as-of day continues the story: rows are added and open ends closed, nothing is rewritten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.errors import Refused
from onboardctl.core.names import listed
from onboardctl.core.record import NamedTuple
from onboardctl.sandbox.checksums import checksum
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
    added = closed = 0
    digests = {name: (rows, digest) for name, rows, digest in held.tables}
    for table in tables_of(held.segment):
        columns = ", ".join(table.names)
        old = database.rows(f"SELECT {columns} FROM {table.name} WHERE origin = ?", (SEED,))
        old.sort(key=lambda row: row[0])
        if checksum(table, old) != digests.get(table.name):
            changed.append(table.name)
            continue
        new = tenant.rows[table.name]
        added += len(new) - len(old)
        closed += _closed(table, old, new)
    if changed:
        raise Refused(
            "sandbox.changed",
            f"seed rows of {held.schema_name} were changed by hand, in {listed(changed)}, so their "
            "story cannot be continued",
            hint="`onboardctl sandbox reset <partner>` builds it anew and keeps the partner's own rows",
        )
    return Continued(added, closed)


def _closed(table: Table, old: list[tuple[Any, ...]], new: Sequence[tuple[Any, ...]]) -> int:
    """How many rows only had an open end closed.

    Raises:
        Refused: a row is missing or says something else than before.
    """
    open_states = [table.names.index(name) for name in _STATES.get(table.name, ())]
    closed = 0
    for before, after in zip(old, new, strict=False):
        if before == after:
            continue
        same = all(
            was is None or was == now or place in open_states
            for place, (was, now) in enumerate(zip(before, after, strict=True))
        )
        if not same:
            raise _rewritten(table, before[0])
        closed += 1
    if len(new) < len(old):
        raise _rewritten(table, old[len(new)][0])
    return closed


def _rewritten(table: Table, key: Any) -> Refused:
    return Refused(
        "sandbox.rewritten",
        f"the story up to the new day tells {table.name} {key} in another way, so nothing was added",
        hint="`onboardctl sandbox reset <partner>` builds the sandbox anew up to a day of your choice",
    )
