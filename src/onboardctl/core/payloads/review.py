"""What the ``review`` commands answer."""

from datetime import date, datetime

from onboardctl.core.record import NamedTuple


class ReviewLine(NamedTuple):
    """A review: of the playbook (``slot``) or planned by hand (``id``).

    ``standing`` is ``held``, ``missed``, ``coming`` or ``cancelled``; ``missed`` is past and nobody
    said that it was held. ``noted_count`` of ``item_count`` items of its agenda have a note.
    """

    partner: str | None
    review: str
    slot: str
    id: str | None
    title: str
    on: date
    at: datetime | None
    standing: str
    noted_count: int
    item_count: int
    decision_count: int
    action_count: int
    prepare_on: date | None


class ReviewList(NamedTuple):
    """Reviews of a stretch of days, the earliest first; ``missed_count`` of them were not held."""

    partner: str | None
    playbook: str
    first_on: date
    last_on: date
    missed_count: int
    reviews: tuple[ReviewLine, ...]


class ReviewNote(NamedTuple):
    """An item of the agenda with what was said of it; empty when nothing was noted."""

    item: str
    text: str


class ReviewShown(NamedTuple):
    """One review with what is recorded of it."""

    id: str
    partner: str | None
    title: str
    state: str
    slot: str
    planned_at: datetime | None
    held_on: date | None
    attendees: tuple[str, ...]
    minutes: str
    notes: tuple[ReviewNote, ...]
    decisions: tuple[str, ...]
    actions: tuple[str, ...]
    reason: str
