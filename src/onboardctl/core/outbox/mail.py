"""A mail in the outbox as a value, and who may be written to."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from onboardctl.core.invitation import Invitation
from onboardctl.core.message import Promise
from onboardctl.core.names import listed
from onboardctl.core.outbox.delivery import Recipient, Reply
from onboardctl.core.outbox.states import MailState, Times
from onboardctl.core.record import NamedTuple


class Mail(NamedTuple):
    """A mail as the outbox keeps it; the finished text is kept beside it.

    Attributes:
        id: counts from 1.
        message: id of the playbook's mail it fulfils, or the template's when the playbook owes none.
        occasion: what makes it due once; a test to ourselves has an occasion of its own.
        is_test: goes to whoever tries it out; no fact follows from it.
        invite: the meeting it speaks of; known when it is put in, not read back.
        sender: envelope sender, where bounces go.
        digest: of the template it was made from.
        lease_by: the sender that has it in hand.
    """

    id: int
    partner: str
    message: str
    template: str
    occasion: str
    kind: str
    subject: str
    sender: str
    message_id: str
    state: MailState
    attempts: int
    next_try_at: datetime
    not_after: datetime
    created_at: datetime
    created_by: str
    recipients: tuple[Recipient, ...] = ()
    promises: tuple[Promise, ...] = ()
    invite: Invitation | None = None
    is_test: bool = False
    lease_until: datetime | None = None
    lease_by: str = ""
    ended_at: datetime | None = None
    last: Reply = Reply(0)
    digest: str = ""
    locale: str = "en"
    reason: str = ""

    @property
    def times(self) -> Times:
        """What the clock has to do with it."""
        return Times(self.state, self.next_try_at, self.not_after, self.lease_until)


def domain_of(addr: str) -> str:
    """The part after the last @, in lower case.

    >>> domain_of('"a@b"@Example.COM')
    'example.com'
    """
    return addr.rpartition("@")[2].lower()


def outside(addresses: Iterable[str], allowed: Sequence[str]) -> tuple[str, ...]:
    """Addresses in none of the allowed domains; nothing is outside an empty list.

    A domain stands for itself alone: ``example.com`` does not allow ``mail.example.com``.
    """
    domains = {domain.lower() for domain in allowed}
    return tuple(addr for addr in addresses if domains and domain_of(addr) not in domains)


def people_text(recipients: Iterable[Recipient]) -> str:
    """Addresses in one phrase, for a sentence."""
    return listed([one.addr for one in recipients])
