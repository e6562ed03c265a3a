"""Mails a partner is owed: what went out, what is due, what was confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import NotFound, OnboardError, Refused
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.partner import events as e
from onboardctl.core.partner.recurring_facts import NOTHING_TO_TELL
from onboardctl.core.payloads.comms import MessageLine, MessageList, MessageMarked, QuietLine
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations import moments
from onboardctl.operations.comms.sent import sent_lines
from onboardctl.operations.plan import ticking
from onboardctl.operations.task import progress

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.core.partner.promise_facts import PromiseMade
    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Message, Playbook
    from onboardctl.operations.session import Session


class MarkMessage(NamedTuple):
    """Which mail of which partner; ``at`` is when, as typed in the partner's zone."""

    partner: str
    message: str
    at: str | None = None
    channel: str = "manual"
    reason: str = ""


def log(session: Session, name: str) -> Result:
    """Every mail the playbook owes a partner, in the order in which they are due."""
    row = session.find_partner(name)
    partner = session.partner(row["partner_id"])
    playbook = session.playbook(partner.digest)
    lines = [_line(partner, message) for message in messages_of(partner, playbook)]
    lines.sort(key=lambda line: (line.due_at is None, line.due_at, line.message))
    return Result(
        "comms log",
        "comms/1",
        MessageList(
            partner.slug,
            partner.name,
            tuple(lines),
            sent_lines(session, partner),
            _quiet_lines(partner),
        ),
        as_of=session.moment,
        zone=partner.zone,
    )


def _quiet_lines(partner: Partner) -> tuple[QuietLine, ...]:
    """When a mail stayed away because there was nothing to tell, the latest first."""
    kept = [
        QuietLine(name.rpartition("/")[0], mark.took_on)
        for name, mark in partner.held.items()
        if mark.evidence == NOTHING_TO_TELL
    ]
    return tuple(sorted(kept, key=lambda line: line.on, reverse=True))


def mark_sent(session: Session, request: MarkMessage) -> Result:
    """Say that a mail went out by another way than ``send``, and stop its clock.

    Raises:
        NotFound: the playbook owes no such mail.
        Refused: it went out before.
    """
    return _mark(session, "comms mark-sent", request)


def acknowledge(session: Session, request: MarkMessage) -> Result:
    """Say that the partner confirmed receipt.

    Raises:
        Refused: the mail has not gone out.
    """
    return _mark(session, "comms ack", request)


def bounce(session: Session, request: MarkMessage) -> Result:
    """Say that a mail did not arrive; its clock runs again.

    Raises:
        Refused: the mail has not gone out.
    """
    return _mark(session, "comms bounce", request)


def messages_of(partner: Partner, playbook: Playbook) -> list[Message]:
    """The mails of the playbook that this partner's plan holds."""
    own = [*playbook.messages]
    for task in playbook.tasks:
        if task.id in partner.plan.tasks:
            own += task.messages
    return own


def _mark(session: Session, command: str, request: MarkMessage) -> Result:
    with session.change(command) as change:
        row = session.find_partner(request.partner)
        before = change.partner(row["partner_id"])
        playbook = session.playbook(before.digest)
        message = _find(before, playbook, request.message)
        moment = moments.happened_at(session, before.zone, request.at)
        if command == "comms mark-sent":
            _refuse_waiting(session, before, message)
        facts = _FACTS[command](before, message, request)
        after = change.append(before, facts, occurred_at=moment)
        if command == "comms mark-sent":
            made = promised(session, after, message, moment)
            after = change.append(after, made, occurred_at=moment)
            after = ticking.mail_sent(
                *(session, change, after, message.template.replace("-", "_")),
                evidence=f"by {request.channel}",
                at=moment,
            )
        progress.conclude(session, change, after, playbook, before=before)
        after = change.partner(before.id)
        verb = {"comms mark-sent": "sent", "comms ack": "confirmed", "comms bounce": "bounced"}
        change.summary = f"{before.name}: {message.id} {verb[command]}"
    line = _line(after, message)
    late = bool(line.due_at and line.sent_at and line.sent_at > line.due_at)
    said = (change.summary, *(("it went out after its time",) if late else ()))
    return Result(
        command,
        "comms-marked/1",
        MessageMarked(after.slug, after.name, line),
        as_of=session.now,
        zone=after.zone,
        messages=said,
        next_steps=(f"onboardctl comms log {after.slug}",),
        dry_run=session.dry_run,
    )


