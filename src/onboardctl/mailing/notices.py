"""Delivery reports that mail servers send back, read into what they say (RFC 3464).

Only the machine-readable parts count: a report without them is somebody's out-of-office note and
says nothing. What stands in a report is a stranger's text and is never followed.
"""

from __future__ import annotations

from email import message_from_bytes
from typing import TYPE_CHECKING

from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from email.message import Message

LARGEST = 25_000_000
"""Bytes of a report; more is no report."""
MOST_PARTS = 200


class Notice(NamedTuple):
    """What a report says of one address.

    Attributes:
        message_id: of the mail it speaks of, with its angle brackets; empty when it names none.
        addr: the address the mail went to.
        action: ``failed``, ``delayed``, ``delivered``, ``relayed`` or ``expanded``.
        reason: what the mail server there said.
    """

    message_id: str
    addr: str
    action: str
    reason: str


def read_notices(data: bytes) -> tuple[Notice, ...]:
    """What a report says, address by address; empty when it is no delivery report."""
    report = message_from_bytes(data[:LARGEST])
    told, original = [], ""
    for number, part in enumerate(report.walk()):
        if number > MOST_PARTS:
            break
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            told += [block for block in _blocks(part) if "Final-Recipient" in block]
        elif kind in {"message/rfc822", "text/rfc822-headers"}:
            original = original or _message_id(part)
    return tuple(
        Notice(
            original,
            _value(block, "Original-Recipient") or _value(block, "Final-Recipient"),
            str(block["Action"] or "").strip().lower(),
            _value(block, "Diagnostic-Code") or str(block["Status"] or "").strip(),
        )
        for block in told
    )


def _blocks(part: Message) -> list[Message]:
    content = part.get_payload()
    return [one for one in content if not isinstance(one, str)] if isinstance(content, list) else []


def _message_id(part: Message) -> str:
    content = part.get_payload()
    if isinstance(content, list) and content and not isinstance(content[0], str):
        return str(content[0]["Message-ID"] or "").strip()
    raw = part.get_payload(decode=True)
    headers = message_from_bytes(raw if isinstance(raw, bytes) else b"")
    return str(headers["Message-ID"] or "").strip()


def _value(block: Message, name: str) -> str:
    """``rfc822; jo@example.com`` → ``jo@example.com``."""
    text = str(block[name] or "")
    return " ".join(text.partition(";")[2].split() or text.split())
