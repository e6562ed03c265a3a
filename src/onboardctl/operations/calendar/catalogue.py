"""Calendars listed, shown for a year and checked; public holidays of countries."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from onboardctl.core.calendar import Calendar, find_zone
from onboardctl.core.calendar.spec import format_hours
from onboardctl.core.errors import InvalidInput
from onboardctl.core.names import counted
from onboardctl.core.payloads.calendar import (
    CalendarCheck,
    CalendarLine,
    CalendarList,
    CalendarShown,
    ClosedDay,
    CountryHolidays,
    DayHours,
)
from onboardctl.core.result import Result
from onboardctl.core.weekdays import WEEKDAYS
from onboardctl.definitions import calendars as files
from onboardctl.definitions.holidays import country_holidays
from onboardctl.definitions.playbooks import shown

if TYPE_CHECKING:
    from pathlib import Path

    from onboardctl.core.calendar.spec import Hours
    from onboardctl.core.errors import Diagnostic


ONE_DAY = timedelta(days=1)
YEARS = (1970, 2200)


class Place(NamedTuple):
    """Where calendars are looked for, and when; ``folder`` is ``None`` outside a workspace.

    ``zone`` is meant by a calendar that follows the partner's.
    """

    folder: Path | None
    zone: str
    now: datetime

    @property
    def year(self) -> int:
        """The year in that zone."""
        return self.now.astimezone(find_zone(self.zone)).year


def list_calendars(place: Place) -> Result:
    """Every calendar by name; a broken one with the number of its errors."""
    lines = tuple(_line(one) for one in files.load_calendars(place.folder, place.year))
    return answer(place, "list", "calendar-list/1", CalendarList(lines))


def _line(one: files.Definition) -> CalendarLine:
    calendar = one.calendar
    return CalendarLine(
        name=calendar.name,
        title=calendar.title,
        zone=calendar.zone or "partner",
        week=_week_text(calendar.weekly),
        holidays=len(calendar.holidays),
        open_dates=len(calendar.special_days),
        own=one.own,
        errors=sum(finding.severity == "error" for finding in one.findings),
        file=one.file,
    )


def _week_text(weekly: tuple[Hours, ...]) -> str:
    """``mon-thu 08:00-16:30, fri 08:00-14:00``: neighbours with equal hours together."""
    runs: list[tuple[int, int, Hours]] = []
    for day, hours in enumerate(weekly):
        if runs and runs[-1][2] == hours:
            runs[-1] = (runs[-1][0], day, hours)
        else:
            runs.append((day, day, hours))
    return ", ".join(
        f"{WEEKDAYS[first]}{'' if first == last else f'-{WEEKDAYS[last]}'} "
        + " ".join(hours_text(hours))
        for first, last, hours in runs
        if hours
    )


def hours_text(hours: Hours) -> tuple[str, ...]:
    """The open intervals of a day, as they are written."""
    return tuple(format_hours(interval) for interval in hours)


def show_calendar(place: Place, name: str, year: int | None) -> Result:
    """One calendar with the closed and special days of a year.

    Raises:
        NotFound: no such calendar.
        InvalidInput: it has errors, or the year is out of reach.
    """
    year = _year(year) if year is not None else place.year
    found = files.find_calendar(name, place.folder, year)
    calendar = found.calendar
    spec = calendar.spec(place.zone)
    counts = Calendar(spec)
    first, last = date(year, 1, 1), date(year, 12, 31)
    closed = tuple(
        closed_day(counts, on)
        for on in days_between(first, last)
        if counts.days.holiday(on.toordinal()) is not None
    )
    data = CalendarShown(
        name=calendar.name,
        title=calendar.title,
        zone=calendar.zone or "partner",
        file=found.file,
        line=found.line,
        week=tuple(
            DayHours(day, hours_text(hours))
            for day, hours in zip(WEEKDAYS, spec.weekly, strict=True)
        ),
        own_week=bool(calendar.weekly),
        imports=tuple(f"{one.kind} {one.name}" for one in calendar.imports),
        first_year=calendar.first_year,
        last_year=calendar.last_year,
        year=year,
        holidays=closed,
        special_days=tuple(
            DayHours(day.on.isoformat(), hours_text(day.hours))
            for day in calendar.special_days
            if day.on.year == year
        ),
        business_days=counts.business_days_between(first - ONE_DAY, last)
        if first.year > YEARS[0]
        else sum(counts.is_business_day(on) for on in days_between(first, last)),
    )
    return answer(place, "show", "calendar/1", data)


def check_calendars(place: Place, paths: tuple[Path, ...]) -> Result:
    """Everything wrong with calendar files, all at once; exit code 8 when there are errors.

    Raises:
        NotFound: a file is missing.
    """
    chosen = paths or files.calendar_files(place.folder)
    names: list[str] = []
    findings: list[Diagnostic] = []
    for path in chosen:
        found, wrong = files.check_file(path, place.year)
        names += found
        findings += wrong
    errors = tuple(one for one in findings if one.severity == "error")
    data = CalendarCheck(tuple(shown(path) for path in chosen), tuple(names))
    said = f"{counted(len(names), 'calendar')} in {counted(len(chosen), 'file')}"
    result = answer(place, "check", "calendar-check/1", data)
    return result._replace(
        messages=() if errors else (f"{said}: nothing wrong",),
        warnings=tuple(one for one in findings if one.severity != "error"),
        errors=errors,
        exit_code=8 if errors else 0,
    )


def holidays(place: Place, country: str, year: int) -> Result:
    """The public holidays of a country in one year.

    Raises:
        InvalidInput: no holidays are known for it, or the year is out of reach.
    """
    _year(year)
    found = country_holidays(country, (year, year))
    days = tuple(
        ClosedDay(on, WEEKDAYS[on.weekday()], title)
        for on, title in ((date.fromisoformat(on), title) for on, title in found)
    )
    data = CountryHolidays(country, year, days)
    return answer(place, "holidays", "calendar-holidays/1", data)


def _year(year: int) -> int:
    if not YEARS[0] <= year <= YEARS[1]:
        raise InvalidInput("calendar.range", f"{year} lies outside the years 1970 to 2200")
    return year


def answer(place: Place, verb: str, schema: str, data: object) -> Result:
    """An answer about calendars, which have no store and no past."""
    return Result(f"calendar {verb}", schema, data, as_of=place.now, zone=place.zone)


def closed_day(calendar: Calendar, on: date) -> ClosedDay:
    """A day that does not open, and why."""
    return ClosedDay(
        on, WEEKDAYS[on.weekday()], calendar.days.holiday(on.toordinal()) or "a holiday"
    )


def days_between(first: date, last: date) -> list[date]:
    """The days from one to another, both included."""
    return [first + step * ONE_DAY for step in range((last - first).days + 1)]
