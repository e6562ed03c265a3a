"""What the ``comms`` commands about promises answer."""

from datetime import datetime

from onboardctl.core.record import NamedTuple


class PromiseLine(NamedTuple):
    """A promise of a mail.

    Attributes:
        owner: ``ours`` or ``partner``: who owes it.
        state: ``open``, ``broken`` (its time has run out), ``kept``, ``late`` (kept too late),
            ``standing`` (it has no deadline of its own), ``dropped`` or ``void``.
        waits_for: what starts its time, when that is not the sending of the mail.
        who: the person of ours who answers for it.
    """

    partner: str
    promise: str
    text: str
    owner: str
    due_at: datetime | None
    state: str
    made_at: datetime | None = None
    kept_at: datetime | None = None
    waits_for: str = ""
    evidence: str = ""
    who: str | None = None


class PromiseList(NamedTuple):
    """Promises, those that fall due first in front; ``partner`` is ``None`` for those of all."""

    partner: str | None
    promises: tuple[PromiseLine, ...]


class PromiseChanged(NamedTuple):
    """A promise of which something was said."""

    promise: PromiseLine
