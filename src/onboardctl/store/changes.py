"""One command, one change: facts appended and read tables brought up to date, all or nothing."""

from __future__ import annotations

import json
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from onboardctl.core import codec
from onboardctl.core.errors import StoreError
from onboardctl.core.events import Event, Recorded
from onboardctl.core.partner.evolve import evolve
from onboardctl.core.partner.projection import KEYS, Rows, project
from onboardctl.core.playbook import Playbook
from onboardctl.core.record import NamedTuple
from onboardctl.store import event_log

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from onboardctl.core.partner.state import Partner
    from onboardctl.store.engine import Engine


class Difference(NamedTuple):
    """A read row that does not say what the facts say."""

    table: str
    key: tuple[str, ...]
    stored: dict[str, object] | None
    replayed: dict[str, object] | None


class _NothingChangedError(Exception):
    """Leaves the transaction of a change in which nothing happened."""


class Change:
    """A change in the making; see :func:`open_change`."""

    def __init__(self, engine: Engine, number: int, now: datetime, actor: str) -> None:
        self.engine = engine
        self.number = number
        self.now = now
        self.actor = actor
        self.summary = ""
        self.recorded = 0
        self._before: dict[str, Rows] = {}
        self._after: dict[str, Partner] = {}
        self._latest: tuple[Partner, Rows] | None = None

    def partner(self, partner_id: str) -> Partner:
        """The partner as it stands within this change."""
        if partner_id not in self._after:
            partner = event_log.load(self.engine, partner_id, before=self.number)
            self._watch(partner)
        return self._after[partner_id]

    def append(
        self, partner: Partner, facts: Iterable[Event], *, occurred_at: datetime | None = None
    ) -> Partner:
        """Record facts of a partner and answer with the partner they make.

        Args:
            partner: as :meth:`partner` or an earlier ``append`` gave it.
            facts: in the order they happened.
            occurred_at: when they happened; now, unless told otherwise.
        """
        if partner.id not in self._after:
            self._watch(partner)
        recorded = [
            Recorded(
                number=partner.version + offset,
                change=self.number,
                event=fact,
                occurred_at=occurred_at or self.now,
                recorded_at=self.now,
                actor=self.actor,
            )
            for offset, fact in enumerate(facts, start=1)
        ]
        event_log.append(self.engine, partner.id, recorded)
        self.recorded += len(recorded)
        for fact in recorded:
            partner = evolve(partner, fact)
        self._after[partner.id] = partner
        return partner

    def reload(self, partner_id: str) -> Partner:
        """The partner replayed from the log again, after facts were taken or put back."""
        self.partner(partner_id)
        self._after[partner_id] = event_log.load(self.engine, partner_id)
        return self._after[partner_id]

    def keep_playbook(self, playbook: Playbook) -> None:
        """Store a compiled playbook under its digest, once."""
        self.engine.run(
            "playbook_version.put",
            digest=playbook.digest,
            playbook=playbook.id,
            version=playbook.version,
            title=playbook.title,
            body=json.dumps(
                codec.encode(playbook, sparse=True), ensure_ascii=False, separators=(",", ":")
            ),
            first_used_at=codec.instant_text(self.now),
        )

    def write_rows(self) -> None:
        """Bring the read tables of every touched partner up to date."""
        for partner_id in tuple(self._after):
            self.settle(partner_id)

    def settle(self, partner_id: str) -> None:
        """Write the read rows of a partner now and forget it, so that bulk work stays small."""
        after = self.rows(self._after.pop(partner_id))
        _write_difference(self.engine, self._before.pop(partner_id), after)

    def rows(self, partner: Partner) -> Rows:
        """The read rows of a partner as it stands, worked out once."""
        if self._latest is None or self._latest[0] is not partner:
            self._latest = partner, _rows_of(self.engine, partner)
        return self._latest[1]

    def _watch(self, partner: Partner) -> None:
        self._before[partner.id] = _rows_of(self.engine, partner)
        self._after[partner.id] = partner


@contextmanager
def open_change(
    engine: Engine,
    command: str,
    *,
    now: datetime,
    actor: str,
    undoes: int | None = None,
    keep: bool = True,
) -> Iterator[Change]:
    """Everything inside the block becomes one change, or nothing does.

    A block that records no fact and takes nothing back leaves no trace.

    Args:
        engine: an open store.
        command: the words typed, for the log.
        now: when the change is recorded.
        actor: who makes it.
        undoes: the change that this one takes back.
        keep: ``False`` runs the block and forgets it, for a dry run.
    """
    with suppress(_NothingChangedError), engine.atomic(keep=keep):
        row = engine.one(
            "event.add_change",
            command=command,
            summary="",
            actor=actor,
            recorded_at=codec.instant_text(now),
            undoes=undoes,
        )
        assert row is not None
        change = Change(engine, row["change_id"], now, actor)
        yield change
        if not change.recorded and undoes is None:
            raise _NothingChangedError
        change.write_rows()
        engine.run("event.say_change", summary=change.summary, change_id=change.number)


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


def _rows_of(engine: Engine, partner: Partner) -> Rows:
    """The partner's read rows; none while its creation is taken back."""
    return project(partner, playbook_of(engine, partner.digest) if partner.digest else None)


def rebuild(engine: Engine, partner_id: str) -> int:
    """Write the read rows of one partner anew from its facts; how many differed."""
    found = differences(engine, partner_id, _rows_of(engine, event_log.load(engine, partner_id)))
    for one in found:
        keys = dict(zip(KEYS[one.table], one.key, strict=True))
        if one.replayed is None:
            engine.run(f"projection.drop_{one.table}", **keys)
        else:
            engine.run(f"projection.put_{one.table}", **one.replayed)
    return len(found)


def verify(engine: Engine) -> Iterator[tuple[str, list[Difference]]]:
    """Replay every partner and compare with its read rows: (partner id, what differs)."""
    for row in engine.rows("event.partners"):
        partner = event_log.load(engine, row["partner_id"])
        yield partner.id, differences(engine, partner.id, _rows_of(engine, partner))


def differences(engine: Engine, partner_id: str, replayed: Rows) -> list[Difference]:
    """Where the stored rows of one partner differ from the replayed ones."""
    found: list[Difference] = []
    for table, keys in KEYS.items():
        stored = {
            tuple(str(row[column]) for column in keys): dict(row)
            for row in engine.rows(f"projection.rows_{table}", partner_id=partner_id)
        }
        found += [
            Difference(table, key, stored.get(key), replayed[table].get(key))
            for key in sorted(stored.keys() | replayed[table].keys())
            if stored.get(key) != replayed[table].get(key)
        ]
    return found


def _write_difference(engine: Engine, before: Rows, after: Rows) -> None:
    for table, keys in KEYS.items():
        old, new = before[table], after[table]
        gone = [dict(zip(keys, key, strict=True)) for key in old if key not in new]
        changed = [row for key, row in new.items() if old.get(key) != row]
        if gone:
            engine.many(f"projection.drop_{table}", gone)
        if changed:
            engine.many(f"projection.put_{table}", changed)
