"""What ``log`` and ``undo`` answer."""

from datetime import datetime
from typing import Any

from onboardctl.core.record import NamedTuple


class FactLine(NamedTuple):
    """A fact as stored: whose, which, when it happened, and what it says."""

    subject: str
    number: int
    kind: str
    occurred_at: datetime
    payload: dict[str, Any]


class ChangeLine(NamedTuple):
    """One command that changed something; ``counts`` is false once it was taken back."""

    change: int
    at: datetime
    actor: str
    command: str
    summary: str
    undoes: int | None
    counts: bool
    facts: tuple[FactLine, ...] = ()


class History(NamedTuple):
    """Changes, newest first."""

    changes: tuple[ChangeLine, ...]


class Undone(NamedTuple):
    """What was taken back, and the number that takes that back again."""

    change: int
    command: str
    summary: str
    by: int
    subjects: tuple[str, ...]
