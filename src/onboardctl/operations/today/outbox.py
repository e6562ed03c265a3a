"""Mails on the morning list that wait for somebody's word: in doubt, refused, or out of time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core import codec
from onboardctl.core.payloads.plan import TodayLine
from onboardctl.operations.lines import local_day

if TYPE_CHECKING:
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

_NOTES = {
    "uncertain": "may have arrived or not: ask",
    "refused": "the mail server refuses it",
    "expired": "waited too long to be sent",
}


def undecided(session: Session, owner: str | None, limit: int) -> list[TodayLine]:
    """Mails that nothing more happens to until a person decides, the oldest first.

    At an earlier moment there are none: the outbox keeps no past.
    """
    if session.as_of is not None:
        return []
    rows = session.store.rows("today.mails", lead=owner, limit=limit)
    return [_line(row) for row in rows]


def _line(row: Row) -> TodayLine:
    moment = codec.parse_instant(row["ended_at"] or row["created_at"])
    return TodayLine(
        rank=0,
        group="held",
        partner=row["slug"],
        name=row["name"],
        what=f"mail {row['outbox_id']}: {row['message']}",
        ref=f"outbox/{row['outbox_id']}",
        owner_role="",
        owner=row["lead"],
        due_on=local_day(moment, row["zone"]),
        due_at=None,
        late_days=None,
        note=_NOTES[row["state"]],
        command=f"onboardctl outbox show {row['outbox_id']}",
    )
