"""Periods of the SLA report: weeks, months, quarters and years in the zone of the workspace."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from onboardctl.core.errors import Usage
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

GRAINS = ("week", "month", "quarter", "year", "running", "all")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


class Period(NamedTuple):
    """A stretch of time: from ``start`` up to but not including ``end``.

    ``start`` is ``None`` when it reaches back to the beginning.
    """

    label: str
    start: datetime | None
    end: datetime

    def is_over(self, moment: datetime) -> bool:
        """Whether nothing more can be decided in it."""
        return moment >= self.end


def last_whole(grain: str, moment: datetime, zone: str) -> Period:
    """The last whole week, month, quarter or year; the running month; or everything so far."""
    today = moment.astimezone(ZoneInfo(zone)).date()
    if grain == "all":
        return Period("everything so far", None, moment + timedelta(seconds=1))
    if grain == "running":
        first = today.replace(day=1)
        label = f"{first:%Y-%m} so far"
        return Period(label, _midnight(first, zone), _midnight(_months_on(first, 1), zone))
    begins = _begin(grain, today)
    return whole(grain, _begin(grain, begins - timedelta(days=1)), zone)


def whole(grain: str, first: date, zone: str) -> Period:
    """The period of that length that begins on a local date."""
    ends = first + timedelta(days=7) if grain == "week" else _months_on(first, _MONTHS[grain])
    return Period(_label(grain, first), _midnight(first, zone), _midnight(ends, zone))


def before(grain: str, period: Period, zone: str) -> Period:
    """The period of the same length before this one."""
    assert period.start is not None
    first = period.start.astimezone(ZoneInfo(zone)).date()
    return whole(grain, _begin(grain, first - timedelta(days=1)), zone)


def between(from_text: str | None, to_text: str | None, moment: datetime, zone: str) -> Period:
    """A period as typed: dates of the workspace's zone, both ends inclusive.

    Raises:
        Usage: not a date, or the end lies before the start.
    """
    first = day_of(from_text, "--from") if from_text else None
    last = day_of(to_text, "--to") if to_text else moment.astimezone(ZoneInfo(zone)).date()
    if first is not None and first > last:
        raise Usage("usage.period", f"--from {first} lies after --to {last}")
    label = f"{first} to {last}" if first else f"up to {last}"
    start = _midnight(first, zone) if first else None
    return Period(label, start, _midnight(last + timedelta(days=1), zone))


def part_of(split: str, zone: str) -> Callable[[str], str]:
    """Gives the week or month of an instant as the store writes it, for cells of a report."""
    local = ZoneInfo(zone)
    known: dict[str, str] = {}

    def label(text: str) -> str:
        hour = text[:13]
        found = known.get(hour)
        if found is None:
            day = datetime.fromisoformat(f"{hour}:00:00+00:00").astimezone(local).date()
            found = known[hour] = _label(split, _begin(split, day))
        return found

    return label


def day_of(text: str, flag: str) -> date:
    """A date as typed.

    Raises:
        Usage: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Usage(
            "usage.period", f'{flag}: "{text}" is not a date', hint="write it like 2026-03-02"
        ) from None


def _begin(grain: str, day: date) -> date:
    if grain == "week":
        return day - timedelta(days=day.weekday())
    size = _MONTHS[grain]
    return day.replace(month=(day.month - 1) // size * size + 1, day=1)


def _months_on(day: date, count: int) -> date:
    month = day.year * 12 + day.month - 1 + count
    return date(month // 12, month % 12 + 1, 1)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(0), ZoneInfo(zone)).astimezone(UTC)


def _label(grain: str, first: date) -> str:
    if grain == "week":
        year, week, _ = first.isocalendar()
        return f"{year}-W{week:02d}"
    if grain == "quarter":
        return f"{first.year}-Q{(first.month + 2) // 3}"
    return f"{first:%Y-%m}" if grain == "month" else str(first.year)
