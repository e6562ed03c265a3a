"""Facts about the training programme of one playbook."""

from datetime import date, datetime
from typing import Any

from onboardctl.core.record import NamedTuple


class TrainingStarted(NamedTuple):
    """The programme is followed from here on, by this version of its playbook."""

    playbook: str
    version: str
    digest: str


class TrainingLaunched(NamedTuple):
    """The day the programme began; weeks and the deadline of certificates count from it."""

    on: date


class SessionScheduled(NamedTuple):
    """A lesson is set for an instant; ``held`` names it, ``session`` is its id in the playbook."""

    held: str
    session: str
    at: datetime
    trainer: str = ""


class SessionMoved(NamedTuple):
    """A scheduled lesson takes place at another instant."""

    held: str
    at: datetime
    reason: str = ""


class SessionCancelled(NamedTuple):
    """A scheduled lesson does not take place."""

    held: str
    reason: str


class SessionAttended(NamedTuple):
    """People were at a lesson."""

    held: str
    people: tuple[str, ...]


class QuizTaken(NamedTuple):
    """A person took the quiz; ``score`` is a percentage as decimal text, ``topics`` likewise.

    ``needed`` is the pass mark as it then stood; whether it was reached never changes afterwards.
    """

    person: str
    score: str
    passed: bool
    needed: str
    topics: dict[str, str] = {}
    evidence: str = ""


KINDS: dict[str, type[Any]] = {
    "training.started": TrainingStarted,
    "training.launched": TrainingLaunched,
    "training.scheduled": SessionScheduled,
    "training.moved": SessionMoved,
    "training.cancelled": SessionCancelled,
    "training.attended": SessionAttended,
    "training.quiz_taken": QuizTaken,
}
"""What each kind is called in the store; a name stays for ever."""
