"""Which mails are due: those playbooks owe, and recurring ones whose day has come."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from onboardctl.core import codec
from onboardctl.core.calendar import end_of_day
from onboardctl.core.errors import Diagnostic
from onboardctl.core.payloads.comms import DueLine, DueMails
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from onboardctl.core.playbook import Recurring
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

MOST = 1000
INVITED_AHEAD = timedelta(weeks=1)
"""How long before a review its invitation is due; the value is ours."""
ZONES_APART = timedelta(days=1)
"""A local day is at most so far from the same moment's day in UTC."""


class DueRequest(NamedTuple):
    """Whose mails, and how many hours ahead; ``owner`` may be ``me``."""

    partner: str | None = None
    owner: str | None = None
    hours: int = 24
    fail_on_overdue: bool = False


def due(session: Session, request: DueRequest) -> Result:
    """Mails due within some hours, the most overdue first; with ``fail_on_overdue`` exit code 8.

    Raises:
        NotFound: no such partner or person.
    """
    row = session.find_partner(request.partner) if request.partner else None
    owner = session.owner(request.owner)
    until = session.moment + timedelta(hours=request.hours)
    rows = session.store.rows(
        "deadline.open_messages",
        until=codec.instant_text(until),
        owner=owner,
        partner_id=row["partner_id"] if row else None,
        limit=MOST,
    )
    lines = [_owed(session, one) for one in rows]
    lines += _recurring(session, row, owner, until)
    lines.sort(key=lambda line: (line.due_at, line.partner, line.message))
    late = [line for line in lines if line.state == "overdue"]
    errors = _overdue(late) if request.fail_on_overdue else ()
    return Result(
        "comms due",
        "comms-due/1",
        DueMails(until, tuple(lines)),
        as_of=session.moment,
        zone=session.settings.zone,
        next_steps=(lines[0].command,) if lines else (),
        errors=errors,
        exit_code=8 if errors else 0,
    )


def _overdue(late: list[DueLine]) -> tuple[Diagnostic, ...]:
    return tuple(
        Diagnostic("comms.overdue", f"{line.message} for {line.name} is overdue", line.command)
        for line in late
    )


def _owed(session: Session, row: Row) -> DueLine:
    due_at = codec.parse_instant(row["due_at"])
    waiting = session.store.one(
        "outbox.open_of_message", partner_id=row["partner_id"], message=row["ref"]
    )
    state = "overdue" if due_at < session.moment else "due"
    command = f"onboardctl send {row['ref']} --partner {row['slug']}"
    if waiting is not None:
        state, command = "queued", f"onboardctl outbox show {waiting['outbox_id']}"
    return DueLine(
        row["slug"],
        row["name"],
        row["ref"],
        row["title"],
        due_at,
        state,
        row["owner_role"],
        row["owner"],
        recurring=False,
        command=command,
    )


def _recurring(
    session: Session, partner: Row | None, owner: str | None, until: datetime
) -> Iterator[DueLine]:
    """The mails of recurring work whose day is today in the partner's zone, or before ``until``.

    What invites to a review is due a week before it.
    """
    rows = session.store.rows(
        "recurring.of_days",
        since=(session.moment - ZONES_APART).date().isoformat(),
        until=(until + INVITED_AHEAD + ZONES_APART).date().isoformat(),
        partner_id=partner["partner_id"] if partner is not None else None,
        owner=owner,
    )
    for row in rows:
        piece = _piece(session, row)
        if piece is None:
            continue
        template = (piece.template or "").replace("-", "_")
        zone = ZoneInfo(row["zone"])
        on = date.fromisoformat(row["takes_on"])
        by = on - INVITED_AHEAD if piece.review else on
        today, last = session.moment.astimezone(zone).date(), until.astimezone(zone).date()
        if not (today <= on and by <= last):
            continue
        sent = session.store.one(
            "outbox.last_sent", partner_id=row["partner_id"], template=template
        )
        if sent is not None and _is_for(sent, on, zone):
            continue
        at = row["takes_at"]
        timed = codec.parse_instant(at) if at and not piece.review else None
        due_at = timed or end_of_day(by, row["zone"])
        yield DueLine(
            row["slug"],
            row["name"],
            row["recurring_id"],
            row["title"],
            due_at,
            "overdue" if due_at < session.moment else "due",
            row["owner_role"],
            row["owner"],
            recurring=True,
            command=f"onboardctl send {template} --partner {row['slug']}",
        )


def _is_for(sent: Row, on: date, zone: ZoneInfo) -> bool:
    """Whether a mail went out for a time: on its day or later, or as the invitation to it before."""
    occasion = sent["occasion"].partition("/")[0].partition(" again ")[0]
    periods = (f"{on:%Y-%m}", f"{on.year}-Q{(on.month + 2) // 3}")
    return (
        occasion in periods or codec.parse_instant(sent["ended_at"]).astimezone(zone).date() >= on
    )


def _piece(session: Session, row: Row) -> Recurring | None:
    """The recurring work of a row that has a mail; ``None`` for a meeting without one."""
    for piece in session.playbook(row["digest"]).recurring:
        if piece.id == row["recurring_id"] and piece.template:
            return piece
    return None
