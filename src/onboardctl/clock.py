"""The only reader of the time.

``ONBOARDCTL_NOW`` fixes it for tests, demonstrations and back-dating.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from time import perf_counter

from onboardctl.core.errors import InvalidInput

FIRST_YEAR, LAST_YEAR = 1970, 2200
"""The years that calendars cover; nothing this program is told of happens outside them."""


def is_covered(moment: date) -> bool:
    """Whether a day or an instant lies in the years that calendars cover."""
    return FIRST_YEAR <= moment.year <= LAST_YEAR


def now() -> datetime:
    """The present moment in whole seconds, aware, in UTC.

    Raises:
        InvalidInput: ``ONBOARDCTL_NOW`` is not an ISO instant with an offset, or the clock is wrong
            by centuries.
    """
    fixed = os.environ.get("ONBOARDCTL_NOW")
    if not fixed:
        return _covered(datetime.now(UTC), "the clock of this machine").replace(microsecond=0)
    try:
        moment = datetime.fromisoformat(fixed)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise InvalidInput(
            "clock.now",
            f'ONBOARDCTL_NOW is "{fixed}", which is not an instant with an offset',
            hint="write it like 2026-03-02T09:00:00Z",
        )
    return _covered(moment, "ONBOARDCTL_NOW").astimezone(UTC).replace(microsecond=0)


def _covered(moment: datetime, what: str) -> datetime:
    if not is_covered(moment):
        raise InvalidInput(
            "clock.range",
            f"{what} says {moment.date()}, outside the years {FIRST_YEAR} to {LAST_YEAR}",
            hint="set it right; facts recorded at such a time could not be told apart later",
        )
    return moment


def stopwatch() -> float:
    """Seconds since some moment: only the difference of two readings means anything."""
    return perf_counter()
