"""What the ``training`` commands answer."""

from datetime import date, datetime

from onboardctl.core.record import NamedTuple


class SessionLine(NamedTuple):
    """A lesson of the playbook and one time it is held; ``held`` is ``None`` while none is set."""

    session: str
    title: str
    week: str
    minutes: int | None
    format: str
    audience: tuple[str, ...]
    outcomes: tuple[str, ...]
    held: str | None
    at: datetime | None
    trainer: str
    attended: int
    cancelled: str


class SessionList(NamedTuple):
    """The lessons of a programme in the playbook's order, each time it is held in order of time."""

    playbook: str
    title: str
    launch_on: date | None
    objectives: tuple[str, ...]
    sessions: tuple[SessionLine, ...]
    materials: tuple[tuple[str, tuple[str, ...]], ...]


class LearnerLine(NamedTuple):
    """How a person stands. ``standing`` is certified, renew, expired, failed or open.

    ``best`` is a percentage as decimal text. ``missed`` names the lessons for their teams that were held without them.
    """

    person: str
    name: str
    teams: tuple[str, ...]
    attended: int
    missed: tuple[str, ...]
    attempts: int
    best: str | None
    standing: str
    certified_on: date | None
    expires_on: date | None


class TeamLine(NamedTuple):
    """A team's certificates: how many hold one, of how many."""

    team: str
    certified: int
    asked: int


class TrainingStatus(NamedTuple):
    """Who is certified, by person and team, against the playbook's rule.

    ``certified_in_time`` counts certificates of the deadline or before; ``met`` judges them against
    ``coverage_target`` and is ``None`` while that is open.
    """

    playbook: str
    quiz: str
    pass_target: str
    coverage_target: str
    launch_on: date | None
    due_on: date | None
    certified: int
    certified_in_time: int
    asked: int
    met: bool | None
    teams: tuple[TeamLine, ...]
    people: tuple[LearnerLine, ...]


class QuizResult(NamedTuple):
    """One attempt at the quiz and what it makes of the person's certificate."""

    playbook: str
    person: str
    quiz: str
    score: str
    needed: str
    passed: bool
    topics: dict[str, str]
    wrong: tuple[str, ...]
    attempts: int
    standing: str
    expires_on: date | None


class TrainingChanged(NamedTuple):
    """A programme after something was said of it."""

    playbook: str
    held: str | None
    session: str | None
    at: datetime | None
    people: tuple[str, ...]
    launch_on: date | None
