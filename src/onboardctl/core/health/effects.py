"""What an intervention may claim: its change of score beside that of others who had no help.

Help begins when scores are low, and low scores rise by themselves. What partners as low did in the
same weeks without any help is therefore taken off before a play is praised.
"""

from __future__ import annotations

from onboardctl.core.record import NamedTuple

MIN_N = 5
"""From so many scores before and after on, something is said; the value is ours."""
AS_LOW = 50
"""Others count as low when their score was within so many tenths."""
STEADY = 30
"""Tenths that are no difference."""


class Tried(NamedTuple):
    """One intervention that was tried to its end, in tenths of scores.

    Attributes:
        before, after: scores frozen last before it was opened and first after it was closed.
        others: how many partners as low had no help between those weeks.
        others_change: the sum of what their scores changed by.
    """

    before: int
    after: int
    others: int = 0
    others_change: int = 0


class Effect(NamedTuple):
    """Means in points over the interventions of a play; ``None`` where nothing is known.

    ``others`` is the mean change of partners as low without help, each intervention weighing the
    same, and ``others_n`` how many such partners there were.
    """

    n: int
    change: float | None
    others: float | None
    others_n: int
    says: str


def effect(tried: list[Tried]) -> Effect:
    """What interventions changed, and whether that is more than others changed by themselves."""
    if not tried:
        return Effect(0, None, None, 0, "no score before and after")
    change = _mean([one.after - one.before for one in tried])
    alike = [one for one in tried if one.others]
    others_n = sum(one.others for one in alike)
    others = _mean([one.others_change / one.others for one in alike]) if alike else None
    return Effect(
        len(tried),
        _points(change),
        None if others is None else _points(others),
        others_n,
        _says(len(tried), change, others),
    )


def _says(n: int, change: float, others: float | None) -> str:
    if n < MIN_N:
        return f"too few to say, from {MIN_N} on"
    if others is None:
        return "nobody as low went without help: nothing to compare with"
    more = change - others
    if abs(more) < STEADY:
        return "no more than others by themselves"
    return f"{_points(more):+.1f} against others as low"


def _mean(values: list[int] | list[float]) -> float:
    return sum(values) / len(values)


def _points(tenths: float) -> float:
    return round(tenths / 10, 1)
