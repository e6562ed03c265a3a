"""What keeps a mail from being sent, each with the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import Refused
from onboardctl.core.names import listed
from onboardctl.core.outbox.mail import outside

if TYPE_CHECKING:
    from onboardctl.core.message import MailFacts, RenderedMessage
    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Message
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row


def refuse_sent_by_hand(partner: Partner, message: Message | None) -> None:
    """A mail of the playbook that went out already does not go out by itself once more.

    Raises:
        Refused: ``message.sent``.
    """
    mark = partner.messages.get(message.id) if message else None
    if message is None or mark is None or not went_out(partner, message.id):
        return
    assert mark.sent_at is not None
    raise Refused(
        "message.sent",
        f'"{message.id}" went out to {partner.name} on {mark.sent_at:%Y-%m-%d} by {mark.channel}',
        hint=f'to send it once more: onboardctl send {message.id} --partner {partner.slug} --again "WHY"',
    )


def sent_before(facts: MailFacts, rendered: RenderedMessage, row: Row) -> Refused:
    """The refusal of a mail that is in the outbox already, with what can be done there."""
    number, state = row["outbox_id"], row["state"]
    again = f'onboardctl send {rendered.template} --partner {facts.slug} --again "WHY"'
    hints = {
        "sent": f"to send it once more: {again}",
        "refused": f"put the address right, or `onboardctl outbox retry {number}`",
        "uncertain": f"find out whether it arrived, then `onboardctl outbox resolve {number}`",
        "expired": f"`onboardctl outbox retry {number}` or `onboardctl outbox cancel {number}`",
    }
    return Refused(
        "send.before",
        f"{rendered.template} for {facts.organization} ({rendered.occasion}) is {state}: mail {number}",
        hint=hints.get(state, f"see it with `onboardctl outbox show {number}`"),
    )


def refuse_second_nudge(session: Session, partner: Partner, template: str) -> None:
    """A partner is asked to get on with something once a day at most, whatever the reason."""
    from datetime import datetime, time
    from zoneinfo import ZoneInfo

    from onboardctl.core.codec import instant_text

    zone = ZoneInfo(partner.zone)
    today = datetime.combine(session.now.astimezone(zone).date(), time(), zone)
    row = session.store.one(
        "outbox.since", partner_id=partner.id, template=template, since=instant_text(today)
    )
    if row is not None:
        raise Refused(
            "send.quiet",
            f"{partner.name} was reminded today already: mail {row['outbox_id']}",
            hint="one reminder for each partner and day; try tomorrow",
        )


def refuse_outsiders(session: Session, rendered: RenderedMessage) -> None:
    """While the settings name domains, nobody outside them gets mail.

    Raises:
        Refused: ``send.domain``, with every address outside.
    """
    smtp = session.settings.smtp
    allowed = smtp.allow_domains if smtp else ()
    strangers = outside((one.addr for one in (*rendered.to, *rendered.cc)), allowed)
    if strangers:
        raise Refused(
            "send.domain",
            f"{listed(strangers)}: mail goes to {listed(allowed)} only",
            hint="smtp.allow_domains in onboardctl.yaml says so; --to-me sends it to yourself",
        )


def went_out(partner: Partner, message: str) -> bool:
    """Whether a mail of the playbook went out and did not come back."""
    mark = partner.messages.get(message)
    return mark is not None and mark.sent_at is not None and mark.bounced_at is None
