"""Visits: when somebody comes by, and how the events of a person fall into sessions."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

from onboardctl.sandbox.journeys.milestones import attention
from onboardctl.sandbox.moments import DAY, MINUTE, WEEK, monday_of
from onboardctl.sandbox.streams import normal, poisson, stream

if TYPE_CHECKING:
    from onboardctl.sandbox.journeys import Journey
    from onboardctl.sandbox.world import World

SESSION_GAP = 30 * MINUTE
"""A pause longer than this begins a new session."""
_NOT_SIGNED_IN = frozenset({"invited", "plan_created"})
_OPENS_ITSELF = frozenset({"activated", "login"})
_SIGN_IN_BEFORE = 90


def visit(world: World, journey: Journey) -> None:
    """Add a person's visits, week by week, until a week after the tenant's last day.

    What lies after the last day is cut with everything else; it is told so that a later day finds
    the same visits and sessions in front of it.
    """
    activity = world.parameters["activity"]
    rng = stream(world.seed, "visits", journey.arrival.number)
    law = activity["visits"]
    mean = exp(normal(rng, law["mu"], law["sigma"]))
    advises = journey.persona == "advisor"
    steady, resources = float(activity["advisor_weekly"]), float(activity["resources_per_visit"])
    quiet = float(activity["holiday_quiet"])
    habit, draw, events = world.habits[journey.persona], rng.random, journey.events
    earliest, latest = journey.activated + 10 * MINUTE, journey.until
    week, turns = monday_of(journey.activated), world.spreads["attends"]
    while week < min(latest, world.ends + WEEK):
        share = steady if advises else attention((week - journey.activated) / WEEK, activity)
        if turns.at(journey.arrival.number, week // WEEK) < share:
            for _ in range(max(1, poisson(rng, mean * world.liveliness(week)))):
                at = week + habit.day(rng) * DAY + habit.second(rng)
                if world.holidays.has(at) and draw() < quiet:
                    at += DAY
                opened = poisson(rng, resources)
                moments = [at]
                for _ in range(opened):
                    at += 2 * MINUTE + int(draw() * 7 * MINUTE)
                    moments.append(at)
                if earliest < moments[0] and at < latest:
                    events.append((moments[0], "login"))
                    events += [(moment, "resource_opened") for moment in moments[1:]]
        week += WEEK


def with_sessions(events: list[tuple[int, str]]) -> list[tuple[int, str, int]]:
    """Events in time order with the session each belongs to, counted from 1; 0 is none.

    A session that begins with work begins with a login shortly before it.
    """
    events.sort()
    told: list[tuple[int, str, int]] = []
    session, last = 0, -SESSION_GAP
    for at, name in events:
        if name in _NOT_SIGNED_IN:
            told.append((at, name, 0))
            continue
        if at - last > SESSION_GAP:
            session += 1
            if name not in _OPENS_ITSELF:
                told.append((at - _SIGN_IN_BEFORE, "login", session))
        told.append((at, name, session))
        last = at
    return told
