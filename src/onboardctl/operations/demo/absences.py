"""Holidays of one of the people of the example workspace."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from onboardctl.operations.calendar.absences import Away, away
from onboardctl.operations.lines import local_day

if TYPE_CHECKING:
    from onboardctl.operations.session import Session

WHO = "kim"
IN_DAYS, FOR_DAYS = 35, 5
"""When they begin, counted from the present, and how long they last: the stories end before."""


def add_holidays(session: Session) -> None:
    """Say that a solutions architect is away in five weeks."""
    first = local_day(session.now, session.settings.zone) + timedelta(days=IN_DAYS)
    last = first + timedelta(days=FOR_DAYS - 1)
    away(session, Away(WHO, first.isoformat(), last.isoformat(), "holidays"))
