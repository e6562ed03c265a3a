"""What stands between a task and its start or its end: order, gates, entry to a phase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.partner import lookup
from onboardctl.core.types import TaskState

if TYPE_CHECKING:
    from onboardctl.core.partner.lookup import Lookup
    from onboardctl.core.partner.state import Partner, TaskProgress
    from onboardctl.core.playbook import Criterion, Item, Playbook, Task

FINISHED = frozenset({TaskState.DONE, TaskState.SKIPPED})


def required_items(partner: Partner, task: Task) -> tuple[Item, ...]:
    """The checklist items that count, in order: neither optional nor excluded by a fact."""
    return tuple(item for item in _included(partner, task, task.checklist) if not item.optional)


def live_items(partner: Partner, task: Task) -> tuple[Item, ...]:
    """All that can be ticked: the checklist, then the preparation; none that a fact excludes."""
    return _included(partner, task, (*task.checklist, *task.preparation))


def _included(partner: Partner, task: Task, items: tuple[Item, ...]) -> tuple[Item, ...]:
    excluded = partner.plan.excluded_items
    return tuple(item for item in items if f"{task.id}/{item.id}" not in excluded)


def open_items(partner: Partner, task: Task) -> tuple[Item, ...]:
    """Required items not ticked yet, in order."""
    done = partner.progress(task.id).items
    return tuple(item for item in required_items(partner, task) if item.id not in done)


def open_criteria(progress: TaskProgress, task: Task) -> tuple[Criterion, ...]:
    """The gate's criteria that are neither met nor waived, in order."""
    return tuple(
        criterion
        for criterion in task.gate
        if criterion.id not in progress.criteria
        or progress.criteria[criterion.id].standing == "missed"
    )


def gate_standing(progress: TaskProgress, task: Task) -> str:
    """``none``, ``open``, ``missed``, ``met`` or ``waived`` (passed, but not on its merits)."""
    if not task.gate:
        return "none"
    marks = [progress.criteria.get(criterion.id) for criterion in task.gate]
    standings = {mark.standing if mark else "open" for mark in marks}
    for worst in ("missed", "open", "waived"):
        if worst in standings:
            return worst
    return "met"


def is_included(partner: Partner, task: str) -> bool:
    """Whether the plan holds the task; an excluded one neither counts nor holds others up."""
    return task in partner.plan.tasks


def waits_for(partner: Partner, playbook: Playbook, task: Task) -> tuple[str, str] | None:
    """The first thing that holds a task up, as (task id, why); ``None`` when it may start.

    ``why`` is ``order`` for an unfinished predecessor, ``gate`` for a gate that has not passed,
    ``entry`` for a gate its phase asks for. Only finish-to-start links hold. A step waits for all
    that its task waits for; a task with steps and nothing else left to tick waits for its steps.
    """
    known = lookup.of(playbook)
    held = _entry(partner, known, task) or _links(partner, task, known.tasks)
    if held is not None:
        return held
    parent = known.tasks.get(task.parent) if task.parent else None
    if parent is not None:
        return _entry(partner, known, parent) or _links(partner, parent, known.tasks)
    if task.id in known.steps and not open_items(partner, task):
        for step in open_steps(partner, playbook, task):
            return step.id, "order"
    return None


def _entry(partner: Partner, known: Lookup, task: Task) -> tuple[str, str] | None:
    """A gate that the phase of the task asks for."""
    for gated in known.entry.get(task.phase, ()):
        if is_included(partner, gated) and not _gate_passed(partner, known.tasks[gated]):
            return gated, "entry"
    return None


def _links(partner: Partner, task: Task, tasks: dict[str, Task]) -> tuple[str, str] | None:
    """A task that comes before by a link."""
    for link in task.after:
        if link.type != "FS" or not is_included(partner, link.task):
            continue
        before = partner.progress(link.task)
        if not _gate_passed(partner, tasks[link.task]):
            return link.task, "gate"
        if before.state not in FINISHED:
            return link.task, "order"
    return None


def open_steps(partner: Partner, playbook: Playbook, task: Task) -> tuple[Task, ...]:
    """Steps of a task that are to be finished before it, in order; optional ones do not count."""
    return tuple(
        step
        for step in lookup.of(playbook).steps.get(task.id, ())
        if (task.optional or not step.optional)
        and is_included(partner, step.id)
        and partner.progress(step.id).state not in FINISHED
    )


def _gate_passed(partner: Partner, task: Task) -> bool:
    progress = partner.progress(task.id)
    return progress.state == TaskState.SKIPPED or gate_standing(progress, task) in {
        "none",
        "met",
        "waived",
    }


def owner_of(partner: Partner, playbook: Playbook, task: Task) -> tuple[str, str | None]:
    """The accountable role and the person behind it; ``None`` when nobody plays the role.

    A person assigned to the task comes first, then the role's person, then its fallback's.
    """
    person = partner.progress(task.id).person
    role = task.owners[0] if task.owners else ""
    return role, person or person_for(partner, playbook, role)


def person_for(partner: Partner, playbook: Playbook, role: str) -> str | None:
    """Who plays a role for this partner, following fallbacks; ``None`` when nobody does."""
    if role in partner.team:
        return partner.team[role]
    fallbacks = lookup.of(playbook).fallbacks
    seen, current = {role}, fallbacks.get(role)
    while current and current not in seen:
        if current in partner.team:
            return partner.team[current]
        seen.add(current)
        current = fallbacks.get(current)
    return None