def promised(
    session: Session, partner: Partner, message: Message, moment: datetime
) -> tuple[PromiseMade, ...]:
    """What a mail that was sent by hand promised, as its template says it now.

    A mail that cannot be rendered now promises nothing that we know of.
    """
    from onboardctl.operations.comms.promises import made_by
    from onboardctl.operations.mail import making as mail

    wanted = mail.WantedMail(message.template, partner.slug)
    past = session._replace(as_of=None, now=moment)
    try:
        rendered = mail.make(past, mail.prepare(past, wanted), wanted, html=False)
    except OnboardError:
        return ()
    return made_by(session, partner, rendered.promises, message.id, rendered.occasion, moment)


def _sent(partner: Partner, message: Message, request: MarkMessage) -> tuple[e.Event, ...]:
    mark = partner.messages.get(message.id)
    if mark and mark.sent_at and mark.bounced_at is None:
        raise Refused(
            "message.sent",
            f'"{message.id}" went out to {partner.name} before, by {mark.channel}',
            hint=f"see `onboardctl comms log {partner.slug}`; `onboardctl undo` takes a mistake back",
        )
    return (e.MessageSent(message.id, message.template, request.channel),)


def _acknowledged(partner: Partner, message: Message, _: MarkMessage) -> tuple[e.Event, ...]:
    _refuse_unsent(partner, message)
    return (e.MessageAcknowledged(message.id),)


def _bounced(partner: Partner, message: Message, request: MarkMessage) -> tuple[e.Event, ...]:
    _refuse_unsent(partner, message)
    return (e.MessageBounced(message.id, request.reason),)


_FACTS = {"comms mark-sent": _sent, "comms ack": _acknowledged, "comms bounce": _bounced}


def _refuse_waiting(session: Session, partner: Partner, message: Message) -> None:
    row = session.store.one("outbox.open_of_message", partner_id=partner.id, message=message.id)
    if row is not None:
        raise Refused(
            "message.waiting",
            f'"{message.id}" for {partner.name} is in the outbox, {row["state"]}: '
            f"mail {row['outbox_id']}",
            hint=f"first: onboardctl outbox cancel {row['outbox_id']}",
        )


def _refuse_unsent(partner: Partner, message: Message) -> None:
    mark = partner.messages.get(message.id)
    if mark is None or mark.sent_at is None:
        raise Refused(
            "message.unsent",
            f'"{message.id}" has not gone out to {partner.name}',
            hint=f"say so first: `onboardctl comms mark-sent {partner.slug} {message.id}`",
        )


def _find(partner: Partner, playbook: Playbook, name: str) -> Message:
    own = messages_of(partner, playbook)
    for message in own:
        if name in {message.id, message.template}:
            return message
    known = [message.id for message in own]
    wanted = name.replace("_", "-")
    for piece in playbook.recurring:
        if wanted in {piece.id, (piece.template or "").replace("_", "-")}:
            raise NotFound(
                "message.recurring",
                f'"{name}" comes back again and again: it is ticked for one time of it',
                hint=f"onboardctl recurring done {partner.slug} {piece.id}",
            )
    raise NotFound(
        "message.unknown",
        f'"{playbook.id}" owes {partner.name} no mail "{name}"{did_you_mean(name, known)}',
        hint=f"it owes {listed(known) or 'none'}",
    )


def _line(partner: Partner, message: Message) -> MessageLine:
    mark = partner.messages.get(message.id)
    deadline = partner.plan.deadline(message.id)
    return MessageLine(
        message=message.id,
        template=message.template,
        title=message.title or message.template,
        to=message.to,
        due_at=deadline.due_at if deadline else None,
        sent_at=mark.sent_at if mark else None,
        channel=mark.channel if mark else "",
        acknowledged_at=mark.acknowledged_at if mark else None,
        bounced_at=mark.bounced_at if mark else None,
        asks_receipt=message.confirm,
    )
