"""What the commands about absences answer."""

from datetime import date

from onboardctl.core.record import NamedTuple


class AbsenceLine(NamedTuple):
    """A person who is away, both days included; ``absence`` is what the log calls it.

    It is empty for an absence that stands in the settings.
    """

    person: str
    name: str
    first_on: date
    last_on: date
    reason: str = ""
    absence: str = ""


class AbsenceList(NamedTuple):
    """Who is away from a day on, the earliest first."""

    since_on: date
    absences: tuple[AbsenceLine, ...]


class AbsenceSet(NamedTuple):
    """One absence after something was said of it, and how many partners have work that it touches."""

    absence: AbsenceLine
    held: bool
    partners: int
