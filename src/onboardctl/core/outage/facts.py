"""What can happen to an outage."""

from typing import Any

from onboardctl.core.record import NamedTuple


class OutageStarted(NamedTuple):
    """A service went down."""

    service: str
    note: str = ""


class OutageEnded(NamedTuple):
    """It is up again."""

    note: str = ""


class OutageWithdrawn(NamedTuple):
    """It was none."""

    reason: str = ""


KINDS: dict[str, Any] = {
    "outage.started": OutageStarted,
    "outage.ended": OutageEnded,
    "outage.withdrawn": OutageWithdrawn,
}
"""What each kind is called in the store; a name stays for ever."""
