"""Placing one task by all its bounds, the earliest day it may begin.

Every bound is a boundary ``b``: the task begins at ``b`` or later.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from onboardctl.core.record import NamedTuple
from onboardctl.core.schedule.extents import Extent, shift, window_day
from onboardctl.core.schedule.lengths import length_of
from onboardctl.core.schedule.nodes import (
    Edge,
    GroupNode,
    TaskNode,
    WindowBound,
)

if TYPE_CHECKING:
    from onboardctl.core.schedule.run import Run


class Bound(NamedTuple):
    """One reason not to begin earlier: the boundary it gives, and where it comes from."""

    boundary: int
    rule: str
    text: str
    node: int = -1
    day: int = 0
    """The day spoken of: of a window, the day itself; of a link, the other's first or last day."""


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
    ends = [edge_boundary(run, edge) for edge in node.edges if edge.type in ("FF", "SF")]
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
        boundary = edge_boundary(run, edge)
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


def edge_boundary(run: Run, edge: Edge) -> int:
    """The boundary that a link gives: of a begin, or of an end."""
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
        if edge.type in ("FS", "SS") and edge_boundary(run, edge) > begin
    )
