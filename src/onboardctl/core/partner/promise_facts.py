"""Facts about promises that mails made, and how a promise stands; the rules are beside this.

Apart from the rules because the state of a partner names them: most partners were promised nothing.
"""

from datetime import datetime

from onboardctl.core.record import NamedTuple

OURS, THEIRS = "ours", "partner"


class PromiseMade(NamedTuple):
    """A mail promised something.

    Attributes:
        promise: its name within the partner, ``<mail>:<promise>``.
        text: as the mail said it.
        owner: ``ours`` or ``partner``.
        message: the mail that made it.
        starts: ``sent``, an anchor, or an event that is still to come.
        within: how long after that, as written (``48h``, ``3bd``).
        due_at: the deadline, where it is known already.
        kept_by: what keeps it, see :func:`kept_at`; empty when only a person can tell.
        role: who of ours answers for it.
    """

    promise: str
    text: str
    owner: str = OURS
    message: str = ""
    occasion: str = ""
    starts: str = "sent"
    within: str = ""
    due_at: datetime | None = None
    kept_by: str = ""
    role: str = ""


class PromiseDated(NamedTuple):
    """What a promise waits for now has a date, and the promise a deadline."""

    promise: str
    due_at: datetime
    because: str = ""


class PromiseKept(NamedTuple):
    """Somebody says that a promise was kept."""

    promise: str
    evidence: str = ""


class PromiseDropped(NamedTuple):
    """A promise does not hold any more, for a reason somebody answers for."""

    promise: str
    reason: str


KINDS: dict[str, type] = {
    "promise.made": PromiseMade,
    "promise.dated": PromiseDated,
    "promise.kept": PromiseKept,
    "promise.dropped": PromiseDropped,
}


class PromiseMark(NamedTuple):
    """How a promise stands; ``made`` says what it is."""

    made: PromiseMade
    made_at: datetime
    due_at: datetime | None = None
    kept_at: datetime | None = None
    evidence: str = ""
    dropped_at: datetime | None = None
    reason: str = ""
