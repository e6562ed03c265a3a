"""The two passes over a prepared plan: earliest days forward, latest days backward.

Most tasks need sums and comparisons only. Business-day tasks are counted in ranks (how many
business days lie before a boundary), so that weekends and holidays cost nothing; their days are
looked up once. Everything else (milestones, pins, other link types, actual dates) goes through
:mod:`onboardctl.core.schedule.place`. Linear in tasks and links.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.calendar.days import FIRST_DAY
from onboardctl.core.schedule import place
from onboardctl.core.schedule.deadlines import due_days
from onboardctl.core.schedule.graph import ANCHOR, BUSINESS, CALENDAR, GROUP
from onboardctl.core.schedule.nodes import Prepared, TaskNode
from onboardctl.core.schedule.run import FAR, Run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from onboardctl.core.calendar import Calendar

_MARGIN = 500


def earliest(run: Run) -> None:
    """Fill ``begin`` and ``end`` of every node: the forward pass."""
    while True:
        try:
            _prepare_bounds(run)
            _forward(run)
        except IndexError:
            # The plan reaches past the known business days: know more of them, and once more.
            days = run.calendar.days
            last = days.base + len(days.ranks)
            days.cover(last, last + len(days.ranks))
        else:
            return


def _prepare_bounds(run: Run) -> None:
    prepared, days = run.prepared, run.calendar.days
    for index in prepared.early_anchors:
        run.date_anchor(index)
    run.static = [place.window_day(run, bound) for bound in prepared.static]
    known = [*run.static, *run.floor_days()]
    if known:
        days.cover(max(min(known) - _MARGIN, FIRST_DAY), max(known) + _MARGIN)
        base, ranks = days.base, days.ranks
        run.static_ranks = [ranks[day - base] for day in run.static]


def _forward(run: Run) -> None:  # noqa: C901 -- one loop; calls would double its time
    prepared, calendar = run.prepared, run.calendar.days
    begin, end, end_rank = run.begin, run.end, run.end_rank
    static, static_ranks, touched = run.static, run.static_ranks, run.touched
    days, ranks, base = calendar.days, calendar.ranks, calendar.base
    floor = run.floor if run.floor is not None else 0
    floor_rank = ranks[floor - base] if floor else 0
    for kind, index, length, bounds, links in prepared.program:
        if kind == BUSINESS and index not in touched:
            rank = floor_rank
            for number in bounds:
                other = static_ranks[number]
                rank = max(rank, other)
            for node, lag in links:
                other = end_rank[node] + lag
                rank = max(rank, other)
            begin[index] = days[rank]
            rank += length
            end[index] = days[rank - 1] + 1
            end_rank[index] = rank
            continue
        if kind == CALENDAR and index not in touched:
            day = floor
            for number in bounds:
                other = static[number]
                day = max(day, other)
            for node, lag in links:
                other = end[node] + lag
                day = max(day, other)
            begin[index] = day
            end[index] = day = day + length
        elif kind == ANCHOR:
            run.date_anchor(index)
            day = end[index]
        elif kind == GROUP:
            day = place.group(run, index)
        else:
            day = place.task(run, index)
        if run.ranked:
            end_rank[index] = ranks[day - base]


def latest(run: Run, due: Mapping[int, int]) -> None:
    """Fill the latest ends that hold the plan's end and every deadline: the backward pass.

    Args:
        run: after :func:`earliest`.
        due: last day by node, for tasks with a deadline.
    """
    prepared, days = run.prepared, run.calendar.days
    required = [
        node.index for node in prepared.nodes if isinstance(node, TaskNode) and node.required
    ]
    ends = [run.end[index] for index in required]
    run.late = late = [FAR] * len(prepared.nodes)
    run.late_rank = late_rank = [FAR] * len(prepared.nodes)
    if ends:
        run.plan_end = finish = max(ends)
        finish_rank = days.rank(finish)
        for index in required:
            late[index] = finish
            late_rank[index] = finish_rank
    for index, day in due.items():
        late[index] = min(late[index], day + 1)
        late_rank[index] = min(late_rank[index], days.rank(day + 1))
    _backward(run)


def _backward(run: Run) -> None:
    late, late_rank, touched = run.late, run.late_rank, run.touched
    calendar = run.calendar.days
    for kind, index, length, _, links in reversed(run.prepared.program):
        if kind == BUSINESS and index not in touched:
            # Both limits hold; the one in days is only read when a neighbour counts in days.
            limit = late_rank[index]
            day = late[index]
            if day != run.plan_end and day < FAR:
                limit = late_rank[index] = min(limit, calendar.rank(day))
            limit -= length
            for node, lag in links:
                other = limit - lag
                late_rank[node] = min(late_rank[node], other)
        elif kind == CALENDAR and index not in touched:
            day = run.latest_end(index) - length
            for node, lag in links:
                other = day - lag
                late[node] = min(late[node], other)
        elif kind == ANCHOR:
            place.anchor_back(run, index)
        elif kind == GROUP:
            place.group_back(run, index)
        else:
            place.task_back(run, index)


def plan_days(
    prepared: Prepared, given: Mapping[str, date], calendar: Calendar
) -> list[tuple[str, int, int, int | None]]:
    """Days of a fresh plan without their reasons: task, begin, end, slack; for planning in bulk.

    Returns:
        In the order of the playbook: id, ordinal of the first day, ordinal of the day after the
        last, slack in working days (``None`` for optional tasks). Groups are left out.
    """
    run = Run(prepared, given, "UTC", calendar)
    earliest(run)
    latest(run, due_days(run))
    return [
        (node.task.id, run.begin[index], run.end[index], run.slack(node))
        for index, node in enumerate(prepared.nodes)
        if isinstance(node, TaskNode)
    ]
