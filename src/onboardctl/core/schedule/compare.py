"""What moved between two schedules, by how much, and what pushed it (rules 9 and 10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.schedule.values import Move

if TYPE_CHECKING:
    from datetime import date

    from onboardctl.core.calendar import Calendar
    from onboardctl.core.schedule.values import Schedule, TaskDates

_OF_ANCHORS = ("window", "phase", "anchor", "not_before")
OF_TASKS = ("link", "entry", "group")


def moves(old: Schedule, new: Schedule, calendar: Calendar | None = None) -> tuple[Move, ...]:
    """Every task whose dates differ, in the order of the new schedule, then those that are gone.

    Args:
        old: before.
        new: after.
        calendar: counts moves of business-day tasks in business days; without it every day counts.
    """
    before = {task.task: task for task in old.tasks}
    after = {task.task: task for task in new.tasks}
    found = []
    for task in new.tasks:
        was = before.get(task.task)
        if was is None:
            found.append(_added(task))
        elif (was.start_on, was.finish_on) != (task.start_on, task.finish_on):
            found.append(_moved(was, task, (old, new), before, after, calendar))
    gone = [task for task in old.tasks if task.task not in after]
    reasons = {part.id: part.reason for part in new.excluded}
    return tuple(found) + tuple(_removed(task, reasons.get(task.task, "")) for task in gone)


def _added(task: TaskDates) -> Move:
    return Move(
        task.task, None, None, task.start_on, task.finish_on, 0, "added", "", "new in the plan"
    )


def _removed(task: TaskDates, reason: str) -> Move:
    detail = reason or "no longer in the plan"
    return Move(task.task, task.start_on, task.finish_on, None, None, 0, "removed", "", detail)


def _moved(
    was: TaskDates,
    task: TaskDates,
    schedules: tuple[Schedule, Schedule],
    before: dict[str, TaskDates],
    after: dict[str, TaskDates],
    calendar: Calendar | None,
) -> Move:
    days = _days(was.finish_on, task.finish_on, task.unit, calendar)
    cause, source = _cause(was, task, schedules, before, after)
    absorbed = 0
    if cause == "predecessor" and source in before and source in after:
        pushed = _days(before[source].finish_on, after[source].finish_on, task.unit, calendar)
        absorbed = max(pushed - max(days, 0), 0)
    return Move(
        task.task, was.start_on, was.finish_on, task.start_on, task.finish_on,
        days, cause, source, task.cause.detail, absorbed,
    )  # fmt: skip


def _days(start: date, end: date, unit: str, calendar: Calendar | None) -> int:
    if calendar is None or unit != "bd":
        return (end - start).days
    return calendar.business_days_between(start, end)


def _cause(
    was: TaskDates,
    task: TaskDates,
    schedules: tuple[Schedule, Schedule],
    before: dict[str, TaskDates],
    after: dict[str, TaskDates],
) -> tuple[str, str]:
    if task.state != was.state:
        return _happened(was, task), ""
    rule = task.cause.rule
    if rule == "pin" or was.cause.rule == "pin":
        return "pin", ""
    if was.start_on == task.start_on:
        if was.duration_days != task.duration_days:
            return "duration", ""
        return ("data_date" if task.state == "started" else "holiday"), ""
    # A task that may begin earlier owes it to what held it before, a later one to what holds it.
    bound = task if task.start_on > was.start_on else was
    if bound.cause.rule in OF_TASKS:
        one, other = before.get(bound.driver), after.get(bound.driver)
        if one is None or other is None:
            return "upgrade", bound.driver
        if (one.start_on, one.finish_on) != (other.start_on, other.finish_on):
            return "predecessor", bound.driver
    if bound.cause.rule in _OF_ANCHORS and _anchor_moved(schedules, bound.driver):
        return "anchor", bound.driver
    if bound.cause.rule in ("data_date", "promised"):
        return bound.cause.rule, ""
    same_text = bound.cause.source == (was if bound is task else task).cause.source
    return ("holiday" if same_text and rule == was.cause.rule else "upgrade"), ""


def _happened(was: TaskDates, task: TaskDates) -> str:
    if task.state == "started":
        return "started_late" if task.start_on > was.start_on else "started_early"
    if task.state == "open":
        return "reopened"
    return "finished_late" if task.finish_on > was.finish_on else "finished_early"


def _anchor_moved(schedules: tuple[Schedule, Schedule], anchor: str) -> bool:
    one, other = (schedule.anchor(anchor) for schedule in schedules)
    return one is not None and other is not None and one.on != other.on
