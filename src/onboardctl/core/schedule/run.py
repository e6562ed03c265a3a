"""One computation: what is known of a plan, and the days found so far.

Arrays are indexed by node. ``begin`` and ``end`` are ordinals of ``[begin, end)``; for an anchor
both are its day.
"""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING

from onboardctl.core.calendar import end_of_day, find_zone, instant_of, seconds_of
from onboardctl.core.calendar.days import FIRST_DAY, LAST_DAY
from onboardctl.core.errors import InvalidInput
from onboardctl.core.schedule.nodes import EVERY_DAY, OVER, SLOW, AnchorNode, TaskNode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from onboardctl.core.calendar import Calendar
    from onboardctl.core.playbook import Duration
    from onboardctl.core.schedule.inputs import Actual, Override
    from onboardctl.core.schedule.nodes import DayCounter, Prepared, Ref

FAR = 10**9
"""A limit that limits nothing; still one, less a few lengths and lags."""
ENDLESS = FAR // 2
"""Limits from here on limit nothing."""


class Run:
    """The state of dating one plan.

    Args:
        prepared: the playbook, ready.
        given: dates or moments of anchors, by id.
        zone: IANA name; local days and ends of days are of this zone.
        calendar: the plan's business days and hours.
        calendars: further calendars, by the name tasks use.
        actuals: what has happened, by task.
        overrides: what a person changed, by task.
        promised: starts already promised, by task; an open task is not pulled before its own.
        data_date: nothing unfinished is placed before it.
    """

    __slots__ = (
        "_zone",
        "actuals",
        "begin",
        "business",
        "calendar",
        "calendars",
        "data_date",
        "end",
        "end_rank",
        "exact",
        "floor",
        "given",
        "held",
        "late",
        "late_rank",
        "overrides",
        "prepared",
        "program",
        "promised",
        "ranked",
        "touched",
        "zone",
    )  # fmt: skip

    def __init__(
        self,
        prepared: Prepared,
        given: Mapping[str, date | datetime],
        zone: str,
        calendar: Calendar,
        *,
        calendars: Mapping[str, Calendar] | None = None,
        actuals: Mapping[str, Actual] | None = None,
        overrides: Mapping[str, Override] | None = None,
        promised: Mapping[str, date] | None = None,
        data_date: date | None = None,
    ) -> None:
        count = len(prepared.nodes)
        self.prepared = prepared
        self.given = given
        self.zone = zone
        self._zone: tzinfo | None = None
        self.calendar = calendar
        self.calendars = {**calendar.others, **(calendars or {})}
        self.actuals = {
            task: actual
            for task, actual in (actuals or {}).items()
            if actual.started_at is not None or actual.finished_at is not None
        }
        self.overrides = overrides or {}
        self.promised = promised or {}
        self.data_date = data_date
        self.floor = None if data_date is None else data_date.toordinal()
        # Behind the nodes stand the windows on known anchors: they bound tasks as nodes do.
        places = count + len(prepared.static)
        self.begin = [0] * count
        self.end = [0] * places
        self.end_rank = [0] * places
        self.late = [FAR] * count
        self.late_rank = [FAR] * count
        self.exact: dict[int, int] = {}
        """Moments of anchors that are known to the second, by node."""
        names = prepared.names
        self.touched = frozenset(
            names["task", task]
            for known in (self.actuals, self.overrides)
            for task in known
            if ("task", task) in names
        )
        self.held = self._held()
        self.ranked = prepared.ranked
        self.program = prepared.program
        if self.touched:
            # What has happened or was changed by hand needs more than sums, or nothing any more.
            over = self._freeze()
            self.program = tuple(
                [
                    step
                    if step[1] not in self.touched or step[0] > SLOW
                    else (OVER if step[1] in over else SLOW, *step[1:])
                    for step in prepared.program
                ]
            )
        self.business = prepared.playbook.calendar.days == "business"

    def _held(self) -> tuple[tuple[int, int], ...]:
        """The tasks that are dated by sums, each with the day it was promised not to begin before."""
        names, nodes, found = self.prepared.names, self.prepared.nodes, []
        for task, on in self.promised.items():
            index = names.get(("task", task))
            if index is not None and index not in self.touched:
                node = nodes[index]
                if isinstance(node, TaskNode) and node.kind < SLOW:
                    found.append((index, on.toordinal()))
        return tuple(found)

    def _freeze(self) -> set[int]:
        """Place what is finished where it happened; the nodes."""
        nodes, names, found = self.prepared.nodes, self.prepared.names, set[int]()
        for task, actual in self.actuals.items():
            index = names.get(("task", task)) if actual.finished_at is not None else None
            node = None if index is None else nodes[index]
            if not isinstance(node, TaskNode) or actual.finished_at is None:
                continue
            end = self.local_day(actual.finished_at) + 1
            begin = end - 1
            if self._takes_no_time(node):
                begin = end
            elif actual.started_at is not None:
                begin = min(begin, self.local_day(actual.started_at))
            self.begin[node.index], self.end[node.index] = begin, end
            found.add(node.index)
        return found

    def _takes_no_time(self, node: TaskNode) -> bool:
        override = self.overrides.get(node.task.id)
        changed = None if override is None else override.duration
        return (node.length if changed is None else changed.amount) == 0

    def floor_days(self) -> Iterator[int]:
        """Every day known beforehand that a task may be placed on."""
        if self.floor is not None:
            yield self.floor
        yield from (day for index in self.touched for day in (self.begin[index],) if day)
        for actual in self.actuals.values():
            if actual.finished_at is None and actual.started_at is not None:
                yield self.local_day(actual.started_at)
        for override in self.overrides.values():
            yield from (on.toordinal() for on in (override.pin, override.not_before) if on)
        yield from (on.toordinal() for on in self.promised.values())

    def local_day(self, moment: datetime) -> int:
        """The local day of an instant."""
        if self._zone is None:
            self._zone = find_zone(self.zone)
        return moment.astimezone(self._zone).toordinal()

    def counter(self, node: TaskNode) -> DayCounter:
        """The days a task is counted in."""
        if node.unit != "bd":
            return EVERY_DAY
        return self.calendars.get(node.counter, self.calendar).days

    def unit_counter(self, unit: str) -> DayCounter:
        """The days of a lag or window."""
        return self.calendar.days if unit == "bd" else EVERY_DAY

    # -- anchors and points -------------------------------------------------------------------

    def date_anchor(self, index: int) -> None:
        """Find the day of an anchor: given, or the point it is computed from."""
        node = self.prepared.nodes[index]
        assert isinstance(node, AnchorNode)
        given = self.given.get(node.anchor.id)
        if isinstance(given, datetime):
            self.exact[index] = seconds_of(given)
            day = self.local_day(given)
        elif given is not None:
            day = given.toordinal()
        elif node.ref is not None:
            day, moment = self.resolve(node.ref)
            if moment is not None:
                self.exact[index] = moment
        elif node.anchor.every:
            day = self._end_of_period(node.anchor.every)
        else:
            day = 0
        if day and not FIRST_DAY <= day <= LAST_DAY:
            side = "before 1970" if day < FIRST_DAY else "after 2200"
            raise InvalidInput("calendar.range", f"{node.anchor.id} lies {side}")
        self.begin[index] = self.end[index] = day

    def day_of(self, ref: Ref) -> int:
        """The day of a point; of offsets in hours, the day they end on."""
        return self.resolve(ref)[0] if ref.offsets else self.edge_day(ref)

    def resolve(self, ref: Ref) -> tuple[int, int | None]:
        """The day of a point, and its moment in epoch seconds when it has one of its own.

        Offsets in days start from the day and forget the moment; offsets in hours count from the
        moment, which is the end of the day unless it is known exactly.
        """
        return self._offset(self.edge_day(ref), self._moment(ref), ref.offsets)

    def _moment(self, ref: Ref) -> int | None:
        """The moment of an anchor or of what happened to a task, where it is known exactly."""
        node = self.prepared.nodes[ref.node]
        if isinstance(node, AnchorNode):
            return self.exact.get(ref.node)
        actual = self.actuals.get(node.name)
        if actual is None or not isinstance(node, TaskNode):
            return None
        if actual.finished_at is None and self._takes_no_time(node):
            return None
        moment = actual.started_at if ref.edge == "start" else actual.finished_at
        return None if moment is None else seconds_of(moment)

    def offset_day(self, day: int, offsets: tuple[Duration, ...]) -> int:
        """The day that lies the offsets after another."""
        return self._offset(day, None, offsets)[0] if offsets else day

    def edge_day(self, ref: Ref) -> int:
        """The day of the anchor or of the task's first or last day, without offsets."""
        begin, end = self.begin[ref.node], self.end[ref.node]
        if not ref.edge:
            return begin
        # A milestone begins and ends at the boundary after its day.
        return begin if ref.edge == "start" and begin < end else end - 1

    def _offset(
        self, day: int, moment: int | None, offsets: tuple[Duration, ...]
    ) -> tuple[int, int | None]:
        for amount, unit in offsets:
            if unit in ("d", "w"):
                day, moment = day + amount * (7 if unit == "w" else 1), None
            elif unit == "bd":
                day, moment = self.calendar.days.add(day, amount), None
            elif unit == "mo":
                day, moment = add_months(day, amount), None
            else:
                start = self.moment_of(day) if moment is None else moment
                moment = self._after(start, amount, unit)
                day = self.local_day(instant_of(moment))
        return day, moment

    def moment_of(self, day: int) -> int:
        """The end of a local day in epoch seconds."""
        return seconds_of(end_of_day(date.fromordinal(day), self.zone))

    def _after(self, start: int, amount: int, unit: str) -> int:
        if unit == "bh" and amount >= 0:
            return self.calendar.hours.due(start, amount * 3600)
        return start + amount * (60 if unit == "m" else 3600)

    def _end_of_period(self, every: str) -> int:
        origin = self.prepared.names.get(("anchor", self.prepared.playbook.origin))
        day = self.floor if self.floor is not None else self.begin[origin or 0]
        on = date.fromordinal(day or 1)
        if every == "week":
            return day + 6 - on.weekday()
        span = {"month": 1, "quarter": 3, "year": 12}.get(every, 1)
        return _last_of_month(on.year, (on.month - 1) // span * span + span - 1).toordinal()

    # -- results ------------------------------------------------------------------------------

    def latest_end(self, index: int) -> int:
        """The latest end of a node in days, both limits held; ``FAR`` when nothing limits it."""
        late, rank = self.late[index], self.late_rank[index]
        if rank >= ENDLESS:
            return late if late < ENDLESS else FAR
        days = self.calendar.days
        # A task that ends within the first `rank` business days ends before the next one begins.
        known = days.days[rank] if 0 <= rank < len(days.days) else days.at(days.base, rank)
        return min(late, known)

    def limit(self, index: int, end: int) -> None:
        """A node may not end after a boundary."""
        if end >= ENDLESS:
            return
        self.late[index] = min(self.late[index], end)
        if self.ranked:
            known = max(end, self.calendar.days.base)
            self.late_rank[index] = min(self.late_rank[index], self.calendar.days.rank(known))


def add_months(day: int, amount: int) -> int:
    """The same day of a later month, or its last day when the month is shorter."""
    on = date.fromordinal(day)
    year, month = divmod(on.year * 12 + on.month - 1 + amount, 12)
    last = _last_of_month(year, month)
    return last.replace(day=min(on.day, last.day)).toordinal()


def _last_of_month(year: int, month: int) -> date:
    """The last day of a month counted from 0."""
    following = date(year + 1, 1, 1) if month == 11 else date(year, month + 2, 1)  # noqa: PLR2004
    return date.fromordinal(following.toordinal() - 1)
