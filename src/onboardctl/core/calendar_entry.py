"""What a plan puts into other people's calendars, before it takes the form of a file."""

from datetime import date, datetime

from onboardctl.core.record import NamedTuple


class Entry(NamedTuple):
    """One entry of a calendar.

    Attributes:
        uid: the same for the same thing in every export, in every calendar.
        kind: ``day`` (whole days), ``series`` (comes back) or ``promise`` (due by an instant).
        title: one line.
        first_on, last_on: local days, both inclusive; of a series those of its first occurrence.
        at: the moment of a promise, or of the first occurrence; ``None`` for whole days.
        minutes: the length of an occurrence with a moment.
        description: plain text.
        category: what it belongs to.
        state: ``open``, ``provisional``, ``done`` or ``off``.
        done_at: when a promise was kept.
        rule: the RRULE of a series; empty when ``days`` says it all.
        days: local days of a series that no rule gives, the first apart.
        left_out: days the rule gives on which nothing takes place.
        moved: days the rule gives, with the day and moment at which it takes place instead.
        zone: IANA zone of days and wall times.
    """

    uid: str
    kind: str
    title: str
    first_on: date
    last_on: date
    at: datetime | None = None
    minutes: int = 0
    description: str = ""
    category: str = ""
    state: str = "open"
    done_at: datetime | None = None
    rule: str = ""
    days: tuple[date, ...] = ()
    left_out: tuple[date, ...] = ()
    moved: tuple[tuple[date, date, datetime | None], ...] = ()
    zone: str = "UTC"
