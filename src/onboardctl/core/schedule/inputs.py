"""What a person or the course of things adds to a playbook's word about one task."""

from datetime import date, datetime

from onboardctl.core.playbook import Duration
from onboardctl.core.record import NamedTuple


class Actual(NamedTuple):
    """What really happened to a task.

    A skipped task counts as finished at ``finished_at``. ``remaining`` is the work left, counted
    from the data date; ``None`` means what the duration leaves, at least the data date itself.
    """

    started_at: datetime | None = None
    finished_at: datetime | None = None
    skipped: bool = False
    remaining: Duration | None = None


class Override(NamedTuple):
    """What a person changed for one task of one plan; ``None`` leaves the playbook's word."""

    pin: date | None = None
    not_before: date | None = None
    duration: Duration | None = None
    reason: str = ""
