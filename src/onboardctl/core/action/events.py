"""Facts about an action. Each has a stream of its own, ``A-0001``."""

from datetime import date
from typing import Any

from onboardctl.core.record import NamedTuple

TOLD = "told"
"""The source of an action that its partner hears of; all others stay between us."""


class ActionOpened(NamedTuple):
    """Somebody takes something up.

    Attributes:
        title: what will be done.
        owner: the person who answers for it, or the role when nobody holds it.
        due_on: by the end of this day.
        kpi: the KPI it is to move, or empty.
        partner: id of the partner it is about, or empty for all of them.
        expected: the effect hoped for, in words.
        period: the period whose number was missed, for example ``2026-03``.
        value: that number, as it was printed.
        source: where it came from: ``review``, ``missed``, or ``told`` for what its partner hears
            of in the updates.
    """

    title: str
    owner: str
    due_on: date
    kpi: str = ""
    partner: str = ""
    expected: str = ""
    period: str = ""
    value: str = ""
    source: str = "review"


class ActionChanged(NamedTuple):
    """Another owner or date; what is not named stays."""

    owner: str | None = None
    due_on: date | None = None
    reason: str = ""


class ActionClosed(NamedTuple):
    """The action is ``done`` or ``dropped``; ``result`` says what came of it."""

    outcome: str
    result: str = ""


KINDS: dict[str, type[Any]] = {
    "action.opened": ActionOpened,
    "action.changed": ActionChanged,
    "action.closed": ActionClosed,
}
"""What each kind is called in the store; a name stays for ever."""
