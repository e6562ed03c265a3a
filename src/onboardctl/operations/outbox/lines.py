"""Mails of the outbox as lines, with what time has done to them since they were last written."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from onboardctl.core.outbox.states import UNDER_WAY, MailState, after, next_deadline, overdue_move
from onboardctl.core.payloads.outbox import OutboxLine, RecipientLine

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.core.outbox.delivery import Recipient
    from onboardctl.core.outbox.mail import Mail


def holder() -> str:
    """Who has a mail in hand: this process on this machine."""
    return f"{os.uname().nodename}:{os.getpid()}"


def is_gone(lease_by: str) -> bool:
    """Whether the process that has a mail in hand is known to have ended; no is also "not known"."""
    machine, _, number = lease_by.rpartition(":")
    if machine != os.uname().nodename or not number.isdecimal():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def state_now(mail: Mail, now: datetime) -> MailState:
    """The state a mail is really in: a sender that died, or a time that ran out, counts at once."""
    gone = mail.state in UNDER_WAY and is_gone(mail.lease_by)
    step = overdue_move(mail.times, now, holder_gone=gone)
    return mail.state if step is None else after(mail.state, step)


def line_of(mail: Mail, slug: str, name: str, now: datetime) -> OutboxLine:
    """A mail as lists show it."""
    state = state_now(mail, now)
    return OutboxLine(
        outbox=mail.id or None,
        partner=slug,
        name=name,
        template=mail.template,
        message=mail.message,
        occasion=mail.occasion,
        subject=mail.subject,
        to=tuple(_recipient(one) for one in mail.recipients),
        state=state.value,
        attempts=mail.attempts,
        created_at=mail.created_at,
        created_by=mail.created_by,
        next_at=next_deadline(mail._replace(state=state).times),
        ended_at=mail.ended_at,
        last=str(mail.last),
        is_test=mail.is_test,
    )


def _recipient(one: Recipient) -> RecipientLine:
    return RecipientLine(one.field, one.name, one.addr, one.standing.value, str(one.reply))
