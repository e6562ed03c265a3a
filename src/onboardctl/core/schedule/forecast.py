"""How far a plan may slip: its days drawn again and again from how long such work took before.

A task takes the plan's days from the day it could begin (the first planned day reached, its
predecessors done; its real start when that is earlier) to the day it is finished. History is kept
as the ratio of that to the planned length, so that it fits plans of other lengths. A task with
fewer than :data:`ENOUGH` examples is drawn from :data:`PRIOR`, and the answer says so.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from onboardctl.core.playbook import Duration
from onboardctl.core.record import NamedTuple
from onboardctl.core.schedule.inputs import Actual, Override
from onboardctl.core.schedule.passes import compute
from onboardctl.core.schedule.run import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date, datetime
    from random import Random

    from onboardctl.core.calendar import Calendar
    from onboardctl.core.schedule.nodes import Prepared, TaskNode
    from onboardctl.core.schedule.passes import PlanDays
    from onboardctl.core.schedule.values import Schedule

ENOUGH = 10
"""So many finished tasks of the same id are asked for before history speaks."""

PRIOR = (0.75, 1.0, 2.0)
"""Least, most likely and most of the planned length (triangular) while history is silent."""

LEVELS = (50, 80, 95)
"""The shares of all draws, in percent, whose latest day is told."""


class Sample(NamedTuple):
    """How long one finished task took: days over planned days. ``finished`` is an ordinal."""

    task: str
    ratio: float
    tier: str
    segment: str
    finished: int
    partner: str


class Spread(NamedTuple):
    """What the length of one task is drawn from.

    ``like`` says whose examples count: ``tier and segment``, ``tier``, ``playbook`` or ``prior``.
    """

    task: str
    planned_days: int
    unit: str
    like: str
    ratios: tuple[float, ...] = ()

    def draw(self, rng: Random) -> int:
        """A length in days, at least one; fractions are rounded up as often as they are large."""
        least, likely, most = PRIOR
        ratio = rng.choice(self.ratios) if self.ratios else rng.triangular(least, most, likely)
        whole, rest = divmod(self.planned_days * ratio, 1)
        return max(1, int(whole) + (rng.random() < rest))


def samples(
    prepared: Prepared,
    calendar: Calendar,
    paper: PlanDays,
    actuals: Mapping[str, Actual],
    local_day: Callable[[datetime], int],
) -> dict[str, tuple[float, int]]:
    """How long each finished task of a plan took, as ``(ratio, ordinal of its last day)`` by id.

    Args:
        prepared: the playbook made ready for this plan.
        calendar: the plan's business days.
        paper: its days as planned at the outset.
        actuals: what happened. Skipped tasks and milestones tell nothing.
        local_day: the ordinal of an instant's local day.
    """
    finished = {
        task: local_day(actual.finished_at)
        for task, actual in actuals.items()
        if actual.finished_at is not None
    }
    found = {}
    for node, begin in zip(prepared.tasks, paper.begin, strict=True):
        actual = actuals.get(node.task.id)
        last = finished.get(node.task.id)
        if actual is None or last is None or actual.skipped or not _has_length(node):
            continue
        before = [finished.get(prepared.nodes[e.node].name) for e in node.edges if e.type == "FS"]
        ready = max([begin, *(day + 1 for day in before if day is not None)])
        if actual.started_at is not None:
            ready = min(ready, local_day(actual.started_at))
        took = _count(calendar, node.unit, min(ready, last), last)
        found[node.task.id] = (took / node.length, last)
    return found


def _has_length(node: TaskNode) -> bool:
    return node.unit in {"d", "bd"} and node.length > 0


def _count(calendar: Calendar, unit: str, first: int, last: int) -> int:
    if unit == "bd":
        calendar.days.cover(first - 1, last)
        return max(1, calendar.days.between(first - 1, last))
    return last - first + 1


def spreads(
    prepared: Prepared,
    history: Iterable[Sample],
    tier: str,
    segment: str,
    finished: Iterable[str] = (),
) -> tuple[Spread, ...]:
    """What the unfinished tasks of a plan are drawn from, in the order of the playbook.

    The most similar examples of which there are :data:`ENOUGH` count: of the same tier and
    segment, of the same tier, of the same playbook.
    """
    by_task: dict[str, list[Sample]] = {}
    for sample in history:
        by_task.setdefault(sample.task, []).append(sample)
    done = frozenset(finished)
    return tuple(
        _spread(node, by_task.get(node.task.id, []), tier, segment)
        for node in prepared.tasks
        if node.task.id not in done and _has_length(node)
    )


def _spread(node: TaskNode, known: Sequence[Sample], tier: str, segment: str) -> Spread:
    of_tier = [sample for sample in known if sample.tier == tier]
    closest = [sample for sample in of_tier if sample.segment == segment]
    choices = (("tier and segment", closest), ("tier", of_tier), ("playbook", known))
    for like, chosen in choices:
        if len(chosen) >= ENOUGH:
            ratios = tuple(sorted(sample.ratio for sample in chosen))
            return Spread(node.task.id, node.length, node.unit, like, ratios)
    return Spread(node.task.id, node.length, node.unit, "prior")


class Plan(NamedTuple):
    """One plan to be drawn; fields as the arguments of ``schedule``."""

    prepared: Prepared
    given: Mapping[str, date | datetime]
    zone: str
    calendar: Calendar
    actuals: Mapping[str, Actual]
    promised: Mapping[str, date]
    data_date: date | None
    overrides: Mapping[str, Override] = {}


class Draws(NamedTuple):
    """The days (ordinals, sorted) the plan ended on in each draw, and those of one anchor."""

    finish: tuple[int, ...]
    anchor: tuple[int, ...]


def draw(
    plan: Plan, spread: Sequence[Spread], rng: Random, *, runs: int, anchor: str = ""
) -> Draws:
    """Date a plan many times, each with lengths drawn anew for its unfinished tasks.

    Pure but for ``rng``: the same generator gives the same draws. Linear in tasks and runs.

    Args:
        plan: what is known of it.
        spread: what the lengths are drawn from.
        rng: the generator, seeded by the caller.
        runs: how many draws.
        anchor: an anchor whose day is wanted, too; one that is not known gives none.
    """
    prepared = plan.prepared
    finish, marks = [], []
    mark = prepared.names.get(("anchor", anchor), -1)
    for _ in range(runs):
        lengths = {one.task: _drawn(one, rng, plan.overrides.get(one.task)) for one in spread}
        run = Run(
            prepared, plan.given, plan.zone, plan.calendar,
            actuals=plan.actuals, promised=plan.promised, data_date=plan.data_date,
            overrides={**plan.overrides, **lengths},
        )  # fmt: skip
        compute(run, backward=False)
        finish.append(max([run.end[index] for index in prepared.required], default=1) - 1)
        if mark >= 0 and run.begin[mark]:
            marks.append(run.begin[mark])
    return Draws(tuple(sorted(finish)), tuple(sorted(marks)))


def _drawn(one: Spread, rng: Random, said: Override | None) -> Override:
    """A length drawn for a task, under whatever else was said of it by hand."""
    return Override(duration=Duration(one.draw(rng), one.unit)).over(said)


def quantile(ordered: Sequence[int], percent: int) -> int | None:
    """The smallest value that at least ``percent`` of all values do not exceed."""
    if not ordered:
        return None
    return ordered[max(1, ceil(len(ordered) * percent / 100)) - 1]


class Slip(NamedTuple):
    """What put a plan's end off: the first task of the chain, and what slack took up on the way.

    Days are the plan's, later is positive. ``task`` is empty when nothing has slipped.
    """

    task: str = ""
    days: int = 0
    end_days: int = 0
    absorbed_days: int = 0
    chain: tuple[str, ...] = ()


def slip_of(plan: Schedule) -> Slip:
    """Follow the task that ends the plan back to where its slip began.

    When the end holds, the task that slipped most is told, and slack took up all of it. The plan
    must have been dated with a baseline.
    """
    slipped = {task.task: task for task in plan.tasks if (task.slip_days or 0) > 0}
    if not slipped:
        return Slip()
    required = [task for task in plan.tasks if not task.optional] or list(plan.tasks)
    last = max(required, key=lambda task: task.finish_on)
    end = (last.slip_days or 0) if last.task in slipped else 0
    current = last if end else max(slipped.values(), key=lambda task: task.slip_days or 0)
    chain = [current.task]
    while current.driver in slipped and current.driver not in chain:
        current = slipped[current.driver]
        chain.append(current.task)
    days = current.slip_days or 0
    return Slip(current.task, days, end, max(days - end, 0), tuple(reversed(chain)))
