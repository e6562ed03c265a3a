"""The two passes over a prepared plan: earliest days forward, latest days backward.

Most tasks need sums and comparisons only. Business-day tasks are counted in ranks (how many
business days lie before a boundary), so that weekends and holidays cost nothing; their days are
looked up once. Everything else (milestones, pins, other link types, actual dates) goes through
:mod:`onboardctl.core.schedule.place`. Linear in tasks and links.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.calendar.days import FIRST_DAY, LAST_DAY
from onboardctl.core.record import NamedTuple
from onboardctl.core.schedule import extents, lateness, place
from onboardctl.core.schedule.deadlines import due_days
from onboardctl.core.schedule.nodes import ANCHOR, BUSINESS, CALENDAR, GROUP, OVER, SLOW
from onboardctl.core.schedule.run import FAR, Run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from onboardctl.core.calendar import Calendar
    from onboardctl.core.schedule.inputs import Actual, Override
    from onboardctl.core.schedule.nodes import Prepared

_MARGIN = 500


class PlanDays(NamedTuple):
    """Days of a plan without their reasons, in the order of ``Prepared.tasks`` (no groups).

    ``begin`` is the ordinal of the first day, ``end`` of the day after the last, ``slack`` in
    working days with ``None`` for optional tasks.
    """

    begin: list[int]
    end: list[int]
    slack: list[int | None]


def plan_days(
    prepared: Prepared,
    given: Mapping[str, date | datetime],
    zone: str,
    calendar: Calendar,
    *,
    actuals: Mapping[str, Actual] | None = None,
    overrides: Mapping[str, Override] | None = None,
    promised: Mapping[str, date] | None = None,
    data_date: date | None = None,
) -> PlanDays:
    """Date a plan without its reasons: the same days as :func:`schedule`, for plans in bulk.

    Whoever dates thousands of plans asks for the days first and for the whole schedule of those
    whose days have changed. The other arguments are those of :func:`schedule`.
    """
    run = Run(
        prepared, given, zone, calendar,
        actuals=actuals, overrides=overrides, promised=promised, data_date=data_date,
    )  # fmt: skip
    compute(run)
    begin, end = run.begin, run.end
    tasks = prepared.tasks
    return PlanDays(
        [begin[node.index] for node in tasks], [end[node.index] for node in tasks], slacks(run)
    )


def compute(run: Run, *, backward: bool = True) -> None:
    """Both passes. They start again when the plan reaches past the business days known so far.

    Args:
        run: the plan; its days are filled in.
        backward: find the latest days, too, which slack is made of.
    """
    days = run.calendar.days
    while True:
        try:
            _find_bounds(run)
            base = days.base
            _forward(run)
            if not backward and days.base == base:
                return
            due = due_days(run)
            if run.ranked and due:
                days.cover(max(min(due.values()) - _MARGIN, FIRST_DAY), days.base)
            if days.base == base:
                _latest(run, due)
        except IndexError:
            last = days.base + len(days.ranks)
            days.cover(last, max(last, min(last + len(days.ranks), LAST_DAY)))
        else:
            # Days added in front renumber the ranks, so what was counted in them is void.
            if days.base == base:
                return


def _find_bounds(run: Run) -> None:
    prepared, days = run.prepared, run.calendar.days
    for index in prepared.early_anchors:
        run.date_anchor(index)
    if run.ranked:
        known = [run.begin[index] for index in prepared.early_anchors if run.begin[index]]
        known += run.floor_days()
        low, high = min(known, default=FIRST_DAY), max(known, default=FIRST_DAY)
        days.cover(max(low - _MARGIN, FIRST_DAY), max(high, min(high + _MARGIN, LAST_DAY)))
    _place_windows(run)


def _place_windows(run: Run) -> None:
    """Date the windows on known anchors, as if each were a task that ends when it opens."""
    begin, end, end_rank, ranked = run.begin, run.end, run.end_rank, run.ranked
    calendar = run.calendar.days
    days, ranks, base = calendar.days, calendar.ranks, calendar.base
    index = len(run.prepared.nodes)
    for bound in run.prepared.static:
        if ranked and bound.unit == "bd":
            rank = ranks[begin[bound.node] - base] + bound.first - 1
            end_rank[index], end[index] = rank, days[rank]
        else:
            day = end[index] = extents.window_day(run, bound)
            if ranked:
                end_rank[index] = ranks[day - base]
        index += 1


def _forward(run: Run) -> None:  # noqa: C901, PLR0912 -- one loop; calls would double its time
    calendar, ranked = run.calendar.days, run.ranked
    begin, end, end_rank = run.begin, run.end, run.end_rank
    days, ranks, base = calendar.days, calendar.ranks, calendar.base
    floor = run.floor or 0
    since = [floor] * len(begin)
    since_rank = [ranks[floor - base] if floor and ranked else 0] * len(begin)
    for index, day in run.held:
        if day > floor:
            since[index] = day
            if ranked:
                since_rank[index] = ranks[day - base]
    for kind, index, length, sources, _ in run.program:
        if kind == BUSINESS:
            rank = since_rank[index]
            for node, lag in sources:
                other = end_rank[node] + lag
                if other > rank:  # noqa: PLR1730 -- max() would take half the time of the loop
                    rank = other
            begin[index] = days[rank]
            end_rank[index] = rank = rank + length
            end[index] = days[rank - 1] + 1
            continue
        if kind == CALENDAR:
            day = since[index]
            for node, lag in sources:
                other = end[node] + lag
                if other > day:  # noqa: PLR1730
                    day = other
            begin[index] = day
            end[index] = day = day + length
        elif kind == OVER:
            day = end[index]
        elif kind == ANCHOR:
            run.date_anchor(index)
            day = end[index]
        elif kind == GROUP:
            day = place.group(run, index)
        else:
            day = place.task(run, index)
        if ranked:
            if day < base:
                calendar.cover(day, day)
                raise IndexError
            end_rank[index] = ranks[day - base]


def _latest(run: Run, due: Mapping[int, int]) -> None:
    """Fill the latest ends that hold the plan's end and every deadline (last day by node)."""
    prepared, days, end = run.prepared, run.calendar.days, run.end
    required = prepared.required
    count = len(prepared.nodes)
    finish = max([end[index] for index in required], default=FAR)
    rank = days.rank(finish) if run.ranked and finish < FAR else FAR
    run.late = late = [finish] * count
    run.late_rank = late_rank = [rank] * count
    for index in prepared.unlimited:
        late[index] = late_rank[index] = FAR
    for index, day in due.items():
        run.limit(index, day + 1)
    _backward(run)


