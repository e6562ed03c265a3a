"""What commands about calendars answer."""

from datetime import date, datetime
from typing import NamedTuple


class CalendarLine(NamedTuple):
    """One calendar in a list.

    ``zone`` is ``partner`` where the calendar follows each partner's; ``week`` is empty where the
    playbook's week counts; ``open_dates`` counts days with hours of their own.
    """

    name: str
    title: str
    zone: str
    week: str
    holidays: int
    open_dates: int
    own: bool
    errors: int
    file: str


class CalendarList(NamedTuple):
    """Calendars by name."""

    calendars: tuple[CalendarLine, ...]


class DayHours(NamedTuple):
    """The open hours of a weekday, or of one date, as written; empty is closed."""

    day: str
    hours: tuple[str, ...]


class ClosedDay(NamedTuple):
    """A day that does not open as its weekday would, and why."""

    on: date
    weekday: str
    because: str


class CalendarShown(NamedTuple):
    """One calendar, and what it says of one year.

    ``imports`` are countries and files whose holidays were fetched for the years given, both
    inclusive; 0 when it has none.
    """

    name: str
    title: str
    zone: str
    file: str
    line: int
    week: tuple[DayHours, ...]
    own_week: bool
    imports: tuple[str, ...]
    first_year: int
    last_year: int
    year: int
    holidays: tuple[ClosedDay, ...]
    special_days: tuple[DayHours, ...]
    business_days: int


class CalendarCheck(NamedTuple):
    """The files that were read and the calendars in them; findings stand beside the result."""

    files: tuple[str, ...]
    calendars: tuple[str, ...]


class OpenInterval(NamedTuple):
    """Time that counted: from an instant up to another, and its length in seconds."""

    start_at: datetime
    end_at: datetime
    seconds: int


class CalendarDue(NamedTuple):
    """When a length of time has passed.

    ``counts`` says what the unit counts; ``due_on`` is the local date of ``due_at``. ``intervals``
    are the open ones that were used up, ``closed`` the days left out that are no plain weekend.
    """

    calendar: str
    zone: str
    start_at: datetime
    duration: str
    counts: str
    due_at: datetime
    due_on: date
    intervals: tuple[OpenInterval, ...]
    closed: tuple[ClosedDay, ...]


class CalendarElapsed(NamedTuple):
    """How much open time lies between two instants, and which.

    ``business_days`` are those after the first local date up to and with the last one.
    """

    calendar: str
    zone: str
    start_at: datetime
    end_at: datetime
    open_seconds: int
    clock_seconds: int
    business_days: int
    intervals: tuple[OpenInterval, ...]
    closed: tuple[ClosedDay, ...]


class CalendarImported(NamedTuple):
    """A calendar file written from an ``.ics`` file, and how many of its events were left out."""

    name: str
    file: str
    holidays: int
    left_out: int


class CountryHolidays(NamedTuple):
    """Holidays of a country in one year, in order."""

    country: str
    year: int
    holidays: tuple[ClosedDay, ...]
