"""Whether a plan has to be dated again: only when something that its dates come from is another."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from onboardctl.core.partner.gates import FINISHED
from onboardctl.core.record import NamedTuple
from onboardctl.core.types import TaskState

if TYPE_CHECKING:
    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Playbook, Task

_FAR = 31
"""More days than any row of days off."""
NEVER = date.max.toordinal()


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
    kinds = task_kinds(playbook)
    reached = [
        kinds.reached(
            task,
            dated.start_on.toordinal(),
            dated.finish_on.toordinal(),
            started=progress.started_at is not None,
        )
        for task, dated in partner.plan.tasks.items()
        if (progress := partner.progress(task)).state not in FINISHED
    ]
    return date.fromordinal(min(reached, default=NEVER))


class TaskKinds(NamedTuple):
    """Tasks of a playbook that a day reaches in ways of their own: moments, and groups of steps."""

    moments: frozenset[str]
    groups: frozenset[str]

    def reached(self, task: str, first: int, last: int, *, started: bool) -> int:
        """The first day on which an unfinished task has something behind it; days are ordinals."""
        if task in self.groups:
            return NEVER  # its days are those of its steps
        if task in self.moments:
            return last - _FAR
        return (last if started else first) + 1


def task_kinds(playbook: Playbook) -> TaskKinds:
    """Which tasks may take no day at all, and which are made of steps."""
    business = playbook.calendar.days == "business"
    return TaskKinds(
        frozenset(task.id for task in playbook.tasks if business and _is_moment(task)),
        frozenset(task.parent for task in playbook.tasks if task.parent),
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
