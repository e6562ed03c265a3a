"""From the SLA part of a playbook and the tiers of a workspace to a policy, with every problem.

The part travels inside the compiled playbook as plain data, so this never needs YAML. A plain hour
in an SLA file is an hour of the calendar it names; an hour in the tiers of ``onboardctl.yaml`` is
what mails quote to the partner, so ``4h`` there is four hours of the clock and ``4bh`` four hours
of the tier's calendar. Days are ambiguous in an SLA file and refused there.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from onboardctl.core.calendar.named import calendars_of
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.points import ParseFailure, parse_duration
from onboardctl.core.record import NamedTuple
from onboardctl.core.sla.book import SECONDS, calendar_of
from onboardctl.core.sla.policy import (
    ALWAYS,
    CLOCKS,
    FIRST_RESPONSE,
    FLOW,
    NEXT_RESPONSE,
    PRIORITIES,
    RESOLUTION,
    Availability,
    Goal,
    Policy,
    Target,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from onboardctl.core.playbook import Escalation, EscalationLevel, Playbook

Path = tuple[str, ...]
"""Where in the SLA part something stands: keys and positions from the outside in."""

_KEYS = (
    "id", "version", "valid_from", "by", "targets", "calendar", "warn_at", "pause_affects",
    "tiers", "priorities", *CLOCKS, "compliance", "availability", "tags", "escalation",
    "escalation_timers", "sources", "automatic", "flow", "tell_customer", "record", "reports",
)  # fmt: skip
_LINE_KEYS = (
    "title", "calendar", "channel", "queue", "on_call", "examples", "priorities", *CLOCKS,
)  # fmt: skip
_OPENS_WITHIN_YEARS = 10


class TierHours(NamedTuple):
    """What a workspace promises a tier: durations as written, ``None`` when not agreed."""

    tier: str
    response: str | None
    resolution: str | None


class Problem(NamedTuple):
    """Something in an SLA part that cannot be used, and where."""

    path: Path
    message: str
    hint: str = ""
    code: str = "sla.policy"


class _Place(NamedTuple):
    """What holds at a place of the file: calendar, tier and priority."""

    calendar: str
    tier: str = ""
    priority: str = ""


def read_policy(
    playbook: Playbook, tiers: Iterable[TierHours] = ()
) -> tuple[Policy | None, tuple[Problem, ...]]:
    """The policy of a playbook with the hours of a workspace, and what is wrong with it.

    Without an SLA part there is no policy, and nothing wrong with that.
    """
    if playbook.sla is None:
        return None, ()
    return _Reader(playbook, {one.tier: one for one in tiers}).read(playbook.sla)


class _Reader:
    def __init__(self, playbook: Playbook, tiers: Mapping[str, TierHours]) -> None:
        self._playbook = playbook
        self._tiers = tiers
        self._calendars = {one.name: one for one in calendars_of(playbook)}
        self._problems: list[Problem] = []
        self._targets: list[Target] = []
        self._missing: list[str] = []

    def read(self, raw: Any) -> tuple[Policy | None, tuple[Problem, ...]]:
        if not isinstance(raw, dict):
            return None, (Problem((), "`sla` must be a mapping"),)
        self._known(raw, _KEYS, ())
        calendar = self._calendar(raw, (), ALWAYS)
        self._lines(raw, calendar)
        flow = tuple(map(str, self._listed(raw, "flow") or FLOW))
        tell = raw.get("tell_customer")
        policy = Policy(
            playbook=self._playbook.id,
            version=str(raw.get("version", 1)),
            valid_from=self._day(raw),
            targets=tuple(self._targets),
            calendars=tuple(self._calendars[name] for name in self._used(calendar)),
            warn_at=self._warning(raw),
            pauses=self._pauses(raw),
            priorities=self._priorities(raw),
            flow=flow,
            strict="flow" in raw,
            tell=str(tell.get("template", "")) if isinstance(tell, dict) else "",
            sources=tuple(map(str, self._listed(raw, "sources"))),
            goals=self._goals(raw),
            availability=self._availability(raw),
            ladders=self._ladders(raw),
            paths=self._paths(raw),
            level_calendar=calendar,
            missing_hours=tuple(self._missing),
        )
        self._check_open(policy)
        return policy, tuple(self._problems)

    def _bad(self, path: Path, message: str, hint: str = "", code: str = "sla.policy") -> None:
        self._problems.append(Problem(path, message, hint, code))

    def _listed(self, node: dict[str, Any], key: str, path: Path = ()) -> list[Any]:
        """The entries of a list; empty, and reported, for anything else that is not left out."""
        found = node.get(key)
        if isinstance(found, list):
            return found
        if found is not None:
            self._bad((*path, key), f'"{key}" must be a list')
        return []

    def _known(self, node: dict[str, Any], keys: Iterable[str], path: Path) -> None:
        for key in node:
            if key not in keys:
                self._bad((*path, key), f'unknown key "{key}"{did_you_mean(key, keys)}')

    def _lines(self, raw: dict[str, Any], calendar: str) -> None:
        """Every target of the file, from what holds for all to what holds for a tier's priority."""
        self._line(raw, (), _Place(calendar))
        for priority, line in self._entries(raw, "priorities", ()):
            path = ("priorities", priority)
            self._known(line, _LINE_KEYS, path)
            self._line(line, path, _Place(self._calendar(line, path, calendar), "", priority))
        for tier, line in self._entries(raw, "tiers", ()):
            path = ("tiers", tier)
            self._known(line, _LINE_KEYS, path)
            own = self._calendar(line, path, calendar)
            self._line(line, path, _Place(own, tier))
            if raw.get("targets") == "workspace":
                self._from_workspace(tier, own)
            for priority, inner in self._entries(line, "priorities", path):
                deeper = (*path, "priorities", priority)
                self._known(inner, _LINE_KEYS, deeper)
                place = _Place(self._calendar(inner, deeper, own), tier, priority)
                self._line(inner, deeper, place)

    def _entries(
        self, node: dict[str, Any], key: str, path: Path
    ) -> Iterable[tuple[str, dict[str, Any]]]:
        found = node.get(key) or {}
        if not isinstance(found, dict):
            self._bad((*path, key), f'"{key}" must be a mapping')
            return
        for name, line in found.items():
            if isinstance(line, dict):
                yield str(name), line
            else:
                self._bad((*path, key, str(name)), f'"{name}" must be a mapping')

    def _line(self, node: dict[str, Any], path: Path, place: _Place) -> None:
        for clock in CLOCKS:
            if clock in node:
                self._target(clock, node[clock], (*path, clock), place)

    def _target(self, clock: str, written: Any, path: Path, place: _Place) -> None:
        seconds = self._seconds(written, path, "m", "h", "bh")
        if seconds:
            source = "sla: " + ".".join(path)
            self._targets.append(
                Target(
                    clock, seconds, place.calendar, str(written), source, place.tier, place.priority
                )
            )

    def _from_workspace(self, tier: str, calendar: str) -> None:
        """The hours of the contract: clock units as mails quote them, business units as named."""
        hours = self._tiers.get(tier)
        given = {FIRST_RESPONSE: None, RESOLUTION: None} if hours is None else {
            FIRST_RESPONSE: hours.response,
            RESOLUTION: hours.resolution,
        }  # fmt: skip
        for clock, written in given.items():
            if written is None:
                self._missing.append(f"{tier}.{_SETTING[clock]}")
                continue
            duration = parse_duration(written)
            business = duration.unit in {"bh", "bd"}
            counted_in = calendar if business else ALWAYS
            unit = SECONDS.get(duration.unit)
            if unit is None and business:
                unit = self._calendar_value(calendar).longest_day_seconds()
            if unit is None:
                self._bad((), f"{tier}: a month is no length of time for a target")
                continue
            source = f"onboardctl.yaml: tiers.{tier}.{_SETTING[clock]}"
            self._targets.append(
                Target(clock, duration.amount * unit, counted_in, written, source, tier)
            )

    def _seconds(self, written: Any, path: Path, *units: str) -> int:
        try:
            duration = parse_duration(str(written))
        except ParseFailure as failure:
            self._bad(path, _unread(written, failure), "write hours or minutes: 4h, 30m, 8bh")
            return 0
        if duration.unit not in units:
            self._bad(
                path,
                f'"{written}" is ambiguous: a day of the clock, or a day of the calendar',
                "write hours or minutes: 24h, 8h, 30m",
            )
            return 0
        seconds = duration.amount * SECONDS[duration.unit]
        if seconds <= 0:
            self._bad(path, f'"{written}" must be longer than nothing')
        return max(0, seconds)

    def _calendar(self, node: dict[str, Any], path: Path, otherwise: str) -> str:
        name = str(node.get("calendar", otherwise))
        if name != ALWAYS and name not in self._calendars:
            known = [*self._calendars, ALWAYS]
            self._bad(
                (*path, "calendar"),
                f'there is no calendar "{name}"{did_you_mean(name, known)}',
                f"known are {listed(sorted(set(known)))}",
            )
            return ALWAYS
        return name

    def _calendar_value(self, name: str) -> Any:
        named = tuple(self._calendars.values())
        return calendar_of(Policy("", "", date.min, calendars=named), name, "UTC")

    def _used(self, calendar: str) -> list[str]:
        names = {calendar, *(one.calendar for one in self._targets)}
        return sorted(name for name in names if name in self._calendars)

    def _day(self, raw: dict[str, Any]) -> date:
        try:
            return date.fromisoformat(str(raw.get("valid_from", "1970-01-01")))
        except ValueError:
            self._bad(("valid_from",), f'"{raw["valid_from"]}" is not a date')
            return date(1970, 1, 1)

    def _warning(self, raw: dict[str, Any]) -> str:
        written = str(raw.get("warn_at", "75%"))
        share = _share(written)
        if share is None or not 0 < share < 1:
            self._bad(("warn_at",), f'"{written}" is no share between 0% and 100%')
            return "0.75"
        return _decimal(share)

    def _pauses(self, raw: dict[str, Any]) -> tuple[str, ...]:
        named = raw.get("pause_affects", [NEXT_RESPONSE, RESOLUTION])
        if not isinstance(named, list):
            named = [named]
        for clock in named:
            if clock not in CLOCKS:
                self._bad(
                    ("pause_affects",),
                    f'there is no clock "{clock}"{did_you_mean(str(clock), CLOCKS)}',
                    f"clocks are {listed(CLOCKS)}",
                )
        return tuple(clock for clock in CLOCKS if clock in named)

    def _priorities(self, raw: dict[str, Any]) -> dict[str, str]:
        found = raw.get("priorities")
        own = {
            name: str(line.get("title") or name.capitalize())
            for name, line in (found.items() if isinstance(found, dict) else ())
            if isinstance(line, dict)
        }
        return own or {name: name.capitalize() for name in PRIORITIES}

    def _goals(self, raw: dict[str, Any]) -> tuple[Goal, ...]:
        goals = []
        for number, line in enumerate(self._listed(raw, "compliance")):
            path = ("compliance", str(number))
            share = _share(str(line.get("target", ""))) if isinstance(line, dict) else None
            clock = line.get("clock") if isinstance(line, dict) else None
            if share is None or clock not in CLOCKS:
                self._bad(path, "needs `clock` and `target: at least 95%`")
                continue
            goals.append(Goal(str(clock), _decimal(share), str(line.get("tier", ""))))
        return tuple(goals)

    def _availability(self, raw: dict[str, Any]) -> tuple[Availability, ...]:
        line = raw.get("availability")
        if not isinstance(line, dict):
            return ()
        share = _share(str(line.get("target", "")))
        services = tuple(map(str, self._listed(line, "services", ("availability",))))
        if share is None or not services:
            self._bad(("availability",), "needs `services` and `target: at least 99.5%`")
            return ()
        return (Availability(services, _decimal(share), str(line.get("period", "month"))),)

    def _ladders(self, raw: dict[str, Any]) -> tuple[Escalation, ...]:
        """The playbook's ladders; times given here hold where a rung has none of its own."""
        timers = raw.get("escalation_timers")
        if timers is not None and not isinstance(timers, dict):
            self._bad(("escalation_timers",), '"escalation_timers" must map ladders to levels')
        lengths = timers if isinstance(timers, dict) else {}
        return tuple(
            ladder._replace(levels=self._timed(ladder, lengths))
            for ladder in self._playbook.escalations
        )

    def _timed(self, ladder: Escalation, lengths: dict[str, Any]) -> tuple[EscalationLevel, ...]:
        path = ("escalation_timers", ladder.id)
        within = {}
        for number, line in enumerate(self._listed(lengths, ladder.id, path[:1])):
            here = (*path, str(number))
            if not isinstance(line, dict) or not isinstance(line.get("role"), str):
                self._bad(here, "needs `role` and `within: 1h`")
            elif line.get("within"):
                try:
                    within[line["role"]] = parse_duration(str(line["within"]))
                except ParseFailure as failure:
                    self._bad((*here, "within"), _unread(line["within"], failure))
        return tuple(
            level._replace(within=within.get(level.role)) if level.within is None else level
            for level in ladder.levels
        )

    def _paths(self, raw: dict[str, Any]) -> dict[str, str]:
        named = raw.get("escalation")
        paths = (
            {str(kind): str(ladder) for kind, ladder in named.items()}
            if isinstance(named, dict)
            else {"": str(named)} if named else {}
        )  # fmt: skip
        known = [ladder.id for ladder in self._playbook.escalations]
        for ladder in paths.values():
            if ladder not in known:
                self._bad(
                    ("escalation",), f'there is no ladder "{ladder}"{did_you_mean(ladder, known)}'
                )
        return paths

    def _check_open(self, policy: Policy) -> None:
        """A calendar that never opens would let no clock run."""
        for name in {one.calendar for one in policy.targets}:
            weekly = [hours for one in policy.calendars if one.name == name for hours in one.weekly]
            special = [
                day for one in policy.calendars if one.name == name for day in one.special_days
            ]
            if weekly and not any(weekly) and not any(day.hours for day in special):
                self._bad(
                    ("calendar",),
                    f'calendar "{name}" has no open time, so no clock would ever run',
                    "give it hours, or name another calendar",
                    "calendar.no_open_time",
                )


_SETTING = {FIRST_RESPONSE: "response_sla", RESOLUTION: "resolution_sla"}


def _share(written: str) -> Fraction | None:
    """``75%``, ``at least 95%`` or ``0.75``."""
    text = written.removeprefix("at least").strip()
    try:
        if text.endswith("%"):
            return Fraction(text[:-1].strip()) / 100
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


def _decimal(share: Fraction) -> str:
    from decimal import Decimal

    return str(Decimal(share.numerator) / Decimal(share.denominator))


def _unread(written: Any, failure: ParseFailure) -> str:
    return f'"{written}" is no length of time' if written else failure.message
