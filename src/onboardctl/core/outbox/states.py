"""Where a mail in the outbox can be, and which moves there are: one table.

The line between what is safe to try again and what is not is the final dot of SMTP: before it a
server has promised nothing, after it the mail may be on its way whatever becomes of the answer.
The move ``HAND_OVER`` is therefore kept in the store before the dot leaves, and a mail found in
``HANDING_OVER`` whose sender is gone becomes ``UNCERTAIN``: only a person decides about it.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from onboardctl.core.errors import Refused
from onboardctl.core.record import NamedTuple


class MailState(StrEnum):
    """Where a mail is; each value says it in the store and in JSON."""

    QUEUED = "queued"
    LEASED = "leased"
    HANDING_OVER = "handing-over"
    DEFERRED = "deferred"
    SENT = "sent"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class Move(StrEnum):
    """What can happen to a mail."""

    LEASE = "lease"
    RELEASE = "release"
    HAND_OVER = "hand over"
    ACCEPT = "accept"
    DEFER = "defer"
    REFUSE = "refuse"
    LOSE = "lose"
    EXPIRE = "expire"
    RETRY = "retry"
    CONFIRM = "confirm"
    CANCEL = "cancel"
    BOUNCE = "bounce"


MOVES: dict[MailState, dict[Move, MailState]] = {
    MailState.QUEUED: {
        Move.LEASE: MailState.LEASED,
        Move.EXPIRE: MailState.EXPIRED,
        Move.CANCEL: MailState.CANCELLED,
    },
    MailState.LEASED: {
        Move.RELEASE: MailState.QUEUED,
        Move.HAND_OVER: MailState.HANDING_OVER,
        Move.DEFER: MailState.DEFERRED,
        Move.REFUSE: MailState.REFUSED,
    },
    MailState.HANDING_OVER: {
        Move.ACCEPT: MailState.SENT,
        Move.DEFER: MailState.DEFERRED,
        Move.REFUSE: MailState.REFUSED,
        Move.LOSE: MailState.UNCERTAIN,
    },
    MailState.DEFERRED: {
        Move.LEASE: MailState.LEASED,
        Move.RETRY: MailState.QUEUED,
        Move.EXPIRE: MailState.EXPIRED,
        Move.CANCEL: MailState.CANCELLED,
    },
    MailState.REFUSED: {Move.RETRY: MailState.QUEUED, Move.CANCEL: MailState.CANCELLED},
    MailState.EXPIRED: {Move.RETRY: MailState.QUEUED, Move.CANCEL: MailState.CANCELLED},
    MailState.UNCERTAIN: {
        Move.CONFIRM: MailState.SENT,
        Move.DEFER: MailState.DEFERRED,
        Move.RETRY: MailState.QUEUED,
        Move.CANCEL: MailState.CANCELLED,
        Move.BOUNCE: MailState.REFUSED,
    },
    MailState.SENT: {Move.BOUNCE: MailState.REFUSED},
    MailState.CANCELLED: {},
}
"""Every legal move; whatever is not here is refused and changes nothing."""

_DONE = {
    Move.RETRY: "tried again",
    Move.CONFIRM: "resolved",
    Move.CANCEL: "called off",
    Move.BOUNCE: "taken for one that came back",
}
"""What a person can do, as said of the mail."""

WAITING = frozenset({MailState.QUEUED, MailState.DEFERRED})
"""Goes out by itself when its time comes."""
UNDER_WAY = frozenset({MailState.LEASED, MailState.HANDING_OVER})
"""A sender has it in hand."""
FOR_A_PERSON = frozenset({MailState.UNCERTAIN, MailState.REFUSED, MailState.EXPIRED})
"""Nothing more happens until somebody decides."""

LEASE = timedelta(minutes=10)
"""How long a sender may keep a mail in hand before it counts as gone."""
RETRY_AFTER_MINUTES = (1, 5, 15, 60, 240)
"""Minutes to the next attempt after the first, second … failure; the last one repeats."""
GIVE_UP_AFTER = {
    "transactional": timedelta(days=3),
    "digest": timedelta(days=2),
    "internal": timedelta(days=1),
}
"""How long we try without asking, by kind of mail; the values are ours."""


class Times(NamedTuple):
    """What the clock has to do with a mail: when it may go, until when, and until when it is held."""

    state: MailState
    next_try_at: datetime
    not_after: datetime
    lease_until: datetime | None = None


def after(state: MailState, move: Move) -> MailState:
    """Where a mail is after a move.

    Raises:
        Refused: ``outbox.move``: that cannot happen to a mail in this state.
    """
    target = MOVES[state].get(move)
    if target is None:
        possible = [_DONE[known] for known in MOVES[state] if known in _DONE]
        raise Refused(
            "outbox.move",
            f"a mail that is {state} cannot be {_DONE.get(move, move)}",
            hint=f"it can be {' or '.join(possible)}" if possible else None,
        )
    return target


def overdue_move(mail: Times, now: datetime, *, holder_gone: bool = False) -> Move | None:
    """What the passing of time does to a mail, or ``None`` while it does nothing.

    Args:
        mail: its state and times.
        now: the present.
        holder_gone: the sender that has it in hand is known to have died.
    """
    if mail.state in UNDER_WAY:
        held = mail.lease_until is not None and mail.lease_until > now
        if held and not holder_gone:
            return None
        return Move.LOSE if mail.state == MailState.HANDING_OVER else Move.RELEASE
    return Move.EXPIRE if mail.state in WAITING and now > mail.not_after else None


def next_deadline(mail: Times) -> datetime | None:
    """When to look at a mail again; ``None`` when time alone changes nothing any more."""
    if mail.state in UNDER_WAY:
        return mail.lease_until
    return min(mail.next_try_at, mail.not_after) if mail.state in WAITING else None


def next_try_at(attempts: int, now: datetime) -> datetime:
    """When to try again after so many failed attempts, at least one.

    >>> from datetime import UTC
    >>> next_try_at(2, datetime(2026, 3, 2, 9, 0, tzinfo=UTC)).isoformat()
    '2026-03-02T09:05:00+00:00'
    """
    place = min(max(attempts, 1), len(RETRY_AFTER_MINUTES)) - 1
    return now + timedelta(minutes=RETRY_AFTER_MINUTES[place])
