"""The single times recurring work takes place, with an identity that survives regeneration."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.calendar import local_date, wall_instant, wall_occurs
from onboardctl.core.record import NamedTuple
from onboardctl.core.recurrence.rule import Rule, days

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onboardctl.core.calendar import Calendar

_REACH = timedelta(days=31)


class Change(NamedTuple):
    """What a person did to one occurrence: cancelled it, or moved it to a day and wall time."""

    cancelled: bool = False
    to: date | None = None
    time: str | None = None


class Occurrence(NamedTuple):
    """One time.

    Attributes:
        id: the recurrence's id and the original day, ``kpi-review/2026-05-07``; never changes.
        original_on: the day the rule gives.
        on: the day it takes place.
        at: the moment in UTC, ``None`` for a whole day.
        state: ``planned``, ``moved`` (by a person) or ``cancelled``.
        note: why ``on`` is not ``original_on``, which others merged into it, or what the clocks did.
    """

    id: str
    recurring: str
    original_on: date
    on: date
    at: datetime | None = None
    state: str = "planned"
    note: str = ""


class Life(NamedTuple):
    """From when to when work recurs, both days included; ``first`` is an occurrence of its own.

    The rule goes on strictly after ``first``. ``last`` ``None``: without end.
    """

    start: date
    last: date | None = None
    first: date | None = None


def occurrences(
    recurring: str,
    rule: Rule | None,
    life: Life,
    between: tuple[date, date],
    zone: str,
    *,
    calendar: "Calendar | None" = None,
    on_holiday: str = "keep",
    changes: "Mapping[date, Change] | None" = None,
    time: str | None = None,
) -> tuple[Occurrence, ...]:
    """The occurrences that take place in a stretch of days, in the order of their days.

    Args:
        recurring: id of the recurrence.
        rule: how often; ``None`` for work that takes place once, on ``life.first``.
        life: from when to when.
        between: first and last day asked for.
        zone: what ``local`` means; wall times are kept over changes of the clocks.
        calendar: says which days are workless.
        on_holiday: on a workless day ``skip`` it, take the ``next`` or ``previous`` business day,
            or ``keep`` it. Two that land on one day merge into the earlier.
        changes: what a person did, by original day. What was moved stays where it was moved to, even
            when the rule has changed and gives its original day no more.
        time: wall time when the rule has none (of ``first``).
    """
    low, high = between
    zone = rule.zone if rule is not None and rule.zone not in (None, "local") else zone
    time = rule.time if rule is not None and rule.time is not None else time
    found: dict[date, Occurrence] = {}
    apart: list[Occurrence] = []
    # Work moved by a holiday or a person may come from outside the days asked for.
    originals = _originals(rule, life, high + _REACH, calendar)
    # What a person moved takes place even when the rule does not give its day any more.
    promised = {day for day, change in (changes or {}).items() if change.to is not None}
    for original in sorted({*originals, *promised}):
        change = (changes or {}).get(original)
        if original < low - _REACH and change is None:
            continue
        one = _place(recurring, original, change, zone, time, calendar, on_holiday)
        if one is None or not low <= one.on <= high:
            continue
        other = found.get(one.on)
        if other is None:
            found[one.on] = one
        elif change is not None or other.state != "planned":
            apart.append(one)  # what a person put on a day stands beside what the rule puts there
        else:
            note = f"{other.note}; " if other.note else ""
            found[one.on] = other._replace(note=f"{note}also the one of {original.isoformat()}")
    return tuple(sorted([*found.values(), *apart], key=lambda one: (one.on, one.original_on)))


def _originals(
    rule: Rule | None, life: Life, high: date, calendar: "Calendar | None"
) -> list[date]:
    last = high if life.last is None else min(life.last, high)
    start = life.start
    found = []
    if life.first is not None:
        found = [life.first] if life.first <= last else []
        start = max(start, life.first + timedelta(days=1))
    if rule is not None and start <= last:
        found += days(rule, start, last, calendar)
    return found


def _place(
    recurring: str,
    original: date,
    change: Change | None,
    zone: str,
    time: str | None,
    calendar: "Calendar | None",
    on_holiday: str,
) -> Occurrence | None:
    name = f"{recurring}/{original.isoformat()}"
    on, note, state = original, "", "planned"
    if change is not None and change.cancelled:
        state, note = "cancelled", "cancelled"
    elif change is not None and change.to is not None:
        on, state, time = change.to, "moved", change.time or time
        note = f"moved from {original.isoformat()}"
    elif calendar is not None and on_holiday != "keep" and not calendar.is_business_day(original):
        if on_holiday == "skip":
            return None
        on = calendar.land(original, on_holiday)
        note = f"{original.isoformat()} is {calendar.closed_because(original)}"
    at = None
    if time is not None:
        at = wall_instant(on, time, zone)
        clocks = {"missing": "does not exist, it takes place later", "twice": "comes twice"}
        said = clocks.get(wall_occurs(on, time, zone))
        if said is not None:
            note = f"{note}; {time} {said}" if note else f"{time} {said}"
    return Occurrence(name, recurring, original, on, at, state, note)


def local_day(one: Occurrence, zone: str) -> date:
    """The day of an occurrence in another zone."""
    return one.on if one.at is None else local_date(one.at, zone)
