"""What the passing of time has decided about mails, written down before anything else is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.codec import instant_text
from onboardctl.core.outbox.delivery import Reply, concluded
from onboardctl.core.outbox.states import MailState, Move, overdue_move
from onboardctl.operations.outbox.lines import is_gone
from onboardctl.store import outbox

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.core.outbox.mail import Mail
    from onboardctl.operations.session import Session


def recover(session: Session, now: datetime) -> list[Mail]:
    """Settle what time has decided: mails whose sender is gone, and those nobody wants any more.

    Returns:
        The mails that are uncertain or expired because of it.
    """
    found: list[Mail] = []
    rows = session.store.rows(
        "outbox.unfinished", state=MailState.LEASED.value, other=MailState.HANDING_OVER.value
    )
    numbers = [row["outbox_id"] for row in rows]
    late = session.store.rows("outbox.out_of_time", now=instant_text(now))
    numbers += [row["outbox_id"] for row in late]
    if not numbers:
        return found
    with session.store.atomic(keep=not session.dry_run):
        for number in numbers:
            mail = outbox.load(session.store, number)
            assert mail is not None
            step = overdue_move(mail.times, now, holder_gone=is_gone(mail.lease_by))
            if step is None:
                continue
            moved = outbox.move(
                session.store, mail, step, now, session.actor, **_as_time_has_it(mail, step, now)
            )
            if moved is not None and step != Move.RELEASE:
                found.append(moved)
    return found


def _as_time_has_it(mail: Mail, step: Move, now: datetime) -> dict[str, Any]:
    if step == Move.RELEASE:
        return {"detail": "the sender ended before anything was handed over"}
    if step == Move.EXPIRE:
        return {"detail": "nobody wanted it after this moment", "ended_at": now}
    reply = Reply(0, "the sender ended after the final dot")
    told, _ = concluded(mail.recipients, reply)
    return {"detail": reply.text, "recipients": told, "last": reply, "ended_at": now}
