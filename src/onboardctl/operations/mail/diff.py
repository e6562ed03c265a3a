"""``render --diff``: what a mail says now beside the one that was last sent."""

from __future__ import annotations

from difflib import unified_diff
from typing import TYPE_CHECKING

from onboardctl.core import codec
from onboardctl.core.errors import NotFound
from onboardctl.core.payloads.render import MailDiff
from onboardctl.core.result import Result
from onboardctl.operations.mail import making as mail

if TYPE_CHECKING:
    from onboardctl.core.message import RenderedMessage
    from onboardctl.operations.mail.making import WantedMail
    from onboardctl.operations.session import Session

_AROUND = 2
"""Lines shown around each change."""


def render_diff(session: Session, wanted: WantedMail) -> Result:
    """Subject and text of the mail now, beside those that were last sent from its template.

    Raises:
        NotFound: no such partner or template, or nothing was sent from it.
        InvalidInput: the mail cannot be made.
    """
    ready = mail.prepare(session, wanted)
    facts, template = ready.facts, ready.template
    row = session.store.one("outbox.last_sent", partner_id=facts.partner_id, template=template.id)
    if row is None:
        raise NotFound(
            "mail.unsent",
            f"no {template.id} was sent to {facts.organization}, so there is nothing to compare",
            hint=f"onboardctl comms log {facts.slug}",
        )
    message = mail.make(session, ready, wanted, html=False)
    data = MailDiff(
        template=template.id,
        partner=facts.slug,
        sent_at=codec.parse_instant(row["ended_at"]),
        occasion=row["occasion"],
        template_changed=row["digest"] != message.digest,
        lines=_changes(f"Subject: {row['subject']}\n\n{_text_of(row['body'])}", message),
    )
    return Result("render", "render-diff/1", data, as_of=session.moment, zone=facts.zone)


def _changes(before: str, message: RenderedMessage) -> tuple[str, ...]:
    """A unified diff without its two lines of file names; empty when nothing differs."""
    now = f"Subject: {message.subject}\n\n{message.text}"
    lines = unified_diff(before.splitlines(), now.splitlines(), lineterm="", n=_AROUND)
    return tuple(lines)[2:]


def _text_of(body: str) -> str:
    """The plain text of a mail as it travelled."""
    from email import message_from_string

    for part in message_from_string(body).walk():
        if part.get_content_type() == "text/plain":
            data = part.get_payload(decode=True)
            assert isinstance(data, bytes)
            return data.decode("utf-8").replace("\r\n", "\n").rstrip("\n")
    return ""
