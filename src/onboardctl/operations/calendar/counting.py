"""Open time counted by hand: when something is due, and how much of a stretch is open."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from onboardctl.core import codec
from onboardctl.core.calendar import Calendar, end_of_day, find_zone, instant_of, seconds_of
from onboardctl.core.errors import InvalidInput
from onboardctl.core.payloads.calendar import (
    CalendarDue,
    CalendarElapsed,
    ClosedDay,
    OpenInterval,
)
from onboardctl.core.points import ParseFailure, parse_duration
from onboardctl.core.schedule.run import add_months
from onboardctl.core.weekdays import WEEKDAYS
from onboardctl.definitions import calendars as files
from onboardctl.operations.calendar.catalogue import (
    YEARS,
    Place,
    answer,
    closed_day,
    days_between,
    hours_text,
)
from onboardctl.operations.moments import when

if TYPE_CHECKING:
    from onboardctl.core.calendar import NamedCalendar
    from onboardctl.core.playbook import Duration
    from onboardctl.core.result import Result


_LONGEST = 3660
"""Days up to which closed days are named one by one."""


class Count(NamedTuple):
    """What to count, as typed: a start with a duration or an end, by which calendar, where."""

    start: str
    until: str
    calendar: str
    zone: str | None = None


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
    return answer(place, "due", "calendar-due/1", data)._replace(zone=zone)


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
    if seconds_of(start) + seconds > seconds_of(datetime(YEARS[1], 12, 31, tzinfo=UTC)):
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
    return answer(place, "elapsed", "calendar-elapsed/1", data)._replace(zone=zone)


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
    if not 0 <= seconds < seconds_of(datetime(YEARS[1] + 1, 1, 1, tzinfo=UTC)):
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
    for on in days_between(first, last):
        if calendar.days.holiday(on.toordinal()) is not None:
            if calendar.spec.weekly[on.weekday()] or on in special:
                found.append(closed_day(calendar, on))
        elif on in special:
            hours = ", ".join(hours_text(special[on]))
            because = f"open {hours}" if hours else "closed by an override"
            found.append(ClosedDay(on, WEEKDAYS[on.weekday()], because))
    return tuple(found)
