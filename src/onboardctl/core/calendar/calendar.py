"""The calendar the rest of the program talks to: dates, aware instants, and a reason for closing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.calendar.days import BusinessDays
from onboardctl.core.calendar.hours import OpenHours
from onboardctl.core.calendar.spec import CalendarSpec, always_open, problems
from onboardctl.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onboardctl.core.calendar.absence import Absence

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Calendar:
    """Business days and open hours of one zone.

    ``days`` works on date ordinals and ``hours`` on epoch seconds, for callers that count many;
    the methods here take dates and aware instants. ``others`` are calendars that single tasks of a
    plan name for their own days, ``absences`` the stretches in which one of our people is away.

    Raises:
        InvalidInput: ``calendar.invalid`` with every problem, or ``calendar.zone``.
    """

    __slots__ = ("absences", "days", "hours", "others", "spec")

    def __init__(
        self,
        spec: CalendarSpec,
        others: Mapping[str, Calendar] | None = None,
        absences: tuple[Absence, ...] = (),
    ) -> None:
        found = problems(spec)
        if found:
            raise InvalidInput("calendar.invalid", found[0].message, diagnostics=found)
        self.spec = spec
        self.others = others or {}
        self.absences = absences
        self.days = BusinessDays(spec)
        self.hours = OpenHours(spec, self.days)

    def is_business_day(self, on: date) -> bool:
        """Whether the date opens and is no holiday."""
        return self.days.is_business_day(on.toordinal())

    def add_business_days(self, on: date, count: int) -> date:
        """The ``count``-th business day after ``on``, before it when negative, ``on`` for 0."""
        return date.fromordinal(self.days.add(on.toordinal(), count))

    def business_days_between(self, start: date, end: date) -> int:
        """Business days after ``start`` up to and with ``end``; negative when ``end`` is earlier."""
        return self.days.between(start.toordinal(), end.toordinal())

    def next_business_day(self, on: date) -> date:
        """The first business day on or after the date."""
        return date.fromordinal(self.days.next(on.toordinal()))

    def previous_business_day(self, on: date) -> date:
        """The last business day on or before the date."""
        return date.fromordinal(self.days.previous(on.toordinal()))

    def nearest_business_day(self, on: date) -> date:
        """The closest business day; of two equally close ones the later."""
        return date.fromordinal(self.days.nearest(on.toordinal()))

    def land(self, on: date, policy: str) -> date:
        """Where a date without work lands: ``any day``, ``next business day`` and so on.

        ``same month`` is the next business day unless that is in another month, then the previous.
        """
        if policy.startswith("next"):
            return self.next_business_day(on)
        if policy.startswith("previous"):
            return self.previous_business_day(on)
        if policy.startswith("nearest"):
            return self.nearest_business_day(on)
        if policy.startswith("same"):
            after = self.next_business_day(on)
            return after if after.month == on.month else self.previous_business_day(on)
        return on

    def closed_because(self, on: date) -> str:
        """Why a date is workless, in words (``Saturday``, ``Labour Day``); empty for a business day."""
        day = on.toordinal()
        if self.days.is_business_day(day):
            return ""
        return self.days.holiday(day) or (
            "a holiday" if self.days.holiday(day) is not None else on.strftime("%A")
        )

    def elapsed(self, start: datetime, end: datetime) -> int:
        """Open seconds between two aware instants; 0 when ``end`` is not after ``start``."""
        return self.hours.elapsed(seconds_of(start), seconds_of(end))

    def due(self, start: datetime, seconds: int) -> datetime:
        """The instant after ``seconds`` of open time, the closing one on an exact boundary."""
        return instant_of(self.hours.due(seconds_of(start), seconds))

    def is_open(self, moment: datetime) -> bool:
        """Whether the instant lies in open hours."""
        return self.hours.is_open(seconds_of(moment))

    def intervals(self, start: datetime, end: datetime) -> tuple[tuple[datetime, datetime], ...]:
        """The open intervals between two instants, cut to them, in order."""
        found = self.hours.intervals(seconds_of(start), seconds_of(end))
        return tuple((instant_of(first), instant_of(last)) for first, last in found)

    def longest_day_seconds(self) -> int:
        """Open seconds of the longest weekday: what one business day is worth in hours."""
        lengths = (sum(close - start for start, close in hours) for hours in self.spec.weekly)
        return max(lengths) * 60


def seconds_of(moment: datetime) -> int:
    """An aware instant as whole seconds since 1970; fractions are dropped.

    Raises:
        InvalidInput: ``calendar.naive``, the time has no offset.
    """
    if moment.tzinfo is None:
        raise InvalidInput(
            "calendar.naive",
            f"{moment.isoformat()} has no offset from UTC, so it is no instant",
            hint="write the time with its offset, 2026-03-02T09:00+01:00",
        )
    passed = moment - _EPOCH
    return passed.days * 86_400 + passed.seconds


def instant_of(seconds: int) -> datetime:
    """The inverse of :func:`seconds_of`."""
    return _EPOCH + timedelta(seconds=seconds)


def every_day(zone: str = "UTC") -> Calendar:
    """A calendar on which every day is a working day and every hour open."""
    return Calendar(always_open(zone))
