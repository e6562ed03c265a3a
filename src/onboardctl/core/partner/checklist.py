"""Deciding about tasks and their items: what is done, skipped, blocked, open again.

Every function answers with the facts that follow, or refuses and changes nothing. An empty answer
means that it was so already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import Refused
from onboardctl.core.partner import events as e
from onboardctl.core.partner import gates
from onboardctl.core.types import PartnerStatus, TaskState

if TYPE_CHECKING:
    from onboardctl.core.partner.events import Event
    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Item, Playbook, Task

MOVES: dict[TaskState, frozenset[str]] = {
    TaskState.OPEN: frozenset({"start", "tick", "complete", "skip", "block", "assign", "note"}),
    TaskState.STARTED: frozenset({"tick", "complete", "skip", "block", "assign", "note"}),
    TaskState.BLOCKED: frozenset({"block", "unblock", "skip", "assign", "note"}),
    TaskState.DONE: frozenset({"reopen", "note"}),
    TaskState.SKIPPED: frozenset({"reopen", "note"}),
}
"""What may be done with a task in each state."""


def start(partner: Partner, playbook: Playbook, task: Task) -> tuple[Event, ...]:
    """Begin a task; what follows an open gate may not begin."""
    if partner.progress(task.id).state == TaskState.STARTED:
        return ()
    _may(partner, task, "start")
    _gate_lets_through(partner, playbook, task)
    return (e.TaskStarted(task.id),)


def tick(
    partner: Partner, playbook: Playbook, task: Task, item: Item, evidence: str = ""
) -> tuple[Event, ...]:
    """Mark one item as done; the first one starts the task.

    Raises:
        Refused: the task is finished or blocked, waits for a gate, or evidence is missing.
    """
    progress = partner.progress(task.id)
    if item.id in progress.items:
        return ()
    _may(partner, task, "tick")
    _gate_lets_through(partner, playbook, task)
    if item.evidence and not evidence:
        raise Refused(
            "item.evidence",
            f'"{item.text}" needs evidence',
            hint=f"add it: `onboardctl advance {partner.slug} {task.id}/{item.id} --evidence TEXT`",
        )
    done = e.ItemCompleted(task.id, item.id, evidence)
    return (done,) if progress.started_at else (e.TaskStarted(task.id), done)


def untick(partner: Partner, task: Task, item: Item, reason: str = "") -> tuple[Event, ...]:
    """Take an item's tick back."""
    if item.id not in partner.progress(task.id).items:
        return ()
    return (e.ItemReopened(task.id, item.id, reason),)


def complete(
    partner: Partner, playbook: Playbook, task: Task, evidence: str = ""
) -> tuple[Event, ...]:
    """Finish a task whose required items are all done and whose gate has passed.

    Raises:
        Refused: items or steps are open, the gate has not passed, or another's gate holds it up.
    """
    progress = partner.progress(task.id)
    if progress.state == TaskState.DONE:
        return ()
    _may(partner, task, "complete")
    _gate_lets_through(partner, playbook, task)
    open_items = gates.open_items(partner, task)
    if open_items:
        raise Refused(
            "task.items_open",
            f'"{task.id}" has {len(open_items)} of {len(gates.required_items(partner, task))} '
            f"items open: {', '.join(item.id for item in open_items)}",
            hint=f"tick them one by one, or all: `onboardctl advance {partner.slug} {task.id} --all`",
        )
    steps = gates.open_steps(partner, playbook, task)
    if steps:
        raise Refused(
            "task.steps_open",
            f'"{task.id}" has {len(steps)} steps open: {", ".join(step.id for step in steps)}'
            if len(steps) > 1
            else f'"{task.id}" has a step open: {steps[0].id}',
            hint=f"finish them first: `onboardctl advance {partner.slug} {steps[0].id}`",
        )
    refuse_open_gate(partner, task)
    return (e.TaskCompleted(task.id, evidence),)


def is_complete(partner: Partner, playbook: Playbook, task: Task) -> bool:
    """Whether nothing stands between an unfinished task and its end, and something was done."""
    progress = partner.progress(task.id)
    return (
        progress.state == TaskState.STARTED
        and bool(gates.required_items(partner, task))
        and not gates.open_items(partner, task)
        and not gates.open_criteria(progress, task)
        and not gates.open_steps(partner, playbook, task)
    )


