"""What the commands about recurring work answer."""

from datetime import date, datetime

from onboardctl.core.record import NamedTuple


class OccurrenceLine(NamedTuple):
    """One time of recurring work.

    ``original_on`` is the day the rule gives and names the occurrence; ``state`` is ``planned``,
    ``moved``, ``cancelled`` or ``held``, and ``note`` says why it is not on its day.
    """

    recurring: str
    title: str
    original_on: date
    on: date
    at: datetime | None
    state: str
    owner_role: str
    owner: str | None
    note: str = ""


class OccurrenceList(NamedTuple):
    """The recurring work of one partner from a day to another, by day."""

    partner: str
    name: str
    first_on: date
    last_on: date
    occurrences: tuple[OccurrenceLine, ...]


class OccurrenceSet(NamedTuple):
    """One occurrence after something was said of it."""

    partner: str
    name: str
    occurrence: OccurrenceLine
    changed: bool


class TimesRenewed(NamedTuple):
    """How many partners' recurring work was laid out further, and how many times of teams stand."""

    partners: int
    team_times: int
