"""What measuring yields before anyone judges it, and the question that is asked."""

from collections.abc import Iterable
from datetime import datetime, tzinfo
from fractions import Fraction
from functools import lru_cache
from typing import Any

from onboardctl.core.kpi.definition import KpiDefinition
from onboardctl.core.kpi.periods import Period
from onboardctl.core.kpi.proportions import Range
from onboardctl.core.record import NamedTuple

TWO_DAYS = 48
"""Hours up to which a lapse of time is told in hours."""


NOT_A_NUMBER = "not a number"
"""Why a recorded word is left out of a sum or a mean."""


class Ask(NamedTuple):
    """One question: this KPI, over these rows, for this period, among these partners.

    ``index`` is a :class:`onboardctl.core.kpi.index.Index`; ``among`` are ids, ``None`` means everyone;
    ``rows`` asks for the members behind the number as well. ``tier`` asks only for what happened
    under that tier, whatever tier the partners have by now.
    """

    definition: KpiDefinition
    index: Any
    period: Period
    zone: tzinfo
    among: Any = None
    rows: bool = False
    tier: str = ""

    @property
    def level(self) -> float:
        """Level of the interval, for example 0.95."""
        return float(self.definition.interval.level)


class Member(NamedTuple):
    """One subject behind a number and how it counted.

    ``state`` is ``counted`` (in the numerator), ``not counted`` (in the denominator only),
    ``open`` (still running), ``maturing`` (too young to judge) or ``excluded``.
    """

    partner: str
    name: str
    state: str
    detail: str = ""
    at: datetime | None = None


class Also(NamedTuple):
    """A second statistic beside the value, as a share of ``denominator`` or a plain number."""

    name: str
    value: Fraction | None
    unit: str = ""
    numerator: int | None = None
    denominator: int | None = None


class Pending(NamedTuple):
    """A subject that time alone will bring into the denominator, from the instant ``at`` on.

    ``hit`` is 1 when it will count in the numerator too: nothing recorded later is needed.
    """

    at: datetime
    hit: int


class Followed(NamedTuple):
    """A subject whose time is taken: from ``begin`` to ``end``, or for as long as it is waited for.

    ``left`` is when it was followed no longer; both ``None``: still waited for.
    """

    begin: datetime
    end: datetime | None
    left: datetime | None


class Measured(NamedTuple):
    """A measurement. Proportions are 0 to 1; everything else is in the KPI's own unit.

    ``value`` is ``None`` when there is nothing to divide by or nothing was recorded (``missing``
    says which); never 0 and never 100 %. ``n`` counts subjects; ``open`` the censored ones;
    ``maturing`` those too young; ``newest`` is the latest fact used, for freshness.
    ``beyond`` is the longest wait where a median is not reached: it lies somewhere above.
    ``pending``, ``followed`` and ``silent``, the reading that nobody ever recorded, are what a kept
    measurement needs to be told at a later moment. ``values`` counts each distinct value as
    decimal text or word, ``asked`` how many people were, ``subjects`` those behind two sums: what
    measurements of several groups need, beside their sums, to be added to one.
    """

    value: Fraction | None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    n: int = 0
    interval: Range | None = None
    open: int = 0
    maturing: int = 0
    excluded: tuple[tuple[str, int], ...] = ()
    also: tuple[Also, ...] = ()
    notes: tuple[str, ...] = ()
    missing: str = ""
    newest: datetime | None = None
    beyond: Fraction | None = None
    pending: tuple[Pending, ...] = ()
    followed: tuple[Followed, ...] = ()
    silent: str = ""
    values: tuple[tuple[str, int], ...] = ()
    asked: Fraction | None = None
    subjects: int = 0
    members: tuple[Member, ...] = ()


@lru_cache(maxsize=4096)
def numeric(text: str) -> Fraction | None:
    """A recorded value as an exact number, or ``None`` when it is a word."""
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


def under_tier(ask: Ask, partner: str, tier: str) -> bool:
    """Whether something counts that happened under a tier; its partner's where none was kept."""
    return not ask.tier or (tier or ask.index.tiers.get(partner, "")) == ask.tier


def counted_ones(ask: Ask, rows: Iterable[Any]) -> set[str]:
    """Ids of partners that count, and the empty one of what is nobody's where everybody is asked of."""
    known = {row.id for row in rows}
    if ask.among is None or "" in ask.among:
        known.add("")
    return known


def share(part: int, whole: int) -> Fraction | None:
    """A proportion, or ``None`` of nothing: an empty denominator is no data."""
    return Fraction(part, whole) if whole else None


def first(times: dict[str, list[datetime]], partner: str) -> datetime | None:
    """When something first happened to a partner, or ``None``."""
    several = times.get(partner)
    return several[0] if several else None


def leave_out(excluded: dict[str, int], reason: str) -> None:
    """Count one more subject left out for a reason."""
    excluded[reason] = excluded.get(reason, 0) + 1


def in_order(excluded: dict[str, int]) -> tuple[tuple[str, int], ...]:
    """Who was left out for which reason, the most first; nobody for a reason is not said."""
    found = [(reason, cases) for reason, cases in excluded.items() if cases]
    return tuple(sorted(found, key=lambda one: (-one[1], one[0])))


def counted(texts: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """Each distinct text with how often it comes, in the order of the texts."""
    times: dict[str, int] = {}
    for text in texts:
        times[text] = times.get(text, 0) + 1
    return tuple(sorted(times.items()))


def lapse(begin: datetime, end: datetime | None) -> str:
    """The time between two moments in words for ``--rows``: hours up to two days, then days."""
    if end is None:
        return "not reached"
    hours = (end - begin).total_seconds() / 3600
    return f"{hours:.1f} hours" if hours < TWO_DAYS else f"{hours / 24:.1f} days"


def shown(ask: Ask, members: list[Member]) -> tuple[Member, ...]:
    """The members when they were asked for, else none."""
    return tuple(members) if ask.rows else ()