def _backward(run: Run) -> None:  # noqa: C901 -- one loop, as above
    late, late_rank, ranked = run.late, run.late_rank, run.ranked
    for kind, index, length, _, links in reversed(run.program):
        if kind == BUSINESS:
            limit = late_rank[index] - length
            for node, lag in links:
                other = limit - lag
                if other < late_rank[node]:  # noqa: PLR1730
                    late_rank[node] = other
        elif kind == CALENDAR:
            day = (run.latest_end(index) if ranked else late[index]) - length
            for node, lag in links:
                if day - lag < late[node]:
                    if ranked:
                        run.limit(node, day - lag)
                    else:
                        late[node] = day - lag
        elif kind == ANCHOR:
            lateness.anchor_back(run, index)
        elif kind == GROUP:
            lateness.group_back(run, index)
        elif kind == SLOW:
            lateness.task_back(run, index)


def slacks(run: Run) -> list[int | None]:
    """Working days each task may slip, in the order of ``Prepared.tasks``."""
    if run.program is run.prepared.program and run.prepared.uniform:
        late, end = (run.late_rank, run.end_rank) if run.business else (run.late, run.end)
        return [
            late[node.index] - end[node.index] if node.required else None
            for node in run.prepared.tasks
        ]
    return [lateness.slack(run, node) for node in run.prepared.tasks]
