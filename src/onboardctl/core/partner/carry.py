"""How progress moves to other ids when a plan follows its playbook: renamed, split, merged.

Pure functions over progress by task; :mod:`onboardctl.core.partner.evolve` replays them, so what
they do with a fact that was once recorded never changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.dated import DatedTask
from onboardctl.core.partner.state import UNTOUCHED, TaskProgress
from onboardctl.core.types import TaskState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from onboardctl.core.partner.events import PlanUpgraded

FINISHED = frozenset({TaskState.DONE, TaskState.SKIPPED})


def is_touched(progress: TaskProgress) -> bool:
    """Whether anything of a task has happened."""
    return bool(
        progress.state != TaskState.OPEN
        or progress.started_at
        or progress.items
        or progress.criteria
    )


def carried(tasks: Mapping[str, TaskProgress], event: PlanUpgraded) -> dict[str, TaskProgress]:
    """Progress under the new ids.

    A split task that is finished finishes all its parts; else the first part has what happened.
    A merged task is finished when all it was made of is, and begun when any is.
    """
    found = dict(tasks)
    # Items are told by the old name of their task, so they come first.
    for old, now in sorted(event.renamed.items(), key=lambda pair: "/" not in pair[0]):
        _rename(found, old, now)
    for old, parts in event.split.items():
        if old in found:
            whole = found.pop(old)
            found[parts[0]] = whole
            if whole.state in FINISHED:
                rest = whole._replace(items={}, criteria={}, notes=())
                found |= dict.fromkeys(parts[1:], rest)
    for now, olds in event.merged.items():
        pieces = [found.pop(old, UNTOUCHED) for old in olds]
        if any(piece != UNTOUCHED for piece in pieces):
            found[now] = _merged(pieces)
    return found


def _rename(found: dict[str, TaskProgress], old: str, new: str) -> None:
    task, _, item = old.partition("/")
    if not item:
        if old in found:
            found[new] = found.pop(old)
    elif task in found:
        name = new.partition("/")[2]
        marks = {name if key == item else key: mark for key, mark in found[task].items.items()}
        found[task] = found[task]._replace(items=marks)


def _merged(pieces: list[TaskProgress]) -> TaskProgress:
    started = [piece.started_at for piece in pieces if piece.started_at]
    ended = [piece.finished_at for piece in pieces if piece.finished_at]
    together = TaskProgress(
        started_at=min(started, default=None),
        items={item: mark for piece in pieces for item, mark in piece.items.items()},
        criteria={name: mark for piece in pieces for name, mark in piece.criteria.items()},
        person=next((piece.person for piece in pieces if piece.person), None),
        notes=tuple(note for piece in pieces for note in piece.notes),
    )
    if all(piece.state in FINISHED for piece in pieces):
        skipped = all(piece.state == TaskState.SKIPPED for piece in pieces)
        state = TaskState.SKIPPED if skipped else TaskState.DONE
        return together._replace(state=state, finished_at=max(ended, default=None))
    if any(is_touched(piece) for piece in pieces):
        first = min([*started, *ended], default=None)
        return together._replace(state=TaskState.STARTED, started_at=first)
    return together


def carried_dates(tasks: Mapping[str, DatedTask], event: PlanUpgraded) -> dict[str, DatedTask]:
    """Dates under the new ids; parts have those of the whole, a whole spans its parts."""
    found = dict(tasks)
    for old, now in event.renamed.items():
        if old in found:
            found[now] = found.pop(old)
    for old, parts in event.split.items():
        if old in found:
            found |= dict.fromkeys(parts, found.pop(old))
    for now, olds in event.merged.items():
        pieces = [found.pop(old) for old in olds if old in found]
        if pieces:
            found[now] = DatedTask(
                min(piece.start_on for piece in pieces), max(piece.finish_on for piece in pieces)
            )
    return {task: dated for task, dated in found.items() if task not in event.dropped}


def carried_days(days: Mapping[str, date], event: PlanUpgraded) -> dict[str, date]:
    """The same for the days we stand by."""
    dated = {task: DatedTask(day, day) for task, day in days.items()}
    return {task: one.finish_on for task, one in carried_dates(dated, event).items()}
