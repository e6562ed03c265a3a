"""Recurring work of a dated plan: from when to when it lives, and when it takes place."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.calendar import local_date
from onboardctl.core.playbook import Window
from onboardctl.core.recurrence import Life, Occurrence, occurrences
from onboardctl.core.recurrence.text import parse_during, parse_rule
from onboardctl.core.schedule.run import add_months
from onboardctl.core.schedule.stretch import window_days

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Protocol

    from onboardctl.core.calendar import Calendar
    from onboardctl.core.playbook import Duration, Playbook, Point, Recurring
    from onboardctl.core.recurrence.occurrence import Change
    from onboardctl.core.schedule.values import PhaseDates, Schedule, TaskDates

    class Anchored(Protocol):
        """The day of an anchor."""

        @property
        def on(self) -> date:
            """In the plan's zone."""

    class Days(Protocol):
        """The days of a plan: a :class:`Schedule`, or whatever else knows them."""

        @property
        def zone(self) -> str:
            """An IANA name."""

        @property
        def phases(self) -> tuple[PhaseDates, ...]:
            """From when to when each phase lasts."""

        def task(self, task_id: str, /) -> TaskDates | None:
            """The days of a task."""

        def anchor(self, anchor_id: str, /) -> Anchored | None:
            """The day of an anchor."""


AHEAD = timedelta(weeks=12)
"""How far ahead occurrences are made."""


def recurrences(
    playbook: Playbook,
    plan: Schedule,
    calendar: Calendar,
    between: tuple[date, date],
    changes: Mapping[str, Mapping[date, Change]] | None = None,
    *,
    scope: str = "partner",
) -> tuple[Occurrence, ...]:
    """Every time any recurring work of a plan takes place in a stretch of days, by day.

    Args:
        playbook: the definition the plan was dated from.
        plan: its dates; work whose anchor is unknown or that the facts leave out has none.
        calendar: the plan's business days.
        between: first and last day asked for.
        changes: what a person did, by recurrence and original day.
        scope: ``partner`` for what comes once for each partner; ``team`` for what comes once for
            all of them, which belongs to no single plan (F10).
    """
    left_out = {part.id for part in plan.excluded if part.kind == "recurring"}
    found: list[Occurrence] = []
    for piece in playbook.recurring:
        if piece.scope == scope and piece.id not in left_out:
            found += _of(piece, playbook, plan, calendar, between, (changes or {}).get(piece.id))
    return tuple(sorted(found, key=lambda one: (one.on, one.recurring)))


def _of(
    piece: Recurring,
    playbook: Playbook,
    plan: Schedule,
    calendar: Calendar,
    between: tuple[date, date],
    changes: Mapping[date, Change] | None,
) -> tuple[Occurrence, ...]:
    known = life_of(piece, playbook, plan, calendar)
    if known is None:
        return ()
    life, time = known
    rule = parse_rule(piece.every) if piece.every else None
    return occurrences(
        piece.id, rule, life, between, plan.zone,
        calendar=calendar, on_holiday=piece.on_holiday, changes=changes, time=time,
    )  # fmt: skip


def life_of(
    piece: Recurring, playbook: Playbook, plan: Days, calendar: Calendar
) -> tuple[Life, str | None] | None:
    """From when to when work recurs, and its wall time when ``first`` says one.

    Without ``from``, ``first`` or ``during`` it begins with the playbook's origin. ``None`` while
    an anchor it hangs on is not known.
    """
    if piece.at is not None:
        on = _text_day(piece.at, plan, calendar)
        return None if on is None else (Life(on, on, on), None)
    start = _point_day(piece.starts, plan, calendar) if piece.starts else None
    last = _point_day(piece.until, plan, calendar) if piece.until else None
    first, time = _first(piece, playbook, plan)
    if (piece.starts and start is None) or (piece.until and last is None):
        return None
    if piece.first and first is None:
        return None
    if piece.during:
        span = _during(piece.during, playbook, plan, calendar)
        if span is None:
            return None
        start = max(start or span[0], span[0])
        last = span[1] if last is None or (span[1] is not None and span[1] < last) else last
    origin = plan.anchor(playbook.origin)
    start = start or first or (None if origin is None else origin.on)
    return None if start is None else (Life(start, last, first), time)


def _first(piece: Recurring, playbook: Playbook, plan: Days) -> tuple[date | None, str | None]:
    """``week 6 of launch on thu at 10:00 local``: that weekday on or after launch + 35 days (A25)."""
    if piece.first is None:
        return None, None
    from onboardctl.core.points import parse_slot

    slot = parse_slot(piece.first, playbook.origin)
    anchor = plan.anchor(slot.window.anchor)
    if anchor is None:
        return None, None
    on = anchor.on + timedelta(days=window_days(slot.window, 7)[0] - 1)
    if slot.weekday is not None:
        on += timedelta(days=(slot.weekday - on.weekday()) % 7)
    return on, slot.time


def _during(
    text: str, playbook: Playbook, plan: Days, calendar: Calendar
) -> tuple[date, date | None] | None:
    found = parse_during(text, playbook.origin)
    if isinstance(found, Window):
        anchor = plan.anchor(found.anchor)
        if anchor is None:
            return None
        # Weeks of an anchor are weeks of the calendar here: a meeting series has no work to count.
        first, last = window_days(found, 7)
        start = anchor.on + timedelta(days=first - 1)
        return start, None if last is None else anchor.on + timedelta(days=last - 1)
    task = plan.task(found)
    if task is not None:
        return task.start_on, task.finish_on
    phase = next((phase for phase in plan.phases if phase.phase == found), None)
    if phase is None or phase.start_on is None:
        return None
    return phase.start_on, phase.finish_on


def _text_day(text: str, plan: Days, calendar: Calendar) -> date | None:
    from onboardctl.core.points import parse_point

    return _point_day(parse_point(text), plan, calendar)


def _point_day(point: Point, plan: Days, calendar: Calendar) -> date | None:
    if point.kind == "task":
        task = plan.task(point.ref)
        day = None if task is None else task.start_on if point.edge == "start" else task.finish_on
    else:
        anchor = plan.anchor(point.ref)
        day = None if anchor is None else anchor.on
    for offset in point.offsets if day is not None else ():
        assert day is not None
        day = _offset(day, offset, calendar, plan.zone)
    return day


def _offset(day: date, offset: Duration, calendar: Calendar, zone: str) -> date:
    amount, unit = offset
    if unit == "bd":
        return calendar.add_business_days(day, amount)
    if unit == "mo":
        return date.fromordinal(add_months(day.toordinal(), amount))
    if unit in ("d", "w"):
        return day + timedelta(days=amount * (7 if unit == "w" else 1))
    from onboardctl.core.calendar import end_of_day

    step = timedelta(minutes=amount * (1 if unit == "m" else 60))
    return local_date(end_of_day(day, zone) + step, zone)
