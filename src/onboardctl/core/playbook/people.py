"""Who takes part and what helps them: roles, escalations, known issues, training, health, resources."""

from onboardctl.core.playbook.words import Condition, Deadline, Duration, Target
from onboardctl.core.record import NamedTuple


class Role(NamedTuple):
    """Who does what; ``side`` is ``ours`` or ``partner``; ``fallback`` a role that stands in."""

    id: str
    title: str
    side: str = "ours"
    duties: tuple[str, ...] = ()
    daily: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    fallback: str | None = None
    origin: str = ""


class EscalationLevel(NamedTuple):
    """One rung: who, within which time the previous rung must have acted, and what they do."""

    role: str
    within: Duration | None = None
    when: Condition | None = None
    does: tuple[str, ...] = ()


class Escalation(NamedTuple):
    """A ladder by topic (technical, commercial, contract, partnership)."""

    id: str
    title: str
    levels: tuple[EscalationLevel, ...]


class KnownIssue(NamedTuple):
    """A symptom and its steps, suggested when any of ``kpis`` falls short."""

    id: str
    symptom: str
    steps: tuple[str, ...]
    escalate: str | None = None
    kpis: tuple[str, ...] = ()
    origin: str = ""


class TrainingSession(NamedTuple):
    """A lesson: when, for whom, how long, in which form, with which outcomes."""

    id: str
    title: str
    week: str | None = None
    minutes: int | None = None
    audience: tuple[str, ...] = ()
    format: str | None = None
    outcomes: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    every: str | None = None


class Certification(NamedTuple):
    """A quiz with its pass mark, deadline and the share of people who must hold it."""

    quiz: str
    passing: Target
    due: Deadline | None = None
    coverage: Target | None = None
    topics: tuple[str, ...] = ()


class Training(NamedTuple):
    """Objectives, teams, sessions, materials and certification of a playbook.

    ``teams`` has the roles of each team by its name; sessions name teams as their audience.
    """

    objectives: tuple[str, ...] = ()
    teams: tuple[tuple[str, tuple[str, ...]], ...] = ()
    sessions: tuple[TrainingSession, ...] = ()
    materials: tuple[tuple[str, tuple[str, ...]], ...] = ()
    certification: Certification | None = None


class HealthIndicator(NamedTuple):
    """A pair of a good and a bad sign, what measures it and what follows when it is bad."""

    id: str
    title: str
    good: str = ""
    bad: str = ""
    metric: str | None = None
    target: Target | None = None
    weight: int | None = None
    then: tuple[str, ...] = ()
    origin: str = ""


class Resource(NamedTuple):
    """A named link or document."""

    id: str
    title: str
    url: str = ""


class Review(NamedTuple):
    """How often the playbook itself is revised, by whom, and when it last was."""

    every: str
    last: str | None = None
    owner: str | None = None


class Revision(NamedTuple):
    """One row of the revision history."""

    on: str
    author: str
    description: str
    version: str | None = None


class MetricSpec(NamedTuple):
    """A number that tasks and gates speak of.

    ``kind`` says how it is had: ``completion`` (share of one partner's items), ``cohort`` (share
    of partners), ``score`` (mean of recorded scores) or ``value`` (recorded as it is) (D51).
    """

    id: str
    title: str
    unit: str = ""
    question: str | None = None
    kind: str = "value"
    origin: str = ""
    target: Target | None = None
    bands: tuple[tuple[str, Target], ...] = ()
    measure: str | None = None
