"""The read rows that follow from the state of a subject, and how they come into their tables."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from onboardctl.core import codec
from onboardctl.core.errors import StoreError
from onboardctl.core.playbook import Playbook
from onboardctl.core.subject import kind_of_subject
from onboardctl.store import counts, read_tables

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.core.subject import Row, Rows, SubjectKind
    from onboardctl.store.engine import Engine

_PLAYBOOKS: dict[str, Playbook] = {}


def playbook_of(engine: Engine, digest: str) -> Playbook:
    """The compiled playbook stored under a digest; decoded once in a process.

    Raises:
        StoreError: the store does not hold it.
    """
    known = _PLAYBOOKS.get(digest)
    if known is None:
        row = engine.one("playbook_version.body", digest=digest)
        if row is None:
            raise StoreError(
                "store.playbook_missing",
                f"the store names playbook {digest[:12]} but does not hold it",
                hint="restore the latest backup with `onboardctl store restore`",
            )
        known = _PLAYBOOKS[digest] = codec.decode(Playbook, json.loads(row["body"]))
    return known


def _policies(engine: Engine, name: str) -> Any:
    from onboardctl.store import policies  # partners do without them

    return policies.book(engine, name)


CONTEXTS: dict[str, Callable[[Engine, str], Any]] = {
    "playbook": playbook_of,
    "policies": _policies,
}
"""What projections need beside the state, by its sort: how it is found in the store."""


def rows_of(engine: Engine, state: Any) -> Rows:
    """The read rows of a state; none while what made it is taken back. Nothing is written."""
    kind = kind_of_subject(state.id)
    needs = kind.needs(state)
    context = CONTEXTS[needs[0]](engine, needs[1]) if needs else None
    return kind.project(state, context)


class Unwritten:
    """Read rows of subjects of one kind that changed and wait to be written, table by table."""

    def __init__(self, kind: SubjectKind) -> None:
        self._kind = kind
        self._gone: dict[str, list[Row]] = {table: [] for table in kind.keys}
        self._changed: dict[str, list[Row]] = {table: [] for table in kind.keys}
        self._touched: dict[str, list[Row]] = {table: [] for table in kind.keys}
        self._partners: tuple[list[Row], list[Row]] = [], []

    def add(self, before: Rows, after: Rows) -> None:
        """Take what differs between the rows of one subject as they were and as they are."""
        for table, keys in self._kind.keys.items():
            old, new = before[table], after[table]
            changed = list(new.values())
            if old:
                changed = [row for key, row in new.items() if old.get(key) != row]
                gone = [key for key in old if key not in new]
                self._gone[table] += [dict(zip(keys, key, strict=True)) for key in gone]
                self._touched[table] += [row for key, row in old.items() if new.get(key) != row]
            self._changed[table] += changed
            self._touched[table] += changed
        if "partner" in self._kind.keys:
            self._partners[0].extend(before["partner"].values())
            self._partners[1].extend(after["partner"].values())

    def write(self, engine: Engine) -> None:
        """Write everything, and note what else follows from it."""
        for table in self._kind.keys:
            read_tables.drop(engine, self._kind, table, self._gone[table])
            read_tables.put(engine, self._kind, table, self._changed[table])
        mark(engine, self._kind, self._touched)
        counts.moved(engine, *self._partners)


def mark(engine: Engine, kind: SubjectKind, touched: dict[str, list[Row]]) -> None:
    """Note what else follows from rows that changed, given their old and new forms."""
    if kind.marks is not None:
        for query, values in kind.marks(touched):
            engine.many(query, values)
