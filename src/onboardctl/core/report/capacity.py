"""How much work lies on whom, day by day, from the dates of running plans (D44).

Plans know days, not hours. What a task takes of a day is therefore the reader's assumption, said as
how many tasks at once fill a full day, and printed with the figures. Meetings take their minutes.
A person has the hours of their week, spread evenly over their weekdays, but for absences. All
amounts are whole seconds, so that stretches add up exactly.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

WEEK = frozenset(range(5))
"""Monday to Friday, as ``date.weekday`` counts."""
FULL_DAY = 8 * 3600
"""Seconds of a full day, of which tasks take a part."""
FULL_WEEK = len(WEEK) * FULL_DAY
FREE_DAYS = 5
"""A start is free when on so many working days from it there is room for one more task."""
LOOK_AHEAD = 60
"""How many days after the end of some work somebody who was away may make up for it."""
WHOLE = 100


class Span(NamedTuple):
    """Something unfinished: the days it lies on, both included; ``n`` of them that are alike.

    ``minutes`` is what meetings take in all; ``None`` are tasks, which take their part of each day.
    """

    owner: str
    first_on: date
    last_on: date
    role: str = ""
    minutes: int | None = None
    n: int = 1


class Worker(NamedTuple):
    """Somebody of the team.

    ``away`` are days on which they do not work, ``weekdays`` 0 to 6 those on which they do,
    ``week_seconds`` what a week of theirs has, ``shares`` how much of it a role may take, in percent.
    """

    id: str
    name: str
    roles: tuple[str, ...] = ()
    away: frozenset[date] = frozenset()
    weekdays: frozenset[int] = WEEK
    week_seconds: int = FULL_WEEK
    shares: Mapping[str, int] = {}

    def works(self, day: date) -> bool:
        """Whether they work on a day."""
        return day.weekday() in self.weekdays and day not in self.away

    def room(self, day: date) -> int:
        """The seconds they have on a day."""
        return self.week_seconds // len(self.weekdays) if self.works(day) else 0

    def room_of(self, role: str, day: date) -> int:
        """The seconds a role may take of a day; all of it where no share is said."""
        return self.room(day) * self.shares.get(role, WHOLE) // WHOLE


class Booked(NamedTuple):
    """Seconds of work, and how many there is room for, in a stretch of days."""

    taken: int
    room: int

    @property
    def share(self) -> float | None:
        """Taken of the room; above 1 is overbooked, ``None`` without a working day."""
        return self.taken / self.room if self.room else None


class Load(NamedTuple):
    """The seconds of work on each day of a person, in all and by the role it is done in."""

    days: Counter[date]
    by_role: dict[str, Counter[date]]

    def of(self, role: str) -> Counter[date]:
        """What lies on each day in a role."""
        return self.by_role.get(role) or Counter()


def task_seconds(at_once: int) -> int:
    """What one task takes of a day when so many at once fill a full one."""
    return FULL_DAY // at_once


def hours(seconds: int) -> str:
    """As people read it: to the tenth under ten hours, whole above."""
    number = seconds / 3600
    return f"{number:.0f}" if number >= 10 else f"{number:.1f}".removesuffix(".0")  # noqa: PLR2004


def from_today(spans: Iterable[Span], today: date) -> list[Span]:
    """Unfinished work cannot lie in the past: what is late is still to be done today."""
    return [
        one._replace(first_on=max(one.first_on, today), last_on=max(one.last_on, today))
        for one in spans
    ]


def load_of(spans: Iterable[Span], worker: Worker, at_once: int) -> Load:
    """What lies on each day of a person.

    A task takes its part of every business day of its span, whoever does it: somebody who works on
    two of those days has as much to do on two. Days away are left out, because plans are dated
    around them. What has no working day of theirs waits for the next one.
    """
    load = Load(Counter(), {})
    part = task_seconds(at_once)
    for one in spans:
        effort = _effort(one, worker, part)
        days = working_days(one.first_on, (one.last_on - one.first_on).days + 1, worker)
        days = days or working_days(one.last_on, LOOK_AHEAD, worker)[:1]
        if not days:
            continue
        each, left = divmod(effort, len(days))
        in_role = load.by_role.setdefault(one.role, Counter())
        for at, day in enumerate(days):
            seconds = each + (at < left)
            load.days[day] += seconds
            in_role[day] += seconds
    return load


def _effort(span: Span, worker: Worker, part: int) -> int:
    if span.minutes is not None:
        return span.minutes * 60
    stretch = (span.last_on - span.first_on).days + 1
    days = (span.first_on + timedelta(days=at) for at in range(stretch))
    business = sum(day.weekday() in WEEK and day not in worker.away for day in days)
    return part * max(1, business) * span.n


def working_days(first: date, count: int, worker: Worker) -> list[date]:
    """The days of a stretch of calendar days on which a person works."""
    days = (first + timedelta(days=at) for at in range(count))
    return [day for day in days if worker.works(day)]


def booked(load: Load, worker: Worker, first: date, count: int) -> Booked:
    """How full a person is over so many calendar days from a first one."""
    days = working_days(first, count, worker)
    return Booked(sum(load.days[day] for day in days), sum(map(worker.room, days)))


def running(spans: Iterable[Span], day: date) -> int:
    """How many tasks lie on a day."""
    return sum(one.n for one in spans if one.minutes is None and one.first_on <= day <= one.last_on)


def overloaded(load: Load, worker: Worker, today: date, weeks: int) -> list[date]:
    """The Mondays of weeks with more work than room, the running one counted from today."""
    monday = today - timedelta(days=today.weekday())
    found = []
    for at in range(weeks):
        start = monday + timedelta(weeks=at)
        first = max(start, today)
        share = booked(load, worker, first, 7 - (first - start).days).share
        if share is not None and share > 1:
            found.append(start)
    return found


def next_free(
    load: Load, worker: Worker, today: date, at_once: int, horizon: int, role: str | None = None
) -> date | None:
    """The first working day from which there is room for one more task, a week long.

    Args:
        load: what lies on the person.
        worker: who; somebody with less room than one task takes is free on days without any work.
        today: the first day looked at.
        at_once: how many tasks fill a full day.
        horizon: within so many calendar days.
        role: in which the task is to be done; its share of the week is then looked at, too.

    Returns:
        ``None`` when there is none.
    """
    days = working_days(today, horizon + 2 * 7, worker)
    last = today + timedelta(days=horizon)
    part, free = task_seconds(at_once), 0
    for at, day in enumerate(days):
        fits = _fits(load.days[day], part, worker.room(day))
        if fits and role is not None:
            fits = _fits(load.of(role)[day], part, worker.room_of(role, day))
        free = free + 1 if fits else 0
        if free == FREE_DAYS:
            start = days[at - FREE_DAYS + 1]
            return start if start <= last else None
    return None


def _fits(taken: int, part: int, room: int) -> bool:
    return taken + part <= room or (not taken and room > 0)
