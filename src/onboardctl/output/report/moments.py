"""When a report speaks of, in the reader's zone."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.core.report.model import Report


def local(report: Report) -> datetime:
    """The moment of the report in its zone."""
    return report.as_of.astimezone(ZoneInfo(report.zone or "UTC"))


def as_of_words(report: Report) -> str:
    """``2 March 2026, 10:00 (Europe/Berlin)``."""
    moment = local(report)
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment:%Y, %H:%M} ({report.zone or 'UTC'})"


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
