"""A mail as a person reads it in a golden file: its headers, then each part in its own section."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from email.message import EmailMessage

    from mail_servers import Got

HEADERS = ("Date", "From", "To", "Cc", "Reply-To", "Subject", "In-Reply-To", "List-Unsubscribe")
_LOOKS = re.compile(r' (?:style|role|cellpadding|cellspacing|border|width|align)="[^"]*"')
_BODY = re.compile(r"<body[^>]*>\s*(.*)</body>", re.DOTALL)


def readable(mail: Got) -> list[str]:
    """The lines of a mail.

    The HTML is the body without its looks, which golden files of single templates show.
    """
    message: EmailMessage = message_from_bytes(mail.content, policy=policy.default)
    lines = [f"{name}: {message[name]}" for name in HEADERS if message[name]]
    for part in message.walk():
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        title = f"{part.get_filename()} ({kind})" if part.get_filename() else kind
        lines += ["", f"==== {title} ====", *_text(part, kind).splitlines()]
    return lines


def _text(part: EmailMessage, kind: str) -> str:
    if not kind.startswith("text/"):
        content = part.get_content()
        return content if isinstance(content, str) else f"{len(content)} bytes"
    text = str(part.get_content())
    found = _BODY.search(text) if kind == "text/html" else None
    return _LOOKS.sub("", found[1]) if found else text
