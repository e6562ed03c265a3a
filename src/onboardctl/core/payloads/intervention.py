"""What the ``intervention`` commands answer."""

from datetime import date, datetime

from onboardctl.core.record import NamedTuple


class InterventionLine(NamedTuple):
    """An intervention in a list. ``rung`` is empty until the ladder is climbed."""

    partner: str
    name: str
    intervention: str
    sign: str
    play: str
    rung: str
    owner: str
    due_on: date
    late: bool
    before: str
    after: str
    outcome: str


class PlayLine(NamedTuple):
    """How often a play was tried to its end, and how often it worked.

    ``score_before`` and ``score_after`` are means of the health frozen last before it was opened
    and first after it was closed, over the ``scored`` times of which both are known. ``change`` is
    the mean between them, ``others_change`` that of the ``others`` partners as low who had no help
    meanwhile, ``None`` where none were looked for, and ``says`` what may be said of it.
    """

    play: str
    title: str
    worked: int
    tried: int
    score_before: float | None = None
    score_after: float | None = None
    scored: int = 0
    change: float | None = None
    others_change: float | None = None
    others: int = 0
    says: str = ""


class InterventionList(NamedTuple):
    """Interventions by the day they are due, and which plays worked."""

    interventions: tuple[InterventionLine, ...]
    plays: tuple[PlayLine, ...]


class RungLine(NamedTuple):
    """A rung of the ladder; ``at`` is ``None`` until it is climbed."""

    rung: str
    text: str
    at: datetime | None
    by: str
    reason: str


class InterventionShown(NamedTuple):
    """One intervention with its ladder."""

    partner: str
    name: str
    intervention: str
    sign: str
    sign_title: str
    play: str
    play_title: str
    owner: str
    due_on: date
    opened_at: datetime
    before: str
    ladder: tuple[RungLine, ...]
    outcome: str
    closed_at: datetime | None
    after: str
    result: str
