"""One command, one change: facts appended and read tables brought up to date, all or nothing."""

from __future__ import annotations

import json
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from onboardctl.core import codec
from onboardctl.core.errors import Conflict, StoreError
from onboardctl.core.facts import Recorded
from onboardctl.core.playbook import Playbook
from onboardctl.core.record import NamedTuple
from onboardctl.core.subject import kind_of_subject
from onboardctl.store import counts, event_log, snapshots

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from onboardctl.core.partner.state import Partner
    from onboardctl.core.subject import Rows, SubjectKind
    from onboardctl.store.engine import Engine

CLOCKS_DIFFER_BY = timedelta(minutes=10)
"""So far may the clocks of two machines be apart without one being wrong."""
State = TypeVar("State")
"""A partner, a ticket: whatever has a stream. It has an ``id`` and a ``version``."""


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

    def __init__(
        self,
        engine: Engine,
        number: int,
        now: datetime,
        actor: str,
        if_version: int | None = None,
    ) -> None:
        self.engine = engine
        self.number = number
        self.now = now
        self.actor = actor
        self.summary = ""
        self.recorded = 0
        self._before: dict[str, Rows] = {}
        self._after: dict[str, Any] = {}
        self._if_version = if_version
        self._latest: tuple[Any, Rows] | None = None
        self._unwritten: list[tuple[str, list[Recorded]]] = []

    def partner(self, partner_id: str) -> Partner:
        """The partner as it stands within this change."""
        partner: Partner = self.subject(partner_id)
        return partner

    def subject(self, subject: str) -> Any:
        """The state of a subject of any kind as it stands within this change.

        Raises:
            Conflict: ``subject.changed``: it is not at the version that was asked for.
        """
        if subject not in self._after:
            state = event_log.load(self.engine, subject, before=self.number)
            if self._if_version is not None and state.version != self._if_version:
                raise self._changed_meanwhile(subject, state.version, self._if_version)
            self._if_version = None  # what follows from it may touch others
            self._watch(state)
        return self._after[subject]

    def append(
        self, state: State, facts: Iterable[Any], *, occurred_at: datetime | None = None
    ) -> State:
        """Record facts about a subject and answer with the state they make.

        Args:
            state: as :meth:`subject` or an earlier ``append`` gave it, or one of whom nothing was
                said yet.
            facts: in the order they happened.
            occurred_at: when they happened; now, unless told otherwise.
        """
        now: Any = state
        if now.id not in self._after:
            self._watch(now)
        recorded = [
            Recorded(
                number=now.version + offset,
                change=self.number,
                event=fact,
                occurred_at=occurred_at or self.now,
                recorded_at=self.now,
                actor=self.actor,
            )
            for offset, fact in enumerate(facts, start=1)
        ]
        event_log.append(self.engine, now.id, recorded)
        self.recorded += len(recorded)
        evolve = kind_of_subject(now.id).evolve
        for fact in recorded:
            now = evolve(now, fact)
        self._after[now.id] = now
        after: State = now
        return after

    def append_dated(self, state: State, facts: Iterable[tuple[datetime, Any]]) -> State:
        """Record facts that happened at moments of their own; written by :meth:`settle_all`.

        Args:
            state: as :meth:`subject` gave it, or one of whom nothing was said yet.
            facts: with the moment of each, in the order in which they are numbered.
        """
        now: Any = state
        if now.id not in self._after:
            self._watch(now)
        recorded = [
            Recorded(now.version + offset, self.number, fact, moment, self.now, self.actor)
            for offset, (moment, fact) in enumerate(facts, start=1)
        ]
        self._unwritten.append((now.id, recorded))
        self.recorded += len(recorded)
        now = kind_of_subject(now.id).take(now, recorded)
        self._after[now.id] = now
        after: State = now
        return after

    def settle_all(self) -> None:
        """Write the facts and read rows of every subject at once, table by table.

        Subjects of one kind only: bulk work is of one kind.
        """
        event_log.append_many(self.engine, self._unwritten)
        self._unwritten.clear()
        gone: dict[str, list[dict[str, Any]]] = {}
        changed: dict[str, list[dict[str, Any]]] = {}
        touched: dict[str, list[dict[str, Any]]] = {}
        queries = ""
        for subject, state in self._after.items():
            kind = kind_of_subject(subject)
            queries = kind.queries
            before, after = self._before[subject], _rows_of(self.engine, state)
            for table, keys in kind.keys.items():
                old, new = before[table], after[table]
                fresh: Iterable[Any] = new.values()
                if old:
                    fresh = [row for key, row in new.items() if old.get(key) != row]
                    changing = [key for key, row in old.items() if new.get(key) != row]
                    touched.setdefault(table, []).extend([old[key] for key in changing])
                    gone.setdefault(table, []).extend(
                        dict(zip(keys, key, strict=True)) for key in changing if key not in new
                    )
                changed.setdefault(table, []).extend(fresh)
                touched.setdefault(table, []).extend(fresh)
        for table, rows in gone.items():
            self.engine.many(f"{queries}.drop_{table}", rows)
        for table, rows in changed.items():
            self.engine.many(f"{queries}.put_{table}", rows)
        if self._after:
            _mark(self.engine, kind_of_subject(next(iter(self._after))), touched)
        self._before.clear()
        self._after.clear()

    def reload(self, subject: str) -> Any:
        """The subject replayed from the log again, after facts were taken or put back."""
        self.subject(subject)
        snapshots.drop(self.engine, subject)
        self._after[subject] = event_log.load(self.engine, subject)
        return self._after[subject]

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
        """Bring the read tables of every touched subject up to date."""
        for subject in tuple(self._after):
            self.settle(subject)

    def settle(self, subject: str) -> None:
        """Write the read rows of a subject now and forget it, so that bulk work stays small."""
        state = self._after.pop(subject)
        after = self.rows(state)
        kind = kind_of_subject(subject)
        _write_difference(self.engine, kind, self._before.pop(subject), after)
        snapshots.keep_if_due(self.engine, state, kind)

    def rows(self, state: Any) -> Rows:
        """The read rows of a subject as it stands, worked out once."""
        if self._latest is None or self._latest[0] is not state:
            self._latest = state, _rows_of(self.engine, state)
        return self._latest[1]

    def _changed_meanwhile(self, subject: str, found: int, asked: int) -> Conflict:
        """Who changed what since the version that somebody looked at."""
        rows = self.engine.rows("event.changes_since", subject=subject, version=asked)
        said = "; ".join(
            f"{row['actor']} at {row['recorded_at']}: {row['summary']}" for row in rows
        )
        return Conflict(
            "subject.changed",
            f"version {asked} is not the latest: {said}"
            if said
            else f"there is no version {asked}, only {found}",
            hint=f"look at it again, then go on with --if-version {found}",
        )

    def _watch(self, state: Any) -> None:
        self._before[state.id] = self.rows(state)
        self._after[state.id] = state


