"""The facts as stored: appended to the stream of a subject, and read back as values."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from onboardctl.core import codec
from onboardctl.core.errors import StoreError
from onboardctl.core.subject import kind_of_subject
from onboardctl.store import snapshots

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from typing import Any

    from onboardctl.core.facts import Recorded
    from onboardctl.store.engine import Engine, Row


def append(engine: Engine, subject: str, facts: Iterable[Recorded]) -> None:
    """Add facts to a subject's stream; their numbers must follow the last one.

    Raises:
        Conflict: somebody else has used one of the numbers.
    """
    append_many(engine, [(subject, facts)])


def append_many(engine: Engine, streams: Iterable[tuple[str, Iterable[Recorded]]]) -> None:
    """Add facts to several streams at once.

    Raises:
        Conflict: somebody else has used one of the numbers.
    """
    from onboardctl.core.facts import kind_of, to_payload, version_of

    kinds: dict[type, tuple[str, int]] = {}

    def named(event: Any) -> tuple[str, int]:
        known = kinds.get(type(event))
        if known is None:
            kind = kind_of(event)
            known = kinds[type(event)] = (kind, version_of(kind))
        return known

    engine.many(
        "event.add",
        [
            {
                "subject": subject,
                "number": fact.number,
                "change_id": fact.change,
                "kind": named(fact.event)[0],
                "version": named(fact.event)[1],
                "payload": _said(to_payload(fact.event)),
                "occurred_at": codec.instant_text(fact.occurred_at),
            }
            for subject, facts in streams
            for fact in facts
        ],
    )


_said = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def stream(engine: Engine, subject: str, *, after: int = 0) -> list[Recorded]:
    """Facts of a subject in order, those taken back included.

    Args:
        engine: an open store.
        subject: whose stream.
        after: only facts with a higher number.

    Raises:
        StoreError: a fact is of a kind that this program does not know.
    """
    rows = engine.rows("event.stream", subject=subject, after=after)
    return [_recorded(row) for row in rows]


def load(
    engine: Engine,
    subject: str,
    *,
    as_of: datetime | None = None,
    before: int | None = None,
) -> Any:
    """The subject as the facts make it, without what was undone.

    The facts since the last snapshot are applied to it; without one all are replayed.

    Args:
        engine: an open store.
        subject: the id whose stream it is; its prefix says what kind of state comes back.
        as_of: what was recorded later does not count; ``None`` takes everything.
        before: what this change and later ones take back still counts.

    Raises:
        StoreError: a fact, or the subject itself, is of a kind this program does not know.
    """
    kind = kind_of_subject(subject)
    state = None if as_of else snapshots.newest(engine, subject, kind)
    if state is None:
        return replayed(engine, subject, as_of=as_of, before=before)
    # An undo drops the snapshot, so of what came after it nothing is taken back.
    for fact in stream(engine, subject, after=state.version):
        state = kind.evolve(state, fact)
    return state


def replayed(
    engine: Engine,
    subject: str,
    *,
    as_of: datetime | None = None,
    before: int | None = None,
    upto: int | None = None,
    through: int | None = None,
) -> Any:
    """The same from the facts alone, up to the fact numbered ``upto`` or the change ``through``."""
    facts = stream(engine, subject)
    if through is not None:
        before = through + 1
        facts = [fact for fact in facts if fact.change <= through]
    gone = undone(engine, subject, as_of=as_of, before=before)
    if upto is not None:
        facts = [fact for fact in facts if fact.number <= upto]
    valid = [
        fact
        for fact in facts
        if fact.change not in gone and (as_of is None or fact.recorded_at <= as_of)
    ]
    state = kind_of_subject(subject).replay(subject, valid)
    return state._replace(version=facts[-1].number if facts else 0)


def undone(
    engine: Engine,
    subject: str | None = None,
    *,
    as_of: datetime | None = None,
    before: int | None = None,
) -> frozenset[int]:
    """Numbers of the changes that do not count: taken back, and not put back since.

    Undos recorded after ``as_of``, and those from the change ``before`` on, are left out. With a
    subject, only changes that touch it are looked at.
    """
    rows = (
        engine.rows("event.undoings")
        if subject is None
        else engine.rows("event.undoings_of", subject=subject)
    )
    gone: set[int] = set()
    for row in sorted(rows, key=lambda row: row["change_id"], reverse=True):
        if as_of is not None and codec.parse_instant(row["recorded_at"]) > as_of:
            continue
        if before is not None and row["change_id"] >= before:
            continue
        if row["change_id"] not in gone:
            gone.add(row["undoes"])
    return frozenset(gone)


def _recorded(row: Row) -> Recorded:
    from onboardctl.core.facts import Recorded, from_payload  # a kept state does without

    try:
        event = from_payload(row["kind"], row["version"], json.loads(row["payload"]))
    except (KeyError, TypeError, ValueError) as error:
        raise StoreError(
            "store.fact_unknown",
            f'fact {row["number"]} of kind "{row["kind"]}" cannot be read by this program',
            hint="install the version of onboardctl that wrote it; `onboardctl doctor` names it",
        ) from error
    return Recorded(
        number=row["number"],
        change=row["change_id"],
        event=event,
        occurred_at=codec.parse_instant(row["occurred_at"]),
        recorded_at=codec.parse_instant(row["recorded_at"]),
        actor=row["actor"],
    )
