"""Placing one task by all its bounds, and how late it may take place.

Every bound is a boundary ``b``: the task begins at ``b`` or later. Each step from one boundary to
another (lag, length, window) has an exact inverse here, so that slack is what a task can really
slip. Source: scheduling rules 3 to 6 and 9.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from onboardctl.core.calendar.days import FIRST_DAY
from onboardctl.core.record import NamedTuple
from onboardctl.core.schedule.graph import length_of
from onboardctl.core.schedule.nodes import (
    BUSINESS,
    CALENDAR,
    AnchorNode,
    Edge,
    GroupNode,
    PointBound,
    TaskNode,
    WindowBound,
)
from onboardctl.core.schedule.run import FAR, Run, add_months

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.core.schedule.nodes import DayCounter, Ref

_TRIES = 400
_FARTHEST = 1 << 15


class Bound(NamedTuple):
    """One reason not to begin earlier: the boundary it gives, and where it comes from."""

    boundary: int
    rule: str
    text: str
    node: int = -1
    day: int = 0
    """The day spoken of: of a window, the day itself; of a link, the other's first or last day."""


# -- steps and their inverses ---------------------------------------------------------------------


def window_day(run: Run, bound: WindowBound) -> int:
    """The first day of a window."""
    return _window_from(run, bound, run.begin[bound.node])


def window_last_day(run: Run, bound: WindowBound) -> int | None:
    """The last day of a window; ``None`` when it is open."""
    if bound.last is None:
        return None
    return run.unit_counter(bound.unit).at(run.begin[bound.node], bound.last - 1)


def _window_from(run: Run, bound: WindowBound, anchor_day: int) -> int:
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


# -- forward --------------------------------------------------------------------------------------


def task(run: Run, index: int) -> int:
    """Date a task that is not finished by everything that is said about it; returns its end."""
    node = run.prepared.nodes[index]
    assert isinstance(node, TaskNode)
    extent = Extent(run, node)
    actual = run.actuals.get(node.task.id)
    if actual is not None and actual.started_at is not None and extent.length:
        begin = run.local_day(actual.started_at)
        end = _end_of_started(run, node, extent, begin)
    else:
        begin, end = _open(run, node, extent)
    run.begin[index], run.end[index] = begin, end
    return end


def _open(run: Run, node: TaskNode, extent: Extent) -> tuple[int, int]:
    pin = pinned_day(run, node)
    if pin is None:
        boundary = max(bound.boundary for bound in bounds(run, node, extent))
        begin = extent.settle(boundary)
        return begin, extent.finish(begin)
    if extent.length == 0:
        return pin + 1, pin + 1
    if extent.length == 1 or extent.months:
        # A pin on a workless day is worked on that day all the same.
        return pin, pin + 1 if not extent.months else extent.finish(pin)
    return pin, extent.counter.at(pin + 1, extent.length - 2) + 1


def pinned_day(run: Run, node: TaskNode) -> int | None:
    """The day a task is pinned to, not before the data date; ``None`` when it is not pinned."""
    override = run.overrides.get(node.task.id)
    pin = override.pin if override is not None and override.pin is not None else node.pin
    if pin is None:
        return None
    day = pin.toordinal() if isinstance(pin, date) else run.day_of(pin)
    return day if run.floor is None else max(day, run.floor)


def _end_of_started(run: Run, node: TaskNode, extent: Extent, begin: int) -> int:
    actual = run.actuals[node.task.id]
    today = begin if run.floor is None else max(run.floor, begin)
    if actual.remaining is not None:
        business = run.prepared.playbook.calendar.days == "business"
        unit, left = length_of(actual.remaining, business)
        end = shift(run.unit_counter("bd" if unit == "bd" else "d"), today, left)
    else:
        end = extent.finish(extent.counter.at(begin, 0))
    ends = [_edge_boundary(run, edge) for edge in node.edges if edge.type in ("FF", "SF")]
    return max([end, today + 1, *ends])


