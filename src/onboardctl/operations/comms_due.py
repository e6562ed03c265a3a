"""Which mails are due: those playbooks owe, and recurring ones whose day has come."""

from __future__ import annotations

from datetime import timedelta
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

    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

MOST = 1000
PLANS_READ = 100
"""Plans that are worked out for their recurring mails when no partner is named."""


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
    if owner is None:
        for one in _partners(session, row):
            lines += _recurring(session, one, until)
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


def _partners(session: Session, row: Row | None) -> list[Row]:
    """The partner that was named, or those under way while they are few."""
    if row is not None:
        return [row]
    found = session.store.rows("partner.under_way", limit=PLANS_READ + 1)
    return found if len(found) <= PLANS_READ else []


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


def _recurring(session: Session, row: Row, until: datetime) -> Iterator[DueLine]:
    """The mails of a partner's recurring work whose day is today, or before ``until``."""
    playbook = session.playbook(row["digest"])
    pieces = {piece.id: piece for piece in playbook.recurring if piece.template}
    if not pieces:
        return
    from onboardctl.core.schedule.recurring import recurrences
    from onboardctl.operations import planning

    partner = session.partner(row["partner_id"])
    calendar = session.calendar(partner, playbook)
    dated = planning.compute(partner, playbook, session.moment, calendar)
    zone = ZoneInfo(partner.zone)
    today, last = session.moment.astimezone(zone).date(), until.astimezone(zone).date()
    for one in recurrences(playbook, dated, calendar, (today, last)):
        piece = pieces.get(one.recurring)
        if piece is None or one.state == "cancelled":
            continue
        template = (piece.template or "").replace("-", "_")
        sent = session.store.one("outbox.last_sent", partner_id=partner.id, template=template)
        if (
            sent is not None
            and codec.parse_instant(sent["ended_at"]).astimezone(zone).date() >= one.on
        ):
            continue
        yield DueLine(
            partner.slug,
            partner.name,
            piece.id,
            piece.title,
            one.at or end_of_day(one.on, partner.zone),
            "due",
            piece.owners[0] if piece.owners else "",
            None,
            recurring=True,
            command=f"onboardctl send {template} --partner {partner.slug}",
        )
