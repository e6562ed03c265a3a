"""Times of recurring work laid out from read rows, for whoever lays out thousands of plans.

What comes back on the same days for several partners is worked out once for all of them. The facts
and rows are those of the long way (:func:`onboardctl.core.schedule.recurring.recurrences` and
:mod:`onboardctl.core.partner.recurring_facts`); a test holds both to that.
"""

from __future__ import annotations

import json
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from onboardctl.core import codec
from onboardctl.core.calendar import local_date
from onboardctl.core.partner.state import PlannedTime
from onboardctl.core.record import NamedTuple
from onboardctl.core.recurrence import occurrences
from onboardctl.core.recurrence.text import parse_rule
from onboardctl.core.schedule.recurring import life_of
from onboardctl.core.schedule.values import PhaseDates, TaskDates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onboardctl.core.calendar import Calendar
    from onboardctl.core.partner.redating import PlanRows, Redated
    from onboardctl.core.playbook import Playbook, Recurring
    from onboardctl.core.recurrence import Occurrence
    from onboardctl.core.subject import Row


class AnchorDay(NamedTuple):
    """The day of an anchor."""

    on: date


class RowDays:
    """The days of a plan that was just dated from its rows."""

    def __init__(self, rows: PlanRows, answer: Redated, playbook: Playbook) -> None:
        self.zone: str = rows.partner["zone"]
        self._playbook = playbook
        self._tasks = rows.tasks
        self._moved = {row["task_id"]: row for row in answer.tasks}
        self._anchors: dict[str, str] = json.loads(answer.partner["anchors"])

    def task(self, task_id: str, /) -> TaskDates | None:
        """The days of one task, or ``None``: left out or unknown."""
        row = self._moved.get(task_id) or self._tasks.get(task_id)
        if row is None:
            return None
        days = date.fromisoformat
        return TaskDates(task_id, "", days(row["start_on"]), days(row["finish_on"]))

    def anchor(self, anchor_id: str, /) -> AnchorDay | None:
        """The day of one anchor, or ``None`` while it is not known."""
        text = self._anchors.get(anchor_id)
        if text is None:
            return None
        if "T" not in text:
            return AnchorDay(date.fromisoformat(text))
        return AnchorDay(local_date(codec.parse_instant(text), self.zone))

    @cached_property
    def phases(self) -> tuple[PhaseDates, ...]:
        """From the first start to the last finish of the tasks of each phase."""
        spans: dict[str, list[TaskDates]] = {phase.id: [] for phase in self._playbook.phases}
        for task in self._playbook.tasks:
            dated = self.task(task.id)
            if dated is not None:
                spans[task.phase].append(dated)
        return tuple(
            PhaseDates(
                phase,
                min((task.start_on for task in tasks), default=None),
                max((task.finish_on for task in tasks), default=None),
            )
            for phase, tasks in spans.items()
        )


class Time(NamedTuple):
    """One time of recurring work, as facts and rows say it; nothing in it is a partner's own."""

    name: str
    on: date
    said: dict[str, Any]
    row: Row


class Layouts:
    """Times of recurring work, each piece worked out once for all who live it on the same days."""

    def __init__(self) -> None:
        self._known: dict[Any, tuple[Time, ...]] = {}

    def times(
        self,
        playbook: Playbook,
        days: RowDays,
        calendar: Calendar,
        left_out: frozenset[str],
        between: tuple[date, date],
    ) -> list[Time]:
        """Every time that recurring work of a plan takes place, by day.

        Args:
            playbook: the definition the plan was dated from.
            days: its days.
            calendar: its business days; keep it for as long as this is asked.
            left_out: ids of the pieces that the partner's facts leave out.
            between: first and last day asked for.
        """
        found: list[Time] = []
        for piece in playbook.recurring:
            if piece.scope != "partner" or piece.id in left_out:
                continue
            known = life_of(piece, playbook, days, calendar)
            if known is None:
                continue
            key = (playbook.digest, piece.id, days.zone, id(calendar), between, known)
            if key not in self._known:
                rule = parse_rule(piece.every) if piece.every else None
                self._known[key] = tuple(
                    _time(piece, one)
                    for one in occurrences(
                        piece.id, rule, known[0], between, days.zone,
                        calendar=calendar, on_holiday=piece.on_holiday, time=known[1],
                    )
                )  # fmt: skip
            found += self._known[key]
        found.sort(key=lambda one: (one.on, one.row["recurring_id"]))
        return found


def _time(piece: Recurring, one: Occurrence) -> Time:
    planned = PlannedTime(one.on, one.at, one.state == "cancelled", one.note)
    row = {
        "recurring_id": piece.id,
        "original_on": one.original_on.isoformat(),
        "takes_on": one.on.isoformat(),
        "takes_at": None if one.at is None else codec.instant_text(one.at),
        "title": piece.title,
        "owner_role": piece.owners[0] if piece.owners else "",
        "owner": None,
        "state": "open",
        "note": one.note,
        "held_on": None,
        "evidence": "",
    }
    return Time(one.id, one.on, codec.encode(planned, sparse=True), row)


class Own(NamedTuple):
    """What is one partner's own: its times as they are laid out, whose they are, what was held.

    ``ahead`` is what the last ``recurring.laid_out`` says; ``held`` has the rows of times held, by
    the name of the time.
    """

    partner_id: str
    until: date
    ahead: dict[str, dict[str, Any]]
    owners: Mapping[str, str | None]
    held: Mapping[str, Any]


def differ(own: Own, times: list[Time], today: date, renewed: date) -> bool:
    """Whether times have to be laid out anew: some moved, or they do not reach far enough.

    Args:
        own: the partner's, as they are laid out.
        times: as they should be.
        today: the partner's; what lies before it is let be.
        renewed: up to when they have to reach.
    """
    if own.until < renewed:
        return True
    first, last = today.isoformat(), own.until.isoformat()
    was = {name: said for name, said in own.ahead.items() if first <= said["on"] <= last}
    return was != {one.name: one.said for one in times if today <= one.on <= own.until}


def rows_of(own: Own, times: list[Time]) -> tuple[list[Row], list[Row]]:
    """The rows that follow from other times: those to put, and the keys of those to drop."""
    fresh = [_row(own, one.name, one.row) for one in times if own.ahead.get(one.name) != one.said]
    now = {one.name for one in times}
    gone = []
    for name in own.ahead:
        if name not in now:
            recurring, _, original = name.rpartition("/")
            key = {
                "partner_id": own.partner_id,
                "recurring_id": recurring,
                "original_on": original,
            }
            held = own.held.get(name)
            if held is None:
                gone.append(key)
            else:  # what was held stays, on the day it was held
                on = {"takes_on": held["held_on"], "takes_at": None, "note": ""}
                fresh.append({**held, **on})
    return fresh, gone


def _row(own: Own, name: str, row: Row) -> Row:
    held = own.held.get(name)
    owner = own.owners[row["owner_role"]] if row["owner_role"] else None
    mine = {**row, "partner_id": own.partner_id, "owner": owner}
    if held is None:
        return mine
    return {**mine, "state": "held", "held_on": held["held_on"], "evidence": held["evidence"]}


def roles_of(times: list[Time]) -> set[str]:
    """The roles that own the times."""
    return {one.row["owner_role"] for one in times if one.row["owner_role"]}
