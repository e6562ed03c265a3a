"""What happens to one person, in order: invitation, onboarding, assessments, plan, visits, notes.

A journey is told past the as-of day and cut there by the caller, from streams that belong to the
person and the purpose. So a later as-of day continues the same story, and neighbours never change
it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from onboardctl.sandbox.names import Identity
    from onboardctl.sandbox.waves import Arrival

NEVER = 1 << 60
"""Later than any moment."""


class Assessment(NamedTuple):
    """One assessment; ``results`` are (element, score, target level)."""

    kind: str
    assigned: int
    completed: int
    results: tuple[tuple[str, float, float], ...]


class Step(NamedTuple):
    """One step of an action plan; ``completed`` may be ``NEVER``."""

    element: str
    title: str
    due: int
    completed: int


class Plan(NamedTuple):
    """An action plan: the widest weighted gaps of the baseline."""

    created: int
    closed: int
    closed_reason: str
    steps: tuple[Step, ...]


class Note(NamedTuple):
    """What an advisor wrote about a plan, and when the learner read it."""

    at: int
    kind: str
    body: str
    read: int


class Journey:
    """One person's story; moments that never come are ``NEVER``."""

    __slots__ = (
        "activated",
        "arrival",
        "assessments",
        "churned",
        "current",
        "events",
        "identity",
        "invited",
        "notes",
        "onboarded",
        "persona",
        "plan",
        "tags",
        "target",
        "until",
    )

    def __init__(self, arrival: Arrival, identity: Identity, persona: str, invited: int) -> None:
        self.arrival = arrival
        self.identity = identity
        self.persona = persona
        self.invited = invited
        self.current: str | None = None
        self.target: str | None = None
        self.activated = NEVER
        self.onboarded = NEVER
        self.churned = NEVER
        self.until = NEVER
        self.tags: list[str] = []
        self.assessments: list[Assessment] = []
        self.plan: Plan | None = None
        self.notes: list[Note] = []
        self.events: list[tuple[int, str]] = [(invited, "invited")]
