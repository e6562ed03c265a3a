"""Single texts of ``onboardctl.yaml``: names, addresses, zones, lengths, each with what it must be."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from onboardctl.core.names import did_you_mean, is_id
from onboardctl.core.points import ParseFailure, parse_duration
from onboardctl.core.shape import (
    Context,
    Form,
    Scalar,
)

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_HOURS = 80
"""Nobody works longer in a week."""
_MAIL = re.compile(r"[^\s@<>,;\"]+@[A-Za-z0-9\u00a1-\uffff][A-Za-z0-9\u00a1-\uffff.-]*")
_URL = re.compile(r"https?://[^\s<>\"'`{}|\\^]+", re.IGNORECASE)
_LOCALE = re.compile(r"[a-z]{2,3}([-_][A-Z]{2})?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def matching(pattern: re.Pattern[str], words: str, example: str) -> Callable[[str, Context], str]:
    """A reader of texts that a pattern must match as a whole."""

    def parse(text: str, context: Context) -> str:
        if not pattern.fullmatch(text):
            raise ParseFailure(f'"{text}" is not {words}', example)
        return text

    return parse


def one_line(text: str, context: Context) -> str:
    """A text without line breaks and invisible characters."""
    if _CONTROL.search(text):
        raise ParseFailure("it holds a line break or an invisible character", "one line of text")
    if not text.strip():
        raise ParseFailure("it is empty", "some text; leave the key out to say nothing")
    return text


def _identifier(text: str, context: Context) -> str:
    if not is_id(text):
        raise ParseFailure(f'"{text}" is not an id', "lower-case words joined by - or _")
    return text


def zone_name(text: str, context: Context) -> str:
    """A zone that exists.

    Raises:
        ParseFailure: it does not, with the nearest name.
    """
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = did_you_mean(text, sorted(available_timezones()))
        raise ParseFailure(
            f'there is no time zone "{text}"{near}', "a name like Europe/Berlin"
        ) from None
    return text


def _hours(text: str, context: Context) -> str:
    if not text[:1].isdigit():
        raise ParseFailure(f'"{text}" is not a duration', "a duration like 1h or 2bd")
    duration = parse_duration(text)
    if duration.amount <= 0:
        raise ParseFailure(f'"{text}" is not a time to answer in', "a duration like 1h or 2bd")
    return text


def _week(text: str, context: Context) -> int:
    """Hours a week as minutes; quarters of an hour at the finest."""
    from decimal import Decimal, InvalidOperation

    try:
        minutes = Decimal(text) * 60
    except InvalidOperation:
        minutes = Decimal(0)
    if not minutes.is_finite() or not 0 < minutes <= MOST_HOURS * 60 or minutes % 15:
        raise ParseFailure(
            f'"{text}" is no number of hours a week', f"a number like 37.5, up to {MOST_HOURS}"
        )
    return int(minutes)


def _percent(text: str, context: Context) -> int:
    digits = text.strip().removesuffix("%").strip()
    if not digits.isascii() or not digits.isdigit() or not 1 <= int(digits) <= 100:  # noqa: PLR2004
        raise ParseFailure(f'"{text}" is no share', "a whole percentage like 60%")
    return int(digits)


def _date(text: str, context: Context) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ParseFailure(f'"{text}" is no date', "a date like 2026-12-24") from None


def form(words: str, parse: Callable[[str, Context], Any]) -> Scalar:
    """The shape of a text that a reader reads, named for messages and the reference."""
    return Scalar(Form(words, words, parse))


TEXT = form("text", one_line)
ID = form("an id", _identifier)
MAILBOX = form(
    "a mail address", matching(_MAIL, "a mail address", "an address like ada@example.com")
)
LINK = form(
    "a web address", matching(_URL, "a web address", "an address that begins with https://")
)
DURATION = form("a duration", _hours)
WEEK = form("hours a week", _week)
PERCENT = form("a percentage", _percent)
ZONE = form("a time zone", zone_name)
DATE = form("a date", _date)
LANGUAGE = form("a language", matching(_LOCALE, "a language", "a code like en or de-AT"))
