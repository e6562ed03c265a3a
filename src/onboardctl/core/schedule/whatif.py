"""What a plan would be if a task were late, or if somebody were away for a while."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Protocol, TypeVar

from onboardctl.core.playbook import Duration
from onboardctl.core.schedule.inputs import Override

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from onboardctl.core.calendar import Calendar
    from onboardctl.core.calendar.absence import Absence
    from onboardctl.core.schedule.values import TaskDates


def delay(task: TaskDates, by: Duration, calendar: Calendar) -> Override:
    """What makes a task end so much later: an open one begins later, a started one takes longer.

    Args:
        task: as it is dated now; neither done nor skipped.
        by: days, business days or weeks.
        calendar: the plan's business days.
    """
    reason = f"{by.amount}{by.unit} late"
    if task.state == "started":
        finish = _later(task.finish_on, by, calendar)
        while not _counts(task, finish, calendar):
            finish += timedelta(days=1)
        return Override(duration=_length(task, task.start_on, finish, calendar), reason=reason)
    return Override(not_before=_later(task.start_on, by, calendar), reason=reason)


def _later(day: date, by: Duration, calendar: Calendar) -> date:
    if by.unit == "bd":
        return calendar.add_business_days(day, by.amount)
    return day + timedelta(days=by.amount * (7 if by.unit == "w" else 1))


def _length(task: TaskDates, first: date, last: date, calendar: Calendar) -> Duration:
    """The days of the task's unit from one day to another, both inclusive."""
    if task.unit != "bd":
        return Duration((last - first).days + 1, "d")
    return Duration(max(1, calendar.business_days_between(first - timedelta(days=1), last)), "bd")


class HasTasks(Protocol):
    """A plan with the days of its tasks: a schedule, or one without reasons."""

    @property
    def tasks(self) -> Iterable[TaskDates]:
        """The tasks that are not finished, at least."""


Plan = TypeVar("Plan", bound=HasTasks)


def around(
    absences: Iterable[Absence],
    owners: Mapping[str, str | None],
    overrides: Mapping[str, Override],
    dated: Callable[[Mapping[str, Override]], Plan],
    calendar: Calendar,
    today: date | None,
) -> Plan:
    """The plan with nobody at work while away.

    Args:
        absences: one after the other; those that no work of the person meets change nothing.
        owners: who does each task that is not finished.
        overrides: what is changed anyway.
        dated: dates the plan with the overrides it is given.
        calendar: the plan's business days.
        today: nothing is moved away from earlier days.
    """
    found = dated(overrides)
    for absence in absences:
        tasks = frozenset(task for task, person in owners.items() if person == absence.person)
        if any(
            absence.meets(task.start_on, task.finish_on)
            for task in found.tasks
            if task.task in tasks
        ):
            days = tuple(absence.days(today))
            overrides = without(days, tasks, overrides, dated, calendar, absence.text)
            found = dated(overrides)
    return found


def without(
    away: Collection[date],
    tasks: Collection[str],
    overrides: Mapping[str, Override],
    dated: Callable[[Mapping[str, Override]], HasTasks],
    calendar: Calendar,
    reason: str = "away",
) -> dict[str, Override]:
    """What keeps some tasks from being worked on on some days, beside what is changed anyway.

    A task that would begin on such a day begins after it; one that is on its way takes as many
    more of its days as it loses. What has no work, such as a milestone, is left alone.

    Args:
        away: local days, from the data date on.
        tasks: ids of the tasks that stand still.
        overrides: what else is changed.
        dated: dates the plan with the overrides it is given.
        calendar: the plan's business days.
        reason: what a moved date is explained with.
    """
    now = dated(overrides)
    lengths = {task.task: _work(task, calendar) for task in now.tasks if task.task in tasks}
    found, days = dict(overrides), frozenset(away)
    # Each round settles at least one more task in the order of the links.
    for _ in range(2 * len(lengths) + 2):
        before = dict(found)
        for task in now.tasks:
            if lengths.get(task.task) and task.state in {"open", "started"}:
                own = found.get(task.task, Override())
                plain = overrides.get(task.task, Override()).duration
                found[task.task] = _avoiding(
                    task, lengths[task.task], days, own, plain, calendar, reason
                )
        if found == before:
            break
        now = dated(found)
    return found


def _work(task: TaskDates, calendar: Calendar) -> int:
    """The length of a task in its unit; of one that has started, up to its expected end."""
    if task.state != "started":
        return task.duration_days
    return _length(task, task.start_on, task.finish_on, calendar).amount


def _avoiding(
    task: TaskDates,
    length: int,
    away: frozenset[date],
    own: Override,
    plain: Duration | None,
    calendar: Calendar,
    reason: str,
) -> Override:
    begin = task.start_on
    while task.state == "open" and (begin in away or not _counts(task, begin, calendar)):
        begin += timedelta(days=1)
    last, left, taken = begin, length, 0
    while True:
        if _counts(task, last, calendar):
            taken += 1
            left -= last not in away
        if left <= 0:
            break
        last += timedelta(days=1)
    moved = begin != task.start_on
    return own._replace(
        not_before=begin if moved else own.not_before,
        duration=plain if taken == length else Duration(taken, task.unit),
        reason=reason if moved or taken != length else own.reason,
    )


def _counts(task: TaskDates, day: date, calendar: Calendar) -> bool:
    return task.unit != "bd" or not calendar.closed_because(day)
