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
    """What a person changed for one task of one plan; ``None`` leaves the playbook's word.

    ``never_on`` are days of the week, 0 for Monday, beside those of the playbook.
    """

    pin: date | None = None
    not_before: date | None = None
    duration: Duration | None = None
    reason: str = ""
    never_on: frozenset[int] = frozenset()

    def over(self, other: "Override | None") -> "Override":
        """This one, and where it says nothing the other."""
        if other is None:
            return self
        return Override(
            self.pin or other.pin,
            self.not_before or other.not_before,
            self.duration or other.duration,
            self.reason or other.reason,
            self.never_on | other.never_on,
        )
