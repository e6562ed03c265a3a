"""A recurrence as a value, and the days it falls on.

Intervals count from the start: every 2 weeks is every 14 days (F5). A day that a month does not
have is skipped, as in RFC 5545; ``last day`` never is.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from onboardctl.core.calendar import Calendar

PERIODS = ("day", "business day", "week", "month", "quarter", "year", "rrule")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_LIMIT = 100_000


class Rule(NamedTuple):
    """How often something comes back.

    Attributes:
        text: as written.
        period: one of ``PERIODS``; ``interval`` counts them.
        weekdays: Monday is 0; of a week all of them, of a month the one ``ordinal`` speaks of.
        ordinal: which weekday or business day of the month, 1 to 5, or -1 for the last.
        month_day: day of the month, 1 to 31, or -1 for the last.
        month: which month of the quarter (1 to 3, -1 the last) or of the year (1 to 12).
        business: ``ordinal`` counts business days.
        time: wall time ``HH:MM``, ``None`` for the whole day.
        zone: ``local`` (the partner's) or an IANA name; ``None`` without a time.
        raw: the text of an RRULE when ``period`` is ``rrule``.
    """

    text: str
    period: str
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    ordinal: int | None = None
    month_day: int | None = None
    month: int | None = None
    business: bool = False
    time: str | None = None
    zone: str | None = None
    raw: str = ""


def days(rule: Rule, start: date, last: date, calendar: "Calendar | None" = None) -> Iterator[date]:
    """The days of a rule from ``start`` to ``last``, both included, ascending.

    Args:
        rule: how often.
        start: the first possible day; intervals count from it.
        last: the last possible day.
        calendar: says what a business day is; without it, Monday to Friday.
    """
    for day in islice(_from(rule, start, last, calendar), _LIMIT):
        if day > last:
            return
        if day >= start:
            yield day


def _from(rule: Rule, start: date, last: date, calendar: "Calendar | None") -> Iterator[date]:
    if rule.period == "rrule":
        return _of_rrule(rule, start, last)
    if rule.period == "day":
        return _steps(start, rule.interval, last)
    if rule.period == "business day":
        return _business_days(rule, start, last, calendar)
    if rule.period == "week":
        return _weeks(rule, start, last)
    return _months(rule, start, last, calendar)


def _steps(start: date, interval: int, last: date) -> Iterator[date]:
    for day in range(start.toordinal(), last.toordinal() + 1, interval):
        yield date.fromordinal(day)


def _business_days(
    rule: Rule, start: date, last: date, calendar: "Calendar | None"
) -> Iterator[date]:
    open_days = (day for day in _steps(start, 1, last) if _is_business_day(day, calendar))
    return islice(open_days, 0, None, rule.interval)


def _weeks(rule: Rule, start: date, last: date) -> Iterator[date]:
    wanted = rule.weekdays or (start.weekday(),)
    # The first week is the one of the first occurrence, so that "2 weeks on fri" begins at once.
    first = min(start + timedelta(days=(weekday - start.weekday()) % 7) for weekday in wanted)
    for monday in _steps(first - timedelta(days=first.weekday()), 7 * rule.interval, last):
        for weekday in sorted(wanted):
            yield monday + timedelta(days=weekday)


def _months(rule: Rule, start: date, last: date, calendar: "Calendar | None") -> Iterator[date]:
    span = _MONTHS[rule.period]
    month = start.year * 12 + start.month - 1
    if rule.month is not None:
        offset = rule.month - 1 if rule.month > 0 else span + rule.month
        month = month - month % span + offset
    # The interval counts from the first occurrence, which may lie in the next period.
    while (first := _in_month(rule, month, start, calendar)) is None or first < start:
        if month > last.year * 12 + 12:
            return
        month += span
    while month <= last.year * 12 + last.month - 1:
        day = _in_month(rule, month, start, calendar)
        if day is not None:
            yield day
        month += span * rule.interval


def _in_month(rule: Rule, month: int, start: date, calendar: "Calendar | None") -> date | None:
    year, number = divmod(month, 12)
    first = date(year, number + 1, 1)
    following = date(year + (number == 11), (number + 1) % 12 + 1, 1)  # noqa: PLR2004
    length = (following - first).days
    if rule.ordinal is not None:
        inside = [first + timedelta(days=offset) for offset in range(length)]
        if rule.business:
            found = [day for day in inside if _is_business_day(day, calendar)]
        else:
            found = [day for day in inside if day.weekday() in rule.weekdays]
        place = rule.ordinal - 1 if rule.ordinal > 0 else rule.ordinal
        return found[place] if -len(found) <= place < len(found) else None
    wanted = rule.month_day if rule.month_day is not None else start.day
    wanted = length if wanted == -1 else wanted
    return first.replace(day=wanted) if wanted <= length else None


def _is_business_day(day: date, calendar: "Calendar | None") -> bool:
    if calendar is None:
        return day.weekday() < 5  # noqa: PLR2004 -- Saturday
    return calendar.is_business_day(day)


def _of_rrule(rule: Rule, start: date, last: date) -> Iterator[date]:
    # Only rules written as RRULE need the library that knows all of them.
    from datetime import datetime, time

    from dateutil.rrule import rrulestr

    begin = datetime.combine(start, time.fromisoformat(rule.time or "00:00"))
    seen = None
    for moment in rrulestr(rule.raw, dtstart=begin):
        day = moment.date()
        if day > last:
            return
        if day != seen:
            yield day
        seen = day
