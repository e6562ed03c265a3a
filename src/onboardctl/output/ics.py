"""Calendar files (RFC 5545) that Google, Outlook and Apple read."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from onboardctl.core.calendar_entry import Entry

PRODUCT = "-//onboardctl//plan//EN"
_EVENT_STATE = {"open": "CONFIRMED", "provisional": "TENTATIVE", "done": "CONFIRMED"}


def calendar_file(title: str, entries: Iterable[Entry], *, stamp: datetime, sequence: int) -> str:
    """All entries as one calendar, with CRLF line ends; equal inputs give equal bytes.

    Args:
        title: what calendars show the whole as.
        entries: in the order of the file.
        stamp: when the information was last changed.
        sequence: rises with every change, so that a newer file replaces an older one.
    """
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", title)
    for entry in entries:
        for component in _components(entry):
            component.add("uid", entry.uid)
            component.add("dtstamp", stamp)
            component.add("last-modified", stamp)
            component.add("sequence", sequence)
            component.add("summary", entry.title)
            if entry.description:
                component.add("description", entry.description)
            if entry.category:
                component.add("categories", [entry.category])
            made.add_component(component)
    made.add_missing_timezones()
    text: str = made.to_ical(sorted=False).decode("utf-8")
    return text


def _components(entry: Entry) -> list[Any]:
    if entry.kind == "promise":
        return [_todo(entry)]
    if entry.kind == "series":
        return _series(entry)
    return [_event(entry, entry.first_on, entry.last_on, None)]


def _todo(entry: Entry) -> Any:
    from icalendar import Todo

    todo = Todo()
    todo.add("due", entry.at)
    todo.add("status", "COMPLETED" if entry.done_at else "NEEDS-ACTION")
    if entry.done_at:
        todo.add("completed", entry.done_at)
        todo.add("percent-complete", 100)
    return todo


def _event(entry: Entry, first: date, last: date, at: datetime | None) -> Any:
    from icalendar import Event

    event = Event()
    if at is None:
        event.add("dtstart", first)
        event.add("dtend", last + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    else:
        begin = _local(at, entry.zone)
        event.add("dtstart", begin)
        event.add("dtend", _local(at + timedelta(minutes=entry.minutes), entry.zone))
    event.add("status", _EVENT_STATE.get(entry.state, "CANCELLED"))
    return event


def _series(entry: Entry) -> list[Any]:
    from icalendar import vRecur

    first = _event(entry, entry.first_on, entry.last_on, entry.at)
    if entry.rule:
        first.add("rrule", vRecur.from_ical(_with_moment(entry)))
    for day in entry.days:
        _add_day(first, "rdate", _moment(entry, day))
    for day in entry.left_out:
        _add_day(first, "exdate", _moment(entry, day))
    found = [first]
    for original, on, at in entry.moved:
        other = _event(entry, on, on, at)
        _add_day(other, "recurrence-id", _moment(entry, original))
        found.append(other)
    return found


def _add_day(component: Any, name: str, value: Any) -> None:
    timed = isinstance(value, datetime)
    component.add(name, value, parameters=None if timed else {"VALUE": "DATE"})


def _moment(entry: Entry, day: date) -> Any:
    """A day of a series as its occurrences are told: a day, or the wall time on it."""
    if entry.at is None:
        return day
    return datetime.combine(
        day, _local(entry.at, entry.zone).timetz().replace(tzinfo=None)
    ).replace(tzinfo=_zone(entry.zone))


def _with_moment(entry: Entry) -> str:
    """The rule with its UNTIL in the form its start asks for: of wall times an instant in UTC."""
    head, until, day = entry.rule.partition(";UNTIL=")
    if not until or entry.at is None or "T" in day:
        return entry.rule
    end = datetime.combine(
        datetime.strptime(day, "%Y%m%d").replace(tzinfo=UTC).date(), time(23, 59, 59)
    )
    instant = end.replace(tzinfo=_zone(entry.zone)).astimezone(UTC)
    return f"{head};UNTIL={instant:%Y%m%dT%H%M%SZ}"


def _local(at: datetime, zone: str) -> datetime:
    return at.astimezone(_zone(zone))


def _zone(name: str) -> Any:
    from zoneinfo import ZoneInfo

    return ZoneInfo(name)