def refuse_open_gate(partner: Partner, task: Task) -> None:
    """Say which criteria of the task's own gate are open, and how to settle each.

    Raises:
        Refused: at least one is open or missed.
    """
    progress = partner.progress(task.id)
    unmet = gates.open_criteria(progress, task)
    if not unmet:
        return
    parts = []
    for criterion in unmet:
        mark = progress.criteria.get(criterion.id)
        said = "measured" if criterion.metric else "refused:"
        stand = f"{said} {mark.value}" if mark else "not shown yet"
        parts.append(f"{criterion.text} ({stand})")
    first = unmet[0]
    proof = f"--metric {first.metric}=VALUE" if first.metric else f"--attest {first.id}"
    raise Refused(
        "gate.open",
        f'the gate of "{task.id}" has not passed: {"; ".join(parts)}',
        hint=f"show it with `onboardctl advance {partner.slug} {task.id} {proof}`, "
        f"or waive it with `--waive {first.id} --reason TEXT`",
    )


def skip(partner: Partner, task: Task, reason: str) -> tuple[Event, ...]:
    """Leave a task out for a reason; what waits for it may go on."""
    if partner.progress(task.id).state == TaskState.SKIPPED:
        return ()
    _may(partner, task, "skip")
    _needs(reason, f'skipping "{task.id}" needs a reason')
    return (e.TaskSkipped(task.id, reason),)


def reopen(partner: Partner, task: Task, reason: str = "") -> tuple[Event, ...]:
    """Take back that a task is done or skipped."""
    if partner.progress(task.id).state not in gates.FINISHED:
        return ()
    return (e.TaskReopened(task.id, reason),)


def block(partner: Partner, task: Task, reason: str) -> tuple[Event, ...]:
    """Say that something outside holds a task up; another reason replaces the first."""
    progress = partner.progress(task.id)
    _may(partner, task, "block")
    _needs(reason, f'blocking "{task.id}" needs a reason')
    if (progress.state, progress.reason) == (TaskState.BLOCKED, reason):
        return ()
    return (e.TaskBlocked(task.id, reason),)


def unblock(partner: Partner, task: Task) -> tuple[Event, ...]:
    """Say that the way is free again."""
    if partner.progress(task.id).state != TaskState.BLOCKED:
        return ()
    return (e.TaskUnblocked(task.id),)


def refuse_inactive(partner: Partner) -> None:
    """Refuse to work on a partner that is paused or off the books.

    Raises:
        Refused: with the command that lets work go on.
    """
    if partner.status == PartnerStatus.PAUSED:
        raise Refused(
            "partner.paused",
            f"{partner.name} is paused: {partner.reason}",
            hint=f"let it go on with `onboardctl partner resume {partner.slug}`",
        )
    if partner.status == PartnerStatus.REMOVED:
        raise Refused(
            "partner.removed",
            f"{partner.name} was removed: {partner.reason}",
            hint="take it back with `onboardctl undo`, or sign it again with `new-partner`",
        )


def _may(partner: Partner, task: Task, move: str) -> None:
    refuse_inactive(partner)
    progress = partner.progress(task.id)
    if move in MOVES[progress.state]:
        return
    words = {
        TaskState.BLOCKED: (
            f"is blocked: {progress.reason}",
            f"free it first with `onboardctl task unblock {partner.slug} {task.id}`",
        ),
        TaskState.DONE: (
            "is done already",
            f"open it again with `onboardctl task reopen {partner.slug} {task.id}`",
        ),
        TaskState.SKIPPED: (
            f"was skipped: {progress.reason}",
            f"open it again with `onboardctl task reopen {partner.slug} {task.id}`",
        ),
        TaskState.STARTED: ("is under way", f"see `onboardctl task show {partner.slug} {task.id}`"),
        TaskState.OPEN: (
            "has not begun",
            f"begin it with `onboardctl task start {partner.slug} {task.id}`",
        ),
    }
    said, hint = words[progress.state]
    raise Refused("task.state", f'"{task.id}" {said}', hint=hint)


def _gate_lets_through(partner: Partner, playbook: Playbook, task: Task) -> None:
    held = gates.waits_for(partner, playbook, task)
    if held is None or held[1] == "order":
        return
    gated = next(other for other in playbook.tasks if other.id == held[0])
    unmet = gates.open_criteria(partner.progress(gated.id), gated)
    raise Refused(
        "gate.holds",
        f'"{task.id}" may not begin: the gate of "{gated.id}" has not passed '
        f"({', '.join(criterion.id for criterion in unmet)})",
        hint=f"see it with `onboardctl task show {partner.slug} {gated.id}`, or waive a criterion: "
        f"`onboardctl advance {partner.slug} {gated.id} --waive {unmet[0].id} --reason TEXT`",
    )


def _needs(reason: str, message: str) -> None:
    if not reason.strip():
        raise Refused("reason.missing", message, hint="add `--reason TEXT`")
