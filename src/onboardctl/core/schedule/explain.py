"""The derivation of a task's dates in words, from the same bounds that placed it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from onboardctl.core.schedule import extents, place
from onboardctl.core.schedule.nodes import BUSINESS, SLOW, WindowBound
from onboardctl.core.schedule.place import Bound
from onboardctl.core.schedule.values import Reason
from onboardctl.core.weekdays import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.core.playbook import Point
    from onboardctl.core.schedule.nodes import GroupNode, TaskNode
    from onboardctl.core.schedule.run import Run

_STRONGER = ("link", "entry", "group", "not_before", "window", "phase", "anchor", "promised")
"""Of bounds that give the same day, the first of these is named as the cause."""
_RANKS = {rule: rank for rank, rule in enumerate(_STRONGER)}
_WEAKEST = len(_STRONGER)

NAMED_AT_MOST = 4
"""Holidays named in one reason."""


class _DayTexts(dict[int, str]):
    """Days as text, each written once: thousands of plans speak of the same few hundred."""

    def __missing__(self, day: int) -> str:
        text = self[day] = date.fromordinal(day).isoformat()
        return text


day_text = _DayTexts().__getitem__
"""An ordinal as ``2026-03-02``."""


def point_text(point: Point) -> str:
    """A point as a playbook writes it."""
    start = f"task({point.ref}).{point.edge}" if point.kind == "task" else point.ref
    offsets = (f" {'-' if n < 0 else '+'} {abs(n)}{unit}" for n, unit in point.offsets)
    return start + "".join(offsets)


def derivation(run: Run, node: TaskNode) -> tuple[Reason, int, tuple[Reason, ...]]:
    """Why a task takes place when it does.

    Returns:
        The step that decided the start, the node it comes from (-1 for none), and every step.
    """
    end, extent = run.end[node.index], extents.Extent(run, node)
    happened = _happened(run, node, extent)
    if happened is not None:
        under_way = run.actuals[node.task.id].finished_at is None
        return happened, -1, (happened, _remaining(run, node, end)) if under_way else (happened,)
    found = place.bounds(run, node, extent)
    reasons = [_bound_reason(run, bound) for bound in found]
    pinned = _pinned(run, node)
    if pinned is not None:
        cause, source = pinned, -1
        reasons.append(pinned)
    else:
        deciding = min(range(len(found)), key=lambda number: _strength(found[number]))
        cause, source = reasons[deciding], found[deciding].node
        reasons += _steps(run, node, extent, found[deciding].boundary)
    if extent.length:
        reasons.append(_length(run, node, extent, end))
    return cause, source, tuple(reasons)


def cause_of(run: Run, node: TaskNode) -> tuple[str, str, int]:
    """The rule and the words of the step that decided the start, and the node it comes from.

    The same as the first two of :func:`derivation`, without all that did not decide.
    """
    if node.kind < SLOW and node.index not in run.touched:
        deciding = _deciding_by_sums(run, node)
    else:
        extent = extents.Extent(run, node)
        alone = _happened(run, node, extent) or _pinned(run, node)
        if alone is not None:
            return alone.rule, alone.detail, -1
        deciding = min(place.bounds(run, node, extent), key=_strength)
    rule = deciding.rule
    return rule, _DETAILS[rule](run, deciding, day_text(deciding.day)), deciding.node


def _deciding_by_sums(run: Run, node: TaskNode) -> Bound:
    """The strongest of :func:`place.bounds`, where sums and comparisons give them all."""
    end, business = run.end, node.kind == BUSINESS
    found: Any = None
    latest, rank = -1, 0
    for place_of, bound in zip(node.opens, node.bounds):  # noqa: B905 -- as many, and hot
        day = end[place_of]
        if day >= latest and (day > latest or _RANKS[bound.rule] < rank):
            latest, rank, found = day, _RANKS[bound.rule], bound
    for edge in node.edges:
        day, lag = end[edge.node], edge.lag
        if lag and business:
            day = run.end_rank[edge.node] + lag
            day = run.calendar.days.days[day - 1] + 1 if lag > 0 else run.calendar.days.days[day]
        elif lag:
            day += lag
        if day >= latest and (day > latest or _RANKS[edge.rule] < rank):
            latest, rank, found = day, _RANKS[edge.rule], edge
    floor, promised = run.floor, run.promised.get(node.task.id)
    day = -1 if promised is None else promised.toordinal()
    if floor is not None and floor > latest and floor > day:
        return Bound(floor, "data_date", "", -1, floor)
    if day > latest:
        return Bound(day, "promised", "", -1, day)
    spoken_of = latest if isinstance(found, WindowBound) else end[found.node] - 1
    return Bound(latest, found.rule, found.text, found.node, spoken_of)


def _happened(run: Run, node: TaskNode, extent: extents.Extent) -> Reason | None:
    """What is no plan any more: the task has been worked on."""
    actual = run.actuals.get(node.task.id)
    if actual is None:
        return None
    if actual.finished_at is not None:
        word = "skipped" if actual.skipped else "finished"
        return Reason("actual", f"{word} on {day_text(run.end[node.index] - 1)}")
    if actual.started_at is not None and extent.length:
        return Reason("actual", f"started on {day_text(run.begin[node.index])}")
    return None


def _pinned(run: Run, node: TaskNode) -> Reason | None:
    pin = place.pinned_day(run, node)
    if pin is None:
        return None
    return Reason("pin", f"pinned to {day_text(pin)}", _pin_source(run, node))


def group_derivation(run: Run, node: GroupNode) -> tuple[Reason, ...]:
    """The span of a group's steps."""
    names = ", ".join(run.prepared.nodes[leaf].name for leaf in node.leaves)
    return (Reason("group", f"from the first to the last of its steps: {names}"),)


