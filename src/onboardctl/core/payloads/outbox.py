"""What ``send`` and the ``outbox`` commands answer."""

from datetime import datetime

from onboardctl.core.record import NamedTuple


class RecipientLine(NamedTuple):
    """One address of a mail: ``field`` is ``to`` or ``cc``; ``reply`` what the server last said."""

    field: str
    name: str
    addr: str
    standing: str
    reply: str


class OutboxLine(NamedTuple):
    """A mail of the outbox.

    Attributes:
        outbox: its number; ``None`` in a rehearsal of a mail that is not in the outbox.
        state: ``queued``, ``leased``, ``handing-over``, ``deferred``, ``sent``, ``refused``,
            ``uncertain``, ``expired`` or ``cancelled``, as the passing of time has it now.
        next_at: when something happens by itself: the next attempt, or the end of trying.
        last: what the mail server said last.
    """

    outbox: int | None
    partner: str
    name: str
    template: str
    message: str
    occasion: str
    subject: str
    to: tuple[RecipientLine, ...]
    state: str
    attempts: int
    created_at: datetime
    created_by: str
    next_at: datetime | None
    ended_at: datetime | None
    last: str = ""
    is_test: bool = False


class OutboxList(NamedTuple):
    """Mails of the outbox, the latest first, and how many there are in each state."""

    mails: tuple[OutboxLine, ...]
    counts: dict[str, int]
    limit: int


class OutboxEvent(NamedTuple):
    """One thing that happened to a mail."""

    at: datetime
    move: str
    state: str
    actor: str
    detail: str


class PromiseMade(NamedTuple):
    """A promise in a mail: who owes what, and by when if that is known."""

    promise: str
    text: str
    owner: str
    due_at: datetime | None


class OutboxMail(NamedTuple):
    """One mail with everything known of it; ``body`` is the mail as it travels, when asked for."""

    mail: OutboxLine
    sender: str
    message_id: str
    digest: str
    not_after: datetime
    reason: str
    promises: tuple[PromiseMade, ...]
    events: tuple[OutboxEvent, ...]
    body: str | None = None


class Delivered(NamedTuple):
    """What became of the mails of one run.

    Attributes:
        mails: those that were tried, in the order of trying; in a rehearsal those that would be.
        sent: how many left; a mail to several people counts once.
        left: how many still wait for their turn.
        connections: how often the mail server was connected to.
        stopped: why the run ended before its end; empty when it did not.
    """

    mails: tuple[OutboxLine, ...]
    sent: int
    deferred: int
    refused: int
    uncertain: int
    left: int
    connections: int
    stopped: str = ""


class BounceLine(NamedTuple):
    """What a notice says of one address.

    Attributes:
        file: where it stood, with the line of a table.
        outbox: the mail it speaks of; ``None`` when none of ours does.
        outcome: ``bounced``, ``known`` (it was said before), ``unknown``, or what the report says
            instead of a failure (``delayed``, ``delivered``, ``relayed``, ``expanded``).
    """

    file: str
    addr: str
    outbox: int | None
    partner: str
    message: str
    reason: str
    outcome: str


class Bounces(NamedTuple):
    """Notices in the order of the files."""

    notices: tuple[BounceLine, ...]


class Decided(NamedTuple):
    """A mail a person decided about."""

    mail: OutboxLine
