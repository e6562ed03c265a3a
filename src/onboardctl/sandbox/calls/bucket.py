"""The token bucket behind "200 calls an hour": a full bucket of tokens that refills steadily.

It is kept as one moment, when the bucket will be full again, so that nothing has to be refilled
(the generic cell rate algorithm): each call moves that moment on by the time one token takes.
Source: Partner Enablement Playbook §2.1 (A3, A11).
"""

from onboardctl.core.record import NamedTuple
from onboardctl.sandbox.moments import HOUR


class Answer(NamedTuple):
    """What the bucket says to one call.

    Attributes:
        allowed: a token was taken.
        full_at: when the bucket is full again, in seconds; unchanged by a refusal.
        remaining: tokens left.
        retry_after: seconds until the next token, 0 when there is one.
    """

    allowed: bool
    full_at: int
    remaining: int
    retry_after: int


def take(full_at: int, now: int, limit: int) -> Answer:
    """Take one token at a moment.

    Args:
        full_at: when the bucket is full again, as of the call before; any past moment is full.
        now: the moment of the call, in whole seconds.
        limit: tokens in a full bucket, and tokens an hour.
    """
    token = HOUR // limit
    start = max(full_at, now)
    later = start + token
    wait = later - now - limit * token
    if wait > 0:
        return Answer(False, full_at, 0, wait)
    return Answer(True, later, (limit * token - (later - now)) // token, 0)
