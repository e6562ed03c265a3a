"""Who arrives when: cohorts in waves, each a little larger, so that usage rises to the last day.

A person's number decides wave, slot and cohort; more users add slots at the end of each wave, so
the people who were there before stay who they were.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.record import NamedTuple
from onboardctl.sandbox.moments import WEEK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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


def arrivals(
    users: int, begins: int, weeks: int, arrival: Mapping[str, Any], incidents: Mapping[str, Any]
) -> Iterator[Arrival]:
    """Everybody in the order of their numbers."""
    waves = wave_count(users, arrival)
    pattern = _pattern(waves, arrival)
    capacity = int(arrival["largest_cohort"])
    shared = set(incident_waves(waves, incidents).overloaded[1:])
    starts = [begins + (wave * weeks // waves) * WEEK for wave in range(waves)]
    slots = [0] * waves
    for number in range(users):
        wave = pattern[number % _PATTERN]
        slot = slots[wave]
        slots[wave] += 1
        part = slot // capacity
        leads = slot % capacity == 0 and not (part == 0 and wave in shared)
        yield Arrival(number, wave, slot, (wave, part), starts[wave], leads)
