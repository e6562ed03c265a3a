"""Facts about one review."""

from datetime import date, datetime
from typing import Any

from onboardctl.core.record import NamedTuple


class ReviewPlanned(NamedTuple):
    """A review beside those of the playbook; ``partner`` is empty for one of the team."""

    title: str
    at: datetime
    partner: str = ""
    reason: str = ""


class ReviewHeld(NamedTuple):
    """A review took place.

    ``slot`` names the time of the playbook it stands for (``kpi-review/2026-05-07``), empty for one
    that was planned by hand. ``notes`` has what was said of each item of the agenda.
    """

    title: str
    on: date
    partner: str = ""
    slot: str = ""
    attendees: tuple[str, ...] = ()
    minutes: str = ""
    notes: dict[str, str] = {}
    decisions: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()


class ReviewCancelled(NamedTuple):
    """A planned review does not take place."""

    reason: str


KINDS: dict[str, type[Any]] = {
    "review.planned": ReviewPlanned,
    "review.held": ReviewHeld,
    "review.cancelled": ReviewCancelled,
}
"""What each kind is called in the store; a name stays for ever."""
