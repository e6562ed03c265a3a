"""Calendars as files write them, read from located nodes: every finding at once, with its place."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from onboardctl.core.calendar.named import PARTNER, Import, NamedCalendar
from onboardctl.core.calendar.reading_days import YEARLY_LENGTH, dates_of, weekdays_of
from onboardctl.core.calendar.spec import (
    DAY_MINUTES,
    Holiday,
    Hours,
    SpecialDay,
    always_open,
    format_hours,
    standard_week,
)
from onboardctl.core.calendar.text import parse_hours
from onboardctl.core.calendar.walltime import find_zone
from onboardctl.core.errors import InvalidInput
from onboardctl.core.names import did_you_mean, is_id
from onboardctl.core.points import ParseFailure, parse_weekday
from onboardctl.core.record import NamedTuple
from onboardctl.core.weekdays import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.core.errors import Diagnostic
    from onboardctl.core.located import Node


KEYS = ("title", "timezone", "always", "hours", "holidays", "overrides", "extra_days")
"""Every key of a calendar, in the order in which the reference explains them."""
SOURCES = ("country", "ics")
_COUNTRY = re.compile(r"[A-Z]{2}(-[A-Za-z0-9]{1,12})?")


class ReadCalendar(NamedTuple):
    """A calendar with everything wrong with it; ``places`` has the node of each import."""

    calendar: NamedCalendar
    findings: tuple[Diagnostic, ...]
    places: dict[Import, Node]


def read_calendars(node: Node) -> tuple[ReadCalendar, ...]:
    """The calendars of a ``calendars:`` map, in file order; nothing for anything but a map."""
    return tuple(read_calendar(name, below, _Key(node, name)) for name, below in node.items())


def read_calendar(name: str, node: Node, named_at: _Key | None = None) -> ReadCalendar:
    """One calendar.

    Args:
        name: what it is called.
        node: its map.
        named_at: the key that names it, for a finding about the name; else the map.
    """
    reader = _Reader(name)
    reader.check_name(named_at or node)
    calendar = reader.calendar(node)
    ordered = sorted(reader.found, key=lambda one: (one.line or 0, one.column or 0))
    return ReadCalendar(calendar, tuple(ordered), reader.places)


class _Key(NamedTuple):
    """A key of a map as something that findings point at."""

    node: Node
    key: str

    @property
    def line(self) -> int:
        """The line of the key."""
        return self.node.key_place(self.key).line

    @property
    def column(self) -> int:
        """The column of the key."""
        return self.node.key_place(self.key).column

    def problem(self, code: str, message: str, *, hint: str | None = None) -> Diagnostic:
        """A finding about the key."""
        return self.node.key_problem(self.key, code, message, hint=hint)


class _Reader:
    """Reads one calendar and gathers what is wrong with it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: list[Diagnostic] = []
        self.places: dict[Import, Node] = {}
        self._days: dict[str, tuple[str, Node | _Key]] = {}

    def check_name(self, at: Node | _Key) -> None:
        """A name is an id, and not the word that stands for each partner's own calendar."""
        if self.name == PARTNER:
            self._wrong(at, "name", '"partner" means the calendar of each partner; rename it')
        elif not is_id(self.name):
            message = f'calendar "{self.name}" must be called by lower-case words joined by -'
            self._wrong(at, "name", message)

    def calendar(self, node: Node) -> NamedCalendar:
        """What the map says, as far as it can be read."""
        if node.kind != "map":
            self._wrong(node, "form", f'"{self.name}" must be a map', f"keys: {', '.join(KEYS)}")
            return NamedCalendar(self.name)
        for key in node.value:
            if key not in KEYS:
                message = f'unknown key "{key}" in calendar "{self.name}"{did_you_mean(key, KEYS)}'
                self._wrong(_Key(node, key), "key", message, f"expected one of {', '.join(KEYS)}")
        holidays = self._holidays(node.get("holidays"))
        weekly = self._weekly(node)
        special = self._overrides(node.get("overrides"))
        special += self._extra(node.get("extra_days"), weekly)
        if weekly and not (self.found or any(weekly) or any(day.hours for day in special)):
            message = "no day of the week is open"
            self._wrong(_Key(node, "hours"), "empty", message, "give one day its hours")
        return NamedCalendar(
            name=self.name,
            title=self._text(node.get("title")),
            zone=self._zone(node.get("timezone")),
            weekly=weekly,
            holidays=holidays,
            special_days=tuple(sorted(special)),
            imports=tuple(self.places),
        )

    def _wrong(self, at: Node | _Key, code: str, message: str, hint: str | None = None) -> None:
        self.found.append(at.problem(f"calendar.{code}", message, hint=hint))

    def _text(self, node: Node | None) -> str:
        if node is None or node.kind == "null":
            return ""
        if not node.is_scalar:
            self._wrong(node, "form", '"title" must be text')
        return node.text

    def _zone(self, node: Node | None) -> str:
        if node is None or node.text == PARTNER:
            return ""
        if node.kind != "text":
            self._wrong(node, "zone", '"timezone" must be "partner" or a name like Europe/Berlin')
            return ""
        try:
            find_zone(node.text)
        except InvalidInput as error:
            self._wrong(node, "zone", error.message, error.hint)
            return ""
        return node.text

    def _weekly(self, node: Node) -> tuple[Hours, ...]:
        always, hours = node.get("always"), node.get("hours")
        if always is not None and always.kind != "bool":
            self._wrong(always, "form", '"always" must be true or false')
        if always is not None and always.value is True:
            if hours is not None:
                message = "always: true opens every hour; leave hours out"
                self._wrong(_Key(node, "hours"), "hours", message)
            return always_open().weekly
        if hours is None:
            return ()
        if hours.kind != "map":
            self._wrong(
                hours, "form", '"hours" must map weekdays to hours', 'mon-fri: ["09:00-17:00"]'
            )
            return ()
        return self._week(hours)

    def _week(self, node: Node) -> tuple[Hours, ...]:
        weekly: list[Hours] = [()] * 7
        given: dict[int, Node] = {}
        for name, below in node.items():
            try:
                days = weekdays_of(name)
            except ParseFailure as failure:
                hint = f"one of {failure.expected}, or a range such as mon-fri"
                self._wrong(_Key(node, name), "weekday", failure.message, hint)
                continue
            read = self._intervals(below, name)
            again = ", ".join(WEEKDAYS[day] for day in days if day in given)
            if again:
                self._wrong(_Key(node, name), "duplicate", f"the hours of {again} are given twice")
            for day in days:
                weekly[day] = read
                given[day] = below
        self._nights(weekly, given)
        return tuple(weekly)

    def _nights(self, weekly: list[Hours], given: dict[int, Node]) -> None:
        """A shift through midnight must have closed before the next day opens."""
        for day, node in sorted(given.items()):
            before = weekly[day - 1]
            tail = max((close for _, close in before), default=0) - DAY_MINUTES
            if weekly[day] and tail > weekly[day][0][0]:
                night = format_hours(before[-1])
                message = f"{WEEKDAYS[day]} opens before the shift {night} of the night has closed"
                self._wrong(node, "overlap", message)

    def _intervals(self, node: Node, day: str) -> Hours:
        """The open intervals of a day: a text, a list of texts, or nothing for closed."""
        if node.kind == "null":
            return ()
        if node.kind == "map":
            self._wrong(
                node, "form", f"{day}: write hours as a list", '["08:00-12:00", "13:00-17:00"]'
            )
            return ()
        read: list[tuple[tuple[int, int], Node]] = []
        for one in node if node.kind == "list" else (node,):
            if one.kind == "text" and one.text == "closed":
                continue
            try:
                read.append((parse_hours(one.text), one))
            except ParseFailure as failure:
                self._wrong(
                    one, "hours", f"{day}: {failure.message}", f"expected {failure.expected}"
                )
        return self._in_order(read, day)

    def _in_order(self, read: list[tuple[tuple[int, int], Node]], day: str) -> Hours:
        read.sort(key=lambda pair: pair[0])
        for (one, _), (other, node) in pairwise(read):
            if other[0] < one[1]:
                message = f"{day}: {format_hours(other)} begins before {format_hours(one)} ends"
                self._wrong(node, "overlap", message)
                return ()
        return tuple(interval for interval, _ in read)

    def _holidays(self, node: Node | None) -> tuple[Holiday, ...]:
        if node is None or node.kind == "null":
            return ()
        if node.kind not in {"map", "list"}:
            self._wrong(node, "form", '"holidays" must be a list of dates or a map from dates')
            return ()
        days: list[Holiday] = []
        for text, at, below in _entries(node):
            if text in SOURCES and below is not None:
                self._imports(text, below)
            elif below is not None and not below.is_scalar:
                self._wrong(below, "form", f'the title of "{text}" must be text')
            else:
                title = "" if below is None or below.kind == "null" else below.text
                days += [Holiday(on, title) for on in self._dates(text, at, "a holiday")]
        return tuple(days)

    def _imports(self, kind: str, node: Node) -> None:
        for one in node if node.kind == "list" else (node,):
            if not one.is_scalar or not one.text:
                self._wrong(one, "form", f'"{kind}" must be a name or a list of names')
            elif kind == "country" and not _COUNTRY.fullmatch(one.text):
                self._wrong(
                    one, "country", f'"{one.text}" is no code of a country', "like US or DE-BY"
                )
            else:
                self.places[Import(kind, one.text)] = one

    def _dates(self, text: str, at: Node | _Key, what: str) -> list[str]:
        """The dates of a text, none of them twice; ``[]`` with the reason reported."""
        try:
            days = dates_of(text)
        except ParseFailure as failure:
            self._wrong(at, "date", failure.message, f"expected {failure.expected}")
            return []
        taken = next((day for day in days if day in self._days), None)
        if taken is not None:
            before, where = self._days[taken]
            self._wrong(
                at, "duplicate", f"{taken} is {before} already, at {where.line}:{where.column}"
            )
            return []
        self._days.update((day, (what, at)) for day in days)
        return days

    def _overrides(self, node: Node | None) -> list[SpecialDay]:
        if node is None or node.kind == "null":
            return []
        if node.kind != "map":
            self._wrong(
                node, "form", '"overrides" must map dates to hours', '"2026-12-24": ["09:00-12:00"]'
            )
            return []
        found = []
        for text, below in node.items():
            at = _Key(node, text)
            hours = self._intervals(below, text)
            found += self._special(self._dates(text, at, "an override"), text, at, hours)
        return found

    def _extra(self, node: Node | None, weekly: tuple[Hours, ...]) -> list[SpecialDay]:
        """Days that open although their weekday does not."""
        if node is None or node.kind == "null":
            return []
        if node.kind not in {"map", "list"}:
            self._wrong(node, "form", '"extra_days" must be a list of dates or a map from dates')
            return []
        week = weekly if any(weekly) else standard_week()
        found = []
        for text, at, below in _entries(node):
            if below is None or below.kind == "null":
                hours = next(hours for hours in week if hours)
            else:
                hours = self._like(below, text, week)
            found += self._special(self._dates(text, at, "an extra day"), text, at, hours)
        return found

    def _like(self, node: Node, text: str, week: tuple[Hours, ...]) -> Hours:
        """Hours given outright, or those of the weekday named."""
        try:
            return week[parse_weekday(node.text)]
        except ParseFailure:
            return self._intervals(node, text)

    def _special(
        self, days: list[str], text: str, at: Node | _Key, hours: Hours
    ) -> list[SpecialDay]:
        if any(len(day) == YEARLY_LENGTH for day in days):
            hint = "hours of their own belong to one date, such as 2026-12-24"
            self._wrong(at, "date", f'"{text}" has no year', hint)
            return []
        return [SpecialDay(date.fromisoformat(day), hours) for day in days]


def _entries(node: Node) -> Iterator[tuple[str, Node | _Key, Node | None]]:
    """Entries of a list or a map: the text, what to point at, and what stands behind it."""
    for one in node if node.kind == "list" else (node,):
        if one.kind == "map":
            for key, below in one.items():
                yield key, _Key(one, key), below
        else:
            yield one.text, one, None
