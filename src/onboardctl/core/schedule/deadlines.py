"""By when: deadlines of tasks, items and messages as instants (F2, F4).

Offsets in hours are elapsed time from the anchor's moment. A deadline on a day means the last
second of that local day, after ``land_on`` has moved it where the playbook says so.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from onboardctl.core.calendar import end_of_day, instant_of
from onboardctl.core.schedule.nodes import Ref, TaskNode
from onboardctl.core.schedule.values import ItemDue, MessageDue, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from onboardctl.core.playbook import Deadline, Message, Point, Task
    from onboardctl.core.schedule.nodes import Prepared
    from onboardctl.core.schedule.run import Run


def point_ref(run: Run, point: Point, task: int | None) -> Ref | None:
    """The point as a reference; ``None`` while its anchor is unknown or its task left out.

    A point without a name hangs on the task it stands in: before its start or after its finish.
    """
    names = run.prepared.names
    if point.kind == "subject":
        edge = "start" if point.offsets and point.offsets[0].amount < 0 else "finish"
        return None if task is None else Ref(task, edge, point.offsets)
    node = names.get(("task" if point.kind == "task" else "anchor", point.ref))
    if node is None or run.begin[node] == 0:
        return None
    return Ref(node, point.edge, point.offsets)


def due_days(run: Run) -> dict[int, int]:
    """The last day of each task with a deadline of its own that is known, by node."""
    found = {}
    for node in run.prepared.nodes:
        if isinstance(node, TaskNode) and node.due is not None and run.begin[node.due.node]:
            day, moment = run.resolve(node.due)
            found[node.index] = day if moment is not None else land(run, day)
    return found


def land(run: Run, day: int) -> int:
    """Where a day without work lands."""
    policy = run.prepared.playbook.calendar.land_on
    if policy == "any day":
        return day
    return run.calendar.land(date.fromordinal(day), policy).toordinal()


def instant(run: Run, ref: Ref) -> datetime:
    """The moment a deadline means."""
    day, moment = run.resolve(ref)
    if moment is not None:
        return instant_of(moment)
    return end_of_day(date.fromordinal(land(run, day)), run.zone)


def due_at(run: Run, deadline: Deadline | None, task: int | None) -> tuple[datetime | None, Reason]:
    """The instant of a deadline with its reason; ``None`` when there is none or it is unknown."""
    if deadline is None:
        return None, Reason("deadline", "no deadline")
    ref = point_ref(run, deadline.point, task)
    if ref is None:
        return None, Reason("deadline", f"{deadline.point.ref} is not known yet", deadline.text)
    name = run.prepared.nodes[ref.node].name
    day = date.fromordinal(run.edge_day(ref))
    return instant(run, ref), Reason("deadline", f"{name} is on {day.isoformat()}", deadline.text)


def all_of(prepared: Prepared) -> Iterator[tuple[str, Deadline, int | None]]:
    """Every deadline that plans of a preparation may have: its name, itself, where it stands.

    Mails first, then items (named ``task/item``), then tasks; each in the order of the playbook.
    """
    names, parts = prepared.names, prepared.selection.parts
    tasks = [task for task in prepared.selection.tasks if ("task", task.id) in names]
    places: dict[str, int | None] = {task.id: names["task", task.id] for task in tasks}
    mails = [("", message) for message in prepared.playbook.messages]
    mails += [(task.id, message) for task in tasks for message in task.messages]
    for where, message in mails:
        if message.due is not None and ("message", where, message.id) not in parts:
            yield message.id, message.due, places.get(where)
    for where, item in [(task.id, item) for task in tasks for item in task.checklist]:
        if item.due is not None and ("item", where, item.id) not in parts:
            yield f"{where}/{item.id}", item.due, places[where]
    for task in tasks:
        if task.due is not None:
            yield task.id, task.due, places[task.id]


def item_dues(run: Run, provisional: list[bool]) -> tuple[ItemDue, ...]:
    """Deadlines of the checklist items that have one, in the order of the playbook."""
    found = []
    for task, index in _tasks(run):
        for item in task.checklist:
            if item.due is None or ("item", task.id, item.id) in run.prepared.selection.parts:
                continue
            due, reason = due_at(run, item.due, index)
            unsure = _is_unsure(run, item.due.point, index, provisional)
            found.append(ItemDue(task.id, item.id, due, unsure, reason))
    return tuple(found)


def message_dues(run: Run, provisional: list[bool]) -> tuple[MessageDue, ...]:
    """When each mail may go and has to have gone: those of the playbook, then those of tasks."""
    found = [_message(run, message, "", None, provisional) for message in _messages(run)]
    for task, index in _tasks(run):
        found += [
            _message(run, message, task.id, index, provisional)
            for message in task.messages
            if ("message", task.id, message.id) not in run.prepared.selection.parts
        ]
    return tuple(found)


def _messages(run: Run) -> list[Message]:
    left_out = run.prepared.selection.parts
    return [m for m in run.prepared.playbook.messages if ("message", "", m.id) not in left_out]


def _message(
    run: Run, message: Message, task: str, index: int | None, provisional: list[bool]
) -> MessageDue:
    due, reason = due_at(run, message.due, index)
    upon = None
    if message.upon is not None:
        ref = point_ref(run, message.upon, index)
        upon = None if ref is None else instant(run, ref)
    points = [p for p in (message.upon, message.due and message.due.point) if p is not None]
    unsure = any(_is_unsure(run, point, index, provisional) for point in points)
    return MessageDue(message.id, message.template, task, upon, due, unsure, reason)


def _tasks(run: Run) -> list[tuple[Task, int]]:
    names = run.prepared.names
    return [
        (task, names["task", task.id])
        for task in run.prepared.selection.tasks
        if ("task", task.id) in names
    ]


def _is_unsure(run: Run, point: Point, task: int | None, provisional: list[bool]) -> bool:
    ref = point_ref(run, point, task)
    return ref is not None and provisional[ref.node]
