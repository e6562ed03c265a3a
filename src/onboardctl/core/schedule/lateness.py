"""How late a task may take place, and what that means for all it waits for.

Source: scheduling rule 9.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.calendar.days import FIRST_DAY
from onboardctl.core.schedule.extents import Extent, unshift, window_from
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
from onboardctl.core.schedule.place import pinned_day
from onboardctl.core.schedule.run import FAR, Run

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.core.schedule.nodes import Ref


_FARTHEST = 1 << 15


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
            return extent.dated(window_from(run, bound, day))

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