def _strength(bound: Bound) -> tuple[int, int]:
    return -bound.boundary, _RANKS.get(bound.rule, _WEAKEST)


def _bound_reason(run: Run, bound: Bound) -> Reason:
    return Reason(bound.rule, _DETAILS[bound.rule](run, bound, day_text(bound.day)), bound.text)


def _counted(run: Run, bound: Bound) -> str:
    """Where a window is counted from."""
    if bound.node < 0:
        return ""
    since = run.begin[bound.node]
    text = f", counted from {_name(run, bound)} on {day_text(since)}"
    return text + _without(run, since, bound.day) if run.business else text


def _name(run: Run, bound: Bound) -> str:
    return run.prepared.nodes[bound.node].name if bound.node >= 0 else ""


_DETAILS: dict[str, Callable[[Run, Bound, str], str]] = {
    "window": lambda run, bound, day: f"the window opens on {day}{_counted(run, bound)}",
    "phase": lambda run, bound, day: f"the phase opens on {day}{_counted(run, bound)}",
    "anchor": lambda run, bound, day: f"not before {_name(run, bound)}, {day}",
    "link": lambda run, bound, day: f"waits for {_name(run, bound)}, {day}",
    "entry": lambda run, bound, day: f"the gate {_name(run, bound)}, {day}, has to pass first",
    "group": lambda run, bound, day: f"bound as a step: {_name(run, bound)}, {day}",
    "not_before": lambda run, bound, day: f"not before {day}{_said(bound)}",
    "promised": lambda run, bound, day: f"promised for {day}",
    "data_date": lambda run, bound, day: f"nothing unfinished lies in the past, today is {day}",
}
"""What each kind of bound says, given its day."""


def _said(bound: Bound) -> str:
    """Why a person or an absence says so; what the playbook says stands beside it anyway."""
    return f", {bound.text}" if bound.node < 0 and bound.text else ""


def _steps(run: Run, node: TaskNode, extent: extents.Extent, boundary: int) -> list[Reason]:
    if extent.length == 0:
        return []
    found = []
    working = extent.counter.at(boundary, 0)
    if working != boundary:
        because = run.calendar.closed_because(date.fromordinal(boundary)) or "workless"
        text = f"{day_text(boundary)} is {because}, the next working day is {day_text(working)}"
        found.append(Reason("working_day", text))
    begin = run.begin[node.index]
    override = run.overrides.get(node.task.id)
    by_hand = override is not None and bool(override.never_on)
    if begin != working or by_hand:
        days = ", ".join(WEEKDAYS[number] for number in sorted(extent.never))
        text = f"never on {days}" + (f", so it moves to {day_text(begin)}" * (begin != working))
        found.append(Reason("never_on", text, override.reason if override and by_hand else ""))
    return found


def _length(run: Run, node: TaskNode, extent: extents.Extent, end: int) -> Reason:
    override = run.overrides.get(node.task.id)
    changed = override is not None and override.duration is not None
    unit = "month" if extent.months else "business day" if node.unit == "bd" else "day"
    many = "" if extent.length == 1 else "s"
    text = f"{extent.length} {unit}{many}, so it finishes on {day_text(end - 1)}"
    if unit == "business day":
        text += _without(run, run.begin[node.index], end)
    source = override.reason if changed and override is not None else node.why_length
    return Reason("duration", text, source)


def _without(run: Run, first: int, last: int) -> str:
    """The holidays from ``first`` up to ``last`` that would have been working days, for a reason."""
    days, weekly = run.calendar.days, run.calendar.spec.weekly
    found = [
        f"{day_text(day)} ({title or 'a holiday'})"
        for day in range(first, last)
        if weekly[(day - 1) % 7] and (title := days.holiday(day)) is not None
    ]
    if not found:
        return ""
    more = f" and {len(found) - NAMED_AT_MOST} more" if len(found) > NAMED_AT_MOST else ""
    return f", without {', '.join(found[:NAMED_AT_MOST])}{more}"


def _remaining(run: Run, node: TaskNode, end: int) -> Reason:
    left = run.actuals[node.task.id].remaining
    text = "" if left is None else f", {left.amount}{left.unit} remain"
    return Reason("duration", f"under way{text}, so it finishes on {day_text(end - 1)}")


def _pin_source(run: Run, node: TaskNode) -> str:
    override = run.overrides.get(node.task.id)
    if override is not None and override.pin is not None:
        return override.reason
    return f"pin: {node.task.pin}"
