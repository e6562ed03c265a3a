"""What a mail server's answers mean for a mail and for each of its recipients."""

from collections.abc import Sequence
from enum import StrEnum

from onboardctl.core.outbox.states import Move
from onboardctl.core.record import NamedTuple

GOOD, NOT_NOW, NEVER = 200, 400, 500
"""Where the good, the temporary and the final answers of a mail server begin."""
GO_AHEAD = 354
"""The answer to DATA after which the text follows."""


class Standing(StrEnum):
    """How one recipient of a mail stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"


class Reply(NamedTuple):
    """What a server said: a code of three digits, or 0 when it said nothing, and one line of text."""

    code: int
    text: str = ""

    @property
    def is_good(self) -> bool:
        """Done, or go on."""
        return GOOD <= self.code < NOT_NOW

    @property
    def is_final(self) -> bool:
        """No, and asking again is useless."""
        return self.code >= NEVER

    def __str__(self) -> str:
        return f"{self.code} {self.text}".strip() if self.code else self.text


class Recipient(NamedTuple):
    """One address a mail goes to.

    Attributes:
        position: from 1, those of ``To`` first.
        field: ``to`` or ``cc``.
        who: id of the contact or of our person, where known.
    """

    position: int
    field: str
    name: str
    addr: str
    who: str = ""
    standing: Standing = Standing.WAITING
    reply: Reply = Reply(0)


def answered(recipients: Sequence[Recipient], replies: Sequence[Reply]) -> tuple[Recipient, ...]:
    """The waiting recipients with what the server said of each; refusals are final at once.

    ``replies`` belong to the recipients that were waiting, in their order.
    """
    waiting = iter(replies)
    return tuple(
        _told(one, next(waiting)) if one.standing == Standing.WAITING else one for one in recipients
    )


def _told(one: Recipient, reply: Reply) -> Recipient:
    return one._replace(
        reply=reply, standing=Standing.REFUSED if reply.is_final else Standing.WAITING
    )


def concluded(recipients: Sequence[Recipient], reply: Reply) -> tuple[tuple[Recipient, ...], Move]:
    """After the final dot: who got the mail, and what the mail's next move is.

    Args:
        recipients: as :func:`answered` gave them.
        reply: the answer to the mail itself; code 0 means the connection was lost before one.
    """
    offered = [one for one in recipients if _was_accepted(one)]
    if not reply.code:
        return _all(recipients, offered, Standing.UNCERTAIN, reply), Move.LOSE
    if reply.is_final:
        recipients = _all(recipients, offered, Standing.REFUSED, reply)
    elif reply.is_good:
        recipients = _all(recipients, offered, Standing.DELIVERED, reply)
    return tuple(recipients), move_of(recipients)


def move_of(recipients: Sequence[Recipient]) -> Move:
    """The move that ends an attempt, when nothing about it is uncertain."""
    standings = {one.standing for one in recipients}
    if Standing.WAITING in standings:
        return Move.DEFER
    reached = [one.field for one in recipients if one.standing == Standing.DELIVERED]
    return Move.ACCEPT if "to" in reached or (reached and _only_copies(recipients)) else Move.REFUSE


def _only_copies(recipients: Sequence[Recipient]) -> bool:
    return all(one.field != "to" for one in recipients)


def _was_accepted(one: Recipient) -> bool:
    return one.standing == Standing.WAITING and one.reply.is_good


def _all(
    recipients: Sequence[Recipient], which: Sequence[Recipient], standing: Standing, reply: Reply
) -> tuple[Recipient, ...]:
    return tuple(
        one._replace(standing=standing, reply=reply) if one in which else one for one in recipients
    )
