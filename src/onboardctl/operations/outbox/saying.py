"""What is said about mails that are about to leave, left, or did not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import Diagnostic
from onboardctl.core.outbox.mail import people_text
from onboardctl.core.outbox.states import MailState

if TYPE_CHECKING:
    from onboardctl.core.errors import OnboardError
    from onboardctl.core.outbox.mail import Mail
    from onboardctl.core.payloads.outbox import Delivered
    from onboardctl.operations.outbox import queue

_SHOWN = 20


def question(made: tuple[queue.Prepared, ...]) -> str:
    """What a person is asked before mails leave."""
    if len(made) == 1:
        mail = made[0].mail
        return f'Send "{mail.subject}" to {people_text(mail.recipients)}?'
    shown = "\n".join(f"  {line}" for line in _each(made))
    return f"{shown}\nSend these {len(made)} mails?"


def would(made: tuple[queue.Prepared, ...]) -> tuple[str, ...]:
    """What a rehearsal says would leave."""
    return tuple(f"would send {line}" for line in _each(made))


def said(mails: tuple[Mail, ...], data: Delivered) -> tuple[str, ...]:
    """What became of the mails, in a sentence; what did not leave is an error of its own."""
    if not mails and data.stopped:
        return ()
    if not mails:
        return ("nothing in the outbox is due",)
    if len(mails) == 1:
        mail = mails[0]
        if mail.state == MailState.SENT:
            to_me = ", a test: nothing was recorded" if mail.is_test else ""
            return (f'sent "{mail.subject}" to {people_text(mail.recipients)}{to_me}',)
        return ()
    counted = (
        (data.sent, "sent"),
        (data.deferred, "deferred"),
        (data.refused, "refused"),
        (data.uncertain, "uncertain"),
    )
    return (", ".join(f"{count} {word}" for count, word in counted if count),)


def errors(mails: tuple[Mail, ...], stopped: OnboardError | None) -> tuple[Diagnostic, ...]:
    """One finding for each mail that did not leave, and for the end of the run before its time."""
    found = [problem for mail in mails if (problem := _problem(mail)) is not None]
    if stopped is not None:
        found += stopped.as_diagnostics()
    return tuple(found)


def mails_text(count: int) -> str:
    """A number of mails in words."""
    return "1 mail" if count == 1 else f"{count} mails"


def _each(made: tuple[queue.Prepared, ...]) -> list[str]:
    lines = [f'"{one.mail.subject}" to {people_text(one.mail.recipients)}' for one in made]
    more = [f"and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
    return lines[:_SHOWN] + more


def _problem(mail: Mail) -> Diagnostic | None:
    named = f'mail {mail.id}, "{mail.subject}" to {people_text(mail.recipients)}'
    if mail.state == MailState.REFUSED:
        return Diagnostic(
            "send.refused",
            f"{named}: the mail server refuses it: {mail.last}",
            f"put it right, then `onboardctl outbox retry {mail.id}`",
        )
    if mail.state == MailState.UNCERTAIN:
        return Diagnostic(
            "send.uncertain",
            f"{named}: it may have arrived or not: {mail.last}",
            f"ask, then `onboardctl outbox resolve {mail.id} --sent` or `--not-sent`",
        )
    if mail.state == MailState.DEFERRED:
        return Diagnostic(
            "send.deferred",
            f"{named}: not now: {mail.last}",
            f"`onboardctl outbox send` tries again from {mail.next_try_at:%H:%M} UTC",
        )
    if mail.state == MailState.EXPIRED:
        return Diagnostic(
            "send.expired",
            f"{named}: it has waited since {mail.created_at:%Y-%m-%d %H:%M} UTC and was not sent",
            f"`onboardctl outbox retry {mail.id}` or `onboardctl outbox cancel {mail.id}`",
        )
    return None
