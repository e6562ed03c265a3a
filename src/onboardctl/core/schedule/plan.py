"""A playbook, a partner's facts and anchors, and what has happened so far, made into dates."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from onboardctl.core.schedule import deadlines, explain, extents, lateness, place
from onboardctl.core.schedule.graph import prepare
from onboardctl.core.schedule.nodes import AnchorNode, GroupNode, TaskNode
from onboardctl.core.schedule.outline import anchor_dates, gates_of, left_out, phase_dates
from onboardctl.core.schedule.passes import compute
from onboardctl.core.schedule.run import Run
from onboardctl.core.schedule.values import (
    Schedule,
    TaskDates,
)
from onboardctl.core.schedule.warnings import warnings_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onboardctl.core.calendar import Calendar
    from onboardctl.core.playbook import Duration, Playbook
    from onboardctl.core.schedule.inputs import Actual, Override
    from onboardctl.core.schedule.nodes import Prepared


Baseline = dict[str, tuple[date, date]]


def schedule(
    playbook: Playbook,
    *,
    facts: Mapping[str, Any],
    given: Mapping[str, date | datetime],
    zone: str,
    calendar: Calendar,
    calendars: Mapping[str, Calendar] | None = None,
    actuals: Mapping[str, Actual] | None = None,
    overrides: Mapping[str, Override] | None = None,
    promised: Mapping[str, date] | None = None,
    stretch: Mapping[str, Duration] | None = None,
    baseline: Schedule | Mapping[str, tuple[date, date]] | None = None,
    data_date: date | None = None,
    prepared: Prepared | None = None,
) -> Schedule:
    """Date a plan. Pure: the same inputs give the same value.

    Args:
        playbook: the compiled definition.
        facts: what is known of the partner; the playbook's defaults fill the gaps.
        given: days or aware moments of anchors. A moment is what clock deadlines count from; a
            day means the end of that local day.
        zone: IANA name of the partner's zone.
        calendar: business days and hours of the plan.
        calendars: further calendars, by the name tasks use.
        actuals: what has happened, by task. Finished is frozen, started keeps its start.
        overrides: pins, bounds and durations a person set, by task.
        promised: starts already promised, by task; open tasks are not pulled before their own.
        stretch: amounts chosen for adjustments instead of the assumed ones.
        baseline: the first promise, for the variance.
        data_date: today; nothing unfinished is placed before it. ``None`` for a plan on paper.
        prepared: the result of :func:`prepare` for these facts and anchors, to save its time.

    Raises:
        InvalidInput: ``plan.anchor`` (a required anchor is missing), ``plan.cycle`` (members
            named), ``calendar.range`` and ``calendar.no_open_time``.
    """
    if prepared is None:
        prepared = prepare(playbook, facts, given=given.keys(), stretch=stretch)
    run = Run(
        prepared, given, zone, calendar, calendars=calendars, actuals=actuals,
        overrides=overrides, promised=promised, data_date=data_date,
    )  # fmt: skip
    compute(run)
    provisional = provisional_nodes(run)
    tasks, causes = _tasks(run, provisional, _baseline(baseline))
    required = [task for task in tasks if not task.optional] or tasks
    return Schedule(
        zone=zone,
        applies=prepared.selection.applies,
        start_on=min((task.start_on for task in required), default=None),
        finish_on=max((task.finish_on for task in required), default=None),
        anchors=anchor_dates(run, provisional),
        phases=phase_dates(run, tasks),
        tasks=tuple(tasks),
        items=deadlines.item_dues(run, provisional),
        messages=deadlines.message_dues(run, provisional),
        gates=gates_of(run),
        excluded=left_out(prepared),
        warnings=warnings_of(run, tasks, causes),
        data_date=data_date,
    )


def days_of_open_tasks(run: Run) -> tuple[TaskDates, ...]:
    """When and how long everything unfinished takes place, and nothing else about it."""
    found = []
    for node in run.prepared.nodes:
        if isinstance(node, AnchorNode):
            continue
        begin, end = run.begin[node.index], run.end[node.index]
        if isinstance(node, GroupNode):
            state, length, unit = _state_of_group(run, node), *_length_of_group(run, node)
        else:
            extent = extents.Extent(run, node)
            state, unit = _state(run, node.task.id), "bd" if node.unit == "bd" else "d"
            length = extent.length if not extent.months else end - begin
        if state in ("open", "started"):
            dates = TaskDates(
                node.name,
                node.task.phase,
                date.fromordinal(min(begin, end - 1)),
                date.fromordinal(end - 1),
                state=state,
                duration_days=length,
                unit=unit,
            )
            found.append(dates)
    return tuple(found)


def provisional_nodes(run: Run) -> list[bool]:
    """Which nodes hang on an estimate, by node; what has happened hangs on nothing."""
    found = [False] * len(run.prepared.nodes)
    for index in run.prepared.order:
        node = run.prepared.nodes[index]
        if isinstance(node, AnchorNode):
            if node.anchor.id in run.given:
                continue
            found[index] = node.origin == "estimate"
        elif node.task.id in run.actuals:
            continue
        found[index] = found[index] or any(found[need] for need in node.needs())
    return found


def _tasks(
    run: Run, provisional: list[bool], baseline: Baseline
) -> tuple[list[TaskDates], dict[str, int]]:
    found, causes = [], {}
    for node in run.prepared.nodes:
        if isinstance(node, TaskNode):
            dates, cause = _task(run, node, provisional[node.index])
            causes[node.task.id] = cause
        elif isinstance(node, GroupNode):
            dates = _group(run, node, provisional[node.index])
        else:
            continue
        found.append(_with_baseline(run, dates, baseline))
    by_name = {dates.task: dates for dates in found}
    for position, dates in enumerate(found):
        index = run.prepared.names["task", dates.task]
        node = run.prepared.nodes[index]
        if isinstance(node, GroupNode):
            found[position] = _group_slack(run, dates, node, by_name)
            by_name[dates.task] = found[position]
    return found, causes


def _task(run: Run, node: TaskNode, provisional: bool) -> tuple[TaskDates, int]:
    task, index = node.task, node.index
    begin, end = run.begin[index], run.end[index]
    extent = extents.Extent(run, node)
    cause, source, reasons = explain.derivation(run, node)
    due, reason = deadlines.due_at(run, task.due, index)
    if due is not None:
        reasons = (*reasons, reason)
    slack = lateness.slack(run, node)
    last = None if slack is None else lateness.latest(run, node, extent)
    target = None if node.window is None else extents.window_last_day(run, node.window)
    return TaskDates(
        task=task.id,
        phase=task.phase,
        start_on=date.fromordinal(begin if begin < end else end - 1),
        finish_on=date.fromordinal(end - 1),
        late_start_on=None if last is None else date.fromordinal(min(last[0], last[1] - 1)),
        late_finish_on=None if last is None else date.fromordinal(last[1] - 1),
        slack_days=slack,
        critical=slack is not None and slack <= 0,
        provisional=provisional,
        optional=task.optional,
        milestone=extent.length == 0,
        state=_state(run, task.id),
        due_at=due,
        target_on=None if target is None else date.fromordinal(target),
        duration_days=extent.length if not extent.months else end - begin,
        unit="bd" if node.unit == "bd" else "d",
        broken_links=_broken(run, node),
        driver=run.prepared.nodes[source].name if source >= 0 else "",
        cause=cause,
        reasons=reasons,
    ), source


def _broken(run: Run, node: TaskNode) -> tuple[str, ...]:
    if node.task.id in run.actuals or place.pinned_day(run, node) is not None:
        return place.broken_links(run, node)
    return ()


def _group(run: Run, node: GroupNode, provisional: bool) -> TaskDates:
    begin, end = run.begin[node.index], run.end[node.index]
    reasons = explain.group_derivation(run, node)
    length, unit = _length_of_group(run, node)
    return TaskDates(
        task=node.task.id,
        phase=node.task.phase,
        start_on=date.fromordinal(min(begin, end - 1)),
        finish_on=date.fromordinal(end - 1),
        provisional=provisional,
        optional=node.task.optional,
        state=_state_of_group(run, node),
        due_at=deadlines.due_at(run, node.task.due, node.index)[0],
        duration_days=length,
        unit=unit,
        cause=reasons[0],
        reasons=reasons,
    )


def _state_of_group(run: Run, node: GroupNode) -> str:
    states = {_state(run, run.prepared.nodes[leaf].name) for leaf in node.leaves}
    return "open" if states == {"open"} else "started" if states & {"open", "started"} else "done"


def _length_of_group(run: Run, node: GroupNode) -> tuple[int, str]:
    unit = "bd" if run.business else "d"
    begin, end = run.begin[node.index], run.end[node.index]
    return run.unit_counter(unit).between(begin - 1, end - 1), unit


def _group_slack(
    run: Run, dates: TaskDates, node: GroupNode, by_name: Mapping[str, TaskDates]
) -> TaskDates:
    leaves = [by_name[run.prepared.nodes[leaf].name] for leaf in node.leaves]
    slacks = [leaf.slack_days for leaf in leaves if leaf.slack_days is not None]
    if not slacks:
        return dates
    return dates._replace(slack_days=min(slacks), critical=min(slacks) <= 0)


def _state(run: Run, task: str) -> str:
    actual = run.actuals.get(task)
    if actual is None or (actual.started_at is None and actual.finished_at is None):
        return "open"
    if actual.finished_at is None:
        return "started"
    return "skipped" if actual.skipped else "done"


def _baseline(baseline: Schedule | Mapping[str, tuple[date, date]] | None) -> Baseline:
    if baseline is None:
        return {}
    if isinstance(baseline, Schedule):
        return {task.task: (task.start_on, task.finish_on) for task in baseline.tasks}
    return dict(baseline)


def _with_baseline(run: Run, dates: TaskDates, baseline: Baseline) -> TaskDates:
    promise = baseline.get(dates.task)
    if promise is None:
        return dates
    counter = run.unit_counter("bd" if run.business else "d")
    slip = counter.between(promise[1].toordinal(), dates.finish_on.toordinal())
    return dates._replace(
        baseline_start_on=promise[0], baseline_finish_on=promise[1], slip_days=slip
    )
