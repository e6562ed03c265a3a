"""A rendered mail as the bytes that travel: headers, a text part and an HTML part.

Made with the standard library's older message classes, which leave names and subjects as they are
(the newer ones break some of them when folding). Every header value is checked before it is
written, and addresses stay pairs of name and address.
"""

from datetime import datetime
from email import charset as charsets
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime
from hashlib import sha256
from typing import cast

from onboardctl.core.message import Address, RenderedMessage, message_key
from onboardctl.templating.values import header_text

_LINE = 76
_ENCODED_WORD = 75
_ATOM = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~ "
)

_UTF8 = charsets.Charset("utf-8")
_UTF8.body_encoding = charsets.QP
_UTF8.header_encoding = charsets.SHORTEST


def to_bytes(
    message: RenderedMessage, now: datetime, *, draft: bool = False, automatic: bool = False
) -> bytes:
    """The whole mail with CRLF line ends.

    Args:
        message: with its HTML part, or without (then it is plain text alone).
        now: goes into ``Date``; aware.
        draft: mark it ``X-Unsent``, so that Outlook opens it ready to send.
        automatic: nobody looked at it before it leaves; it then says so (``Auto-Submitted``), as
            digests and internal mails always do.

    Raises:
        BadValue: a header would hold what no header may hold.
    """
    root = _body(message)
    for name, value in _headers(message, now, draft=draft, automatic=automatic):
        root[name] = value
    return root.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def message_id(message: RenderedMessage) -> str:
    """The same for the same partner, template, occasion and recipients: a receiver sees doubles."""
    keys = sorted(message_key(message, recipient) for recipient in message.to)
    digest = sha256("\n".join(keys).encode()).hexdigest()[:32]
    domain = message.domain or (message.sender.addr.rpartition("@")[2] if message.sender else "")
    return f"<{digest}@{domain or 'onboardctl.invalid'}>"


def address_text(address: Address) -> str:
    """Name and address in one header value, the name encoded where it must be."""
    name = header_text(address.name) if address.name else ""
    addr = header_text(address.addr)
    if not name:
        return addr
    return f"{_phrase(name)} <{addr}>"


def _body(message: RenderedMessage) -> MIMEMultipart | MIMEText:
    text = _part(message.text, "plain")
    if message.html is None:
        return text
    boundary = "=_" + sha256(f"{message.digest}{message.text}".encode()).hexdigest()[:32]
    root = MIMEMultipart("alternative", boundary=boundary)
    del root["MIME-Version"]
    root.attach(text)
    root.attach(_part(message.html, "html"))
    return root


def _part(text: str, kind: str) -> MIMEText:
    ended = text if text.endswith("\n") else text + "\n"
    part = MIMEText(ended, kind, cast("str", _UTF8))  # a Charset is taken as well as a name
    del part["MIME-Version"]
    return part


def _headers(
    message: RenderedMessage, now: datetime, *, draft: bool, automatic: bool
) -> list[tuple[str, str]]:
    headers: list[tuple[str, str]] = [("MIME-Version", "1.0")]
    if message.sender:
        headers.append(("From", address_text(message.sender)))
    for name, people in (("To", message.to), ("Cc", message.cc)):
        if people:
            headers.append((name, _folded(people)))
    if message.reply_to:
        headers.append(("Reply-To", address_text(message.reply_to)))
    headers.append(("Subject", _subject(message.subject)))
    headers.append(("Date", format_datetime(now)))
    headers.append(("Message-ID", message_id(message)))
    headers.append(("Content-Language", message.locale))
    if automatic or message.kind in {"digest", "internal"}:
        headers.append(("Auto-Submitted", "auto-generated"))
    if draft:
        headers.append(("X-Unsent", "1"))
    return headers


def _folded(people: tuple[Address, ...]) -> str:
    """Addresses of a list, each on a line of its own."""
    return ",\n ".join(address_text(person) for person in people)


def _subject(subject: str) -> str:
    text = header_text(subject)
    if text.isascii() and "=?" not in text:
        return str(Header(text, "us-ascii", maxlinelen=_LINE, header_name="Subject").encode())
    return _encoded(text, len("Subject: "))


def _phrase(name: str) -> str:
    """A display name: as it is, quoted, or in encoded words."""
    if not name.isascii() or "=?" in name:
        return _encoded(name, len("Reply-To: "))
    if set(name) <= _ATOM and len(name) <= _LINE // 2:
        return name
    if len(name) > _LINE - len("Reply-To: "):
        return _encoded(name, len("Reply-To: "))
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _encoded(text: str, used: int) -> str:
    """RFC 2047 encoded words of at most 75 characters, one on each line."""
    return str(Header(text, _UTF8, maxlinelen=_ENCODED_WORD, header_name="x" * used).encode())
