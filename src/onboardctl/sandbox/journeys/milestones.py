"""The outline of a journey: who it is, when they come, when they go."""

from __future__ import annotations

from math import exp, log
from typing import TYPE_CHECKING

from onboardctl.sandbox.journeys import NEVER, Journey
from onboardctl.sandbox.moments import DAY, HOUR, MINUTE, WEEK
from onboardctl.sandbox.names import identity
from onboardctl.sandbox.streams import between, log_normal_quantile, stream

if TYPE_CHECKING:
    from random import Random

    from onboardctl.sandbox.waves import Arrival
    from onboardctl.sandbox.world import World

_STEPS = 5
_LONGEST_TRIAL = 3 * WEEK
"""People who never finish onboarding stop coming after this time."""


def is_steadfast(world: World, arrival: Arrival) -> bool:
    """The one learner whose plan is planted as overdue."""
    return arrival.wave == world.incidents.overdue and arrival.slot == 1


def begin(world: World, arrival: Arrival) -> Journey:
    """Invitation, persona, occupations, activation, onboarding and departure."""
    number, seed = arrival.number, world.seed
    rng = stream(seed, "milestones", number)
    who = identity(seed, number, world.names, world.locales)
    if arrival.is_advisor:
        return _advisor(arrival, Journey(arrival, who, "advisor", arrival.begins + 8 * HOUR), rng)
    student = world.spreads["persona"].at(number) < world.parameters["personas"]["student"]
    invited = arrival.begins + between(rng, 0, 1) * DAY + 9 * HOUR + int(rng.random() * 8 * HOUR)
    journey = Journey(arrival, who, "student" if student else "career_changer", invited)
    _choose_occupations(world, journey)
    _come_and_go(world, journey, rng)
    return journey


def _advisor(arrival: Arrival, journey: Journey, rng: Random) -> Journey:
    journey.activated = journey.invited + 10 * MINUTE + int(rng.random() * 30 * MINUTE)
    journey.onboarded = journey.activated + 20 * MINUTE + int(rng.random() * HOUR)
    journey.events.append((journey.activated, "activated"))
    _onboarding_events(journey, _STEPS, rng)
    return journey


def _choose_occupations(world: World, journey: Journey) -> None:
    rng = stream(world.seed, "target", journey.arrival.number)
    if journey.persona == "student":
        journey.target = world.ambitions.draw(rng)
        return
    journey.current = world.starting_points.draw(rng)
    journey.target = world.careers[journey.current].draw(rng)


def _lag(world: World, name: str, number: int) -> int:
    """Whole days after which the next milestone falls, by the planned log-normal law."""
    law = world.parameters["lags"][name]
    position = world.spreads[f"{name}_lag"].at(number)
    return int(log_normal_quantile(position, law["mu"], law["sigma"]))


def _later(rng: Random, after: int, days: int, second: int, patience: int) -> int:
    """A moment ``days`` after another: at that second of its day, or soon after on the same day."""
    if days == 0:
        return after + 5 * MINUTE + int(rng.random() * patience)
    return after - after % DAY + days * DAY + second


def _come_and_go(world: World, journey: Journey, rng: Random) -> None:
    shares, number = world.parameters["shares"], journey.arrival.number
    steadfast = is_steadfast(world, journey.arrival)
    habit = world.habits[journey.persona]
    first, second = habit.second(rng), habit.second(rng)
    churn_weeks = float(world.parameters["activity"]["churn_weeks"])
    stay = DAY + int(-churn_weeks * log(1.0 - world.spreads["churn"].at(number)) * WEEK)
    reached = int(rng.random() * _STEPS)
    if not steadfast and world.spreads["activates"].at(number) >= shares["activates"]:
        return
    activated = _later(rng, journey.invited, _lag(world, "activation", number), first, 4 * HOUR)
    silent = world.silent_from + int(rng.random() * 5 * DAY)
    at_risk = journey.arrival.cohort == (world.incidents.at_risk, 0)
    if at_risk and activated >= silent:
        return
    journey.activated = activated
    journey.events.append((activated, "activated"))
    journey.churned = NEVER if steadfast or at_risk else activated + stay
    journey.until = min(journey.churned, silent if at_risk else NEVER)
    onboarded = _later(rng, activated, _lag(world, "onboarding", number), second, 40 * MINUTE)
    stays = at_risk or world.spreads["onboards"].at(number) < shares["onboards"]
    if steadfast or (stays and onboarded < journey.until):
        journey.onboarded = onboarded
        _onboarding_events(journey, _STEPS, rng)
        _declare(world, journey)
    else:
        journey.until = min(journey.until, activated + _LONGEST_TRIAL)
        _onboarding_events(journey, reached, rng)


def _onboarding_events(journey: Journey, reached: int, rng: Random) -> None:
    """Steps in order between activation and completion; the last one completes onboarding."""
    finishes = journey.onboarded != NEVER
    end = journey.onboarded if finishes else min(journey.until, journey.activated + 10 * DAY)
    length = end - journey.activated
    marks = sorted([rng.random() for _ in range(_STEPS)])[:reached]
    if finishes:
        last = 1.0 - min(0.5, MINUTE / length)
        marks = [*(mark * last for mark in marks[:-1]), last]
    for step, mark in enumerate(marks, start=1):
        at = journey.activated + 1 + int(mark * (length - 2))
        journey.events.append((at, f"onboarding_step_{step}"))
    if finishes:
        journey.events.append((journey.onboarded, "onboarding_completed"))


def _declare(world: World, journey: Journey) -> None:
    """Skills somebody claims at the end of onboarding."""
    draw = stream(world.seed, "tags", journey.arrival.number).random
    journey.tags = [element for element, share in world.tags if draw() < share]


def attention(weeks: float, activity: dict[str, float]) -> float:
    """The chance that somebody comes at all in a week, so many weeks after activation."""
    return float(activity["weekly"]) * exp(-weeks / float(activity["fade_weeks"]))
