"""The hours of a day as people write them."""

import re

from onboardctl.core.calendar.spec import DAY_MINUTES
from onboardctl.core.points import ParseFailure

_HOURS_FORM = "09:00-17:00, 22:00-06:00 or 00:00-24:00"
_HOURS = re.compile(r"\s*(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})\s*", re.ASCII)


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
