"""What the ``comms`` commands answer."""

from datetime import date, datetime

from onboardctl.core.record import NamedTuple


class MessageLine(NamedTuple):
    """A mail the playbook owes a partner, and what became of it."""

    message: str
    template: str
    title: str
    to: str
    due_at: datetime | None
    sent_at: datetime | None
    channel: str
    acknowledged_at: datetime | None
    bounced_at: datetime | None
    asks_receipt: bool = False


class SentLine(NamedTuple):
    """A mail that went to a partner, or is on its way.

    Attributes:
        outbox: its number in the outbox; ``None`` when somebody sent it by hand.
        occasion: what made it due; empty for one sent by hand.
        state: as the outbox has it; ``sent`` by hand.
        to: addresses; empty for one sent by hand.
    """

    outbox: int | None
    message: str
    occasion: str
    subject: str
    state: str
    channel: str
    at: datetime
    to: tuple[str, ...] = ()


class QuietLine(NamedTuple):
    """A time of a recurring mail at which there was nothing to tell, so that none went out."""

    recurring: str
    on: date


class MessageList(NamedTuple):
    """The mails of one partner.

    Attributes:
        messages: those the playbook owes, in the order in which they are due.
        sent: all that went out or are on their way, the latest first.
        quiet: times of recurring mails at which there was nothing to tell, the latest first.
    """

    partner: str
    name: str
    messages: tuple[MessageLine, ...]
    sent: tuple[SentLine, ...] = ()
    quiet: tuple[QuietLine, ...] = ()


class DueLine(NamedTuple):
    """A mail that is due, or a recurring one whose day has come.

    Attributes:
        state: ``overdue``, ``due`` or ``queued`` (it waits in the outbox).
        command: what sends it.
    """

    partner: str
    name: str
    message: str
    title: str
    due_at: datetime
    state: str
    owner_role: str
    owner: str | None
    recurring: bool
    command: str


class DueMails(NamedTuple):
    """Mails that are due up to a moment, the most overdue first."""

    until: datetime
    mails: tuple[DueLine, ...]


class MessageMarked(NamedTuple):
    """A mail of which something was said."""

    partner: str
    name: str
    message: MessageLine
