"""Lengths of open time in words."""

from __future__ import annotations


def duration(seconds: int) -> str:
    """Whole seconds as ``26h 03m 04s``; parts of zero at the end are left out."""
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    if left:
        return f"{sign}{hours}h {minutes:02d}m {left:02d}s"
    if minutes:
        return f"{sign}{hours}h {minutes:02d}m" if hours else f"{sign}{minutes}m"
    return f"{sign}{hours}h"
