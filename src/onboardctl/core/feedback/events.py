"""Facts about one piece of feedback."""

from datetime import date
from typing import Any

from onboardctl.core.record import NamedTuple


class FeedbackReceived(NamedTuple):
    """Somebody told us something; ``partner`` is empty for what is nobody's in particular."""

    source: str
    text: str
    partner: str = ""
    theme: str = ""
    tags: tuple[str, ...] = ()
    ticket: str = ""


class FeedbackSorted(NamedTuple):
    """It belongs to this theme and carries these tags."""

    theme: str
    tags: tuple[str, ...] = ()


class FeedbackAssigned(NamedTuple):
    """Somebody takes care of it until a day, and expects it to move a KPI (A23)."""

    owner: str
    due_on: date
    kpi: str = ""
    effect: str = ""


class FeedbackResolved(NamedTuple):
    """It is ``done`` or ``declined``, with the answer for whoever told us."""

    outcome: str
    answer: str


class FeedbackAnswered(NamedTuple):
    """The partner heard the answer."""

    channel: str = ""


class FeedbackReopened(NamedTuple):
    """It is not settled after all."""

    reason: str


KINDS: dict[str, type[Any]] = {
    "feedback.received": FeedbackReceived,
    "feedback.sorted": FeedbackSorted,
    "feedback.assigned": FeedbackAssigned,
    "feedback.resolved": FeedbackResolved,
    "feedback.answered": FeedbackAnswered,
    "feedback.reopened": FeedbackReopened,
}
"""What each kind is called in the store; a name stays for ever."""
