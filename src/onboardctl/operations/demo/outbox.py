"""Three mails of the example that are on their way: one in doubt, one put off, one that waits.

They go through the outbox like any other; only the mail server is played, because an example must
not speak to the network.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.outbox.delivery import GO_AHEAD, Reply
from onboardctl.mailing.server import Lost
from onboardctl.operations.outbox import deliver, queue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onboardctl.operations.session import Session

_MAILS = (
    ("renewal_notice", "sakura-manufacturing"),
    ("kickoff_invite", "fjord-analytics"),
    ("renewal_notice", "universidad-del-sur"),
)


class _PlayedServer:
    """Loses the line after the first mail, and has no room for the second."""

    connections = 1
    is_fresh = True

    def __init__(self) -> None:
        self._mails = 0

    def connect(self) -> None:
        """Always there."""

    def offer(self, sender: str, recipients: Sequence[str], size: int) -> list[Reply]:
        """Take the first, put the second off."""
        self._mails += 1
        said = Reply(250, "ok") if self._mails == 1 else Reply(452, "4.2.2 mailbox full")
        return [said] * len(recipients)

    def content(self, body: bytes) -> Reply:
        """Take the text."""
        return Reply(GO_AHEAD, "go on")

    def finish(self) -> Reply:
        """Go away without an answer."""
        raise Lost("the connection was lost after the final dot")

    def abandon(self) -> None:
        """Nothing is open."""

    def close(self) -> None:
        """Nothing is open."""


def fill_outbox(session: Session) -> None:
    """Put the mails in, and try the first two."""
    made = [
        queue.put(session, queue.prepare(session, queue.Send(template, (partner,))))[0].id
        for template, partner in _MAILS
    ]
    around = deliver.Surroundings(lambda: session.now, lambda: 0.0, lambda _: None, lambda _: None)
    deliver.deliver(session, _PlayedServer(), around, only=tuple(made[:2]))
