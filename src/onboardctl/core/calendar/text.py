"""Calendars as a file writes them: hours of a day, and the whole mapping of one calendar."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from onboardctl.core.calendar.spec import (
    DAY_MINUTES,
    CalendarSpec,
    Holiday,
    Hours,
    SpecialDay,
    always_open,
    problems,
)
from onboardctl.core.errors import Diagnostic, InvalidInput
from onboardctl.core.points import ParseFailure, parse_weekday

_HOURS_FORM = "09:00-17:00, 22:00-06:00 or 00:00-24:00"
_HOURS = re.compile(r"\s*(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})\s*", re.ASCII)
_KEYS = ("always", "holidays", "hours", "overrides", "timezone", "title")


def read_calendar(name: str, said: Mapping[str, Any], zone: str) -> CalendarSpec:
    """The calendar a mapping describes.

    Keys: ``always: true``, or ``hours`` by weekday as lists of ``09:00-17:00``; ``holidays`` as a
    list of dates or as titles by date (``MM-DD`` comes every year); ``overrides``, hours by date,
    an empty list closes; ``timezone``, ``partner`` or an IANA name; ``title``.

    Args:
        name: what the calendar is called.
        said: the mapping, with texts and lists inside.
        zone: the zone meant by ``partner`` and by no zone at all.

    Raises:
        InvalidInput: ``calendar.invalid`` with everything that is wrong.
    """
    found = [
        f'unknown key "{key}", expected {", ".join(_KEYS)}' for key in said if key not in _KEYS
    ]
    written = said.get("timezone") or "partner"
    zone = zone if written == "partner" else str(written)
    holidays = _holidays(said.get("holidays") or ())
    special = _overrides(said.get("overrides") or {}, found)
    if said.get("always"):
        spec = always_open(zone, name)._replace(holidays=holidays, special_days=special)
    else:
        weekly = _week(said.get("hours") or {}, found)
        spec = CalendarSpec(name, zone, weekly, holidays, special)
    wrong = tuple(Diagnostic("calendar.invalid", f'calendar "{name}": {text}') for text in found)
    wrong += problems(spec)
    if wrong:
        raise InvalidInput("calendar.invalid", wrong[0].message, diagnostics=wrong)
    return spec


def _week(said: Mapping[str, Any], found: list[str]) -> tuple[Hours, ...]:
    weekly: list[Hours] = [()] * 7
    for day, intervals in said.items():
        try:
            weekly[parse_weekday(str(day))] = _intervals(intervals)
        except ParseFailure as failure:
            found.append(f"hours of {day}: {failure.message}")
    return tuple(weekly)


def _holidays(said: Any) -> tuple[Holiday, ...]:
    if isinstance(said, Mapping):
        return tuple(Holiday(str(on), str(title or "")) for on, title in said.items())
    return tuple(Holiday(str(on)) for on in said)


def _overrides(said: Mapping[str, Any], found: list[str]) -> tuple[SpecialDay, ...]:
    special = []
    for on, intervals in said.items():
        try:
            special.append(SpecialDay(date.fromisoformat(str(on)), _intervals(intervals)))
        except ParseFailure as failure:
            found.append(f"hours of {on}: {failure.message}")
        except ValueError:
            found.append(f'overrides: "{on}" is no date')
    return tuple(special)


def _intervals(said: Any) -> Hours:
    texts: Iterable[Any] = (said,) if isinstance(said, str) else said or ()
    return tuple(parse_hours(str(text)) for text in texts)


def parse_hours(text: str) -> tuple[int, int]:
    """Read ``09:00-17:00``; a close before the open is a shift into the next day.

    Raises:
        ParseFailure: no such times, an empty interval, or an end at ``00:00``.
    """
    match = _HOURS.fullmatch(text)
    if match is None:
        raise ParseFailure(f'"{text}" is no interval of hours', _HOURS_FORM)
    open_at, close_at = (_minutes(match, group) for group in (1, 3))
    if open_at >= DAY_MINUTES:
        raise ParseFailure("a day cannot open at 24:00", _HOURS_FORM, match.start(1))
    if close_at == 0:
        raise ParseFailure("write 24:00 for the end of the day", _HOURS_FORM, match.start(3))
    if close_at == open_at:
        raise ParseFailure("the interval is empty", _HOURS_FORM, match.start(3))
    return open_at, close_at if close_at > open_at else close_at + DAY_MINUTES


def _minutes(match: re.Match[str], group: int) -> int:
    hour, minute = int(match[group]), int(match[group + 1])
    if hour * 60 + minute > DAY_MINUTES or minute > 59:  # noqa: PLR2004 -- minutes of an hour
        raise ParseFailure(f"there is no time {hour}:{minute:02d}", _HOURS_FORM, match.start(group))
    return hour * 60 + minute
