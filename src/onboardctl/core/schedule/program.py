"""The steps in which a prepared plan is dated: which nodes need sums alone, and which need more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.schedule.nodes import (
    ANCHOR,
    BUSINESS,
    CALENDAR,
    GROUP,
    SLOW,
    AnchorNode,
    GroupNode,
    PointBound,
    TaskNode,
    WindowBound,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from onboardctl.core.schedule.nodes import Node


def program_of(
    nodes: Sequence[Node], order: Sequence[int], early: Collection[int]
) -> tuple[tuple[tuple[Any, ...], ...], tuple[WindowBound, ...]]:
    """The steps, and the windows on anchors known beforehand that they name by their place.

    Args:
        nodes: of the plan; those dated by sums are told so.
        order: each node after all it needs.
        early: anchors that hang on no task.
    """
    static: dict[WindowBound, int] = {}
    keys: dict[tuple[Any, ...], int] = {}
    steps = tuple(
        _step(nodes[index], len(nodes), early, static, keys)
        for index in order
        if index not in early
    )
    return steps, tuple(static)


def early_anchors(nodes: Sequence[Node], order: Sequence[int]) -> set[int]:
    """The anchors that are known before any task is dated."""
    early: set[int] = set()
    for index in order:
        node = nodes[index]
        if isinstance(node, AnchorNode) and (node.ref is None or node.ref.node in early):
            early.add(index)
    return early


def _step(
    node: Node,
    count: int,
    early: Collection[int],
    static: dict[WindowBound, int],
    keys: dict[tuple[Any, ...], int],
) -> tuple[Any, ...]:
    if not isinstance(node, TaskNode):
        kind = GROUP if isinstance(node, GroupNode) else ANCHOR
        return (kind, node.index, 0, (), ())
    kind = BUSINESS if node.unit == "bd" else CALENDAR if node.unit == "d" else SLOW
    if node.never or node.pin is not None or node.counter or node.length == 0:
        kind = SLOW
    if any(isinstance(b, PointBound) or b.node not in early for b in node.bounds):
        kind = SLOW
    if any(e.type != "FS" or (e.lag and e.unit != node.unit) for e in node.edges):
        kind = SLOW
    if kind == SLOW:
        return (SLOW, node.index, node.length, (), ())
    windows = []
    for bound in node.bounds:
        assert isinstance(bound, WindowBound)
        key = (bound.node, bound.unit, bound.first, bound.weekday)
        if key not in keys:
            keys[key] = static[bound] = len(static)
        windows.append((count + keys[key], 0))
    links = tuple((edge.node, edge.lag) for edge in node.edges)
    node.kind, node.opens = kind, tuple(place for place, _ in windows)
    return (kind, node.index, node.length, (*windows, *links), links)
