"""What a calendar says: hours of a week, holidays, days that differ; and what is wrong with it.

Times of day are minutes from local midnight, intervals ``[open, close)``. An overnight shift
closes past 1440 and belongs to the day it starts on. Source: SLA calendar rules 1 to 6.
"""

import re
from datetime import date
from typing import NamedTuple

from onboardctl.core.errors import Diagnostic
from onboardctl.core.points import WEEKDAYS, ParseFailure

DAY_MINUTES = 1440
_HOURS_FORM = "09:00-17:00, 22:00-06:00 or 00:00-24:00"
_HOURS = re.compile(r"\s*(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})\s*", re.ASCII)
_YEARLY = re.compile(r"\d{2}-\d{2}", re.ASCII)

Hours = tuple[tuple[int, int], ...]
"""Open intervals of one day in minutes, in order; empty means closed."""


class Holiday(NamedTuple):
    """A closed local day: ``on`` is ``YYYY-MM-DD``, or ``MM-DD`` for every year."""

    on: str
    title: str = ""


class SpecialDay(NamedTuple):
    """Hours of one date that replace those of its weekday; a holiday on that date still closes."""

    on: date
    hours: Hours
    title: str = ""


class CalendarSpec(NamedTuple):
    """A calendar as written. ``weekly`` has seven entries, Monday first; ``zone`` is IANA."""

    name: str
    zone: str
    weekly: tuple[Hours, ...]
    holidays: tuple[Holiday, ...] = ()
    special_days: tuple[SpecialDay, ...] = ()


def standard_week(
    weekend: tuple[str, ...] = ("sat", "sun"), hours: Hours = ((540, 1020),)
) -> tuple[Hours, ...]:
    """The same hours (09:00 to 17:00) on every day that is not of the weekend."""
    return tuple(() if day in weekend else hours for day in WEEKDAYS)


def always_open(zone: str = "UTC", name: str = "24/7") -> CalendarSpec:
    """Every hour of every day: elapsed time, and every day a working day (D37, E27)."""
    return CalendarSpec(name, zone, (((0, DAY_MINUTES),),) * 7)


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


def format_hours(interval: tuple[int, int]) -> str:
    """The interval as written, ``22:00-06:00``."""
    open_at, close_at = interval
    close_at = close_at if close_at <= DAY_MINUTES else close_at - DAY_MINUTES
    return f"{open_at // 60:02d}:{open_at % 60:02d}-{close_at // 60:02d}:{close_at % 60:02d}"


def problems(spec: CalendarSpec) -> tuple[Diagnostic, ...]:
    """Everything that makes the calendar unusable: all findings, not the first."""
    found: list[str] = []
    if len(spec.weekly) != len(WEEKDAYS):
        found.append(f"a week has 7 days, {len(spec.weekly)} are given")
    elif not any(spec.weekly) and not any(day.hours for day in spec.special_days):
        found.append("no day of the week is open")
    else:
        found += _week_problems(spec.weekly)
    for day in spec.special_days:
        found += _interval_problems(day.on.isoformat(), day.hours)
    found += [f'"{day.on}" is no date' for day in spec.holidays if not _is_holiday_date(day.on)]
    return tuple(
        Diagnostic("calendar.invalid", f'calendar "{spec.name}": {text}') for text in found
    )


def _week_problems(weekly: tuple[Hours, ...]) -> list[str]:
    found = []
    for index, hours in enumerate(weekly):
        found += _interval_problems(WEEKDAYS[index], hours)
        tail = max((close for _, close in weekly[index - 1]), default=0) - DAY_MINUTES
        if hours and tail > hours[0][0]:
            found.append(f"{WEEKDAYS[index]} opens before the shift of the night has closed")
    return found


def _interval_problems(day: str, hours: Hours) -> list[str]:
    found, last = [], 0
    for open_at, close_at in hours:
        text = format_hours((open_at, close_at))
        if not (0 <= open_at < DAY_MINUTES and open_at < close_at <= open_at + DAY_MINUTES):
            found.append(f"{day}: {open_at}-{close_at} minutes is no interval of a day")
        elif open_at < last:
            found.append(f"{day}: {text} begins before the interval in front of it ends")
        last = close_at
    return found


def _is_holiday_date(text: str) -> bool:
    try:
        # A leap year accepts 02-29, which then closes in leap years only.
        date.fromisoformat(f"2000-{text}" if _YEARLY.fullmatch(text) else text)
    except ValueError:
        return False
    return True


def _minutes(match: re.Match[str], group: int) -> int:
    hour, minute = int(match[group]), int(match[group + 1])
    if hour * 60 + minute > DAY_MINUTES or minute > 59:  # noqa: PLR2004 -- minutes of an hour
        raise ParseFailure(f"there is no time {hour}:{minute:02d}", _HOURS_FORM, match.start(group))
    return hour * 60 + minute
