"""Calendars: which there are, what they say, what is wrong with them, and how they count."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from onboardctl.core import codec
from onboardctl.core.calendar import Calendar, end_of_day, find_zone, instant_of, seconds_of
from onboardctl.core.calendar.spec import format_hours
from onboardctl.core.errors import InvalidInput
from onboardctl.core.names import counted
from onboardctl.core.payloads.calendar import (
    CalendarCheck,
    CalendarDue,
    CalendarElapsed,
    CalendarLine,
    CalendarList,
    CalendarShown,
    ClosedDay,
    CountryHolidays,
    DayHours,
    OpenInterval,
)
from onboardctl.core.points import ParseFailure, parse_duration
from onboardctl.core.result import Result
from onboardctl.core.schedule.run import add_months
from onboardctl.core.weekdays import WEEKDAYS
from onboardctl.definitions import calendars as files
from onboardctl.definitions.holidays import country_holidays
from onboardctl.definitions.playbooks import shown
from onboardctl.operations.intake import when

if TYPE_CHECKING:
    from pathlib import Path

    from onboardctl.core.calendar import NamedCalendar
    from onboardctl.core.calendar.spec import Hours
    from onboardctl.core.errors import Diagnostic
    from onboardctl.core.playbook import Duration

_DAY = timedelta(days=1)
_YEARS = (1970, 2200)
_LONGEST = 3660
"""Days up to which closed days are named one by one."""


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


class Count(NamedTuple):
    """What to count, as typed: a start with a duration or an end, by which calendar, where."""

    start: str
    until: str
    calendar: str
    zone: str | None = None


def list_calendars(place: Place) -> Result:
    """Every calendar by name; a broken one with the number of its errors."""
    lines = tuple(_line(one) for one in files.load_calendars(place.folder, place.year))
    return _answer(place, "list", "calendar-list/1", CalendarList(lines))


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
        + " ".join(_hours_text(hours))
        for first, last, hours in runs
        if hours
    )


def _hours_text(hours: Hours) -> tuple[str, ...]:
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
        _closed(counts, on)
        for on in _days(first, last)
        if counts.days.holiday(on.toordinal()) is not None
    )
    data = CalendarShown(
        name=calendar.name,
        title=calendar.title,
        zone=calendar.zone or "partner",
        file=found.file,
        line=found.line,
        week=tuple(
            DayHours(day, _hours_text(hours))
            for day, hours in zip(WEEKDAYS, spec.weekly, strict=True)
        ),
        own_week=bool(calendar.weekly),
        imports=tuple(f"{one.kind} {one.name}" for one in calendar.imports),
        first_year=calendar.first_year,
        last_year=calendar.last_year,
        year=year,
        holidays=closed,
        special_days=tuple(
            DayHours(day.on.isoformat(), _hours_text(day.hours))
            for day in calendar.special_days
            if day.on.year == year
        ),
        business_days=counts.business_days_between(first - _DAY, last)
        if first.year > _YEARS[0]
        else sum(counts.is_business_day(on) for on in _days(first, last)),
    )
    return _answer(place, "show", "calendar/1", data)


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
    result = _answer(place, "check", "calendar-check/1", data)
    return result._replace(
        messages=() if errors else (f"{said}: nothing wrong",),
        warnings=tuple(one for one in findings if one.severity != "error"),
        errors=errors,
        exit_code=8 if errors else 0,
    )


def due(place: Place, request: Count) -> Result:
    """When a duration has passed since a moment, with what was counted.

    Hours and minutes count on the clock, ``bh`` open hours, ``bd`` business days; a due date means
    the last second of that day.

    Raises:
        InvalidInput: no such moment or duration, or beyond the years 1970 to 2200.
        NotFound: no such calendar.
    """
    named, calendar = _calendar(place, request)
    zone = calendar.spec.zone
    start = _moment(request.start, zone, place.now, "START")
    duration = _duration(request.until)
    due_at, counts = _due(calendar, start, duration)
    data = CalendarDue(
        calendar=named.name,
        zone=zone,
        start_at=start,
        duration=request.until,
        counts=counts,
        due_at=due_at,
        due_on=due_at.astimezone(find_zone(zone)).date(),
        intervals=_intervals(calendar, start, due_at) if duration.unit == "bh" else (),
        closed=_left_out(calendar, start, due_at) if duration.unit in {"bh", "bd"} else (),
    )
    return _answer(place, "due", "calendar-due/1", data)._replace(zone=zone)


def _due(calendar: Calendar, start: datetime, duration: Duration) -> tuple[datetime, str]:
    amount, unit = duration.amount, duration.unit
    zone = calendar.spec.zone
    if unit in {"m", "h"}:
        seconds = amount * (60 if unit == "m" else 3600)
        _reach(start, seconds)
        open_time = "; 4bh counts open hours" if unit == "h" else ""
        return start + timedelta(seconds=seconds), f"every hour of the clock{open_time}"
    if unit == "bh":
        return calendar.due(start, amount * 3600), "open hours"
    on = start.astimezone(find_zone(zone)).date()
    if unit == "bd":
        return end_of_day(calendar.add_business_days(on, amount), zone), "business days"
    days = {"d": amount, "w": 7 * amount}.get(unit)
    _reach(start, 86_400 * (days if days is not None else 31 * amount))
    later = on.toordinal() + days if days is not None else add_months(on.toordinal(), amount)
    ends = end_of_day(date.fromordinal(later), zone)
    return ends, "every day of the calendar; 5bd counts business days"


def _reach(start: datetime, seconds: int) -> None:
    if seconds_of(start) + seconds > seconds_of(datetime(_YEARS[1], 12, 31, tzinfo=UTC)):
        raise InvalidInput("calendar.range", "the due time lies after the year 2200")


def elapsed(place: Place, request: Count) -> Result:
    """How much open time lies between two moments, with the intervals that count.

    Raises:
        InvalidInput: no such moment, or beyond the years 1970 to 2200.
        NotFound: no such calendar.
    """
    named, calendar = _calendar(place, request)
    zone = calendar.spec.zone
    local = find_zone(zone)
    start = _moment(request.start, zone, place.now, "START")
    end = _moment(request.until, zone, place.now, "END")
    days = start.astimezone(local).date(), end.astimezone(local).date()
    data = CalendarElapsed(
        calendar=named.name,
        zone=zone,
        start_at=start,
        end_at=end,
        open_seconds=calendar.elapsed(start, end),
        clock_seconds=max(seconds_of(end) - seconds_of(start), 0),
        business_days=calendar.business_days_between(*days) if end > start else 0,
        intervals=_intervals(calendar, start, end),
        closed=_left_out(calendar, start, end),
    )
    return _answer(place, "elapsed", "calendar-elapsed/1", data)._replace(zone=zone)


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
    return _answer(place, "holidays", "calendar-holidays/1", data)


def _year(year: int) -> int:
    if not _YEARS[0] <= year <= _YEARS[1]:
        raise InvalidInput("calendar.range", f"{year} lies outside the years 1970 to 2200")
    return year


def _calendar(place: Place, request: Count) -> tuple[NamedCalendar, Calendar]:
    """The calendar that is meant; ``--timezone`` wins over its own zone."""
    if request.zone is not None:
        find_zone(request.zone)
    named = files.find_calendar(request.calendar, place.folder, place.year).calendar
    spec = named.spec(place.zone)
    return named, Calendar(spec._replace(zone=request.zone) if request.zone else spec)


def _moment(text: str, zone: str, now: datetime, what: str) -> datetime:
    """An instant as typed; a date is its first instant in the zone."""
    read = when(text, zone, now, what)
    if "T" in read:
        moment = codec.parse_instant(read)
    else:
        local = datetime.combine(date.fromisoformat(read), time(), tzinfo=find_zone(zone))
        moment = local.astimezone(UTC)
    seconds = seconds_of(moment)
    if not 0 <= seconds < seconds_of(datetime(_YEARS[1] + 1, 1, 1, tzinfo=UTC)):
        raise InvalidInput("calendar.range", f"{what} lies outside the years 1970 to 2200")
    return instant_of(seconds)


def _duration(text: str) -> Duration:
    try:
        return parse_duration(text)
    except ParseFailure as failure:
        raise InvalidInput(
            "calendar.duration",
            f'DURATION is "{text}": {failure.message}',
            hint=f"write {failure.expected}",
        ) from None


def _intervals(calendar: Calendar, start: datetime, end: datetime) -> tuple[OpenInterval, ...]:
    return tuple(
        OpenInterval(first, last, seconds_of(last) - seconds_of(first))
        for first, last in calendar.intervals(start, end)
    )


def _left_out(calendar: Calendar, start: datetime, end: datetime) -> tuple[ClosedDay, ...]:
    """Days in between that do not open as their weekday would: holidays, and hours of their own."""
    local = find_zone(calendar.spec.zone)
    first, last = start.astimezone(local).date(), end.astimezone(local).date()
    if (last - first).days > _LONGEST:
        return ()
    special = {day.on: day.hours for day in calendar.spec.special_days}
    found = []
    for on in _days(first, last):
        if calendar.days.holiday(on.toordinal()) is not None:
            if calendar.spec.weekly[on.weekday()] or on in special:
                found.append(_closed(calendar, on))
        elif on in special:
            hours = ", ".join(_hours_text(special[on]))
            because = f"open {hours}" if hours else "closed by an override"
            found.append(ClosedDay(on, WEEKDAYS[on.weekday()], because))
    return tuple(found)


def _closed(calendar: Calendar, on: date) -> ClosedDay:
    return ClosedDay(
        on, WEEKDAYS[on.weekday()], calendar.days.holiday(on.toordinal()) or "a holiday"
    )


def _days(first: date, last: date) -> list[date]:
    return [first + step * _DAY for step in range((last - first).days + 1)]


def _answer(place: Place, verb: str, schema: str, data: object) -> Result:
    return Result(f"calendar {verb}", schema, data, as_of=place.now, zone=place.zone)
