"""Days as calendar files write them: dates, ranges of dates, every year, ranges of weekdays."""

from __future__ import annotations

import re
from datetime import date, timedelta

from onboardctl.core.calendar.days import FIRST_DAY, LAST_DAY
from onboardctl.core.points import ParseFailure, parse_weekday

_DATE_FORM = "2026-12-24, 12-24 for every year, or 2026-12-24..2027-01-02"
_RANGE = re.compile(r"\s*(\S+?)\s*(?:\.\.|\s+to\s+)\s*(\S+)\s*")
YEARLY_LENGTH = len("MM-DD")
_LEAP = 2000
_LONGEST_RANGE = 366
_DAY = timedelta(days=1)


def weekdays_of(text: str) -> tuple[int, ...]:
    """One weekday or a range of them, 0 for Monday; a range may pass the end of a week."""
    first, dash, last = text.partition("-")
    start = parse_weekday(first.strip())
    if not dash:
        return (start,)
    end = parse_weekday(last.strip())
    return tuple((start + step) % 7 for step in range((end - start) % 7 + 1))


def dates_of(text: str) -> list[str]:
    """``2026-12-24``, ``12-24`` and ranges of either as ISO texts, ascending.

    Raises:
        ParseFailure: no such date, or the range is backwards or longer than a year.
    """
    match = _RANGE.fullmatch(text)
    if match is None:
        return [_day_text(_day(text), text)]
    first, last = _day(match[1]), _day(match[2])
    if len(match[1]) != len(match[2]):
        raise ParseFailure(f'"{text}": one end has a year and the other has none', _DATE_FORM)
    if last < first and len(match[1]) == YEARLY_LENGTH:
        last = last.replace(year=_LEAP + 1) if (last.month, last.day) != (2, 29) else last
    if last < first:
        raise ParseFailure(f'"{text}" ends before it begins', _DATE_FORM)
    days = (last - first).days + 1
    if days > _LONGEST_RANGE:
        raise ParseFailure(f'"{text}" is longer than a year', _DATE_FORM)
    return [_day_text(first + step * _DAY, match[1]) for step in range(days)]


def _day(text: str) -> date:
    yearly = len(text) == YEARLY_LENGTH
    try:
        day = date.fromisoformat(f"{_LEAP}-{text}" if yearly else text)
    except ValueError:
        day = None
    if day is None or day.isoformat() not in {text, f"{_LEAP}-{text}"}:
        raise ParseFailure(f'"{text}" is no date', _DATE_FORM)
    if not FIRST_DAY <= day.toordinal() <= LAST_DAY:
        raise ParseFailure(f"{text} lies outside the years 1970 to 2200", _DATE_FORM)
    return day


def _day_text(day: date, like: str) -> str:
    return day.isoformat()[-YEARLY_LENGTH:] if len(like) == YEARLY_LENGTH else day.isoformat()
