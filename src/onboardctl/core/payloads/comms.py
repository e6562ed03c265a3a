"""What the ``comms`` commands answer."""

from datetime import datetime

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


class MessageList(NamedTuple):
    """The mails of one partner, in the order in which they are due."""

    partner: str
    name: str
    messages: tuple[MessageLine, ...]


class MessageMarked(NamedTuple):
    """A mail of which something was said."""

    partner: str
    name: str
    message: MessageLine
