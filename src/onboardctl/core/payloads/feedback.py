"""What the ``feedback`` commands answer."""

from datetime import date, datetime

from onboardctl.core.record import NamedTuple


class FeedbackLine(NamedTuple):
    """A piece of feedback. ``state`` is new, assigned, resolved or answered.

    ``late_days`` counts the days past ``due_on`` while it is not resolved.
    """

    id: str
    partner: str | None
    name: str | None
    source: str
    ticket: str | None
    theme: str
    tags: tuple[str, ...]
    text: str
    state: str
    owner: str | None
    due_on: date | None
    late_days: int
    kpi: str
    outcome: str
    answer: str
    received_at: datetime
    resolved_at: datetime | None
    answered_at: datetime | None


class FeedbackList(NamedTuple):
    """Feedback, what is open first, then the earliest due, then the oldest."""

    feedback: tuple[FeedbackLine, ...]


class FeedbackChanged(NamedTuple):
    """One piece of feedback after something was said of it, and the effect hoped for."""

    feedback: FeedbackLine
    effect: str = ""
