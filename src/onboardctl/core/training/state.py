"""The state of one training programme, as its facts so far make it; never changed in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from datetime import date, datetime


class Held(NamedTuple):
    """A lesson that was scheduled; ``cancelled`` holds the reason when it did not take place."""

    id: str
    session: str
    at: datetime
    trainer: str = ""
    people: tuple[str, ...] = ()
    cancelled: str = ""


class Attempt(NamedTuple):
    """One try at the quiz; scores are percentages as decimal text."""

    at: datetime
    score: str
    passed: bool
    needed: str
    topics: dict[str, str] = {}
    evidence: str = ""
    by: str = ""


class Programme(NamedTuple):
    """Everything known of a programme. ``version`` is the number of its last event."""

    id: str
    version: int = 0
    playbook: str = ""
    digest: str = ""
    launch_on: date | None = None
    held: dict[str, Held] = {}
    attempts: dict[str, tuple[Attempt, ...]] = {}
