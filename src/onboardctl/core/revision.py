"""When a playbook itself is to be looked through again (E24)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onboardctl.core.playbook import Review

_DAYS = {"day": 1, "business day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}
"""The longest that each period can be: nobody is told to be late who is not."""


def review_due(review: Review | None) -> date | None:
    """The last day on which a review is in time; ``None`` where none is asked for or was ever made."""
    if review is None or not review.last:
        return None
    return date.fromisoformat(review.last) + timedelta(days=_length(review.every))


def _length(period: str) -> int:
    if period in _DAYS:
        return _DAYS[period]
    count, unit = period.split(" ")
    return int(count) * _DAYS[unit.removesuffix("s")]
