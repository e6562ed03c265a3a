"""The state of a ticket: what happened to it in the order it happened, and where that leaves it.

Facts may become known late, so the history is kept sorted by when things happened (R9), and every
field but the history is worked out from it.
"""

from datetime import datetime

from onboardctl.core.facts import Recorded
from onboardctl.core.record import NamedTuple
from onboardctl.core.ticket import facts as f


class Ticket(NamedTuple):
    """Everything known of a ticket. ``version`` is the number of its last fact.

    Attributes:
        history: its facts by when they happened, the order of recording where that is the same.
        stage: where work stands: one of the flow of its policy.
        waiting: it waits for the customer.
        level: of its ladder, 1 until it is escalated.
        told: stages the customer was told of, and when.
        entered: when each stage was reached last.
    """

    id: str
    version: int = 0
    history: tuple[Recorded, ...] = ()
    opened: f.TicketOpened | None = None
    opened_at: datetime | None = None
    tier: str = ""
    priority: str = ""
    policy: str = ""
    path: str = ""
    category: str = ""
    owner: str = ""
    stage: str = "new"
    waiting: bool = False
    waiting_for: str = ""
    level: int = 1
    cause: str = ""
    mitigation: str = ""
    satisfaction: int | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    reopened: int = 0
    active_at: datetime | None = None
    entered: dict[str, datetime] = {}
    told: dict[str, datetime] = {}

    @property
    def is_open(self) -> bool:
        """Neither resolved nor closed."""
        return self.resolved_at is None and self.closed_at is None
