"""Who arrives when: cohorts in waves, each a little larger, so that usage rises to the last day.

A person's number decides wave, slot and cohort; more users add slots at the end of each wave, so
the people who were there before stay who they were.
"""

from __future__ import annotations

from itertools import chain, cycle, islice, repeat
from typing import TYPE_CHECKING, Any

from onboardctl.core.record import NamedTuple
from onboardctl.sandbox.moments import WEEK, monday_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from onboardctl.sandbox.world import World

_GROWTH = 0.15
"""By which share of the last wave each wave of a top-up is larger than the one before."""
_PATTERN = 170
"""Seats dealt out before the pattern of waves repeats."""


class Arrival(NamedTuple):
    """One person's place: ``number`` from 0, ``slot`` within the wave, cohort as (wave, part)."""

    number: int
    wave: int
    slot: int
    cohort: tuple[int, int]
    begins: int
    is_advisor: bool


class Incidents(NamedTuple):
    """The waves in which something is planted."""

    overdue: int
    at_risk: int
    overloaded: tuple[int, ...]


def wave_count(users: int, arrival: Mapping[str, Any]) -> int:
    """How many waves that many users come in."""
    return max(1, min(int(arrival["waves"]), users // int(arrival["smallest"])))


def incident_waves(waves: int, incidents: Mapping[str, Any]) -> Incidents:
    """Where the overdue plan, the cohort at risk and the overloaded advisor are."""
    first = int(waves * incidents["advisor_overload"]["wave_share"])
    several = range(first, min(first + int(incidents["advisor_overload"]["cohorts"]), waves))
    return Incidents(
        int(waves * incidents["overdue_plan"]["wave_share"]),
        int(waves * incidents["at_risk_cohort"]["wave_share"]),
        tuple(several),
    )


def _pattern(waves: int, arrival: Mapping[str, Any]) -> list[int]:
    """Waves in the order in which they receive users (Webster's method: no wave ever loses one)."""
    first, last = float(arrival["first_weight"]), float(arrival["last_weight"])
    weights = [first + (last - first) * wave / max(1, waves - 1) for wave in range(waves)]
    seats = [0] * waves
    order = []
    for _ in range(_PATTERN):
        wave = max(range(waves), key=lambda w: (weights[w] / (2 * seats[w] + 1), -w))
        seats[wave] += 1
        order.append(wave)
    return order


def arrivals(world: World) -> Iterator[Arrival]:
    """Everybody in the order of their numbers; those of a top-up come last."""
    pattern = _pattern(world.waves, world.parameters["arrival"])
    last = _last_wave(world, pattern)
    later = chain.from_iterable(repeat(wave, count) for wave, count in _later(world, last))
    seats = chain(islice(cycle(pattern), world.request.users), later)
    capacity = int(world.parameters["arrival"]["largest_cohort"])
    shared = set(world.incidents.overloaded[1:])
    slots: dict[int, int] = {}
    for number, wave in enumerate(seats):
        slot = slots[wave] = slots.get(wave, -1) + 1
        part, place = divmod(slot, capacity if wave < world.waves else min(capacity, last))
        leads = place == 0 and not (part == 0 and wave in shared)
        yield Arrival(number, wave, slot, (wave, part), _start(world, wave), leads)


def _start(world: World, wave: int) -> int:
    """The Monday on which a wave arrives.

    Those of a top-up keep the pace of the first ones, from the first Monday after them.
    """
    weeks, waves = world.request.weeks, world.waves
    if wave < waves:
        return world.begins + (wave * weeks // waves) * WEEK
    first = monday_of(world.planted + WEEK - 1)
    return first + ((wave - waves) * weeks // waves) * WEEK


def expected(world: World) -> int:
    """How many arrive, those of a top-up included."""
    last = _last_wave(world, _pattern(world.waves, world.parameters["arrival"]))
    return world.request.users + sum(count for _, count in _later(world, last))


def _last_wave(world: World, pattern: list[int]) -> int:
    """How many people the last wave of the first seeding has."""
    times, rest = divmod(world.request.users, _PATTERN)
    last = world.waves - 1
    return pattern.count(last) * times + pattern[:rest].count(last)


def _later(world: World, last: int) -> Iterator[tuple[int, int]]:
    """The waves of a top-up and their people: more cohorts, no larger ones."""
    wave = world.waves
    while _start(world, wave) < world.ends:
        yield wave, round(last * (1 + _GROWTH * (wave + 1 - world.waves)))
        wave += 1
