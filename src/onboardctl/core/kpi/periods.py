"""Periods of a report: months and quarters in a zone, and whether they are over.

A period is half open: it begins at ``start`` and ends just before ``end``. The last complete one
is the headline; the running one is marked "to date", never compared with a whole one unmarked.
"""

from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

from onboardctl.core.record import NamedTuple

GRAINS = ("all", "month", "quarter")
_MONTHS = {"month": 1, "quarter": 3}


class Period(NamedTuple):
    """A stretch of time; ``start`` ``None`` means since the beginning; ``end`` is exclusive.

    ``label`` is ``2025-03``, ``2025-Q1`` or ``all``; ``complete`` is false for a running period.
    """

    grain: str
    label: str
    start: datetime | None
    end: datetime
    complete: bool

    def holds(self, moment: datetime) -> bool:
        """Whether an instant lies in the period."""
        return (self.start is None or self.start <= moment) and moment < self.end


def everything(as_of: datetime) -> Period:
    """From the beginning up to and including the moment of the report."""
    return Period("all", "all", None, as_of + timedelta(microseconds=1), complete=False)


def running(grain: str, as_of: datetime, zone: tzinfo = UTC) -> Period:
    """The period the moment lies in, ended at that moment and so not complete."""
    if grain == "all":
        return everything(as_of)
    start = _start(grain, as_of.astimezone(zone))
    end = as_of + timedelta(microseconds=1)
    return Period(grain, _label(grain, start), start.astimezone(UTC), end, complete=False)


@lru_cache(maxsize=32)  # every trend of a report looks at the same months
def complete(grain: str, as_of: datetime, zone: tzinfo = UTC, count: int = 1) -> tuple[Period, ...]:
    """The last ``count`` whole periods before the moment, oldest first."""
    if grain == "all":
        return ()
    found: list[Period] = []
    end = _start(grain, as_of.astimezone(zone))
    for _ in range(count):
        start = _start(grain, end - timedelta(days=1))
        label = _label(grain, start)
        found.append(
            Period(grain, label, start.astimezone(UTC), end.astimezone(UTC), complete=True)
        )
        end = start
    return tuple(reversed(found))


def year_before(period: Period, zone: tzinfo = UTC) -> Period | None:
    """The same month or quarter a year earlier; ``None`` for everything so far."""
    if period.start is None:
        return None
    local = period.start.astimezone(zone)
    start = local.replace(year=local.year - 1)
    end = _next(period.grain, start)
    return Period(
        period.grain,
        _label(period.grain, start),
        start.astimezone(UTC),
        end.astimezone(UTC),
        complete=True,
    )


def progress(period: Period, as_of: datetime, zone: tzinfo = UTC) -> str:
    """How far a running period has come: ``to date, day 12 of 30``."""
    if period.start is None:
        return f"since the beginning, to {as_of.astimezone(zone).date().isoformat()}"
    start = period.start.astimezone(zone)
    whole = (_next(period.grain, start).date() - start.date()).days
    day = (as_of.astimezone(zone).date() - start.date()).days + 1
    return f"to date, day {day} of {whole}"


def _start(grain: str, local: datetime) -> datetime:
    size = _MONTHS[grain]
    month = (local.month - 1) // size * size + 1
    return datetime(local.year, month, 1, tzinfo=local.tzinfo)


def _next(grain: str, start: datetime) -> datetime:
    months = start.year * 12 + start.month - 1 + _MONTHS[grain]
    return datetime(months // 12, months % 12 + 1, 1, tzinfo=start.tzinfo)


def _label(grain: str, start: datetime) -> str:
    if grain == "quarter":
        return f"{start.year}-Q{(start.month + 2) // 3}"
    return f"{start.year}-{start.month:02d}"
