"""Holidays from elsewhere as dates: of a country through ``holidays``, of an ``.ics`` file.

Both libraries are slow to import, so that only a command which fetches holidays loads them.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from onboardctl.core.calendar.spec import Holiday
from onboardctl.core.errors import Diagnostic, InvalidInput, NotFound
from onboardctl.core.names import listed, nearest
from onboardctl.definitions.playbooks import shown

if TYPE_CHECKING:
    from pathlib import Path

_DAY = timedelta(days=1)
_LONGEST = 366
_LARGEST_FILE = 5_000_000


def country_holidays(code: str, years: tuple[int, int]) -> tuple[Holiday, ...]:
    """Public holidays of a country or one of its regions, with days observed in their place.

    Args:
        code: ``US``, or with a region ``DE-BY``.
        years: first and last year, both inclusive.

    Raises:
        InvalidInput: ``calendar.country``, there is no such country or region.
    """
    import holidays

    country, _, region = code.partition("-")
    known = holidays.list_supported_countries(include_aliases=False)
    if country not in known:
        raise InvalidInput(
            "calendar.country",
            f'no holidays are known for a country "{country}"',
            hint="write its ISO 3166 code, with a region where that matters: US, DE-BY",
        )
    if region and region not in known[country]:
        near = nearest(region, known[country])
        raise InvalidInput(
            "calendar.country",
            f'{country} has no region "{region}"' + (f'; did you mean "{near}"?' if near else ""),
            hint=f"regions are {listed(known[country], most=20)}",
        )
    found: Any = holidays.country_holidays(
        country,
        subdiv=region or None,
        years=range(years[0], years[1] + 1),
        expand=False,
        language="en_US",
    )
    return tuple(
        Holiday(day.isoformat(), title.replace("; ", " / "))
        for day, title in sorted(found.items())
        if years[0] <= day.year <= years[1]
    )


def ics_holidays(
    path: Path, years: tuple[int, int]
) -> tuple[tuple[Holiday, ...], tuple[Diagnostic, ...]]:
    """The all-day events of a calendar file as closed days, and what of it was left out.

    An event over several days closes each of them; one that repeats every year comes back as
    ``MM-DD``. Events with a time of day, cancelled ones and other repetitions are left out.

    Args:
        path: an ``.ics`` file.
        years: events outside these years, both inclusive, are left out without a word.

    Raises:
        NotFound: there is no such file.
        InvalidInput: ``calendar.ics``, it is no iCalendar file.
    """
    days: dict[str, str] = {}
    left_out = []
    for event in _events(path):
        title = " ".join(str(event.get("SUMMARY", "")).split())
        reason = _reason_to_skip(event)
        if reason:
            message = f'"{title}" is left out: {reason}'
            left_out.append(
                Diagnostic("calendar.ics", message, file=shown(path), severity="warning")
            )
            continue
        for on in _days(event, years):
            days.setdefault(on, title)
    return tuple(Holiday(on, title) for on, title in sorted(days.items())), tuple(left_out)


def _events(path: Path) -> list[Any]:
    import icalendar

    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST_FILE + 1)
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise NotFound("file.missing", f"{shown(path)}: {reason}") from error
    if len(data) > _LARGEST_FILE:
        raise InvalidInput("calendar.ics", f"{shown(path)} is larger than 5 MB")
    try:
        parsed = icalendar.Calendar.from_ical(data)
    except (ValueError, IndexError, KeyError, TypeError) as error:
        raise InvalidInput("calendar.ics", f"{shown(path)} is no iCalendar file") from error
    return list(parsed.walk("VEVENT"))


def _reason_to_skip(event: Any) -> str:
    start, end = _date(event, "DTSTART"), _date(event, "DTEND")
    if not isinstance(start, date) or (event.get("DTEND") is not None and end is None):
        return "its dates cannot be read"
    if isinstance(start, datetime):
        return "it has a time of day, a holiday is a whole day"
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return "it is cancelled"
    rule = event.get("RRULE")
    if rule is not None and not _is_yearly(rule, start):
        return "it repeats otherwise than on one date every year; list its dates"
    if (_end(event) - start).days > _LONGEST:
        return "it lasts longer than a year"
    return ""


def _date(event: Any, name: str) -> Any:
    """What a property says of time; ``None`` when it is missing or says nothing that can be read."""
    try:
        return event.get(name).dt
    except (AttributeError, ValueError, TypeError):  # a broken property is kept as it was written
        return None


def _is_yearly(rule: Any, start: date) -> bool:
    """Whether a rule means this date of every year and nothing else."""
    try:
        parts = dict(part.split("=") for part in rule.to_ical().decode().upper().split(";"))
    except (AttributeError, ValueError, TypeError):  # two rules, or none that can be read
        return False
    plain = {
        "FREQ": "YEARLY",
        "INTERVAL": "1",
        "BYMONTH": str(start.month),
        "BYMONTHDAY": str(start.day),
    }
    return "FREQ" in parts and all(plain.get(name) == value for name, value in parts.items())


def _days(event: Any, years: tuple[int, int]) -> list[str]:
    start: date = _date(event, "DTSTART")
    count = (_end(event) - start).days
    every = [start + step * _DAY for step in range(count)]
    if event.get("RRULE") is not None:
        return [day.isoformat()[-5:] for day in every]
    return [day.isoformat() for day in every if years[0] <= day.year <= years[1]]


def _end(event: Any) -> date:
    """The day after the last one: what ``DTEND`` of an all-day event means."""
    start: date = _date(event, "DTSTART")
    end, length = _date(event, "DTEND"), _date(event, "DURATION")
    if isinstance(end, date) and not isinstance(end, datetime):
        return max(end, start + _DAY)
    return start + max(length, _DAY) if isinstance(length, timedelta) else start + _DAY
