"""The definition a merged plan runs on: the new version, with what the old one is still needed for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Playbook, Point, Task


def together(
    old: Playbook,
    new: Playbook,
    partner: Partner,
    tasks: tuple[Task, ...],
    kept: Sequence[Task],
) -> Playbook:
    """N with the merged tasks, and all of O that the kept ones and the history still need."""
    owners = {owner for task in tasks for owner in task.owners}
    metrics = {c.metric for task in tasks for c in (*task.gate, *task.metrics) if c.metric}
    reached = {one.id: one for one in old.outcomes if one.id in partner.outcomes}
    confirmed = {item.id for item in old.prerequisites if item.id in partner.prerequisites}
    return new._replace(
        tasks=tasks,
        phases=_added_to(new.phases, old.phases, {task.phase for task in kept}),
        anchors=_added_to(new.anchors, old.anchors, _anchors_of(kept)),
        roles=_added_to(new.roles, old.roles, owners),
        metrics=_added_to(new.metrics, old.metrics, metrics),
        prerequisites=_added_to(new.prerequisites, old.prerequisites, confirmed),
        outcomes=tuple(reached.get(one.id, one) for one in new.outcomes),
        digest="",
    )


def named(merged: Playbook, new: Playbook) -> Playbook:
    """N itself when the merge came out as it; else a definition that does not pass for N."""
    from onboardctl.core.compile.assemble import digest

    if digest(merged) == new.digest:
        return new
    made = merged._replace(version=f"{new.version}+kept", source="")
    return made._replace(digest=digest(made))


def _added_to(new: Sequence[Any], old: Sequence[Any], wanted: set[Any]) -> tuple[Any, ...]:
    """N's records and, by id, those of O that are wanted and that N has no more."""
    known = {one.id for one in new}
    more = [one for one in old if one.id in wanted and one.id not in known]
    return (*new, *sorted(more, key=lambda one: str(one.id)))


def _anchors_of(tasks: Iterable[Task]) -> set[str]:
    found = set()
    for task in tasks:
        points: list[Point | None] = [task.not_before, task.due.point if task.due else None]
        points += [item.due.point for item in task.checklist if item.due]
        found |= {point.ref for point in points if point is not None and point.kind == "anchor"}
        found |= {task.window.anchor} if task.window else set()
    return found
