"""Policies at hand while clocks are worked out: every look-up is done once and kept.

A million tickets ask for a handful of combinations of policy, tier, priority and zone.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from onboardctl.core.calendar import Calendar, always_open
from onboardctl.core.errors import StoreError
from onboardctl.core.record import NamedTuple
from onboardctl.core.sla.policy import ALWAYS, LEVEL, Policy, Target

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from onboardctl.core.calendar.hours import OpenHours
    from onboardctl.core.playbook import EscalationLevel

SECONDS = {"m": 60, "h": 3600, "bh": 3600, "d": 86_400, "w": 604_800}


class Applied(NamedTuple):
    """A target with the hours it is counted in; ``warn_seconds`` is when a warning is due."""

    target: Target
    hours: OpenHours
    warn_seconds: int


class Rung(NamedTuple):
    """One level of a ladder for one case, with the time it has; ``None`` when it has no limit."""

    number: int
    level: EscalationLevel
    seconds: int | None


class Book:
    """Policies by digest, and open hours by calendar and zone.

    Args:
        find: gives the policy of a digest, ``None`` when there is none.
    """

    def __init__(self, find: Callable[[str], Policy | None]) -> None:
        self._find = find
        self._policies: dict[str, Policy] = {}
        self._applied: dict[tuple[str, str, str, str, str], Applied | None] = {}
        self._hours: dict[tuple[str, str, str], OpenHours] = {}

    def policy(self, digest: str) -> Policy:
        """The policy of a digest.

        Raises:
            StoreError: the store names it and does not hold it.
        """
        known = self._policies.get(digest)
        if known is None:
            known = self._find(digest)
            if known is None:
                raise StoreError(
                    "store.policy_missing",
                    f"the store names SLA policy {digest[:12]} but does not hold it",
                    hint="restore the latest backup with `onboardctl store restore`",
                )
            self._policies[digest] = known
        return known

    def applied(
        self, digest: str, zone: str, clock: str, tier: str, priority: str
    ) -> Applied | None:
        """The target of a case with the hours it is counted in; ``None`` when there is none."""
        key = (digest, zone, clock, tier, priority)
        try:
            return self._applied[key]
        except KeyError:
            found = self._applied[key] = self._apply(*key)
            return found

    def hours(self, digest: str, calendar: str, zone: str) -> OpenHours:
        """The open hours of a policy's calendar in a zone."""
        key = (digest, calendar, zone)
        known = self._hours.get(key)
        if known is None:
            known = self._hours[key] = calendar_of(self.policy(digest), calendar, zone).hours
        return known

    def rungs(self, digest: str, path: str, facts: Mapping[str, object]) -> tuple[Rung, ...]:
        """The levels of a case's ladder in order, those left out whose condition does not hold."""
        policy = self.policy(digest) if digest else None
        ladder = policy.ladder(path) if policy else None
        if ladder is None:
            return ()
        from onboardctl.core.condition.judging import evaluate

        open_to = [
            level
            for level in ladder.levels
            if level.when is None or evaluate(level.when, facts) is True
        ]
        return tuple(
            Rung(
                number,
                level,
                level.within.amount * SECONDS[level.within.unit] if level.within else None,
            )
            for number, level in enumerate(open_to, start=1)
        )

    def applied_rung(self, digest: str, zone: str, rung: Rung) -> Applied:
        """The time of a level as a target, counted in the policy's own calendar (E27)."""
        from onboardctl.core.points import format_duration

        policy = self.policy(digest)
        assert rung.seconds is not None
        assert rung.level.within is not None
        written = format_duration(rung.level.within)
        source = f"escalations: level {rung.number}, {rung.level.role}"
        target = Target(LEVEL, rung.seconds, policy.level_calendar, written, source)
        hours = self.hours(digest, policy.level_calendar, zone)
        return Applied(target, hours, ceil(Fraction(policy.warn_at) * rung.seconds))

    def _apply(
        self, digest: str, zone: str, clock: str, tier: str, priority: str
    ) -> Applied | None:
        if not digest:
            return None
        policy = self.policy(digest)
        target = policy.target(clock, tier, priority)
        if target is None:
            return None
        warn = ceil(Fraction(policy.warn_at) * target.seconds)
        return Applied(target, self.hours(digest, target.calendar, zone), warn)


def calendar_of(policy: Policy, name: str, zone: str) -> Calendar:
    """A calendar of a policy in the zone of a case; its own zone wins where it has one.

    Raises:
        KeyError: the policy has no calendar of that name.
    """
    for calendar in policy.calendars:
        if calendar.name == name:
            return Calendar(calendar.spec(zone))
    if name == ALWAYS:
        return Calendar(always_open(zone))
    raise KeyError(name)


def book_of(policies: dict[str, Policy]) -> Book:
    """A book of policies that are in memory."""
    return Book(policies.get)


def phrase(target: Target) -> str:
    """A line of a policy in words: ``first_response 4h of weekdays for enterprise, high``."""
    whom = ", ".join(part for part in (target.tier, target.priority) if part) or "every ticket"
    return f"{target.clock} {target.written} of {target.calendar} for {whom}"
