"""The types a template may declare, and how a value of each becomes text that can be printed.

A value is checked before it is shown, so that what is printed is what its type says: an address
is an address, a link leads to the web, a name is one line without invisible characters. Where it
then stands (text, HTML, a header) is the concern of the renderers.
"""

import re
from datetime import date, datetime
from math import isnan
from typing import Any

from onboardctl.core import locale_text
from onboardctl.core.address import Address
from onboardctl.core.playbook import Duration
from onboardctl.core.record import NamedTuple

TYPES = (
    "text",
    "block",
    "url",
    "email",
    "phone",
    "date",
    "moment",
    "duration",
    "int",
    "number",
    "percent",
    "list",
    "flag",
    "choice",
)
DEFAULT_LIMIT = 200
MOST_ENTRIES = 200
NOTHING = "-"
"""What a person types for a list that is known to hold nothing."""
URL_LIMIT = 2000

_LOST_VALUES = frozenset({"none", "null", "undefined", "nan", "nat"})
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_LINE_BREAK = re.compile(r"[\n\r\x0b\x0c\x85\u2028\u2029]")
_REORDERING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_PRIVATE = re.compile(r"[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_URL = re.compile(r"https?://[^\s<>\"'`{}|\\^/?#@]+(?:[/?#][^\s<>\"`{}|\\^]*)?", re.IGNORECASE)
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE)
_PHONE = re.compile(r"\+?[0-9(][0-9 ()./\u2011-]{3,30}(?:\s?(?:ext\.?|x)\s?\d{1,6})?")
_DURATION = re.compile(r"(\d{1,5})(m|h|bh|d|bd|w|mo)", re.ASCII)
_LONGEST_LOCAL = 64
_LONGEST_ADDRESS = 254


class BadValue(ValueError):
    """A value that is not of its declared type; the text says why, without a full stop."""


class Url(str):
    """A checked web address; printed as itself, and a link in HTML."""

    __slots__ = ()


class Email(str):
    """A checked mail address; a link in HTML."""

    __slots__ = ()


class Block(str):
    """Text of several lines; each line break stays one."""

    __slots__ = ()


class Percent(float):
    """A share from 0 to 100."""

    __slots__ = ()


class Shown(NamedTuple):
    """A value as it is printed. ``kind`` is ``text``, ``block``, ``url`` or ``email``."""

    text: str
    kind: str


def is_empty(value: Any) -> bool:
    """Whether a value says nothing: absent, blank, an empty list, or the word None in disguise."""
    if value is None:
        return True
    if isinstance(value, str):
        text = value.strip()
        return not text or text.lower() in _LOST_VALUES
    if isinstance(value, (tuple, list)):
        return not isinstance(value, Duration) and not value
    return isinstance(value, float) and isnan(value)


def convert(value: Any, kind: str, limit: int | None = None) -> Any:
    """The value as its declared type, ready for conditions and printing.

    Args:
        value: not empty (see :func:`is_empty`).
        kind: one of :data:`TYPES`.
        limit: most characters of a text, most entries of a list; ``None`` is the default.

    Raises:
        BadValue: it is not of that type; the message says why and never how to fill it.
    """
    return _CONVERTERS[kind](value, limit)


def show(value: Any, locale: str) -> Shown:
    """What is printed for a converted value, in the words and figures of a language.

    Raises:
        BadValue: the value cannot be printed (a truth value, a whole list, nothing at all).
    """
    if isinstance(value, str):
        return Shown(str(value), _KIND_OF.get(type(value), "text"))
    if isinstance(value, bool):
        raise BadValue("is true or false: use it in a condition, it cannot be printed")
    if isinstance(value, Percent):
        return Shown(locale_text.percent_text(value, locale), "text")
    if isinstance(value, (int, float)):
        return Shown(locale_text.number_text(value, locale), "text")
    if isinstance(value, Duration):
        return Shown(locale_text.duration_text(value, locale), "text")
    if isinstance(value, datetime):
        return Shown(locale_text.moment_text(value, locale), "text")
    if isinstance(value, date):
        return Shown(locale_text.date_text(value, locale), "text")
    if isinstance(value, (tuple, list)):
        raise BadValue("is a list: loop over it, or print it with |join(', ')")
    raise BadValue("prints nothing" if value is None else "cannot be printed")


