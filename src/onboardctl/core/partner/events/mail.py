"""What became of the mails to a partner."""

from onboardctl.core.record import NamedTuple


class MessageSent(NamedTuple):
    """A mail to the partner went out, by whichever channel.

    Attributes:
        message: id of the mail the playbook owes, or the template's for any other.
        to: the role it was written to.
        occasion: what made it due once (a contract, a week), where the program sent it.
        outbox: its number in the outbox; ``None`` when somebody sent it by hand.
        who: ids of the people it went to, ours and theirs, where known.
    """

    message: str
    template: str
    channel: str = "manual"
    to: str = ""
    occasion: str = ""
    outbox: int | None = None
    who: tuple[str, ...] = ()


class MessageAcknowledged(NamedTuple):
    """The partner confirmed receipt."""

    message: str


class MessageBounced(NamedTuple):
    """The mail did not arrive; it counts as not sent."""

    message: str
    reason: str = ""


KINDS: dict[str, type] = {
    "message.sent": MessageSent,
    "message.acknowledged": MessageAcknowledged,
    "message.bounced": MessageBounced,
}
"""What each kind is called in the store; a name stays for ever."""
