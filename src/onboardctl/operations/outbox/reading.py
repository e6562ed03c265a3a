"""What is in the outbox, and everything about one mail of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core import codec
from onboardctl.core.errors import NotFound
from onboardctl.core.message import deadline_of
from onboardctl.core.payloads.outbox import (
    OutboxEvent,
    OutboxLine,
    OutboxList,
    OutboxMail,
    PromiseMade,
)
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.outbox.lines import line_of
from onboardctl.store import outbox

if TYPE_CHECKING:
    from onboardctl.core.outbox.mail import Mail
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row


class ListMails(NamedTuple):
    """Which mails: in one state, of one partner; finished ones only when asked for."""

    state: str | None = None
    partner: str | None = None
    everything: bool = False
    limit: int = 50


def list_mails(session: Session, request: ListMails) -> Result:
    """Mails of the outbox, the latest first; without a state those that are not finished.

    Raises:
        NotFound: no such partner.
    """
    partner = session.find_partner(request.partner)["partner_id"] if request.partner else None
    if request.state is None and not request.everything:
        rows = session.store.rows("outbox.list_unfinished", partner_id=partner, limit=request.limit)
    else:
        rows = session.store.rows(
            "outbox.list", state=request.state, partner_id=partner, limit=request.limit
        )
    counts = {row["state"]: row["mails"] for row in session.store.rows("outbox.counts")}
    lines = tuple(_line(session, row) for row in rows)
    waiting = any(line.state in {"queued", "deferred"} for line in lines)
    return Result(
        "outbox list",
        "outbox-list/1",
        OutboxList(lines, counts, request.limit),
        as_of=session.now,
        zone=session.settings.zone,
        next_steps=("onboardctl outbox send",) if waiting else (),
    )


def show_mail(session: Session, number: int, *, body: bool = False) -> Result:
    """One mail: recipients, promises, what happened to it, and its text when asked for.

    Raises:
        NotFound: there is no mail of that number.
    """
    mail, slug, name = find(session, number)
    row = session.store.one("outbox.body", outbox_id=number) if body else None
    events = session.store.rows("outbox.events", outbox_id=number)
    sent_at = mail.ended_at or session.now
    data = OutboxMail(
        mail=line_of(mail, slug, name, session.now),
        sender=mail.sender,
        message_id=mail.message_id,
        digest=mail.digest,
        not_after=mail.not_after,
        reason=mail.reason,
        promises=tuple(
            PromiseMade(one.id, one.text, one.owner, deadline_of(one, sent_at))
            for one in mail.promises
        ),
        events=tuple(
            OutboxEvent(
                codec.parse_instant(one["at"]),
                one["move"],
                one["state"],
                one["actor"],
                one["detail"],
            )
            for one in events
        ),
        body=(row["body"] or None) if row is not None else None,
    )
    return Result(
        "outbox show", "outbox-mail/1", data, as_of=session.now, zone=session.settings.zone
    )


def find(session: Session, number: int) -> tuple[Mail, str, str]:
    """A mail with its partner's slug and name.

    Raises:
        NotFound: ``outbox.unknown``.
    """
    mail = outbox.load(session.store, number)
    if mail is None:
        raise NotFound(
            "outbox.unknown",
            f"the outbox has no mail {number}",
            hint="see them with `onboardctl outbox list --all`",
        )
    row = session.store.one("outbox.by_id", outbox_id=number)
    assert row is not None
    return mail, row["slug"] or mail.partner, row["partner_name"] or ""


def _line(session: Session, row: Row) -> OutboxLine:
    found = session.store.rows("outbox.recipients", outbox_id=row["outbox_id"])
    mail = outbox.mail_of(row, tuple(outbox.recipient_of(one) for one in found))
    return line_of(mail, row["slug"] or mail.partner, row["partner_name"] or "", session.now)