def checked_address(address: Address) -> Address:
    """The same person with an address a mail server takes: an international domain in ASCII form.

    Raises:
        BadValue: the name or the address cannot stand in a header.
    """
    name = _one_line(address.name, DEFAULT_LIMIT) if address.name else ""
    return Address(name, str(_email(address.addr, None)))


def header_text(text: str, longest: int = 250) -> str:
    """A text that may stand in a mail header.

    Raises:
        BadValue: it has line breaks, control characters, or is too long.
    """
    return _one_line(text, longest)


def _one_line(value: Any, limit: int | None) -> str:
    if _LINE_BREAK.search(value):
        raise BadValue("has a line break, and must be one line")
    return _visible(value, limit)


def _visible(value: str, limit: int | None) -> str:
    most = limit or DEFAULT_LIMIT
    if len(value) > most:
        raise BadValue(f"is {len(value):,} characters long, and at most {most:,} fit")
    found = _CONTROL.search(value) or _SURROGATE.search(value)
    if found:
        raise BadValue(f"has the control character U+{ord(found.group()):04X}")
    found = _REORDERING.search(value)
    if found:
        raise BadValue(f"has U+{ord(found.group()):04X}, which turns the text after it around")
    found = _PRIVATE.search(value)
    if found:
        raise BadValue(f"has U+{ord(found.group()):04X}, which no font shows")
    return value.strip()


def _text(value: Any, limit: int | None) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise BadValue(f"is {_article(value)}, not a text")
    return _one_line(str(value), limit)


def _block(value: Any, limit: int | None) -> Block:
    if not isinstance(value, str):
        raise BadValue(f"is {_article(value)}, not a text")
    text = re.sub(r"\r\n?|[\x85\u2028\u2029]", "\n", value)
    return Block(_visible(text, limit or 5000))


def _url(value: Any, limit: int | None) -> Url:
    text = str(value).strip()
    if len(text) > (limit or URL_LIMIT):
        raise BadValue(f"is {len(text):,} characters long, too long for a link")
    scheme = re.match(r"\s*([A-Za-z][A-Za-z0-9+.-]*):", text)
    if scheme and scheme[1].lower() not in {"http", "https"}:
        raise BadValue(f'starts with "{scheme[1].lower()}:", and a link must start with https://')
    if _CONTROL.search(text) or _LINE_BREAK.search(text):
        raise BadValue("has a line break or a control character, and is no link")
    _visible(text, limit or URL_LIMIT)
    if not _URL.fullmatch(text):
        raise BadValue(f'is "{_cut(text)}", which is not a link such as https://example.com/page')
    return Url(text)


def _email(value: Any, limit: int | None) -> Email:
    text = str(value).strip()
    local, at, domain = text.rpartition("@")
    if not at or not _LOCAL.fullmatch(local) or len(local) > _LONGEST_LOCAL:
        raise BadValue(f'is "{_cut(text)}", which is not a mail address')
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            raise BadValue(f'is "{_cut(text)}", whose domain cannot exist') from None
    labels = domain.split(".")
    least = 2
    if len(labels) < least or not all(_LABEL.fullmatch(label) for label in labels):
        raise BadValue(f'is "{_cut(text)}", which is not a mail address')
    if len(local) + 1 + len(domain) > _LONGEST_ADDRESS:
        raise BadValue("is longer than a mail address may be")
    return Email(f"{local}@{domain}")


def _phone(value: Any, limit: int | None) -> str:
    text = str(value).strip()
    if not _PHONE.fullmatch(text):
        raise BadValue(f'is "{_cut(text)}", which is not a telephone number')
    return text


