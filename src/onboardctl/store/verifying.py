"""Read tables held against the facts: what differs, and how it is put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.record import NamedTuple
from onboardctl.core.subject import kind_of_subject
from onboardctl.store import counts, event_log, projecting, read_tables, snapshots

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.core.subject import Row, Rows
    from onboardctl.store.engine import Engine


class Difference(NamedTuple):
    """A read row that does not say what the facts say."""

    table: str
    key: tuple[str, ...]
    stored: Row | None
    replayed: Row | None


def replayed(engine: Engine, subject: str) -> Rows:
    """The read rows of a subject as its facts make them, whatever the tables say."""
    return projecting.rows_of(engine, event_log.replayed(engine, subject))


def differences(engine: Engine, subject: str, replayed: Rows) -> list[Difference]:
    """Where the stored rows of one subject differ from the replayed ones."""
    kind = kind_of_subject(subject)
    found: list[Difference] = []
    for table, keys in kind.keys.items():
        stored = {
            tuple(str(row[column]) for column in keys): dict(row)
            for row in read_tables.rows(engine, kind, table, subject)
        }
        found += [
            Difference(table, key, stored.get(key), replayed[table].get(key))
            for key in sorted(stored.keys() | replayed[table].keys())
            if stored.get(key) != replayed[table].get(key)
        ]
    return found


def rebuild(engine: Engine, subject: str) -> int:
    """Write the read rows of one subject anew from its facts alone; how many differed."""
    kind = kind_of_subject(subject)
    snapshots.drop(engine, subject)
    found = differences(engine, subject, replayed(engine, subject))
    for one in found:
        stored, fresh = _if_any(one.stored), _if_any(one.replayed)
        if one.table == "partner":
            counts.moved(engine, stored, fresh)
        if not fresh:
            keys = dict(zip(kind.keys[one.table], one.key, strict=True))
            read_tables.drop(engine, kind, one.table, [keys])
        read_tables.put(engine, kind, one.table, fresh)
        projecting.mark(engine, kind, {one.table: [*stored, *fresh]})
    return len(found)


def verify(engine: Engine) -> Iterator[tuple[str, list[Difference]]]:
    """Replay every subject and compare with its read rows: (its id, what differs)."""
    for row in engine.rows("event.subjects"):
        state = event_log.replayed(engine, row["subject"])
        yield (
            state.id,
            [
                *differences(engine, state.id, projecting.rows_of(engine, state)),
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


def _if_any(row: Row | None) -> list[Row]:
    return [] if row is None else [row]
