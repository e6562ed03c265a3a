"""What was promised: targets by tier and priority, pauses, warning, ladders of escalation.

A policy is a value kept in the store under the digest of its content. A ticket names the digest it
is judged by, so a new version changes open clocks only, by a fact of its own, and never history.
"""

from datetime import date
from fractions import Fraction

from onboardctl.core.calendar.named import NamedCalendar
from onboardctl.core.playbook import Escalation
from onboardctl.core.record import NamedTuple

FIRST_RESPONSE, NEXT_RESPONSE, RESOLUTION = "first_response", "next_response", "resolution"
CLOCKS = (FIRST_RESPONSE, NEXT_RESPONSE, RESOLUTION)
LEVEL = "escalation"
"""The clock of one rung of a ladder; its instances are numbered by level."""
ALWAYS = "always"
PRIORITIES = ("critical", "high", "medium", "low")
"""Used where a policy names none of its own."""
FLOW = ("new", "in-progress", "testing", "resolved", "closed")


class Target(NamedTuple):
    """One line of a policy: so much open time for a clock, for a tier, a priority, both, or all.

    Attributes:
        seconds: of open time in the calendar, whole, above zero.
        calendar: whose hours count; ``always`` is the clock on the wall.
        written: as somebody wrote it, for example ``8bh``.
        source: where it is written, in words for ``explain``.
    """

    clock: str
    seconds: int
    calendar: str
    written: str
    source: str
    tier: str = ""
    priority: str = ""


class Goal(NamedTuple):
    """The share of a clock's cases that must be met; ``share`` is decimal text between 0 and 1.

    ``tier`` is empty when the goal holds for each tier by itself.
    """

    clock: str
    share: str
    tier: str = ""


class Availability(NamedTuple):
    """Services that must be up for a share of each period; ``share`` is decimal text."""

    services: tuple[str, ...]
    share: str
    period: str = "month"


class Policy(NamedTuple):
    """A compiled SLA policy.

    Attributes:
        valid_from: tickets opened before that local date follow an earlier version.
        warn_at: share of the target from which a running clock is at risk, decimal text.
        pauses: the clocks that stop while a ticket waits for the customer.
        priorities: ids with titles, the most urgent first.
        flow: stages of a ticket; ``strict`` when only the next one is legal.
        tell: template of the mail the customer gets at each stage; empty for none.
        paths: kind of issue to the ladder that it climbs; ``""`` is the ladder of all others.
        missing_hours: tiers whose targets belong into the settings and are not there.
    """

    playbook: str
    version: str
    valid_from: date
    targets: tuple[Target, ...] = ()
    calendars: tuple[NamedCalendar, ...] = ()
    warn_at: str = "0.75"
    pauses: tuple[str, ...] = (NEXT_RESPONSE, RESOLUTION)
    priorities: dict[str, str] = {}
    flow: tuple[str, ...] = FLOW
    strict: bool = False
    tell: str = ""
    sources: tuple[str, ...] = ()
    goals: tuple[Goal, ...] = ()
    availability: tuple[Availability, ...] = ()
    ladders: tuple[Escalation, ...] = ()
    paths: dict[str, str] = {}
    level_calendar: str = ALWAYS
    missing_hours: tuple[str, ...] = ()

    def target(self, clock: str, tier: str, priority: str) -> Target | None:
        """The most specific line for a case: tier and priority, then tier, priority, all.

        A tier's own hours come before those of a priority: they are the contract.
        """
        best, rank = None, -1
        for one in self.targets:
            if one.clock != clock:
                continue
            if one.tier not in {"", tier} or one.priority not in {"", priority}:
                continue
            specific = 2 * bool(one.tier) + bool(one.priority)
            if specific > rank:
                best, rank = one, specific
        return best

    def ladder(self, path: str) -> Escalation | None:
        """The ladder a kind of issue climbs."""
        wanted = self.paths.get(path, path or self.paths.get(""))
        return next((one for one in self.ladders if one.id == wanted), None)

    def goal(self, clock: str, tier: str) -> Fraction | None:
        """The share that must be met for a clock of a tier, the tier's own before that of all."""
        of_all = None
        for goal in self.goals:
            if goal.clock == clock and goal.tier == tier:
                return Fraction(goal.share)
            if goal.clock == clock and not goal.tier:
                of_all = Fraction(goal.share)
        return of_all

    def urgency(self, priority: str) -> int:
        """The place of a priority, 0 for the most urgent; unknown ones come last."""
        known = list(self.priorities)
        return known.index(priority) if priority in known else len(known)


def digest_of(policy: Policy) -> str:
    """A name for exactly this content."""
    import hashlib
    import json

    from onboardctl.core import codec

    said = json.dumps(codec.encode(policy), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:32]
