"""What times come to when some subjects are still waited for: Kaplan and Meier's median."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from onboardctl.core.kpi.definition import UNIT_SECONDS
from onboardctl.core.kpi.measured import Also, Followed, Measured, share
from onboardctl.core.kpi.proportions import Range
from onboardctl.core.kpi.signals import signal_text
from onboardctl.core.kpi.survival import kaplan_meier, median_interval, reached_at
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.core.kpi.definition import KpiDefinition


class _Taken(NamedTuple):
    """Whole seconds: the age of a subject, the time it took or has waited, and whether it came."""

    age: int
    took: int
    came: bool


def told(
    definition: KpiDefinition, followed: tuple[Followed, ...], as_of: datetime, unheard: str = ""
) -> Measured:
    """What the times of some subjects come to at a moment, nothing new being known of them.

    Args:
        definition: gives the unit, the maturity, and the target that is the limit beside the median.
        followed: the subjects.
        as_of: those still waited for are followed up to it.
        unheard: the reading that nobody ever recorded, when the end waits for it.
    """
    unit = UNIT_SECONDS[definition.unit]
    taken = [_taken(one, as_of) for one in followed]
    curve = kaplan_meier([(one.took, one.came) for one in taken], float(definition.interval.level))
    median = reached_at(curve)
    waiting = sum(1 for one in taken if not one.came)
    short = bool(taken) and median is None
    interval = None
    if curve and definition.interval.method != "none":
        low, high = median_interval(curve)
        interval = Range(_in(low, unit), _in(high, unit))
    young = timedelta(minutes=definition.maturity_minutes)
    return Measured(
        None if median is None else Fraction(median) / unit,
        Fraction(len(taken) - waiting),
        Fraction(len(taken)),
        len(taken),
        interval,
        open=waiting,
        maturing=sum(1 for one in followed if one.end is None and as_of < one.begin + young),
        also=_by_target(definition, taken),
        notes=_notes(definition, followed, short=short),
        beyond=Fraction(max(one.took for one in taken), unit) if short else None,
        missing=f"{unheard} was never recorded" if unheard and short else "",
        followed=followed,
        silent=unheard,
    )


def in_order(followed: list[Followed]) -> tuple[Followed, ...]:
    """Subjects in the one order in which they are kept, so that equal groups are equal values."""
    return tuple(sorted(followed, key=_order))


def _order(one: Followed) -> tuple[datetime, bool, datetime, bool, datetime]:
    end, left = one.end or one.begin, one.left or one.begin
    return one.begin, one.end is None, end, one.left is None, left


def _taken(one: Followed, as_of: datetime) -> _Taken:
    until = one.end or one.left or as_of
    age = round((as_of - one.begin).total_seconds())
    return _Taken(age, max(0, round((until - one.begin).total_seconds())), one.end is not None)


def _in(seconds: float | None, unit: int) -> float | None:
    return None if seconds is None else float(Fraction(int(seconds), unit))


def _notes(
    definition: KpiDefinition, followed: tuple[Followed, ...], *, short: bool
) -> tuple[str, ...]:
    notes = ["median not reached"] if short else []
    early = sum(1 for one in followed if one.end is not None and one.end < one.begin)
    if early:
        start = definition.measure.start
        assert start is not None
        notes.append(f"{early} reached it before {signal_text(start)}, counted as 0")
    return tuple(notes)


def _by_target(definition: KpiDefinition, taken: list[_Taken]) -> tuple[Also, ...]:
    """The share that got there by the target among partners old enough: the plain companion."""
    target = definition.target
    if target is None or target.op not in ("<", "<="):
        return ()
    limit = Fraction(target.value) * UNIT_SECONDS[definition.unit]
    mature = [one for one in taken if one.age >= limit]
    reached = sum(1 for one in mature if one.came and one.took <= limit)
    named = f"within {target.value} {definition.unit}"
    return (Also(named, share(reached, len(mature)), "%", reached, len(mature)),)
