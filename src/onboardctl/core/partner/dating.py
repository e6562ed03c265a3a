"""Whether a plan has to be dated again: only when something that its dates come from is another."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.partner.gates import FINISHED
from onboardctl.core.types import TaskState

if TYPE_CHECKING:
    from onboardctl.core.dated import DatedTask
    from onboardctl.core.partner.state import Partner, TaskProgress
    from onboardctl.core.playbook import Playbook, Task

_FAR = timedelta(days=31)
"""Longer than any row of days off."""


def dates_stand(before: Partner, after: Partner, playbook: Playbook, today: date) -> bool:
    """Whether dating the plan again would change nothing; ``False`` when in doubt.

    The dates in force were computed from what is known of ``before``, on this day or an earlier
    one. They stand when ``after`` differs in nothing they are computed from, and when the day,
    before which nothing unfinished is placed, has not reached any of it.

    Args:
        before: the partner at the start of a command.
        after: the partner now.
        playbook: the version its plan was made from.
        today: the local date.
    """
    if _inputs(before) != _inputs(after) or _actuals(before) != _actuals(after):
        return False
    return today < stale_on(after, playbook)


def stale_on(partner: Partner, playbook: Playbook) -> date:
    """The first day on which dating the plan again could change something, though nothing happens.

    Before it nothing that is still to come lies in the past. ``date.min`` while the plan hangs on
    the period that today lies in, ``date.max`` when nothing is left to do.
    """
    if any(anchor.every and anchor.id not in partner.given for anchor in playbook.anchors):
        return date.min  # the end of a period is that of the period today lies in
    business = playbook.calendar.days == "business"
    moments = {task.id for task in playbook.tasks if business and _is_moment(task)}
    groups = {task.parent for task in playbook.tasks}  # their days are those of their steps
    return min(
        (
            _reached(dated, partner.progress(task), moment=task in moments)
            for task, dated in partner.plan.tasks.items()
            if task not in groups and partner.progress(task).state not in FINISHED
        ),
        default=date.max,
    )


def _inputs(partner: Partner) -> tuple[object, ...]:
    return (
        partner.digest,
        partner.zone,
        partner.tier,
        partner.segment,
        partner.users,
        partner.facts,
        partner.given,
        partner.calendars,
        partner.overrides,
        partner.plan,
    )


def _actuals(partner: Partner) -> dict[str, tuple[object, ...]]:
    """What has happened to tasks, as far as it makes dates."""
    return {
        task: (progress.started_at, progress.finished_at, progress.state == TaskState.SKIPPED)
        for task, progress in partner.tasks.items()
        if progress.started_at or progress.finished_at
    }


def _is_moment(task: Task) -> bool:
    """Whether a task may take no day at all: among business days it may stand on a day off."""
    return task.milestone or (
        task.duration is not None
        and (task.duration.amount == 0 or task.duration.unit not in {"d", "bd", "w", "mo"})
    )


def _reached(dated: DatedTask, progress: TaskProgress, *, moment: bool) -> date:
    """The first day on which a task that is not finished has something behind it."""
    if moment:
        return dated.finish_on - _FAR
    return (dated.finish_on if progress.started_at else dated.start_on) + timedelta(days=1)
