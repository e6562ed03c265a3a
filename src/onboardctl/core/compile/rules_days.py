"""Rules about windows, deadlines and units (PB204 to PB206, PB209, PB210, PB411)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.compile.days import Days, day_range, earliest, in_order
from onboardctl.core.weekdays import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from onboardctl.core.compile.assemble import Stock
    from onboardctl.core.compile.compiler import Surroundings
    from onboardctl.core.errors import Diagnostic
    from onboardctl.core.located import Node
    from onboardctl.core.playbook import Deadline, Playbook, Task

_BUSY = 4
_FULL = tuple(f"{name}day" for name in ("Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun"))


def too_late(stock: Stock, _: Surroundings) -> Iterator[Diagnostic]:
    """PB204: links that push a task out of its window, whatever the weekday of the start."""
    playbook = stock.playbook
    assert playbook is not None
    order = in_order(playbook)
    passes = [earliest(playbook, start, order) for start in _starts(playbook)]
    for task in playbook.tasks:
        window = task.window
        if window is None or window.last is None or window.anchor != playbook.origin:
            continue
        last = day_range(window, business=passes[0][0].business)[1]
        assert last is not None
        ends = [
            (days.number_at(late[task.id]), decided.get(task.id))
            for days, late, decided in passes
            if task.id in late
        ]
        if not ends or max(ends, key=lambda one: one[0])[0] <= last:
            continue
        worst = max(range(len(ends)), key=lambda number: ends[number][0])
        cause = ends[worst][1]
        if cause is None:
            continue
        yield _late(stock, task, ends[0][0], ends[worst][0], cause, last, _starts(playbook)[worst])


def _late(
    stock: Stock, task: Task, monday: int, worst: int, cause: str, last: int, start: int
) -> Diagnostic:
    assert task.window is not None
    found = f"earliest finish is day {worst if monday <= last else monday}"
    if monday <= last:
        found += f" (for a {_FULL[start]} start)"
    elif worst > monday:
        found += f" (for a Monday start; worst start: day {worst})"
    message = f'"after {cause}" cannot finish inside window {task.window.text}: {found}'
    node = stock.place("task", task.id)
    return (node.get("after") or node.get("window") or node).problem(
        "PB204", message, severity="warning"
    )


def _starts(playbook: Playbook) -> tuple[int, ...]:
    """The weekdays the origin may fall on: all of them, or the worked ones of a business playbook."""
    if playbook.calendar.days != "business":
        return tuple(range(7))
    return tuple(n for n, day in enumerate(WEEKDAYS) if day not in playbook.calendar.weekend) or (
        0,
    )


def outside_phase(stock: Stock, _: Surroundings) -> Iterator[Diagnostic]:
    """PB205: a task whose window leaves that of its phase."""
    playbook = stock.playbook
    assert playbook is not None
    business = playbook.calendar.days == "business"
    phases = {phase.id: phase for phase in playbook.phases}
    for task in playbook.tasks:
        outer = phases[task.phase].window if task.phase in phases else None
        if task.window is None or outer is None or task.window.anchor != outer.anchor:
            continue
        first, last = day_range(task.window, business=business)
        begin, end = day_range(outer, business=business)
        node = stock.place("task", task.id).get("window") or stock.place("task", task.id)
        if first < begin:
            where = f"day {first}, {task.phase} starts on day {begin}"
        elif end is not None and (last is None or last > end):
            where = f"day {last or first}, {task.phase} ends on day {end}"
        else:
            continue
        yield node.problem(
            "PB205", f"task lies outside its phase window ({where})", severity="warning"
        )


def gaps_and_overlaps(stock: Stock, _: Surroundings) -> Iterator[Diagnostic]:
    """PB206: days without any task, phases that share days."""
    playbook = stock.playbook
    assert playbook is not None
    business = playbook.calendar.days == "business"
    yield from _gaps(stock, playbook, business=business)
    reach: tuple[int | None, str] | None = None
    for phase in playbook.phases:
        if phase.window is None or phase.window.anchor != playbook.origin or phase.when is not None:
            continue
        first, last = day_range(phase.window, business=business)
        if reach is not None and (reach[0] is None or first <= reach[0]):
            node = stock.place("phase", phase.id).get("window") or stock.place("phase", phase.id)
            message = f"phases overlap ({reach[1]}, {phase.window.text})"
            yield node.problem("PB206", message, severity="warning")
        if reach is None or (reach[0] is not None and (last is None or last > reach[0])):
            reach = last, phase.window.text


def _gaps(stock: Stock, playbook: Playbook, *, business: bool) -> Iterator[Diagnostic]:
    """Gaps, when every task says by its window which days it fills."""
    filled = []
    for task in playbook.tasks:
        if task.parent is not None:
            continue
        if task.window is None or task.window.anchor != playbook.origin:
            return
        filled.append((*day_range(task.window, business=business), task.id))
    reach = 0
    for first, last, ident in sorted(filled, key=lambda one: (one[0], one[2])):
        if first > reach + 1 and reach:
            node = stock.place("task", ident)
            days = (
                f"on day {reach + 1}"
                if first == reach + 2
                else f"between day {reach + 1} and {first - 1}"
            )
            message = f"gap: no task {days}"
            yield (node.get("window") or node).problem("PB206", message, severity="warning")
        if last is None:
            return
        reach = max(reach, last)


def early_deadlines(stock: Stock, _: Surroundings) -> Iterator[Diagnostic]:
    """PB209: something due before the task it belongs to may start."""
    playbook = stock.playbook
    assert playbook is not None
    days = Days(playbook, 0)
    for task in playbook.tasks:
        if task.window is None or task.window.anchor != playbook.origin:
            continue
        begin = days.begin_of(day_range(task.window, business=days.business)[0])
        node = stock.place("task", task.id)
        if _too_early(task.due, playbook, days, begin):
            yield _early(node.get("due") or node, task.due)
        entries: list[tuple[Deadline | None, Node]] = [
            *zip([item.due for item in task.checklist], node.get("checklist") or (), strict=False),
            *zip([mail.due for mail in task.messages], node.get("messages") or (), strict=False),
        ]
        for due, place in entries:
            if _too_early(due, playbook, days, begin):
                yield _early(place.get("due") or place, due)


def _too_early(due: Deadline | None, playbook: Playbook, days: Days, begin: int) -> bool:
    if due is None or due.point.kind != "anchor" or due.point.ref != playbook.origin:
        return False
    moment = 0
    for offset in due.point.offsets:
        moment = days.plus(moment, offset)
    return moment < begin


def _early(node: Node, due: Deadline | None) -> Diagnostic:
    assert due is not None
    message = f'deadline "{due.text}" is before the task may start'
    return node.problem("PB209", message, severity="warning")


def units(stock: Stock, _: Surroundings) -> Iterator[Diagnostic]:
    """PB210: calendar days of work in a playbook that counts business days."""
    playbook = stock.playbook
    assert playbook is not None
    if playbook.calendar.days != "business":
        return
    for leaf in stock.reading.leaves.get("duration", ()):
        if leaf.record in {"task", "step", "link"} and leaf.value.unit == "d":
            amount = leaf.value.amount
            message = f'"{leaf.node.text}" in a business-day playbook: did you mean {amount}bd?'
            yield leaf.node.problem("PB210", message, severity="warning")


def load_and_weekends(stock: Stock, _: Surroundings) -> Iterator[Diagnostic]:
    """PB411: many tasks of one owner on one day; a go-live that may land on a Friday."""
    playbook = stock.playbook
    assert playbook is not None
    business = playbook.calendar.days == "business"
    owned: dict[tuple[str, int], list[Task]] = {}
    for task in playbook.tasks:
        if task.window is not None and task.owners and task.window.anchor == playbook.origin:
            first, _last = day_range(task.window, business=business)
            owned.setdefault((task.owners[0], first), []).append(task)
    for (owner, day), tasks in owned.items():
        if len(tasks) >= _BUSY:
            message = f"{owner} owns {len(tasks)} tasks on day {day}"
            yield stock.place("task", tasks[-1].id).problem("PB411", message, severity="info")
    for task in playbook.tasks:
        if task.milestone and not task.never_on and "live" in f"{task.id} {task.title}".lower():
            message = f"{task.id} may land on a Friday or before a holiday (never_on)"
            yield stock.place("task", task.id).problem("PB411", message, severity="info")


RULES: tuple[Callable[[Stock, Surroundings], Iterator[Diagnostic]], ...] = (
    too_late,
    outside_phase,
    gaps_and_overlaps,
    early_deadlines,
    units,
    load_and_weekends,
)
