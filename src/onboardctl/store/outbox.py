"""Mails of the outbox in and out of the store: rows to values, and moves that somebody else's wins.

Every change names the state and the hands in which the mail was seen, so that of two senders one
finds nothing to change.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from onboardctl.core import codec
from onboardctl.core.invitation import Invitation
from onboardctl.core.message import Promise
from onboardctl.core.outbox.delivery import Recipient, Reply, Standing
from onboardctl.core.outbox.mail import Mail
from onboardctl.core.outbox.states import UNDER_WAY, MailState, Move
from onboardctl.core.outbox.states import after as state_after

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from onboardctl.store.engine import Engine, Row


def add(engine: Engine, mail: Mail, body: str, keys: Mapping[str, str | None]) -> Mail:
    """Put a mail in the outbox; it comes back with its number.

    Args:
        engine: inside ``atomic``.
        mail: its ``id`` is not looked at.
        body: the finished mail, CRLF line ends.
        keys: by address, what may be sent only once; ``None`` for a test.

    Raises:
        Conflict: ``store.duplicate``: one of the keys is taken.
    """
    row = engine.one(
        "outbox.add",
        partner_id=mail.partner,
        message=mail.message,
        template=mail.template,
        occasion=mail.occasion,
        kind=mail.kind,
        locale=mail.locale,
        digest=mail.digest,
        subject=mail.subject,
        sender=mail.sender,
        message_id=mail.message_id,
        promises=_json(codec.encode(mail.promises, sparse=True)),
        invite=_json(codec.encode(mail.invite)) if mail.invite else "",
        is_test=int(mail.is_test),
        state=mail.state.value,
        next_try_at=codec.instant_text(mail.next_try_at),
        not_after=codec.instant_text(mail.not_after),
        reason=mail.reason,
        created_at=codec.instant_text(mail.created_at),
        created_by=mail.created_by,
    )
    assert row is not None
    number: int = row["outbox_id"]
    engine.run("outbox.add_text", outbox_id=number, body=body)
    engine.many(
        "outbox.add_recipient",
        [
            {
                "outbox_id": number,
                "position": one.position,
                "field": one.field,
                "name": one.name,
                "addr": one.addr,
                "who": one.who,
                "mail_key": keys.get(one.addr),
                "standing": one.standing.value,
            }
            for one in mail.recipients
        ],
    )
    return mail._replace(id=number)


def load(engine: Engine, number: int) -> Mail | None:
    """One mail with its recipients."""
    row = engine.one("outbox.by_id", outbox_id=number)
    if row is None:
        return None
    found = engine.rows("outbox.recipients", outbox_id=number)
    return mail_of(row, tuple(recipient_of(one) for one in found))


def invitations(engine: Engine, partner: str) -> dict[str, Invitation]:
    """The invitation last sent to a partner for each meeting, by the meeting's id."""
    found = (
        codec.decode(Invitation, json.loads(row["invite"]))
        for row in engine.rows("outbox.invites", partner_id=partner)
    )
    return {one.uid: one for one in found}


def mail_of(row: Row, recipients: tuple[Recipient, ...] = ()) -> Mail:
    """A row of ``outbox.by_id`` or a list as a value."""
    return Mail(
        id=row["outbox_id"],
        partner=row["partner_id"],
        message=row["message"],
        template=row["template"],
        occasion=row["occasion"],
        kind=row["kind"],
        subject=row["subject"],
        sender=row["sender"],
        message_id=row["message_id"],
        state=MailState(row["state"]),
        attempts=row["attempts"],
        next_try_at=codec.parse_instant(row["next_try_at"]),
        not_after=codec.parse_instant(row["not_after"]),
        created_at=codec.parse_instant(row["created_at"]),
        created_by=row["created_by"],
        recipients=recipients,
        promises=tuple(codec.decode(Promise, one) for one in json.loads(row["promises"])),
        is_test=bool(row["is_test"]),
        lease_until=_moment(row["lease_until"]),
        lease_by=row["lease_by"],
        ended_at=_moment(row["ended_at"]),
        last=Reply(row["last_code"], row["last_text"]),
        digest=row["digest"],
        locale=row["locale"],
        reason=row["reason"],
    )


def recipient_of(row: Row) -> Recipient:
    """A row of recipients as a value."""
    return Recipient(
        row["position"],
        row["field"],
        row["name"],
        row["addr"],
        row["who"],
        Standing(row["standing"]),
        Reply(row["code"], row["reply"]),
    )


def move(
    engine: Engine,
    mail: Mail,
    step: Move,
    now: datetime,
    actor: str,
    *,
    detail: str = "",
    **changes: Any,
) -> Mail | None:
    """Move a mail on and write down that it happened; ``None`` when somebody else did first.

    Args:
        engine: inside ``atomic``.
        mail: as it was seen.
        step: a legal move.
        now: when it happens.
        actor: who does it.
        detail: what a person should know of it.
        changes: fields of the mail that change with it; recipients too.

    Raises:
        Refused: the move is not legal.
    """
    state = state_after(mail.state, step)
    moved = mail._replace(state=state, **changes)
    if state not in UNDER_WAY:
        moved = moved._replace(lease_until=None, lease_by="")
    changed = engine.run(
        "outbox.move",
        outbox_id=mail.id,
        before=mail.state.value,
        held_by=mail.lease_by,
        state=state.value,
        attempts=moved.attempts,
        next_try_at=codec.instant_text(moved.next_try_at),
        not_after=codec.instant_text(moved.not_after),
        lease_until=_text(moved.lease_until),
        lease_by=moved.lease_by,
        last_code=moved.last.code,
        last_text=moved.last.text,
        ended_at=_text(moved.ended_at),
    )
    if not changed:
        return None
    tell(engine, mail, moved)
    note(engine, moved, step.value, now, actor, detail)
    return moved


def tell(engine: Engine, before: Mail, after: Mail) -> None:
    """Write what is known of the recipients now, where it changed."""
    told = [one for one in after.recipients if one not in before.recipients]
    engine.many(
        "outbox.tell_recipient",
        [
            {
                "outbox_id": after.id,
                "position": one.position,
                "standing": one.standing.value,
                "code": one.reply.code,
                "reply": one.reply.text,
            }
            for one in told
        ],
    )


def note(engine: Engine, mail: Mail, word: str, now: datetime, actor: str, detail: str) -> None:
    """Write down what happened to a mail."""
    engine.run(
        "outbox.add_event",
        outbox_id=mail.id,
        at=codec.instant_text(now),
        move=word,
        state=mail.state.value,
        actor=actor,
        detail=detail,
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else codec.parse_instant(text)


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else codec.instant_text(moment)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
