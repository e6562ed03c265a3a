"""Who did what when, and taking it back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from onboardctl.core import codec
from onboardctl.core.errors import NotFound, Refused
from onboardctl.core.payloads.history import ChangeLine, FactLine, History, Undone
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.core.subject import kind_of_subject
from onboardctl.store import event_log

if TYPE_CHECKING:
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

LATEST_LOOKED_AT = 50
_OF_MAILS = frozenset({"message", "promise"})
"""Facts of mails stand on no fact about the plan, so what came before them may be taken back."""
_BENEATH_MAILS = _OF_MAILS | {"partner"}
"""What facts of mails do stand on."""


class ReadLog(NamedTuple):
    """Which changes: of one subject or actor, with their facts or without, newest first."""

    subject: str | None = None
    actor: str | None = None
    facts: bool = False
    limit: int = 20


def log(session: Session, request: ReadLog) -> Result:
    """The latest changes, newest first."""
    subject = session.find_subject(request.subject) if request.subject else None
    until = codec.instant_text(session.as_of) if session.as_of else None
    query, whose = "event.changes", {}
    if subject:
        query, whose = "event.changes_of", {"subject": subject}
    rows = session.store.rows(query, actor=request.actor, until=until, limit=request.limit, **whose)
    gone = event_log.undone(session.store)
    data = History(
        tuple(
            _line(row, gone, _facts(session, row["change_id"]) if request.facts else ())
            for row in rows
        )
    )
    return Result("log", "log/1", data, as_of=session.moment, zone=session.settings.zone)


def undo(session: Session, number: int | None = None) -> Result:
    """Take a change back: the latest one that still counts, or the one of that number.

    An undo is a change like any other: it can be taken back by its own number.

    Raises:
        NotFound: there is no such change, or nothing to take back.
        Refused: it was taken back already, or later changes build on it.
    """
    with session.store.atomic(keep=not session.dry_run):  # what is judged must still hold when done
        data, summary = _take_back(session, number)
    return Result(
        "undo",
        "undo/1",
        data,
        as_of=session.now,
        messages=(summary,),
        next_steps=(f"onboardctl undo {data.by}",),
        dry_run=session.dry_run,
    )


def _take_back(session: Session, number: int | None) -> tuple[Undone, str]:
    """What was taken back, and the sentence for the log."""
    row = _undoable(session, number)
    undone_number: int = row["change_id"]
    gone = event_log.undone(session.store)
    if undone_number in gone:
        raise Refused(
            "undo.undone",
            f"change {undone_number} was taken back already",
            hint="see `onboardctl log`; an undo is taken back by its own number",
        )
    _refuse_gone_out(session, row)
    _refuse_built_upon(session, undone_number, gone)
    with session.change("undo", undoes=undone_number) as change:
        subjects = _touched(session, undone_number)
        for subject in subjects:
            change.subject(subject)
        for subject in subjects:
            change.reload(subject)
        verb = "put back" if row["undoes"] else "took back"
        change.summary = f"{verb} change {undone_number}: {row['summary']}"
        data = Undone(undone_number, row["command"], row["summary"], change.number, tuple(subjects))
    return data, change.summary


def _undoable(session: Session, number: int | None) -> Row:
    if number is not None:
        row = session.store.one("event.change", change_id=number)
        if row is None:
            raise NotFound(
                "change.unknown", f"there is no change {number}", hint="see `onboardctl log`"
            )
        return row
    gone = event_log.undone(session.store)
    for row in session.store.rows("event.changes", actor=None, until=None, limit=LATEST_LOOKED_AT):
        if row["change_id"] not in gone and row["undoes"] is None:
            return row
    raise NotFound("undo.nothing", "there is nothing to take back")


def _touched(session: Session, number: int) -> list[str]:
    """Subjects whose facts a change brought; for an undo, those of the change it took back."""
    row = session.store.one("event.change", change_id=number)
    while row is not None and row["undoes"] is not None:
        row = session.store.one("event.change", change_id=row["undoes"])
    found = session.store.rows(
        "event.subjects_of_change", change_id=row["change_id"] if row else number
    )
    return [one["subject"] for one in found]


def _refuse_gone_out(session: Session, row: Row) -> None:
    """What the mail server took is out in the world; no line of a log brings it back."""
    for fact in session.store.rows("event.of_change", change_id=row["change_id"]):
        if fact["kind"] == "contact.erased":
            raise Refused(
                "undo.erased",
                f"change {row['change_id']} forgot a person, and nobody knows the name any more",
                hint="a person who comes back is added anew: `partner edit --contact`",
            )
        sent = json.loads(fact["payload"]) if fact["kind"] == "message.sent" else {}
        if sent.get("outbox") is not None:
            raise Refused(
                "undo.sent",
                f"change {row['change_id']} sent mail {sent['outbox']}, which cannot be called back",
                hint="if it did not arrive, say so with `onboardctl comms bounce`",
            )


def _refuse_built_upon(session: Session, number: int, gone: frozenset[int]) -> None:
    base = _nouns(session, number)
    later = [
        row
        for row in session.store.rows("event.later_changes", change_id=number)
        if row["change_id"] not in gone
        and (base & _BENEATH_MAILS or not _nouns(session, row["change_id"]) <= _OF_MAILS)
    ]
    if later:
        touched = _touched(session, number)
        raise Refused(
            "undo.built_upon",
            f"change {number} cannot be taken back alone: change {later[-1]['change_id']} "
            f"({later[-1]['summary']}) came after it for the same {kind_of_subject(touched[0]).word}",
            hint=f"take the later one back first: `onboardctl undo {later[-1]['change_id']}`",
        )


def _nouns(session: Session, change: int) -> frozenset[str]:
    """What the facts of a change are about, for example ``task`` and ``message``."""
    rows = session.store.rows("event.of_change", change_id=change)
    return frozenset(row["kind"].partition(".")[0] for row in rows)


def _line(row: Row, gone: frozenset[int], facts: tuple[FactLine, ...]) -> ChangeLine:
    return ChangeLine(
        change=row["change_id"],
        at=codec.parse_instant(row["recorded_at"]),
        actor=row["actor"],
        command=row["command"],
        summary=row["summary"],
        undoes=row["undoes"],
        counts=row["change_id"] not in gone,
        facts=facts,
    )


def _facts(session: Session, change: int) -> tuple[FactLine, ...]:
    return tuple(
        FactLine(
            row["subject"],
            row["number"],
            row["kind"],
            codec.parse_instant(row["occurred_at"]),
            json.loads(row["payload"]),
        )
        for row in session.store.rows("event.of_change", change_id=change)
    )
