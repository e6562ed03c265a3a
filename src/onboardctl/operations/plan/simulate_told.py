"""What would be another: ends, moves, clocks and load, beside how they stand."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.partner import gates
from onboardctl.core.payloads import simulation as p
from onboardctl.core.record import NamedTuple
from onboardctl.core.schedule import moves
from onboardctl.operations.lines import local_day
from onboardctl.operations.plan import facts as plan_facts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onboardctl.core.calendar import Calendar
    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Playbook
    from onboardctl.core.schedule import Schedule
    from onboardctl.operations.session import Session


GO_LIVE = "go_live"


class World(NamedTuple):
    """One partner with its plan as it stands and as it would be."""

    partner: Partner
    playbook: Playbook
    calendar: Calendar
    now: Schedule
    then: Schedule


def is_changed(world: World) -> bool:
    """Whether a plan would have other dates or mails."""
    return world.now.tasks != world.then.tasks or world.now.messages != world.then.messages


def moves_of(world: World) -> list[p.SimulatedMove]:
    """The tasks that would take place on other days."""
    titles = {task.id: task.title for task in world.playbook.tasks}
    return [
        p.SimulatedMove(
            world.partner.slug,
            move.task,
            titles[move.task],
            move.old_finish_on,
            move.new_finish_on,
            move.days,
            move.cause,
            move.detail,
        )
        for move in moves(world.now, world.then, world.calendar)
    ]


def end_of(world: World) -> p.SimulatedEnd:
    """The end and the go-live of a plan, as they are and as they would be."""
    was, would = world.now.finish_on, world.then.finish_on
    live, would_live = (plan.anchor(GO_LIVE) for plan in (world.now, world.then))
    largest = max((move.days for move in moves(world.now, world.then, world.calendar)), default=0)
    by = _between(world, was, would) if was and would else None
    return p.SimulatedEnd(
        world.partner.slug,
        world.partner.name,
        was,
        would,
        by,
        live.on if live else None,
        would_live.on if would_live else None,
        max(0, largest - max(by or 0, 0)),
    )


def _between(world: World, start: date, end: date) -> int:
    if world.playbook.calendar.days != "business":
        return (end - start).days
    return world.calendar.business_days_between(start, end)


def clocks_of(world: World) -> list[p.SimulatedClock]:
    """The deadlines that would be others."""
    was = {one.ref: one for one in plan_facts.first_dates(world.playbook, world.now).deadlines}
    would = {one.ref: one for one in plan_facts.first_dates(world.playbook, world.then).deadlines}
    found = []
    for ref in {**was, **would}:
        one, other = was.get(ref), would.get(ref)
        before, after = one and one.due_at, other and other.due_at
        if before != after:
            named = other or one
            assert named is not None
            found.append(
                p.SimulatedClock(
                    world.partner.slug, ref, named.title, before or None, after or None
                )
            )
    return found


def load_of(worlds: Iterable[World], session: Session) -> tuple[p.SimulatedLoad, ...]:
    """Days of work by person and week, where they would be others."""
    was, would = Counter[tuple[str, date]](), Counter[tuple[str, date]]()
    for world in worlds:
        today = local_day(session.moment, world.partner.zone)
        was += _weeks(world, world.now, today)
        would += _weeks(world, world.then, today)
    return tuple(
        p.SimulatedLoad(owner, week, was[owner, week], would[owner, week])
        for owner, week in sorted(was.keys() | would.keys())
        if was[owner, week] != would[owner, week]
    )


def _weeks(world: World, plan: Schedule, today: date) -> Counter[tuple[str, date]]:
    """Days of unfinished tasks by owner and week; a milestone is no work."""
    tasks = {task.id: task for task in world.playbook.tasks}
    groups = {task.parent for task in world.playbook.tasks if task.parent}
    found = Counter[tuple[str, date]]()
    for dated in plan.tasks:
        if dated.state in {"done", "skipped"} or dated.milestone or dated.task in groups:
            continue
        role, person = gates.owner_of(world.partner, world.playbook, tasks[dated.task])
        day = max(dated.start_on, today)
        while day <= dated.finish_on:
            if dated.unit != "bd" or not world.calendar.closed_because(day):
                found[person or f"({role})", day - timedelta(days=day.weekday())] += 1
            day += timedelta(days=1)
    return found