@contextmanager
def open_change(
    engine: Engine,
    command: str,
    *,
    now: datetime,
    actor: str,
    undoes: int | None = None,
    keep: bool = True,
    if_version: int | None = None,
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
        if_version: the first subject must be at this version.
    """
    with suppress(_NothingChangedError), engine.atomic(keep=keep):
        row = engine.one(
            "event.add_change",
            command=command,
            summary="",
            actor=actor,
            recorded_at=codec.instant_text(now),
            not_after=codec.instant_text(now + CLOCKS_DIFFER_BY),
            undoes=undoes,
        )
        assert row is not None
        change = Change(engine, row["change_id"], now, actor, if_version)
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


def _policies(engine: Engine, name: str) -> Any:
    from onboardctl.store import policies  # partners do without them

    return policies.book(engine, name)


CONTEXTS: dict[str, Callable[[Engine, str], Any]] = {
    "playbook": playbook_of,
    "policies": _policies,
}
"""What projections need beside the state, by its sort: how it is found in the store."""


def rows_at(engine: Engine, state: Any) -> Rows:
    """The read rows of a state of the past; nothing is written."""
    return _rows_of(engine, state)


def _rows_of(engine: Engine, state: Any) -> Rows:
    """The read rows of a subject; none while what made it is taken back."""
    kind = kind_of_subject(state.id)
    needs = kind.needs(state)
    context = CONTEXTS[needs[0]](engine, needs[1]) if needs else None
    return kind.project(state, context)


def replayed(engine: Engine, subject: str) -> Rows:
    """The read rows of a subject as its facts make them, whatever the tables say."""
    return _rows_of(engine, event_log.replayed(engine, subject))


def rebuild(engine: Engine, subject: str) -> int:
    """Write the read rows of one subject anew from its facts alone; how many differed."""
    kind = kind_of_subject(subject)
    snapshots.drop(engine, subject)
    found = differences(engine, subject, replayed(engine, subject))
    for one in found:
        if one.table == "partner":
            counts.moved(engine, _if_any(one.stored), _if_any(one.replayed))
        keys = dict(zip(kind.keys[one.table], one.key, strict=True))
        if one.replayed is None:
            engine.run(f"{kind.queries}.drop_{one.table}", **keys)
        else:
            engine.run(f"{kind.queries}.put_{one.table}", **one.replayed)
        _mark(engine, kind, {one.table: [*_if_any(one.stored), *_if_any(one.replayed)]})
    return len(found)


def _if_any(row: dict[str, object] | None) -> list[dict[str, object]]:
    return [] if row is None else [row]


def verify(engine: Engine) -> Iterator[tuple[str, list[Difference]]]:
    """Replay every subject and compare with its read rows: (its id, what differs)."""
    for row in engine.rows("event.subjects"):
        state = event_log.replayed(engine, row["subject"])
        yield (
            state.id,
            [
                *differences(engine, state.id, _rows_of(engine, state)),
                *_wrongly_kept(engine, state.id),
            ],
        )


def _wrongly_kept(engine: Engine, subject: str) -> Iterator[Difference]:
    """The snapshot of a subject, when it is not what the facts up to it make."""
    kept = snapshots.newest(engine, subject, kind_of_subject(subject))
    if kept is None:
        return
    replayed = event_log.replayed(engine, subject, upto=kept.version)
    if kept != replayed:
        yield Difference("snapshot", (subject,), snapshots.row_of(kept), snapshots.row_of(replayed))


def differences(engine: Engine, subject: str, replayed: Rows) -> list[Difference]:
    """Where the stored rows of one subject differ from the replayed ones."""
    kind = kind_of_subject(subject)
    found: list[Difference] = []
    for table, keys in kind.keys.items():
        stored = {
            tuple(str(row[column]) for column in keys): dict(row)
            for row in engine.rows(f"{kind.queries}.rows_{table}", **{kind.key: subject})
        }
        found += [
            Difference(table, key, stored.get(key), replayed[table].get(key))
            for key in sorted(stored.keys() | replayed[table].keys())
            if stored.get(key) != replayed[table].get(key)
        ]
    return found


def _mark(engine: Engine, kind: SubjectKind, touched: dict[str, list[dict[str, Any]]]) -> None:
    """Note what else follows from rows that changed, given their old and new forms."""
    if kind.marks is not None:
        for query, values in kind.marks(touched):
            engine.many(query, values)


def _write_difference(engine: Engine, kind: SubjectKind, before: Rows, after: Rows) -> None:
    touched: dict[str, list[dict[str, Any]]] = {}
    for table, keys in kind.keys.items():
        old, new = before[table], after[table]
        gone = [dict(zip(keys, key, strict=True)) for key in old if key not in new]
        changed = [row for key, row in new.items() if old.get(key) != row]
        if gone:
            engine.many(f"{kind.queries}.drop_{table}", gone)
        if changed:
            engine.many(f"{kind.queries}.put_{table}", changed)
        touched[table] = [*changed, *(row for key, row in old.items() if new.get(key) != row)]
    _mark(engine, kind, touched)
    if "partner" in kind.keys:
        counts.moved(engine, before["partner"].values(), after["partner"].values())
