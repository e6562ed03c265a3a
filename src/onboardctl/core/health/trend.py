"""Which way a score goes, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onboardctl.core.health.definition import Trend

RISING, STEADY, FALLING, NEW = "rising", "steady", "falling", "new"


class Past(NamedTuple):
    """A frozen week: how many weeks ago it was, and its score in tenths, ``None`` unscored."""

    weeks_ago: int
    score: int | None


def trend_word(score: int | None, past: Sequence[Past], rule: Trend) -> str:
    """Rising, steady or falling against the oldest frozen week within reach; ``new`` without one.

    A score that is not known has no direction: the word is empty.
    """
    if score is None:
        return ""
    within = [one for one in past if 0 < one.weeks_ago <= rule.weeks and one.score is not None]
    if not within:
        return NEW
    oldest = max(within, key=lambda one: one.weeks_ago)
    assert oldest.score is not None
    change = score - oldest.score
    if abs(change) < rule.steady:
        return STEADY
    return RISING if change > 0 else FALLING


def change_since(score: int | None, past: Sequence[Past]) -> int | None:
    """Tenths since the latest frozen week before this one; ``None`` where either has no score."""
    within = [one for one in past if one.weeks_ago > 0]
    if score is None or not within:
        return None
    latest = min(within, key=lambda one: one.weeks_ago)
    return None if latest.score is None else score - latest.score
