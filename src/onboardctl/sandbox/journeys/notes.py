"""What advisors write: check-ins at regular days, wins after a step, risks when one is late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.sandbox.journeys import NEVER, Journey, Note, Plan, Step
from onboardctl.sandbox.moments import DAY, HOUR, next_working_day
from onboardctl.sandbox.streams import between, pick, stream

if TYPE_CHECKING:
    from random import Random

    from onboardctl.sandbox.world import World

_WIN_SHARE = 0.55
_RISK_SHARE = 0.7


def write_notes(world: World, journey: Journey) -> None:
    """Add the notes of a plan, each within the plan's life, and when they were read."""
    plan = journey.plan
    if plan is None:
        return
    rng = stream(world.seed, "notes", journey.arrival.number)
    moments = _wins_and_risks(world, plan, rng)
    moments += _check_ins(world, plan, stream(world.seed, "check-ins", journey.arrival.number))
    for at, kind, step in sorted(moments, key=lambda row: row[0]):
        if at >= plan.closed:
            break
        rng = stream(world.seed, "note", journey.arrival.number, at)
        body = _body(world, journey, plan, (at, kind, step), rng)
        read = _read(world, journey, at, rng)
        journey.notes.append(Note(at, kind, body, read))
        if read != NEVER:
            journey.events.append((read, "note_read"))


def _office(world: World, rng: Random, moment: int) -> int:
    """The same day, or Monday after a weekend, at an hour advisors keep."""
    return next_working_day(moment - moment % DAY + world.habits["advisor"].second(rng))


def _check_ins(world: World, plan: Plan, rng: Random) -> list[tuple[int, str, Step | None]]:
    every = int(world.parameters["plan"]["note_days"])
    found: list[tuple[int, str, Step | None]] = []
    at = plan.created + between(rng, 4, every) * DAY
    while at < min(plan.closed, world.ends):
        found.append((_office(world, rng, at), "check-in", None))
        at += (every + between(rng, -6, 6)) * DAY
    return found


def _wins_and_risks(world: World, plan: Plan, rng: Random) -> list[tuple[int, str, Step | None]]:
    patience = int(world.parameters["plan"]["risk_after_days"]) * DAY
    found: list[tuple[int, str, Step | None]] = []
    for step in plan.steps:
        says, days = rng.random(), between(rng, 1, 3)
        late = _office(world, rng, step.due + patience)
        if late < step.completed and says < _RISK_SHARE:
            found.append((late, "risk", step))
        if step.completed != NEVER and says < _WIN_SHARE:
            found.append((_office(world, rng, step.completed + days * DAY), "win", step))
    return found


def _body(
    world: World,
    journey: Journey,
    plan: Plan,
    note: tuple[int, str, Step | None],
    rng: Random,
) -> str:
    """A sentence of the kind, filled with what was true at that moment."""
    at, kind, step = note
    done = sum(other.completed < at for other in plan.steps)
    waiting = next((other for other in plan.steps if other.completed >= at), plan.steps[-1])
    skill = world.reference.skills[(step or waiting).element].name
    assert journey.target is not None
    return pick(rng, world.names.sentences[kind]).format(
        given=journey.identity.given,
        skill=skill,
        done=done,
        steps=len(plan.steps),
        target=world.reference.occupations[journey.target].title,
    )


def _read(world: World, journey: Journey, written: int, rng: Random) -> int:
    takes, days = rng.random(), between(rng, 0, 4)
    at = written + HOUR if days == 0 else written - written % DAY + days * DAY
    if days:
        habit = world.habits[journey.persona]
        at = habit.settle(rng, at + habit.second(rng))
    reads = takes < world.parameters["shares"]["note_read"] and at < journey.until
    return at if reads else NEVER
