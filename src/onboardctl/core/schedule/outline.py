"""What a schedule says beside its tasks: anchors, phases, gates, and what it leaves out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from onboardctl.core.calendar import end_of_day, instant_of
from onboardctl.core.schedule import explain, extents
from onboardctl.core.schedule.nodes import AnchorNode, GroupNode, TaskNode
from onboardctl.core.schedule.values import (
    AnchorDate,
    Excluded,
    Gate,
    PhaseDates,
    TaskDates,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onboardctl.core.schedule.nodes import Prepared
    from onboardctl.core.schedule.run import Run


def anchor_dates(run: Run, provisional: list[bool]) -> tuple[AnchorDate, ...]:
    """The anchors that are known, in the order of the playbook."""
    found = []
    for node in run.prepared.nodes:
        if not isinstance(node, AnchorNode) or run.begin[node.index] == 0:
            continue
        on = date.fromordinal(run.begin[node.index])
        moment = run.exact.get(node.index)
        is_given = node.anchor.id in run.given
        detail = "given" if is_given else "end of the period"
        if node.point is not None:
            detail = explain.point_text(node.point)
        found.append(
            AnchorDate(
                node.anchor.id,
                on,
                end_of_day(on, run.zone) if moment is None else instant_of(moment),
                node.origin,
                provisional[node.index],
                moment is not None,
                detail,
            )
        )
    return tuple(found)


def phase_dates(run: Run, tasks: list[TaskDates]) -> tuple[PhaseDates, ...]:
    """The phases, from the first start to the last finish of their tasks."""
    left_out = {part.id for part in run.prepared.selection.excluded if part.kind == "phase"}
    found = []
    for phase in run.prepared.playbook.phases:
        if phase.id in left_out:
            continue
        inside = [task for task in tasks if task.phase == phase.id]
        bound = run.prepared.phase_windows.get(phase.id)
        opens = closes = None
        if bound is not None and run.begin[bound.node]:
            opens = extents.window_day(run, bound)
            closes = extents.window_last_day(run, bound)
        found.append(
            PhaseDates(
                phase.id,
                min((task.start_on for task in inside), default=None),
                max((task.finish_on for task in inside), default=None),
                None if opens is None else date.fromordinal(opens),
                None if closes is None else date.fromordinal(closes),
                any(task.provisional for task in inside),
            )
        )
    return tuple(found)


def gates_of(run: Run) -> tuple[Gate, ...]:
    """The tasks with a gate, each with all that may not start before it has passed."""
    nodes, after = run.prepared.nodes, _followers(run.prepared)
    found = []
    for node in nodes:
        if isinstance(node, AnchorNode) or not node.task.gate:
            continue
        blocked = sorted(_reachable(after, node.index))
        names = tuple(nodes[index].name for index in blocked if isinstance(nodes[index], TaskNode))
        found.append(Gate(node.task.id, date.fromordinal(run.end[node.index] - 1), names))
    return tuple(found)


def _followers(prepared: Prepared) -> dict[int, list[int]]:
    """Which nodes wait for a node, by node; a group waits for its leaves."""
    after: dict[int, list[int]] = {}
    for node in prepared.nodes:
        if isinstance(node, TaskNode):
            needs = [edge.node for edge in node.edges]
        else:
            needs = node.leaves if isinstance(node, GroupNode) else []
        for need in needs:
            after.setdefault(need, []).append(node.index)
    return after


def _reachable(after: Mapping[int, list[int]], start: int) -> set[int]:
    found, waiting = set[int](), [start]
    while waiting:
        for index in after.get(waiting.pop(), ()):
            if index not in found:
                found.add(index)
                waiting.append(index)
    return found


def left_out(prepared: Prepared) -> tuple[Excluded, ...]:
    """What of the playbook a plan does not have, and why."""
    undated = tuple(
        Excluded("undated", task, "", f"the date of {anchor} is not known yet")
        for task, anchor in prepared.undated
    )
    return prepared.selection.excluded + undated