def bounds(run: Run, node: TaskNode, extent: Extent) -> list[Bound]:
    """Everything that keeps an open task from beginning earlier, in the order of the playbook."""
    found = []
    for bound in node.bounds:
        if isinstance(bound, WindowBound):
            day, base = window_day(run, bound), bound.node
        else:
            day, base = run.day_of(bound.ref), bound.ref.node
        found.append(Bound(extent.dated(day), bound.rule, bound.text, base, day))
    for edge in node.edges:
        boundary = _edge_boundary(run, edge)
        if edge.type in ("FF", "SF"):
            boundary = extent.begin_for(boundary)
        other = run.end[edge.node] - 1 if edge.type in ("FS", "FF") else run.begin[edge.node]
        found.append(Bound(boundary, edge.rule, edge.text, edge.node, other))
    override = run.overrides.get(node.task.id)
    if override is not None and override.not_before is not None:
        day = override.not_before.toordinal()
        found.append(Bound(extent.dated(day), "not_before", override.reason, -1, day))
    promised = run.promised.get(node.task.id)
    if promised is not None:
        day = promised.toordinal()
        # A milestone may have been promised for a workless day: of work that ended there.
        found.append(Bound(day if extent.length else day + 1, "promised", "", -1, day))
    if run.floor is not None:
        found.append(Bound(extent.dated(run.floor), "data_date", "", -1, run.floor))
    if not found:
        raise AssertionError(f"task {node.task.id} has no bound")
    return found


def _edge_boundary(run: Run, edge: Edge) -> int:
    start = run.end[edge.node] if edge.type in ("FS", "FF") else run.begin[edge.node]
    return shift(run.unit_counter(edge.unit), start, edge.lag)


def group(run: Run, index: int) -> int:
    """Date a group from its leaves; returns its end."""
    node = run.prepared.nodes[index]
    assert isinstance(node, GroupNode)
    run.begin[index] = min(run.begin[leaf] for leaf in node.leaves)
    run.end[index] = end = max(run.end[leaf] for leaf in node.leaves)
    return end


def broken_links(run: Run, node: TaskNode) -> tuple[str, ...]:
    """Tasks that an actual or pinned start did not wait for."""
    begin = run.begin[node.index]
    return tuple(
        run.prepared.nodes[edge.node].name
        for edge in node.edges
        if edge.type in ("FS", "SS") and _edge_boundary(run, edge) > begin
    )


# -- backward -------------------------------------------------------------------------------------


def latest(run: Run, node: TaskNode, extent: Extent) -> tuple[int, int] | None:
    """The last begin and end that still hold; ``None`` when nothing limits the task.

    A task that has started keeps its begin; of a finished one nothing can be held any more.
    """
    actual = run.actuals.get(node.task.id)
    limit = run.latest_end(node.index)
    if limit >= FAR or (actual is not None and actual.finished_at is not None):
        return None
    if actual is not None and actual.started_at is not None and extent.length:
        return run.begin[node.index], extent.counter.at(limit, -1) + 1
    begin = extent.latest_begin(limit)
    return begin, extent.finish(begin)


def slack(run: Run, node: TaskNode) -> int | None:
    """Working days a required, unfinished task may slip; ``None`` for others."""
    index = node.index
    if not node.required:
        return None
    if index not in run.touched:
        if run.business and node.kind == BUSINESS:
            return run.late_rank[index] - run.end_rank[index]
        if not run.business and node.kind == CALENDAR:
            return run.latest_end(index) - run.end[index]
    last = latest(run, node, Extent(run, node))
    if last is None:
        return None
    counter = run.unit_counter("bd" if run.business else "d")
    return counter.between(run.end[index] - 1, last[1] - 1)


