"""Open time to the second: a table of intervals in UTC with running totals, searched by bisection.

An instant is open exactly when its wall time lies in the intervals of its local date, so a
24-hour day has 23 or 25 hours when the clocks change. Source: SLA rules R1 and R2.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.calendar.walltime import find_zone
from onboardctl.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.core.calendar.days import BusinessDays
    from onboardctl.core.calendar.spec import CalendarSpec, Hours

_DAY = 86_400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_LAST = int(datetime(2201, 1, 1, tzinfo=UTC).timestamp())
_TEN_YEARS = 3653 * _DAY
_FAR_PAST = -(10**12)
_MARGIN = 32 * _DAY
_YEAR = 366 * _DAY


class OpenHours:
    """Elapsed and due times of a calendar. Instants are whole seconds since 1970 in UTC."""

    __slots__ = (
        "_closed", "_ends", "_high", "_low", "_name", "_shifts", "_special", "_starts",
        "_totals", "_weekly", "_zone",
    )  # fmt: skip

    def __init__(self, spec: CalendarSpec, days: BusinessDays) -> None:
        self._name = spec.name
        self._zone = spec.zone
        self._weekly = spec.weekly
        self._special = {day.on.toordinal(): day.hours for day in spec.special_days}
        self._closed = days.holiday
        self._low = self._high = 0
        self._clear()

    def _clear(self) -> None:
        # A first interval of no length in the far past spares every search its edge case.
        self._starts, self._ends = [_FAR_PAST], [_FAR_PAST]
        self._totals, self._shifts = [0], [_FAR_PAST]

    def elapsed(self, start: int, end: int) -> int:
        """Open seconds in ``[start, end)``; 0 when ``end`` is not after ``start``."""
        if end <= start:
            return 0
        if start < self._low or end > self._high:
            self._cover(start, end)
        starts, ends, shifts = self._starts, self._ends, self._shifts
        first = bisect_right(starts, start) - 1
        last = bisect_right(starts, end) - 1
        # Conditional expressions: a call of min() would cost a tenth of the whole computation.
        to_end, from_end = ends[last], ends[first]
        upper = (end if end < to_end else to_end) - shifts[last]  # noqa: FURB136
        lower = (start if start < from_end else from_end) - shifts[first]  # noqa: FURB136
        return upper - lower

    def due(self, start: int, seconds: int) -> int:
        """The instant at which ``seconds`` of open time have passed since ``start``.

        Zero seconds give the first open instant at or after ``start``. When the time is used up
        exactly at closing, the answer is the closing instant, not the next opening.

        Raises:
            InvalidInput: ``calendar.no_open_time``, ten years without an open second.
        """
        if seconds <= 0:
            return self._opening(start, seconds)
        if not self._low <= start < self._high:
            self._cover(start, min(start + _YEAR, _LAST))
        index = bisect_right(self._starts, start) - 1
        end = self._ends[index]
        passed = (start if start < end else end) - self._shifts[index]  # noqa: FURB136
        target = passed + seconds
        totals = self._totals
        if target > totals[-1]:
            self._grow_until(start, target)
            # Growth from the front renumbers nothing: totals only gain entries at the end.
        return target + self._shifts[bisect_left(totals, target)]

    def is_open(self, instant: int) -> bool:
        """Whether the instant lies in an open interval."""
        self._cover(instant, instant + 1)
        return instant < self._ends[bisect_right(self._starts, instant) - 1]

    def intervals(self, start: int, end: int) -> list[tuple[int, int]]:
        """The open intervals inside ``[start, end)``, cut to it, in order."""
        if end <= start:
            return []
        self._cover(start, end)
        first = bisect_right(self._ends, start)
        last = bisect_left(self._starts, end)
        pairs = zip(self._starts[first:last], self._ends[first:last], strict=True)
        return [(max(a, start), min(b, end)) for a, b in pairs]

    def _opening(self, start: int, seconds: int) -> int:
        if seconds < 0:
            raise InvalidInput("calendar.negative", "a duration of open time cannot be negative")
        self._cover(start, min(start + _YEAR, _LAST))
        index = bisect_right(self._starts, start) - 1
        if start < self._ends[index]:
            return start
        if index + 1 == len(self._starts):
            self._grow_until(start, self._totals[-1] + 1)
        return self._starts[index + 1]

    def _grow_until(self, start: int, target: int) -> None:
        while self._totals[-1] < target:
            known, high = self._totals[-1], self._high
            if high >= _LAST:
                raise InvalidInput("calendar.range", "the due time lies after the year 2200")
            span = max(high - self._low, _YEAR)
            self._cover(start, min(high + span, _LAST))
            # A stretch of ten closed years ends the search; a shorter one doubles and goes on.
            if self._totals[-1] == known and self._high - max(self._ends[-1], start) >= _TEN_YEARS:
                raise InvalidInput(
                    "calendar.no_open_time",
                    f'calendar "{self._name}" has no open time for ten years',
                )

    def _cover(self, start: int, end: int) -> None:
        if self._low <= start and end <= self._high:
            return
        if start < 0 or end > _LAST:
            raise InvalidInput("calendar.range", "calendars reach from 1970 to 2200")
        # Whole days of UTC, with a margin so that neighbouring questions find them there.
        low = max((start - _MARGIN) // _DAY * _DAY, 0)
        high = min((end + _MARGIN) // _DAY * _DAY + _DAY, _LAST)
        if self._high == 0 or start < self._low:
            if self._high:
                low, high = min(low, self._low), max(high, self._high)
            self._clear()
            self._low = self._high = low
        else:
            low = self._high
        for begin, finish in self._open_between(low, high):
            self._append(begin, finish)
        self._high = high

    def _append(self, begin: int, finish: int) -> None:
        last = self._ends[-1]
        if begin <= last:
            if finish > last:
                self._ends[-1] = finish
                self._totals[-1] += finish - last
            return
        total = self._totals[-1]
        self._starts.append(begin)
        self._ends.append(finish)
        self._shifts.append(begin - total)
        self._totals.append(total + finish - begin)

    def _open_between(self, low: int, high: int) -> Iterator[tuple[int, int]]:
        for start, end, offset in self._steady(low, high):
            wall_start, wall_end = start + offset, end + offset
            for day in range(wall_start // _DAY - 1, (wall_end - 1) // _DAY + 1):
                midnight = day * _DAY
                for open_at, close_at in self._hours_of(day + _EPOCH_DAY):
                    begin = max(midnight + open_at * 60, wall_start)
                    finish = min(midnight + close_at * 60, wall_end)
                    if begin < finish:
                        yield begin - offset, finish - offset

    def _hours_of(self, day: int) -> Hours:
        if self._closed(day) is not None:
            return ()
        special = self._special.get(day)
        return self._weekly[(day - 1) % 7] if special is None else special

    def _steady(self, low: int, high: int) -> Iterator[tuple[int, int, int]]:
        """Stretches of one offset from UTC: start, end, offset in seconds."""
        zone = find_zone(self._zone)

        def offset_at(instant: int) -> int:
            # Counted from the epoch: fromtimestamp() would depend on the platform's range.
            shift = (_EPOCH + timedelta(seconds=instant)).astimezone(zone).utcoffset()
            assert shift is not None
            return shift.days * _DAY + shift.seconds

        start, offset = low, offset_at(low)
        for instant in range(low, high, _DAY):
            probe = min(instant + _DAY, high)
            later = offset_at(probe)
            if later == offset:
                continue
            before, after = instant, probe
            while after - before > 1:
                middle = (before + after) // 2
                before, after = (middle, after) if offset_at(middle) == offset else (before, middle)
            yield start, after, offset
            start, offset = after, later
        if start < high:
            yield start, high, offset
