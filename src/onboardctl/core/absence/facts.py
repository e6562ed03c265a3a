"""What can be said of an absence."""

from datetime import date
from typing import Any

from onboardctl.core.record import NamedTuple


class AbsenceSaid(NamedTuple):
    """One of our people is away from one day to another, both included."""

    person: str
    first_on: date
    last_on: date
    reason: str = ""


class AbsenceTakenBack(NamedTuple):
    """The person is not away after all."""


KINDS: dict[str, Any] = {
    "absence.said": AbsenceSaid,
    "absence.taken_back": AbsenceTakenBack,
}
"""What each kind is called in the store; a name stays for ever."""
