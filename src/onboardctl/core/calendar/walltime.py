"""Wall time of a zone as instants: ends of days, times that do not exist or exist twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_SECOND = timedelta(seconds=1)
_DAY = timedelta(days=1)


@cache  # the library itself keeps eight; partners of ten zones would read them over and over
def find_zone(name: str) -> ZoneInfo:
    """The time zone of an IANA name.

    Raises:
        InvalidInput: ``calendar.zone``, unknown; the hint names the nearest one.
    """
    import zoneinfo

    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        pass
    import difflib

    near = difflib.get_close_matches(name, sorted(zoneinfo.available_timezones()), 1)
    hint = f"did you mean {near[0]}?" if near else "use an IANA name such as Europe/Berlin"
    raise InvalidInput("calendar.zone", f'there is no time zone "{name}"', hint=hint)


def local_date(moment: datetime, zone: str) -> date:
    """The date an aware instant falls on in the zone."""
    return moment.astimezone(find_zone(zone)).date()


def wall_instant(day: date, at: str, zone: str) -> datetime:
    """The instant of a wall time ``HH:MM`` in UTC.

    A time skipped by daylight saving moves on by the gap (02:30 becomes 03:30); of a time that
    occurs twice the first is taken, as in RFC 5545.
    """
    wall = datetime.combine(day, time.fromisoformat(at), tzinfo=find_zone(zone))
    return wall.astimezone(UTC)


def wall_occurs(day: date, at: str, zone: str) -> str:
    """How often a wall time occurs: ``once``, ``missing`` or ``twice``."""
    wall = datetime.combine(day, time.fromisoformat(at), tzinfo=find_zone(zone))
    if wall.utcoffset() == wall.replace(fold=1).utcoffset():
        return "once"
    back = wall.astimezone(UTC).astimezone(wall.tzinfo)
    return "twice" if back.replace(tzinfo=None) == wall.replace(tzinfo=None) else "missing"


def start_of_day(day: date, zone: str) -> datetime:
    """The first instant of a local date in UTC, whatever the length of the day."""
    return wall_instant(day, "00:00", zone)


def end_of_day(day: date, zone: str) -> datetime:
    """The last whole second of a local date in UTC: what a deadline on a date means."""
    return start_of_day(day + _DAY, zone) - _SECOND
