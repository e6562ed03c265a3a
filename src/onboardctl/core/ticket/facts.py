"""What can happen to a ticket. Names of people are ids of staff, never a customer's."""

from typing import Any

from onboardctl.core.record import NamedTuple


class TicketOpened(NamedTuple):
    """A customer reported something, or we did for them.

    Attributes:
        policy: digest of the SLA policy it is judged by; empty when there is none.
        zone: IANA name in which its calendars are read, the partner's.
        ours: we opened it, so no first response is owed.
        path: kind of issue, which decides the ladder of escalation.
        external: id in another system, with the system's name before a colon.
    """

    partner: str
    title: str
    tier: str
    priority: str
    policy: str
    zone: str
    source: str = ""
    category: str = ""
    owner: str = ""
    path: str = ""
    ours: bool = False
    external: str = ""
    contract: str = ""
    text: str = ""


class TicketReplied(NamedTuple):
    """Somebody of ours answered where the customer can read it."""

    text: str = ""


class TicketMessaged(NamedTuple):
    """The customer wrote again."""

    text: str = ""


class TicketMoved(NamedTuple):
    """Work on it reached another stage."""

    stage: str


class TicketPaused(NamedTuple):
    """It waits for the customer or somebody else."""

    reason: str = ""


class TicketResumed(NamedTuple):
    """It waits no more."""


class TicketResolved(NamedTuple):
    """The matter is settled as far as we can tell."""

    text: str = ""


class TicketReopened(NamedTuple):
    """It was not settled after all."""

    reason: str = ""


class TicketClosed(NamedTuple):
    """Nothing more is expected of it; ``satisfaction`` is what the customer gave, 1 to 5."""

    satisfaction: int | None = None


class TicketPrioritised(NamedTuple):
    """It became more or less urgent."""

    priority: str
    reason: str = ""


class TicketRetiered(NamedTuple):
    """The partner's contract changed while it was open."""

    tier: str
    reason: str = ""


class TicketRejudged(NamedTuple):
    """A new version of the policy came into force while it was open."""

    policy: str


class TicketEscalated(NamedTuple):
    """It went to another level of its ladder; ``path`` when the kind of issue changed with it."""

    level: int
    reason: str = ""
    path: str = ""
    person: str = ""


class TicketAssigned(NamedTuple):
    """Somebody of ours answers for it."""

    owner: str


class TicketNoted(NamedTuple):
    """What caused a breach, what was done about it, or another remark; empty fields stay."""

    cause: str = ""
    mitigation: str = ""
    text: str = ""
    category: str = ""


class TicketTold(NamedTuple):
    """The customer was told of a stage."""

    stage: str


KINDS: dict[str, Any] = {
    "ticket.opened": TicketOpened,
    "ticket.replied": TicketReplied,
    "ticket.messaged": TicketMessaged,
    "ticket.moved": TicketMoved,
    "ticket.paused": TicketPaused,
    "ticket.resumed": TicketResumed,
    "ticket.resolved": TicketResolved,
    "ticket.reopened": TicketReopened,
    "ticket.closed": TicketClosed,
    "ticket.prioritised": TicketPrioritised,
    "ticket.retiered": TicketRetiered,
    "ticket.rejudged": TicketRejudged,
    "ticket.escalated": TicketEscalated,
    "ticket.assigned": TicketAssigned,
    "ticket.noted": TicketNoted,
    "ticket.told": TicketTold,
}
"""What each kind is called in the store; a name stays for ever."""
