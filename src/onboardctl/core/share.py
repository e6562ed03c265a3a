"""Shares as people read them: with their counts, and no more exact than the counts allow."""

from __future__ import annotations

MANY = 100
"""Cases from which a share is written with one decimal; of fewer it would claim too much."""


def share_text(part: int, whole: int, goal: float | None = None) -> str:
    """A share with its counts, ``95% (19/20)`` or ``94.9% (949/1000)``; ``no data`` of none.

    A rounded number never contradicts its verdict: it is neither 100 % nor 0 % unless that is
    exact, and lies on the same side of the goal as the share itself.

    Args:
        part: of the cases.
        whole: all cases.
        goal: the share agreed, 0 to 1.
    """
    return f"{percent_text(part, whole, goal)} ({part}/{whole})" if whole else "no data"


def percent_text(part: int, whole: int, goal: float | None = None) -> str:
    """The share alone, ``95%``; see :func:`share_text`."""
    for decimals in (0 if whole < MANY else 1, 1, 2, 3, 4, 5, 6):
        scale = 10**decimals
        near = (2 * 100 * scale * part + whole) // (2 * whole)
        exact = near == 100 * scale * part / whole
        ends = near in (0, 100 * scale) and not exact
        bound = None if goal is None else round(goal * 100 * scale, 6)
        crosses = bound is not None and (near >= bound) != (part * 100 * scale >= bound * whole)
        if not ends and not crosses:
            break
    return f"{near / scale:.{decimals}f}%"
