"""Stories of tickets as short texts, for case tables: read, replayed, and told back.

Times are local to the story's zone: ``Mon 09:30`` is the Monday of 2 March 2026, ``Mon+1`` a week
later, and a date may stand instead. An offset decides between two equal wall times.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from onboardctl.core.calendar import Holiday, SpecialDay, seconds_of
from onboardctl.core.calendar.named import NamedCalendar
from onboardctl.core.sla.book import Book, book_of
from onboardctl.core.sla.clock import Case, Clock, Step, Story
from onboardctl.core.sla.policy import Policy, Target
from onboardctl.core.sla.replay import replay

MONDAY = date(2026, 3, 2)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
CLOCKS = {"response": "first_response", "next": "next_response", "resolution": "resolution"}
SHORT = {name: short for short, name in CLOCKS.items()}
WORK = ((540, 1020),)
HOURS = {
    "office": (WORK,) * 5 + ((),) * 2,
    "lunch": (((480, 720), (780, 1020)),) * 5 + ((),) * 2,
    "night": (((1320, 1800),),) * 5 + ((),) * 2,
    "always": (((0, 1440),),) * 7,
    "mon-thu": (WORK, (), (), WORK, (), (), ()),
    "sunday": (WORK, WORK, WORK, WORK, (), (), WORK),
    "evening": (((1080, 1440),),) * 7,
    "early": (((60, 300),),) * 7,
}
HOLIDAYS = (Holiday("2026-03-04", "Founders' day"), Holiday("12-25", "Christmas"))
SPECIAL = (
    SpecialDay(date(2026, 3, 6), ((540, 720),)),
    SpecialDay(date(2026, 3, 7), ((600, 840),)),
)


def calendars() -> tuple[NamedCalendar, ...]:
    """The calendars stories may name; ``festive`` has a holiday, a short and an extra day."""
    plain = tuple(NamedCalendar(name, weekly=week) for name, week in HOURS.items())
    festive = NamedCalendar(
        "festive", weekly=HOURS["office"], holidays=HOLIDAYS, special_days=SPECIAL
    )
    return (*plain, festive)


def moment(text: str, zone: str) -> int:
    """A time of a story as seconds since 1970."""
    found = re.fullmatch(r"(?:(\w{3})(?:\+(\d+))?|(\d{4}-\d\d-\d\d)) (\S+)", text.strip())
    assert found, text
    day = (
        date.fromisoformat(found[3])
        if found[3]
        else MONDAY + timedelta(days=DAYS.index(found[1]) + 7 * int(found[2] or 0))
    )
    local = datetime.fromisoformat(f"{day}T{found[4]}")
    return seconds_of(local if local.tzinfo else local.replace(tzinfo=ZoneInfo(zone)))


def seconds(text: str) -> int:
    """``4h30m15s`` in seconds; ``-`` is nothing."""
    units = {"h": 3600, "m": 60, "s": 1}
    return sum(int(amount) * units[unit] for amount, unit in re.findall(r"(\d+)([hms])", text))


def spoken(count: int) -> str:
    """Seconds as ``4h30m15s``."""
    parts = ((count // 3600, "h"), (count // 60 % 60, "m"), (count % 60, "s"))
    return "".join(f"{amount}{unit}" for amount, unit in parts if amount) or "0h"


def policy_of(promise: str, hours: str, pauses: tuple[str, ...], *, version: str = "1") -> Policy:
    """``response 1h, resolution 8h, resolution 4h for critical, resolution 2h for enterprise``."""
    targets = []
    for part in filter(None, (one.strip() for one in promise.split(","))):
        found = re.fullmatch(r"(\w+) (\S+)(?: of (\S+))?(?: for (.+))?", part)
        assert found, part
        whom = (found[4] or "").split()
        tier = next((one for one in whom if one in {"developer", "business", "enterprise"}), "")
        priority = next((one for one in whom if one != tier), "")
        targets.append(
            Target(
                CLOCKS[found[1]], seconds(found[2]), found[3] or hours, found[2], "", tier, priority
            )
        )
    return Policy("toy", version, date(2000, 1, 1), tuple(targets), calendars(), pauses=pauses)


class Told:
    """A story of a case table, ready to be replayed."""

    def __init__(self, case: dict[str, str]) -> None:
        self.zone = case.get("zone", "Europe/Berlin")
        pauses = tuple(CLOCKS[one] for one in case.get("pauses", "next resolution").split())
        first = policy_of(case["promise"], case["hours"], pauses)
        policies = {"1": first}
        if "later" in case:
            policies["2"] = policy_of(case["later"], case["hours"], pauses, version="2")
        self.book: Book = book_of(policies)
        self.named = {part.split()[0] for part in case["promise"].split(", ")}
        lines = [one.strip() for one in case["story"].split(";")]
        self.steps = sorted((self._step(one) for one in lines), key=lambda step: step.at)
        opened = next(one for one in self.steps if one.kind == "open")
        words = opened.value.split()
        tier = next((one for one in words if one in {"developer", "business", "enterprise"}), "")
        known = {tier, "ours", "unpromised"}
        priority = next((one for one in words if one not in known), "medium")
        policy = "" if "unpromised" in words else "1"
        self.bare = "unpromised" in words
        self.case = Case(opened.at, tier, priority, policy, self.zone, "", "ours" in words)
        self.steps.remove(opened)
        self.until = moment(case["asked"], self.zone) if "asked" in case else None

    def _step(self, line: str) -> Step:
        found = re.fullmatch(r"(\S+ \S+) (\w+)(?: (.*))?", line)
        assert found, line
        return Step(moment(found[1], self.zone), found[2], found[3] or "")

    def replay(self) -> Story:
        """Every clock of the story."""
        return replay(self.case, self.steps, self.book, self.until)

    def now(self) -> int:
        """When the story is looked at: as asked, or at its last step."""
        last = self.steps[-1].at if self.steps else self.case.opened_at
        return last if self.until is None else self.until

    def clock(self, clock: Clock) -> str:
        """A clock as case tables write it: ``resolution late 9h due Tue 10:00 broken …``."""
        kind = SHORT[clock.kind] + (str(clock.number) if clock.number > 1 else "")
        if clock.applied is None:
            return f"{kind} {'void' if clock.verdict == 'void' else 'untargeted'}"
        state = (
            "broken" if clock.verdict == "open" and clock.is_breached(self.now()) else clock.verdict
        )
        parts = [kind, state, spoken(clock.elapsed_at(self.now()))]
        if clock.due_at is not None and clock.verdict != "void":
            parts += ["due", self.when(clock.due_at)]
        if clock.breaches_at is not None and (clock.ended_at or clock.is_breached(self.now())):
            parts += ["from", self.when(clock.breaches_at)]
        parts += [f"({one.effect} by {one.because})" for one in clock.shifts if one.effect]
        return " ".join(parts)

    def when(self, at: int) -> str:
        """A moment as a story writes it."""
        local = datetime.fromtimestamp(at, ZoneInfo(self.zone))
        time = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
        weeks, day = divmod((local.date() - MONDAY).days, 7)
        if 0 <= weeks < 4:
            return f"{DAYS[day]}{f'+{weeks}' if weeks else ''} {time}"
        return f"{local.date()} {time}{local:%z}"

    def told(self) -> list[str]:
        """Every clock of which something was promised to anybody, or nothing to anybody."""
        clocks = self.replay().clocks
        return [self.clock(one) for one in clocks if SHORT[one.kind] in self.named or self.bare]


def scanned(told: Told, clock: Clock) -> int:
    """Open time of a clock by looking at every minute of the wall: slow, and sure."""
    assert clock.applied is not None
    zone = ZoneInfo(told.zone)
    end = clock.ended_at if clock.ended_at is not None else told.now()
    weekly = {one.name: one for one in calendars()}[clock.applied.target.calendar]
    closed = {one.on for one in weekly.holidays}
    special = {one.on: one.hours for one in weekly.special_days}
    edges = {edge for span in clock.spans for edge in span}
    marks = sorted(
        {clock.started_at, end, *edges, *range(-(-clock.started_at // 60) * 60, end, 60)}
    )
    total = 0
    for at, upto in pairwise(mark for mark in marks if clock.started_at <= mark <= end):
        if any(begin <= at < finish for begin, finish in clock.spans):
            continue
        local = datetime.fromtimestamp(at, zone)
        minute = local.hour * 60 + local.minute
        day = local.date()
        if _open(day, minute, weekly.weekly, closed, special) or _open(
            day - timedelta(days=1), minute + 1440, weekly.weekly, closed, special
        ):
            total += upto - at
    return total


def _open(day: date, minute: int, weekly: tuple, closed: set, special: dict) -> bool:
    if day.isoformat() in closed or f"{day:%m-%d}" in closed:
        return False
    hours = special.get(day, weekly[day.weekday()])
    return any(begin <= minute < end for begin, end in hours)
