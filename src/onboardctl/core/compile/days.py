"""Day numbers of a playbook before it has dates: what its windows and links allow, for any start.

Moments are boundaries between days, counted from 0 at the start of the origin's day: a piece of
work that fills day 3 begins at 2 and ends at 3. No holidays are known here; the real dates are
the work of :mod:`onboardctl.core.schedule`.
"""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from onboardctl.core.compile.rules_order import dependencies
from onboardctl.core.weekdays import WEEKDAYS

if TYPE_CHECKING:
    from onboardctl.core.playbook import Duration, Playbook, Point, Task, Window

_CALENDAR_DAYS = {"d": 1, "w": 7, "mo": 30}
_HOURS = 24


def day_range(window: Window, *, business: bool) -> tuple[int, int | None]:
    """First and last day of a window in the playbook's own days, counted from 1, inclusive."""
    if window.unit == "day":
        return window.first, window.last
    length = 5 if business else 7
    last = None if window.last is None else window.last * length
    return (window.first - 1) * length + 1, last


class Days:
    """A playbook's arithmetic when the origin falls on a weekday (Monday is 0)."""

    def __init__(self, playbook: Playbook, start: int) -> None:
        self.business = playbook.calendar.days == "business"
        free = {WEEKDAYS.index(day) for day in playbook.calendar.weekend if day in WEEKDAYS}
        # one week from the origin on: the worked days in it, and how many lie before each day
        self._worked = [day for day in range(7) if (start + day) % 7 not in free] or list(range(7))
        self._before = [sum(1 for day in self._worked if day < number) for number in range(7)]

    def begin_of(self, number: int) -> int:
        """The boundary at which day ``number`` (from 1) of the playbook begins."""
        return self._nth(number - 1) if self.business else number - 1

    def number_at(self, boundary: int) -> int:
        """How many of the playbook's days lie before a boundary: the number of the last of them."""
        return self._count(boundary) if self.business else boundary

    def after_working(self, boundary: int, days: int, *, roll: bool = False) -> int:
        """The boundary after so many working days; ``roll``: then the begin of the next one."""
        if days > 0:
            boundary = self._nth(self._count(boundary) + days - 1) + 1
        return self._nth(self._count(boundary)) if roll else boundary

    def plus(self, boundary: int, duration: Duration) -> int:
        """The boundary after a duration; hours count as whole days only."""
        amount, unit = duration
        if unit == "bd" and amount >= 0:
            return self.after_working(boundary, amount)
        if unit == "bd":
            return boundary + amount
        if unit in _CALENDAR_DAYS:
            return boundary + amount * _CALENDAR_DAYS[unit]
        return boundary + amount // _HOURS if unit == "h" else boundary

    def _count(self, boundary: int) -> int:
        """Working days before a boundary."""
        weeks, day = divmod(boundary, 7)
        return weeks * len(self._worked) + self._before[day]

    def _nth(self, number: int) -> int:
        """The boundary at which a working day begins, counted from 0."""
        weeks, day = divmod(number, len(self._worked))
        return weeks * 7 + self._worked[day]


def in_order(playbook: Playbook) -> tuple[tuple[str, str], ...]:
    """Tasks and anchors as ``(kind, id)``, each after all it waits for; empty when there is a cycle."""
    try:
        return tuple(TopologicalSorter(dependencies(playbook)).static_order())
    except CycleError:
        return ()


def earliest(
    playbook: Playbook, start: int, order: tuple[tuple[str, str], ...]
) -> tuple[Days, dict[str, int], dict[str, str]]:
    """The earliest end of each task when all it waits for ends within its own window.

    What comes too late is late once: for those behind it, it ends with its window.

    Args:
        playbook: the playbook.
        start: the weekday of the origin, Monday is 0.
        order: its tasks and anchors as :func:`in_order` has them.

    Returns:
        The arithmetic, the ends by task, and for each task the task whose link decided its begin.
    """
    days = Days(playbook, start)
    tasks = {task.id: task for task in playbook.tasks}
    anchors: dict[str, int | None] = {playbook.origin: 0}
    spans: dict[str, tuple[int, int]] = {}
    decided: dict[str, str] = {}
    ends: dict[str, int] = {}
    points = {one.id: one.derived or one.default or one.estimate for one in playbook.anchors}
    for kind, name in order:
        if kind == "anchor":
            anchors.setdefault(name, _moment(points.get(name), anchors, spans, days))
        elif name in tasks:
            _place(tasks[name], tasks, anchors, spans, decided, days)
            if name in spans:
                ends[name] = spans[name][1]
                spans[name] = _within_window(tasks[name], spans[name], anchors, days)
    return days, ends, decided


def _moment(
    point: Point | None,
    anchors: dict[str, int | None],
    spans: dict[str, tuple[int, int]],
    days: Days,
) -> int | None:
    if point is None:
        return None
    if point.kind == "task":
        span = spans.get(point.ref)
        base = (
            None
            if span is None
            else span[0]
            if point.edge == "start"
            else max(span[0], span[1] - 1)
        )
    else:
        base = anchors.get(point.ref)
    for offset in point.offsets if base is not None else ():
        assert base is not None
        base = days.plus(base, offset)
    return base


def _place(
    task: Task,
    tasks: dict[str, Task],
    anchors: dict[str, int | None],
    spans: dict[str, tuple[int, int]],
    decided: dict[str, str],
    days: Days,
) -> None:
    begin = 0
    window = task.window
    if window is not None:
        anchor = anchors.get(window.anchor)
        if anchor is None:
            return
        begin = anchor + days.begin_of(day_range(window, business=days.business)[0])
    bound = _moment(task.not_before, anchors, spans, days)
    begin = max(begin, bound or 0)
    for link in task.after:
        other, span = tasks.get(link.task), spans.get(link.task)
        if other is None or span is None or link.type not in {"FS", "SS"}:
            continue
        if other.optional or (other.when is not None and other.when != task.when):
            continue
        edge = span[1] if link.type == "FS" else span[0]
        edge = days.plus(edge, link.lag) if link.lag is not None else edge
        if edge > begin:
            begin, decided[task.id] = edge, link.task
    spans[task.id] = _worked(task, begin, days)


def _within_window(
    task: Task, span: tuple[int, int], anchors: dict[str, int | None], days: Days
) -> tuple[int, int]:
    if task.window is None or task.window.last is None:
        return span
    last = day_range(task.window, business=days.business)[1]
    anchor = anchors.get(task.window.anchor)
    assert last is not None
    assert anchor is not None
    end = anchor + days.begin_of(last) + 1
    return min(span[0], end), min(span[1], end)


def _worked(task: Task, begin: int, days: Days) -> tuple[int, int]:
    if task.duration is not None:
        working = task.duration.unit == "bd" or days.business
        start = days.after_working(begin, 0, roll=working)
        return start, max(start, days.plus(start, task.duration))
    start = days.after_working(begin, 0, roll=days.business)
    if task.window is None:
        return start, start
    first, last = day_range(task.window, business=days.business)
    length = 0 if last is None else last - first + 1
    return start, days.after_working(start, length) if days.business else start + length
