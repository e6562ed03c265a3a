"""Shares, means and changes in thousandths, rounded half up, so that no machine differs."""

from __future__ import annotations

from onboardctl.core.health.definition import THOUSAND

WHOLE = 100 * THOUSAND
"""A hundred percent."""


def share(part: int, whole: int) -> int:
    """A part of a whole in thousandths of a percent; ``whole`` is above zero."""
    return (2 * part * WHOLE + whole) // (2 * whole)


def mean(values: list[int]) -> int:
    """The mean of at least one value."""
    return (2 * sum(values) + len(values)) // (2 * len(values))


def thousandths(text: str) -> int | None:
    """Decimal text in thousandths, a half away from zero; ``None`` when it is no number."""
    try:
        return round(float(text) * THOUSAND)
    except ValueError:
        return None


def change(now: int, before: int) -> int:
    """Now against before, in thousandths of a percent; ``before`` is above zero."""
    return (2 * (now - before) * WHOLE + before) // (2 * before)