def _date(value: Any, limit: int | None) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        raise BadValue(f'is "{_cut(str(value))}", not a date such as 2026-03-02') from None


def _moment(value: Any, limit: int | None) -> datetime:
    moment: datetime | None = value if isinstance(value, datetime) else None
    if moment is None:
        try:
            moment = datetime.fromisoformat(str(value).strip())
        except ValueError:
            moment = None
    if moment is None or moment.tzinfo is None:
        text = _cut(str(value))
        raise BadValue(f'is "{text}", not a moment with an offset such as 2026-03-02T09:00+01:00')
    return moment


def _duration(value: Any, limit: int | None) -> Duration:
    if isinstance(value, Duration):
        return value
    text = str(value).strip()
    short = _DURATION.fullmatch(text)
    if short:
        return Duration(int(short[1]), short[2])
    # Words such as "4 business hours" are rare; a daily command does without their reader.
    from onboardctl.core.points import ParseFailure, parse_duration

    try:
        return parse_duration(text)
    except ParseFailure:
        raise BadValue(f'is "{_cut(text)}", not a duration such as 4h, 8bh, 2bd') from None


def _int(value: Any, limit: int | None) -> int:
    text = str(value).strip()
    digits = 18
    if isinstance(value, bool) or not re.fullmatch(rf"[+-]?\d{{1,{digits}}}", text, re.ASCII):
        raise BadValue(f'is "{_cut(text)}", not a whole number')
    return int(text)


def _number(value: Any, limit: int | None) -> float:
    text = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,6})?", text, re.ASCII):
        raise BadValue(f'is "{_cut(text)}", not a number')
    number = float(text)
    return int(number) if number.is_integer() else number


def _percent(value: Any, limit: int | None) -> Percent:
    text = str(value).strip().removesuffix("%").strip()
    share = _number(text, None)
    whole = 100
    if not 0 <= share <= whole:
        raise BadValue(f'is "{_cut(text)}", and a share lies between 0 and 100')
    return Percent(share)


def _list(value: Any, limit: int | None) -> tuple[Any, ...]:
    entries = value
    if isinstance(value, str):
        entries = [part for part in value.split(";") if part.strip()]
    if isinstance(entries, Duration) or not isinstance(entries, (tuple, list)):
        raise BadValue(f"is {_article(value)}, not a list")
    most = limit or MOST_ENTRIES
    if len(entries) > most:
        raise BadValue(f"has {len(entries):,} entries, and at most {most} fit")
    return tuple([_entry(entry) for entry in entries])


def _entry(entry: Any) -> Any:
    if isinstance(entry, (date, datetime)):
        return entry
    return _text(entry, 500)


def _flag(value: Any, limit: int | None) -> bool:
    words = {"true": True, "yes": True, "false": False, "no": False}
    flag = value if isinstance(value, bool) else words.get(str(value).strip().lower())
    if flag is None:
        raise BadValue(f'is "{_cut(str(value))}", not true or false')
    return flag


def _article(value: Any) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", str: "a text"}
    known = names.get(type(value))
    if known:
        return known
    return "a list" if isinstance(value, (tuple, list)) else "something else"


def _cut(text: str) -> str:
    """The value in a message: visible characters only, and not more than a line of them."""
    longest = 60
    shown = text.encode("unicode_escape").decode("ascii") if not text.isprintable() else text
    return shown if len(shown) <= longest else f"{shown[:longest]}…"


_KIND_OF = {Url: "url", Email: "email", Block: "block"}
_CONVERTERS: dict[str, Any] = {
    "text": _text,
    "choice": _text,
    "block": _block,
    "url": _url,
    "email": _email,
    "phone": _phone,
    "date": _date,
    "moment": _moment,
    "duration": _duration,
    "int": _int,
    "number": _number,
    "percent": _percent,
    "list": _list,
    "flag": _flag,
}
