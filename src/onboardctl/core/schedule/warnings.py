"""What a person should know about a schedule that could be made all the same (rule 11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.calendar import local_date

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from onboardctl.core.schedule.run import Run
    from onboardctl.core.schedule.values import TaskDates

_CHAIN = 8


def warnings_of(run: Run, tasks: Sequence[TaskDates], causes: Mapping[str, int]) -> tuple[str, ...]:
    """Sentences, the most general first; each thing is said once."""
    found = list(run.prepared.warnings)
    if not run.prepared.selection.applies:
        found.append("the playbook is not meant for a partner like this")
    for task in tasks:
        if task.state in ("done", "skipped"):
            continue
        found += _late(run, task)
        found += _negative(run, task, causes)
        if task.target_on is not None and task.finish_on > task.target_on:
            found.append(
                f"{task.task} finishes on {task.finish_on}, its window ends on {task.target_on}"
            )
        if task.broken_links:
            names = ", ".join(task.broken_links)
            found.append(f"{task.task} starts on {task.start_on} without waiting for {names}")
    return tuple(dict.fromkeys(found))


def _late(run: Run, task: TaskDates) -> list[str]:
    if task.due_at is None or run.data_date is None:
        return []
    due_on = local_date(task.due_at, run.zone)
    return [f"{task.task} was due on {due_on}"] if due_on < run.data_date else []


def _negative(run: Run, task: TaskDates, causes: Mapping[str, int]) -> list[str]:
    if task.slack_days is None or task.slack_days >= 0 or task.due_at is None:
        return []
    chain, name = [task.task], task.task
    while (node := causes.get(name, -1)) >= 0 and len(chain) < _CHAIN:
        name = run.prepared.nodes[node].name
        chain.append(name)
    days = -task.slack_days
    many = "" if days == 1 else "s"
    text = " ← ".join(chain)
    return [f"{task.task} misses its deadline by {days} working day{many}: {text}"]
