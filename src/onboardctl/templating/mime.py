"""A rendered mail as the bytes that travel: headers, a text part and an HTML part.

Names and subjects are encoded by the standard library's older header class, which leaves them as
they are (the newer classes break some of them when folding); the parts are put together here,
because nothing of a finished mail has to be parsed or folded a second time. Every header value is
checked before it is written, and addresses stay pairs of name and address.
"""

from binascii import b2a_qp
from datetime import datetime
from email.charset import QP, SHORTEST, Charset
from email.header import Header
from functools import lru_cache
from hashlib import sha256

from onboardctl.core.address import Address
from onboardctl.core.message import AttachedFile, RenderedMessage, Unsubscribe, message_key
from onboardctl.templating.values import header_text

_LINE = 76
_ENCODED_WORD = 75
_LONGEST_FIELD = len("Reply-To: ")
_ATOM = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~ "
)

_UTF8 = Charset("utf-8")
_UTF8.body_encoding = QP
_UTF8.header_encoding = SHORTEST


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
    headers = _headers(message, now, draft=draft, automatic=automatic)
    head = "".join(f"{name}: {value}\n" for name, value in headers)
    return (head.encode("ascii") + _body(message, now)).replace(b"\n", b"\r\n")


def message_id(message: RenderedMessage) -> str:
    """The same for the same partner, template, occasion and recipients: a receiver sees doubles."""
    keys = sorted(message_key(message, recipient) for recipient in message.to)
    digest = sha256("\n".join(keys).encode()).hexdigest()[:32]
    domain = message.domain or (message.sender.addr.rpartition("@")[2] if message.sender else "")
    return header_text(f"<{digest}@{_ascii(domain) or 'onboardctl.invalid'}>")


def _date_text(moment: datetime) -> str:
    """A date header in English, whatever the locale; ``email.utils`` would load sockets for it."""
    day = "Mon Tue Wed Thu Fri Sat Sun".split()[moment.weekday()]  # noqa: SIM905 -- as it reads
    month = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()[moment.month - 1]  # noqa: SIM905
    return f"{day}, {moment.day:02d} {month} {moment.year:04d} {moment:%H:%M:%S %z}"


def _ascii(domain: str) -> str:
    """An international domain in the form that headers carry."""
    try:
        return domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def address_text(address: Address) -> str:
    """Name and address in one header value, the name encoded where it must be, folded when long."""
    name = header_text(address.name) if address.name else ""
    addr = header_text(address.addr)
    if not name:
        return addr
    phrase = _phrase(name)
    *before, last = phrase.split("\n")
    width = len(last) + len(addr) + 3 + (0 if before else _LONGEST_FIELD)
    return f"{phrase}\n <{addr}>" if width > _LINE else f"{phrase} <{addr}>"


def _body(message: RenderedMessage, now: datetime) -> bytes:
    """The content headers and the parts, with LF line ends.

    ``mixed(alternative(text, html, calendar), calendar file, files …)``; what there is not is left
    out, down to the plain text alone.
    """
    seed = f"{message.digest}{message.text}"
    versions = [_part(message.text, "plain")]
    if message.html is not None:
        versions.append(_part(message.html, "html"))
    files = list(message.files)
    if message.invite is not None:
        from onboardctl.templating.calendar_part import FILE_NAME, calendar_text

        text = calendar_text(message.invite, now)
        # Outlook takes the part for an invitation only without a disposition, as the last version
        # of the mail; the file beside it is for programs that show no calendar part.
        method = message.invite.method
        versions.append(_part(text, f"calendar; method={method}"))
        data = text.replace("\n", "\r\n").encode()
        files.insert(0, AttachedFile(FILE_NAME, f"application/ics; method={method}", data))
    body = versions[0] if len(versions) == 1 else _several("alternative", versions, seed)
    if not files:
        return body
    return _several("mixed", [body, *(_file(one) for one in files)], f"{seed} mixed")


def _several(kind: str, parts: list[bytes], seed: str) -> bytes:
    """Parts behind one boundary. It holds ``=_``, which no quoted-printable text or base64 can."""
    boundary = b"=_" + sha256(seed.encode()).hexdigest()[:32].encode()
    head = b"Content-Type: multipart/" + kind.encode() + b';\n boundary="' + boundary + b'"\n\n'
    line = b"--" + boundary
    return head + b"".join(line + b"\n" + part + b"\n" for part in parts) + line + b"--\n"


def _part(text: str, kind: str) -> bytes:
    """A part in quoted-printable: lines of at most 76 characters, nothing but ASCII."""
    ended = text if text.endswith("\n") else text + "\n"
    body = b2a_qp(ended.encode(), istext=True)
    head = f'Content-Type: text/{kind}; charset="utf-8"\nContent-Transfer-Encoding: quoted-printable\n\n'
    return head.encode("ascii") + body


def _file(file: AttachedFile) -> bytes:
    """An attachment in base64; a name beyond ASCII is told as RFC 2231 says."""
    from base64 import encodebytes
    from urllib.parse import quote

    name = header_text(file.name)
    if name.isascii():
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        shown = f'filename="{escaped}"'
    else:
        shown = f"filename*=utf-8''{quote(name, safe='')}"
    head = (
        f"Content-Type: {header_text(file.kind)}\nContent-Disposition: attachment;\n {shown}\n"
        "Content-Transfer-Encoding: base64\n\n"
    )
    return head.encode("ascii") + encodebytes(file.data)


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
    headers.append(("Date", _date_text(now)))
    headers.append(("Message-ID", message_id(message)))
    headers.append(("Content-Language", header_text(message.locale)))
    if message.unsubscribe is not None:
        headers += _unsubscribe(message.unsubscribe)
    if automatic or message.kind in {"digest", "internal"}:
        headers.append(("Auto-Submitted", "auto-generated"))
    if draft:
        headers.append(("X-Unsent", "1"))
    return headers


def _unsubscribe(how: Unsubscribe) -> list[tuple[str, str]]:
    """RFC 2369, each address on a line of its own; one click is claimed only where it is kept."""
    links = ",\n ".join(f"<{header_text(link, 2000)}>" for link in how.links)
    found = [("List-Unsubscribe", links)]
    if how.one_click:
        found.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return found


def _folded(people: tuple[Address, ...]) -> str:
    """Addresses of a list, each on a line of its own."""
    return ",\n ".join(address_text(person) for person in people)


@lru_cache(maxsize=1024)
def _subject(subject: str) -> str:
    text = header_text(subject)
    if text.isascii() and "=?" not in text:
        return str(Header(text, "us-ascii", maxlinelen=_LINE, header_name="Subject").encode())
    return _encoded(text, len("Subject: "))


@lru_cache(maxsize=1024)
def _phrase(name: str) -> str:
    """A display name: as it is, quoted, or in encoded words."""
    if not name.isascii() or "=?" in name:
        return _encoded(name, _LONGEST_FIELD)
    if set(name) <= _ATOM and len(name) <= _LINE // 2:
        return name
    if len(name) > _LINE - _LONGEST_FIELD:
        return _encoded(name, _LONGEST_FIELD)
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _encoded(text: str, used: int) -> str:
    """RFC 2047 encoded words of at most 75 characters, one on each line."""
    return str(Header(text, _UTF8, maxlinelen=_ENCODED_WORD, header_name="x" * used).encode())
