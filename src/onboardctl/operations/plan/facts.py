"""The facts a partner's stream keeps of its dates: the first ones, and the moves after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core import codec
from onboardctl.core.dated import DatedDeadline, DatedTask, Move
from onboardctl.core.partner import events as e
from onboardctl.core.partner import gates
from onboardctl.core.schedule import Schedule, moves

if TYPE_CHECKING:
    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Playbook
    from onboardctl.core.schedule.values import AnchorDate


def first_dates(playbook: Playbook, dated: Schedule) -> e.PlanDated:
    """The fact that opens a plan: its first dates are its baseline."""
    return e.PlanDated(
        tasks=_tasks(dated),
        anchors=_anchors(dated),
        deadlines=_deadlines(playbook, dated),
        excluded=_excluded(dated),
        excluded_items=_excluded_items(dated),
        provisional_anchors=_provisional(dated),
    )


def rescheduled(
    partner: Partner, playbook: Playbook, after: Schedule, *, commits: bool = False
) -> e.PlanRescheduled | None:
    """The fact that dates changed, with what a person should know; ``None`` when none did.

    Args:
        partner: with the dates in force.
        playbook: the version its plan was made from.
        after: the dates to come.
        commits: we stand by the new dates; otherwise they are a forecast.
    """
    plan = partner.plan
    tasks = {k: v for k, v in _tasks(after).items() if plan.tasks.get(k) != v}
    anchors = {k: v for k, v in _anchors(after).items() if plan.anchors.get(k) != v}
    deadlines = {deadline.ref: deadline for deadline in _deadlines(playbook, after)}
    changed = tuple(d for ref, d in deadlines.items() if plan.deadlines.get(ref) != d)
    dropped = tuple(ref for ref in plan.deadlines if ref not in deadlines)
    excluded = {k: v for k, v in _excluded(after).items() if plan.excluded.get(k) != v}
    included = tuple(task for task in plan.excluded if task in _tasks(after))
    items = _excluded_items(after)
    provisional = _provisional(after)
    new_items = None if frozenset(items) == plan.excluded_items else items
    new_provisional = None if provisional == plan.provisional_anchors else provisional
    lagging = commits and any(
        plan.committed.get(task) != dated.finish_on for task, dated in _tasks(after).items()
    )
    if not any((lagging, tasks, anchors, changed, dropped, excluded, included)) and (
        new_items is None and new_provisional is None
    ):
        return None
    return e.PlanRescheduled(
        tasks=tasks,
        anchors=anchors,
        deadlines=changed,
        dropped_deadlines=dropped,
        moves=_moves(partner, after),
        commits=commits,
        included=included,
        excluded=excluded,
        excluded_items=new_items,
        provisional_anchors=new_provisional,
    )


def _tasks(dated: Schedule) -> dict[str, DatedTask]:
    return {
        task.task: DatedTask(
            start_on=task.start_on,
            finish_on=task.finish_on,
            due_at=task.due_at,
            slack_days=task.slack_days,
            critical=task.critical,
            provisional=task.provisional,
        )
        for task in dated.tasks
    }


def _anchors(dated: Schedule) -> dict[str, str]:
    return {anchor.id: _anchor_text(anchor) for anchor in dated.anchors}


def _anchor_text(anchor: AnchorDate) -> str:
    return codec.instant_text(anchor.at) if anchor.exact else anchor.on.isoformat()


def _provisional(dated: Schedule) -> tuple[str, ...]:
    return tuple(anchor.id for anchor in dated.anchors if anchor.provisional)


def _excluded(dated: Schedule) -> dict[str, str]:
    return {out.id: out.reason for out in dated.excluded if out.kind in {"task", "undated"}}


def _excluded_items(dated: Schedule) -> tuple[str, ...]:
    return tuple(f"{out.task}/{out.id}" for out in dated.excluded if out.kind == "item")


def _deadlines(playbook: Playbook, dated: Schedule) -> tuple[DatedDeadline, ...]:
    tasks = {task.id: task for task in playbook.tasks}
    items = {(task.id, item.id): item for task in playbook.tasks for item in task.checklist}
    messages = {
        message.id: message
        for message in (*playbook.messages, *(m for task in playbook.tasks for m in task.messages))
    }
    found = [
        DatedDeadline(
            owed.message,
            "message",
            messages[owed.message].title or owed.template,
            owed.due_at,
            messages[owed.message].owner or _first_owner(playbook, owed.task),
        )
        for owed in dated.messages
        if owed.due_at is not None
    ]
    found += [
        DatedDeadline(
            f"{owed.task}/{owed.item}",
            "item",
            items[owed.task, owed.item].text,
            owed.due_at,
            items[owed.task, owed.item].owner or _first_owner(playbook, owed.task),
        )
        for owed in dated.items
        if owed.due_at is not None and (owed.task, owed.item) in items
    ]
    found += [
        DatedDeadline(
            task.task,
            "task",
            tasks[task.task].title,
            task.due_at,
            _first_owner(playbook, task.task),
        )
        for task in dated.tasks
        if task.due_at is not None
    ]
    return tuple(found)


def _first_owner(playbook: Playbook, task_id: str) -> str:
    for task in playbook.tasks:
        if task.id == task_id and task.owners:
            return task.owners[0]
    return ""


def _moves(partner: Partner, after: Schedule) -> tuple[Move, ...]:
    """What moved against the dates in force, of the work that is not finished."""
    before = after._replace(
        tasks=tuple(
            task._replace(start_on=dated.start_on, finish_on=dated.finish_on)
            for task in after.tasks
            if (dated := partner.plan.tasks.get(task.task)) is not None
        )
    )
    return tuple(
        Move(
            task=move.task,
            was_on=move.old_finish_on,
            now_on=move.new_finish_on,
            by_days=move.days,
            cause=move.cause,
            because=move.detail,
        )
        for move in moves(before, after)
        if move.old_finish_on is not None
        and move.new_finish_on is not None
        and move.days != 0
        and partner.progress(move.task).state not in gates.FINISHED
    )
