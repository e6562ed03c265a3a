"""How long a task is, and the steps from one boundary of days to another with their inverses.

Every step (lag, length, window) has an exact inverse here, so that slack is what a task can really
slip. Source: scheduling rules 3 to 6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.schedule.lengths import length_of
from onboardctl.core.schedule.run import Run, add_months

if TYPE_CHECKING:
    from onboardctl.core.schedule.nodes import (
        DayCounter,
        TaskNode,
        WindowBound,
    )


_TRIES = 400


def window_day(run: Run, bound: WindowBound) -> int:
    """The first day of a window."""
    return window_from(run, bound, run.begin[bound.node])


def window_last_day(run: Run, bound: WindowBound) -> int | None:
    """The last day of a window; ``None`` when it is open."""
    if bound.last is None:
        return None
    return run.unit_counter(bound.unit).at(run.begin[bound.node], bound.last - 1)


def window_from(run: Run, bound: WindowBound, anchor_day: int) -> int:
    """The first day of a window, were its anchor on that day."""
    day = run.unit_counter(bound.unit).at(anchor_day, bound.first - 1)
    if bound.weekday is not None:
        day += (bound.weekday - (day - 1)) % 7
    return day


def shift(counter: DayCounter, boundary: int, lag: int) -> int:
    """The boundary after ``lag`` more counted days, or before as many when negative."""
    if lag == 0:
        return boundary
    return counter.at(boundary, lag - 1) + 1 if lag > 0 else counter.at(boundary, lag)


def unshift(counter: DayCounter, limit: int, lag: int) -> int:
    """The latest boundary that :func:`shift` does not move past ``limit``."""
    if lag == 0:
        return limit
    return counter.at(limit, -lag) if lag > 0 else counter.at(limit + 1, -lag - 1)


class Extent:
    """How long one task of one plan is, and which days it may take place on."""

    __slots__ = ("counter", "length", "months", "never")

    def __init__(self, run: Run, node: TaskNode) -> None:
        override = run.overrides.get(node.task.id)
        unit, length = node.unit, node.length
        if override is not None and override.duration is not None:
            business = run.prepared.playbook.calendar.days == "business"
            unit, length = length_of(override.duration, business)
        business_days = run.calendars.get(node.counter, run.calendar).days
        self.counter: DayCounter = business_days if unit == "bd" else run.unit_counter("d")
        self.months = unit == "mo"
        self.length = length
        self.never = node.never if override is None else node.never | override.never_on

    def dated(self, day: int) -> int:
        """The boundary that keeps the task from taking place before a day."""
        return self.counter.at(day, 0) + 1 if self.length == 0 else day

    def finish(self, begin: int) -> int:
        """The end of the task when it begins there."""
        if self.months and self.length:
            return add_months(begin, self.length)
        return self.counter.at(begin, self.length - 1) + 1 if self.length else begin

    def begin_for(self, end: int) -> int:
        """The earliest begin with an end at or after ``end``."""
        if not self.length:
            return end
        if not self.months:
            return self.counter.at(end - 1, 1 - self.length)
        begin = add_months(end, -self.length) - 4
        while self.finish(begin) < end:
            begin += 1
        return begin

    def settle(self, boundary: int) -> int:
        """The first begin at or after a boundary on days the task may take place on."""
        begin = first = boundary if self.length == 0 else self.counter.at(boundary, 0)
        for _ in range(_TRIES if self.never else 0):
            if self._allowed(begin):
                return begin
            begin = begin + 1 if self.length == 0 else self.counter.at(begin + 1, 0)
        # No day at all is left: the wish cannot be granted, so the first day it is.
        return first

    def settle_back(self, limit: int) -> int:
        """The last begin at or before a boundary on days the task may take place on."""
        begin = last = limit if self.length == 0 else self.counter.at(limit + 1, -1)
        for _ in range(_TRIES if self.never else 0):
            if self._allowed(begin):
                return begin
            begin = begin - 1 if self.length == 0 else self.counter.at(begin, -1)
        return last

    def latest_begin(self, end: int) -> int:
        """The last begin with an end at or before ``end``."""
        if self.months and self.length:
            begin = add_months(end, -self.length) + 4
            while self.finish(begin) > end:
                begin -= 1
            return begin
        return self.settle_back(self.counter.at(end, -self.length) if self.length else end)

    def _allowed(self, begin: int) -> bool:
        last = max(self.finish(begin) - 1, begin) if self.length else begin - 1
        first = begin if self.length else last
        return (first - 1) % 7 not in self.never and (last - 1) % 7 not in self.never
