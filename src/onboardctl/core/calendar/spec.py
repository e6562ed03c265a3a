"""What a calendar says: hours of a week, holidays, days that differ; and what is wrong with it.

Times of day are minutes from local midnight, intervals ``[open, close)``. An overnight shift
closes past 1440 and belongs to the day it starts on. Source: SLA calendar rules 1 to 6.
"""

from datetime import date

from onboardctl.core.errors import Diagnostic
from onboardctl.core.record import NamedTuple
from onboardctl.core.weekdays import WEEKDAYS

DAY_MINUTES = 1440
_YEARLY_LENGTH = len("MM-DD")

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
        date.fromisoformat(f"2000-{text}" if len(text) == _YEARLY_LENGTH else text)
    except ValueError:
        return False
    return True
