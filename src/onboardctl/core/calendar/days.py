"""Business days as arithmetic on ordinals: one list of business days, one of ranks.

``rank(day)`` is the number of business days before ``day``, so the n-th business day after a
date is one list look-up. The lists cover what has been asked and grow on demand.
"""

from datetime import date

from onboardctl.core.calendar.spec import CalendarSpec
from onboardctl.core.errors import InvalidInput

FIRST_DAY = date(1970, 1, 1).toordinal()
LAST_DAY = date(2200, 12, 31).toordinal()
_TEN_YEARS = 3653
_MARGIN = 400


class BusinessDays:
    """The business days of a calendar. Days are proleptic ordinals (``date.toordinal()``).

    A business day is a local date that opens at least once and is no holiday.
    """

    __slots__ = ("_dated", "_name", "_special", "_weekly", "_yearly", "base", "days", "ranks")

    def __init__(self, spec: CalendarSpec) -> None:
        self._name = spec.name
        self._weekly = tuple(bool(hours) for hours in spec.weekly)
        self._special = {day.on.toordinal(): bool(day.hours) for day in spec.special_days}
        self._dated: dict[int, str] = {}
        self._yearly: dict[tuple[int, int], str] = {}
        for on, title in spec.holidays:
            if on[4:5] == "-":
                self._dated[date.fromisoformat(on).toordinal()] = title
            else:
                self._yearly[int(on[:2]), int(on[3:])] = title
        self.base = 0
        self.ranks: list[int] = []
        """``ranks[day - base]`` is the number of business days in ``[base, day)``."""
        self.days: list[int] = []
        """The business days from ``base`` on, ascending."""

    def is_business_day(self, day: int) -> bool:
        """Whether the day opens."""
        if self.holiday(day) is not None:
            return False
        special = self._special.get(day)
        return self._weekly[(day - 1) % 7] if special is None else special

    def holiday(self, day: int) -> str | None:
        """The holiday's title (may be empty), or ``None`` when it is none."""
        title = self._dated.get(day)
        if title is None and self._yearly:
            on = date.fromordinal(day)
            title = self._yearly.get((on.month, on.day))
        return title

    def cover(self, first: int, last: int) -> None:
        """Make ``days`` and ``ranks`` hold at least every day from ``first`` to ``last``.

        Raises:
            InvalidInput: ``calendar.range``, outside the years 1970 to 2200.
        """
        if self.ranks and first >= self.base and last < self.base + len(self.ranks):
            return
        if first < FIRST_DAY or last > LAST_DAY:
            raise _out_of_range(first if first < FIRST_DAY else last)
        # Margins keep neighbours of the asked range inside; doubling keeps growth linear.
        margin = max(_MARGIN, len(self.ranks))
        end = self.base + len(self.ranks)
        if not self.ranks or first < self.base:
            low = max(first - margin, FIRST_DAY)
            high = max(end, min(last + margin, LAST_DAY) + 1)
            self.base, self.days, self.ranks = low, [], []
        else:
            low, high = end, min(last + margin, LAST_DAY) + 1
        self._extend(low, high)

    def _extend(self, low: int, high: int) -> None:
        days, ranks, weekly = self.days, self.ranks, self._weekly
        exceptions = self._exceptions(low, high)
        count, weekday = len(days), (low - 1) % 7
        for day in range(low, high):
            ranks.append(count)
            if exceptions[day] if day in exceptions else weekly[weekday]:
                days.append(day)
                count += 1
            weekday = weekday + 1 if weekday < 6 else 0  # noqa: PLR2004 -- Sunday

    def _exceptions(self, low: int, high: int) -> dict[int, bool]:
        found = dict(self._special)
        if self._yearly:
            for year in range(date.fromordinal(low).year, date.fromordinal(high).year + 1):
                leap = (year % 4 == 0 and year % 100 != 0) or year % 400 == 0
                for month, day in self._yearly:
                    if leap or (month, day) != (2, 29):
                        found[date(year, month, day).toordinal()] = False
        found.update(dict.fromkeys(self._dated, False))
        return found

    def rank(self, day: int) -> int:
        """The number of business days in ``[base, day)``; only differences mean something."""
        self.cover(day, day)
        return self.ranks[day - self.base]

    def next(self, day: int) -> int:
        """The first business day on or after ``day``."""
        return self.at(day, 0)

    def previous(self, day: int) -> int:
        """The last business day on or before ``day``."""
        return day if self.is_business_day(day) else self.at(day, -1)

    def nearest(self, day: int) -> int:
        """The closest business day; of two equally close ones the later."""
        after, before = self.next(day), self.previous(day)
        return after if after - day <= day - before else before

    def add(self, day: int, count: int) -> int:
        """The ``count``-th business day after ``day``, or before it when negative.

        Counting starts beside ``day`` whether it is a business day or not: Saturday and Friday
        plus one are both Monday. Adding 0 gives ``day`` itself.
        """
        if count == 0:
            return day
        return self.at(day + 1, count - 1) if count > 0 else self.at(day, count)

    def between(self, start: int, end: int) -> int:
        """Business days after ``start`` up to and with ``end``; negative when ``end`` is earlier.

        For a business day ``end``: ``add(start, between(start, end)) == end``.
        """
        self.cover(min(start, end), max(start, end) + 1)
        if end >= start:
            return self.ranks[end + 1 - self.base] - self.ranks[start + 1 - self.base]
        return self.ranks[end - self.base] - self.ranks[start - self.base]

    def at(self, day: int, offset: int) -> int:
        """The business day ``offset`` places after the first one on or after ``day``.

        The one operation all others are made of: ``at(day, 0)`` is the next business day,
        ``at(day, -1)`` the last one before ``day``.

        Raises:
            InvalidInput: ``calendar.range``, or ``calendar.no_open_time`` after ten closed years.
        """
        self.cover(day, day)
        while True:
            index = self.ranks[day - self.base] + offset
            if 0 <= index < len(self.days):
                return self.days[index]
            known = len(self.days)
            end = self.base + len(self.ranks)
            first, last = (self.base - _TEN_YEARS, day) if index < 0 else (day, end + _TEN_YEARS)
            self._reach(first, last)
            if len(self.days) == known:
                raise InvalidInput(
                    "calendar.no_open_time",
                    f'calendar "{self._name}" has no open day within ten years of '
                    f"{date.fromordinal(day).isoformat()}",
                )

    def _reach(self, first: int, last: int) -> None:
        if first < FIRST_DAY and self.base == FIRST_DAY:
            raise _out_of_range(first)
        if last > LAST_DAY and self.base + len(self.ranks) > LAST_DAY:
            raise _out_of_range(last)
        self.cover(max(first, FIRST_DAY), min(last, LAST_DAY))


def _out_of_range(day: int) -> InvalidInput:
    side = "before 1970" if day < FIRST_DAY else "after 2200"
    return InvalidInput("calendar.range", f"a date lies {side}; calendars reach from 1970 to 2200")
