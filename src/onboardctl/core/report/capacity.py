"""How much work lies on whom, day by day, from the dates of running plans (D44).

A person works on their weekdays, Monday to Friday unless they say otherwise, but for absences. Somebody is full with so many tasks at once; how
many is the reader's assumption and printed with the figures, because plans know days, not hours.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

WEEK = frozenset(range(5))
"""Monday to Friday, as ``date.weekday`` counts."""
FREE_DAYS = 5
"""A start is free when on so many working days from it there is room for one more task."""


class Span(NamedTuple):
    """One unfinished task of a person: the days it lies on, both ends included."""

    owner: str
    partner: str
    first_on: date
    last_on: date


class Worker(NamedTuple):
    """Somebody of the team; ``away`` are days on which they do not work, ``weekdays`` 0 to 6."""

    id: str
    name: str
    roles: tuple[str, ...] = ()
    away: frozenset[date] = frozenset()
    weekdays: frozenset[int] = WEEK


class Booked(NamedTuple):
    """Days of tasks, and how many there is room for, in a stretch of days."""

    taken: int
    room: int

    @property
    def share(self) -> float | None:
        """Taken of the room; above 1 is overbooked, ``None`` without a working day."""
        return self.taken / self.room if self.room else None


def from_today(spans: Iterable[Span], today: date) -> list[Span]:
    """Unfinished work cannot lie in the past: what is late is still to be done today."""
    return [
        one._replace(first_on=max(one.first_on, today), last_on=max(one.last_on, today))
        for one in spans
    ]


def working_days(first: date, count: int, worker: Worker) -> list[date]:
    """The days of a stretch of calendar days on which a person works."""
    days = (first + timedelta(days=at) for at in range(count))
    return [day for day in days if day.weekday() in worker.weekdays and day not in worker.away]


def booked(spans: list[Span], worker: Worker, first: date, count: int, at_once: int) -> Booked:
    """How full a person is over so many calendar days from a first one."""
    days = working_days(first, count, worker)
    return Booked(sum(running(spans, day) for day in days), at_once * len(days))


def running(spans: list[Span], day: date) -> int:
    """How many tasks lie on a day."""
    return sum(1 for one in spans if one.first_on <= day <= one.last_on)


def next_free(
    spans: list[Span], worker: Worker, today: date, at_once: int, horizon: int
) -> date | None:
    """The first working day from which there is room for one more task, a week long.

    ``None`` when there is none within so many calendar days.
    """
    days = working_days(today, horizon + 2 * 7, worker)
    last = today + timedelta(days=horizon)
    free = 0
    for at, day in enumerate(days):
        free = free + 1 if running(spans, day) < at_once else 0
        if free == FREE_DAYS:
            start = days[at - FREE_DAYS + 1]
            return start if start <= last else None
    return None