def task_back(run: Run, index: int) -> None:
    """Tell everything a task waits for how late it may be."""
    node = run.prepared.nodes[index]
    assert isinstance(node, TaskNode)
    actual = run.actuals.get(node.task.id)
    if actual is not None and actual.finished_at is not None:
        return
    extent = Extent(run, node)
    # The end that counts is one the task can have: not on a workless or forbidden day.
    begin, end = latest(run, node, extent) or (FAR, FAR)
    started = actual is not None and actual.started_at is not None and extent.length > 0
    pinned = pinned_day(run, node) is not None
    if pinned:
        # A pin does not move, so what it waits for has to be ready by then.
        begin, end = min(begin, run.begin[index]), min(end, run.end[index])
    for edge in node.edges:
        if edge.type in ("FF", "SF"):
            _push_edge(run, edge, end)
        elif not started:
            _push_edge(run, edge, begin)
    if begin < FAR and not started and not pinned:
        for bound in node.bounds:
            _push_bound(run, bound, extent, begin)


def _push_edge(run: Run, edge: Edge, limit: int) -> None:
    if limit >= FAR:
        return
    boundary = unshift(run.unit_counter(edge.unit), limit, edge.lag)
    if edge.type in ("FS", "FF"):
        run.limit(edge.node, boundary)
    else:
        _push_begin(run, edge.node, boundary)


def _push_begin(run: Run, index: int, boundary: int) -> None:
    """Limit the begin of a node, said as a limit of its end."""
    node = run.prepared.nodes[index]
    if isinstance(node, GroupNode):
        for leaf in node.leaves:
            _push_begin(run, leaf, boundary)
    elif isinstance(node, TaskNode) and node.task.id not in run.actuals:
        extent = Extent(run, node)
        end = extent.finish(extent.settle_back(boundary))
        run.limit(index, end)


def _push_bound(run: Run, bound: WindowBound | PointBound, extent: Extent, latest: int) -> None:
    if isinstance(bound, WindowBound):
        if bound.node in run.prepared.early_anchors:
            return

        def begins(day: int) -> int:
            return extent.dated(_window_from(run, bound, day))

        day = _latest_where(begins, latest, run.begin[bound.node])
        run.late[bound.node] = min(run.late[bound.node], day)
    else:

        def begins(day: int) -> int:
            return extent.dated(run.offset_day(day, bound.ref.offsets))

        _push_ref(run, bound.ref, _latest_where(begins, latest, run.edge_day(bound.ref)))


def anchor_back(run: Run, index: int) -> None:
    """Pass the latest day of an anchor on to what it is computed from."""
    node = run.prepared.nodes[index]
    assert isinstance(node, AnchorNode)
    ref, limit = node.ref, run.late[index]
    if ref is None or limit >= FAR:
        return

    def falls(day: int) -> int:
        return run.offset_day(day, ref.offsets)

    _push_ref(run, ref, _latest_where(falls, limit, run.edge_day(ref)))


def _push_ref(run: Run, ref: Ref, day: int) -> None:
    if day >= FAR:
        return
    if isinstance(run.prepared.nodes[ref.node], AnchorNode):
        run.late[ref.node] = min(run.late[ref.node], day)
    elif ref.edge == "start":
        _push_begin(run, ref.node, day)
    else:
        run.limit(ref.node, day + 1)


def group_back(run: Run, index: int) -> None:
    """A group may end as late as its leaves together."""
    node = run.prepared.nodes[index]
    assert isinstance(node, GroupNode)
    for leaf in node.leaves:
        run.late[leaf] = min(run.late[leaf], run.late[index])
        run.late_rank[leaf] = min(run.late_rank[leaf], run.late_rank[index])


def _latest_where(rises: Callable[[int], int], limit: int, day: int) -> int:
    """The last day on which a rising function is at most ``limit``; ``FAR`` when it always is."""
    step, low, high = 1, day, day
    if rises(day) <= limit:
        while rises(low + step) <= limit:
            low, step = low + step, step * 2
            if step > _FARTHEST:
                return FAR
        high = low + step
    else:
        while rises(high - step) > limit:
            high, step = high - step, step * 2
            if step > _FARTHEST:
                return max(high - step, FIRST_DAY)
        low = high - step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if rises(middle) <= limit else (low, middle)
    return low
