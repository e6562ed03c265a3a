"""Counts of several groups of partners added to one, and counts of a group taken out.

Every kind counts so that its parts add up: sums, cases, pending and followed subjects, and how
often each value came. Nothing is ever averaged, so the total of groups is exactly the total.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.kpi.measured import Measured, in_order
from onboardctl.core.kpi.waiting import in_order as followed_in_order

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

COUNTS = (
    "numerator",
    "denominator",
    "n",
    "open",
    "maturing",
    "excluded",
    "pending",
    "followed",
    "values",
    "asked",
    "subjects",
)
"""The fields of a measurement that add up; what else it says follows from them."""
SAME = (*COUNTS, "newest", "silent")


def same_counts(one: Measured, other: Measured) -> bool:
    """Whether two groups count alike, so that one in place of the other changes nothing."""
    return all(getattr(one, name) == getattr(other, name) for name in SAME)


def added(one: Measured, other: Measured) -> Measured:
    """The counts of two groups without a partner in common; ``silent`` is left to the caller."""
    return Measured(
        None,
        _sum(one.numerator, other.numerator),
        _sum(one.denominator, other.denominator),
        one.n + other.n,
        open=one.open + other.open,
        maturing=one.maturing + other.maturing,
        excluded=in_order(_merged(one.excluded, other.excluded, 1)),
        notes=one.notes or other.notes,
        newest=max((at for at in (one.newest, other.newest) if at is not None), default=None),
        pending=tuple(sorted((*one.pending, *other.pending))),
        followed=followed_in_order([*one.followed, *other.followed]),
        values=_in_order(_merged(one.values, other.values, 1)),
        asked=_sum(one.asked, other.asked),
        subjects=one.subjects + other.subjects,
    )


def exchanged(
    whole: Measured, before: Measured, after: Measured, *, cadence: bool = False
) -> Measured | None:
    """The counts of a group of which some partners count otherwise than before.

    Args:
        whole: of everybody, as it was counted.
        before: of those partners alone, at the moment ``whole`` was counted at.
        after: of the same partners, as they count now.
        cadence: slots are counted, which the first meeting recorded of anybody makes of everybody.

    Returns:
        The counts of everybody now, or ``None`` when they do not follow: the latest fact of the
        whole is no longer there, or what nobody had recorded might have been by somebody else.
    """
    latest = before.newest
    gone = latest is not None and (after.newest is None or after.newest < latest)
    if gone and latest == whole.newest:
        return None
    if after.silent and after.silent != before.silent:
        return None
    if cadence and whole.silent and not after.silent:
        return None
    found = added(_taken_out(whole, before), after)
    return found._replace(silent=whole.silent if after.silent else "")


def _taken_out(whole: Measured, part: Measured) -> Measured:
    return Measured(
        None,
        _sum(whole.numerator, _minus(part.numerator)),
        _sum(whole.denominator, _minus(part.denominator)),
        whole.n - part.n,
        open=whole.open - part.open,
        maturing=whole.maturing - part.maturing,
        excluded=in_order(_merged(whole.excluded, part.excluded, -1)),
        notes=whole.notes,
        newest=whole.newest,
        pending=_without(whole.pending, part.pending),
        followed=_without(whole.followed, part.followed),
        values=_in_order(_merged(whole.values, part.values, -1)),
        asked=_sum(whole.asked, _minus(part.asked)) or None,
        subjects=whole.subjects - part.subjects,
    )


def _sum(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    if one is None or other is None:
        return other if one is None else one
    return one + other


def _minus(value: Fraction | None) -> Fraction | None:
    return None if value is None else -value


def _merged(
    one: Iterable[tuple[str, int]], other: Iterable[tuple[str, int]], sign: int
) -> dict[str, int]:
    total = dict(one)
    for name, times in other:
        total[name] = total.get(name, 0) + sign * times
    return {name: times for name, times in total.items() if times}


def _in_order(times: dict[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(times.items()))


def _without(whole: tuple[Any, ...], part: tuple[Any, ...]) -> tuple[Any, ...]:
    """The whole without one of each in the part, in its order."""
    gone: dict[Any, int] = {}
    for one in part:
        gone[one] = gone.get(one, 0) + 1
    kept = []
    for one in whole:
        if gone.get(one):
            gone[one] -= 1
        else:
            kept.append(one)
    return tuple(kept)
