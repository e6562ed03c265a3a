"""Two verdicts of one number: what the figure says, and what it proves.

``target_met`` is the contract's verdict, on the point value. ``verdict`` is the evidence's: a
share of 12 in 15 reaches 80 % and proves it of nobody. Source: docs/reference/kpi.md, "Verdicts".
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from onboardctl.core.kpi.bands import band_of, edges, exact, is_met
from onboardctl.core.kpi.definition import PROPORTIONS, Kind, is_share
from onboardctl.core.kpi.proportions import Range, perfect_record_needed

if TYPE_CHECKING:
    from onboardctl.core.kpi.definition import KpiDefinition, KpiTarget
    from onboardctl.core.kpi.measured import Measured

WHOLE = 100


class Verdict(StrEnum):
    """What the evidence says about the target."""

    MET = "met"
    MISSED = "missed"
    UNDECIDED = "undecided"
    TOO_FEW = "too_few"
    MATURING = "maturing"
    NOT_MEASURED = "not_measured"
    STALE = "stale"
    NO_TARGET = "no_target"


def in_unit(definition: KpiDefinition, value: Fraction) -> Fraction:
    """A measured value in the unit its target is written in: shares become percentages."""
    return value * 100 if is_share(definition) else value


def verdict_of(
    definition: KpiDefinition, measured: Measured, as_of: datetime
) -> tuple[bool | None, Verdict]:
    """Whether the value reaches the target, and what the evidence allows one to say.

    The order of the reasons is fixed: nothing measured, too young, too old, no target, too few,
    and only then the interval.
    """
    if measured.value is None:
        return _without_value(definition, measured)
    value = in_unit(definition, measured.value)
    met = is_met(definition.target, value)
    if definition.freshness_minutes is not None and measured.newest is not None:
        oldest = as_of - timedelta(minutes=definition.freshness_minutes)
        if measured.newest < oldest:
            return met, Verdict.STALE
    if definition.target is None or met is None:
        return None, Verdict.NO_TARGET
    if definition.kind is Kind.DURATION and not met and _is_young(definition, measured):
        return None, Verdict.MATURING
    if measured.n < definition.min_n:
        return met, Verdict.TOO_FEW
    return met, _evidence(definition, measured, met)


def _without_value(definition: KpiDefinition, measured: Measured) -> tuple[bool | None, Verdict]:
    """No number: nothing recorded, all too young, or a median that is not reached.

    A median that lies beyond the longest wait misses any bound below it, though no number says so.
    """
    if measured.missing or (not measured.n and not measured.maturing):
        return None, Verdict.NOT_MEASURED
    if definition.kind is not Kind.DURATION:
        return None, Verdict.MATURING if measured.maturing else Verdict.NOT_MEASURED
    if definition.target is None:
        return None, Verdict.NO_TARGET
    if _is_young(definition, measured):
        return None, Verdict.MATURING
    met = None if measured.beyond is None else _beyond(definition.target, measured.beyond)
    if measured.n < definition.min_n:
        return met, Verdict.TOO_FEW
    if met is None:
        return None, Verdict.UNDECIDED
    return met, _evidence(definition, measured, met)


def _beyond(target: KpiTarget, wait: Fraction) -> bool | None:
    """Whether a value somewhere above a wait meets a target; ``None`` where it could do either."""
    bound = exact(target.value)
    if wait < bound:
        return None
    return target.op in (">", ">=")


def _is_young(definition: KpiDefinition, measured: Measured) -> bool:
    """Whether too few of the subjects are old enough for a miss to be held against them."""
    return measured.maturing > 0 and measured.n - measured.maturing < max(1, definition.min_n)


def band_of_value(definition: KpiDefinition, measured: Measured) -> str | None:
    """The band of a value, or of a median known only to lie beyond every edge."""
    if measured.value is not None:
        return band_of(definition.bands, in_unit(definition, measured.value))
    cuts = edges(definition.bands)
    if measured.beyond is not None and cuts and measured.beyond >= cuts[-1]:
        return band_of(definition.bands, cuts[-1] + 1)
    return None


def _evidence(definition: KpiDefinition, measured: Measured, met: bool) -> Verdict:
    point = Verdict.MET if met else Verdict.MISSED
    target, interval = definition.target, measured.interval
    if interval is None or target is None or definition.interval.method == "none":
        return point
    if is_share(definition) and exact(target.value) >= WHOLE and target.op != "<=":
        return point  # one miss disproves a promise of 100 %, and no finite record proves it
    return _against(definition, target, interval, point)


def _against(
    definition: KpiDefinition, target: KpiTarget, interval: Range, point: Verdict
) -> Verdict:
    ends = [
        None if end is None else is_met(target, in_unit(definition, Fraction(end)))
        for end in interval
    ]
    open_meets = target.op in (">", ">=")
    low, high = (open_meets if end is None else end for end in ends)
    if low and high:
        return Verdict.MET
    if not low and not high:
        return Verdict.MISSED if point is Verdict.MISSED else Verdict.UNDECIDED
    return Verdict.UNDECIDED


def needed(definition: KpiDefinition) -> int | None:
    """How many faultless cases would prove the target; ``None`` where no number could.

    Only for proportions that should be at least something.
    """
    target = definition.target
    if target is None or definition.kind not in PROPORTIONS or target.op not in (">", ">="):
        return None
    if definition.unit != "%":
        return None
    return perfect_record_needed(exact(target.value) / 100, float(definition.interval.level))
