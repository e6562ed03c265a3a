"""What follows for a partner from what became of a mail, as facts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onboardctl.core.outbox.delivery import Standing
from onboardctl.core.partner import events as e

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.core.outbox.delivery import Recipient
    from onboardctl.core.outbox.mail import Mail
    from onboardctl.operations.session import Session
    from onboardctl.store.changes import Change

CHANNEL = "smtp"
TICKET = re.compile(r"T-\d+/[a-z]")
"""The occasion of a mail about a stage of a ticket."""


def record(
    session: Session,
    change: Change,
    before: Mail,
    after: Mail,
    *,
    occurred_at: datetime | None = None,
) -> None:
    """Record that a mail reached its partner, or did not; nothing for a test or a copy alone.

    Args:
        session: at the moment it happened.
        change: the change the facts belong to.
        before: the mail as it was.
        after: the mail as it is, with what is known of each recipient.
        occurred_at: when it happened, if that is not now.
    """
    facts = _facts(before, after)
    if not facts:
        return
    partner = change.partner(after.partner)
    partner = change.append(partner, facts, occurred_at=occurred_at)
    from onboardctl.operations.plan import ticking

    evidence = f"mail {after.id}"
    if not isinstance(facts[0], e.MessageSent):
        ticking.mail_came_back(change, partner, evidence)
        return
    partner = ticking.mail_sent(
        session, change, partner, after.template, evidence=evidence, at=occurred_at
    )
    if TICKET.match(after.occasion):
        from onboardctl.operations.mail.about import told_by_mail

        told_by_mail(change, after.occasion, occurred_at)
    if not after.promises:
        return
    from onboardctl.operations.comms.promises import made_by

    moment = occurred_at or session.now
    made = made_by(session, partner, after.promises, after.message, after.occasion, moment)
    change.append(partner, made, occurred_at=occurred_at)


def _facts(before: Mail, after: Mail) -> tuple[e.Event, ...]:
    if after.is_test:
        return ()
    if _reached(after) and not _reached(before):
        who = tuple(one.who for one in after.recipients if one.who and _is(one, Standing.DELIVERED))
        return (
            e.MessageSent(
                after.message,
                after.template,
                CHANNEL,
                occasion=after.occasion,
                outbox=after.id,
                who=who,
            ),
        )
    if _bounced(after) and not _bounced(before):
        return (e.MessageBounced(after.message, _why(after)),)
    return ()


def _reached(mail: Mail) -> bool:
    """Whether somebody the mail is addressed to has it; copies do not count, unless all are."""
    return any(_is(one, Standing.DELIVERED) for one in _addressed(mail))


def _bounced(mail: Mail) -> bool:
    return all(_is(one, Standing.REFUSED) for one in _addressed(mail))


def _addressed(mail: Mail) -> list[Recipient]:
    return [one for one in mail.recipients if one.field == "to"] or list(mail.recipients)


def _why(mail: Mail) -> str:
    return next((str(one.reply) for one in mail.recipients if _is(one, Standing.REFUSED)), "")


def _is(one: Recipient, standing: Standing) -> bool:
    return one.standing == standing
