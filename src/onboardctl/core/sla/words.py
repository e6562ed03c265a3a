"""Lengths of open time in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onboardctl.core.payloads.report_sla import Quantile


def duration(seconds: int) -> str:
    """Whole seconds as ``26h 03m 04s``; parts of zero at the end are left out."""
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    if left:
        whole = f"{hours}h {minutes:02d}m " if hours else f"{minutes}m " if minutes else ""
        return f"{sign}{whole}{left:02d}s" if whole else f"{sign}{left}s"
    if minutes:
        return f"{sign}{hours}h {minutes:02d}m" if hours else f"{sign}{minutes}m"
    return f"{sign}{hours}h"


def quantile(value: Quantile | None) -> str:
    """A length at a rank; ``>=`` in front of one that still runs."""
    if value is None:
        return "-"
    return f"{'>= ' if value.at_least else ''}{duration(value.seconds)}"
