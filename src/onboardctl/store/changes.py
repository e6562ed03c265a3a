"""One command, one change: facts appended and read tables brought up to date, all or nothing."""

from __future__ import annotations

import json
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from onboardctl.core import codec
from onboardctl.core.errors import Conflict
from onboardctl.core.facts import Recorded
from onboardctl.core.subject import kind_of_subject
from onboardctl.store import event_log, recurring_pieces, snapshots
from onboardctl.store.projecting import Unwritten, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Playbook
    from onboardctl.core.subject import Rows
    from onboardctl.store.engine import Engine

CLOCKS_DIFFER_BY = timedelta(minutes=10)
"""So far may the clocks of two machines be apart without one being wrong."""
State = TypeVar("State")
"""A partner, a ticket: whatever has a stream. It has an ``id`` and a ``version``."""


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
        """Write the facts and read rows of every subject at once, table by table."""
        event_log.append_many(self.engine, self._unwritten)
        self._unwritten.clear()
        waiting: dict[str, Unwritten] = {}
        for subject, state in self._after.items():
            kind = kind_of_subject(subject)
            if kind.prefix not in waiting:
                waiting[kind.prefix] = Unwritten(kind)
            waiting[kind.prefix].add(self._before[subject], rows_of(self.engine, state))
        for rows in waiting.values():
            rows.write(self.engine)
        self._before.clear()
        self._after.clear()

    def reload(self, subject: str) -> Any:
        """The subject replayed from the log again, after facts were taken or put back."""
        self.subject(subject)
        snapshots.drop(self.engine, subject)
        self._after[subject] = event_log.load(self.engine, subject)
        return self._after[subject]

    def keep_playbook(self, playbook: Playbook) -> None:
        """Store a compiled playbook under its digest, once, with what its recurring work is."""
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
        recurring_pieces.keep(self.engine, playbook)

    def write_rows(self) -> None:
        """Bring the read tables of every touched subject up to date."""
        for subject in tuple(self._after):
            self.settle(subject)

    def settle(self, subject: str) -> None:
        """Write the read rows of a subject now and forget it, so that bulk work stays small."""
        state = self._after.pop(subject)
        after = self.rows(state)
        kind = kind_of_subject(subject)
        changed = Unwritten(kind)
        changed.add(self._before.pop(subject), after)
        changed.write(self.engine)
        snapshots.keep_if_due(self.engine, state, kind)

    def rows(self, state: Any) -> Rows:
        """The read rows of a subject as it stands, worked out once."""
        if self._latest is None or self._latest[0] is not state:
            self._latest = state, rows_of(self.engine, state)
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
