"""What the ``stage`` commands answer."""

from datetime import datetime

from onboardctl.core.record import NamedTuple


class StageCriterionLine(NamedTuple):
    """A criterion of a stage: since when it holds, how it is met, and what is known of it."""

    criterion: str
    text: str
    kind: str
    since: datetime | None
    told: str


class ApprovalLine(NamedTuple):
    """A role that must approve: ``approved``, ``refused``, ``next`` or ``waiting``."""

    role: str
    title: str
    standing: str
    by: str
    at: datetime | None
    reason: str


class FactorLine(NamedTuple):
    """A factor with its latest score of 1 to 5; ``None`` until it is scored.

    ``points`` are what it is made of, where the playbook says.
    """

    group: str
    factor: str
    title: str
    score: int | None
    by: str
    at: datetime | None
    evidence: str
    points: tuple[str, ...] = ()


class VisitLine(NamedTuple):
    """A time spent in a stage, the first one first."""

    stage: str
    title: str
    entered_at: datetime
    left_at: datetime | None
    by: str
    reason: str


class StageMove(NamedTuple):
    """A stage that may follow, and what it asks of its own."""

    stage: str
    title: str
    last: bool
    approvals: tuple[str, ...]


class StageShown(NamedTuple):
    """Where a partnership stands and what would let it move on.

    ``started`` is false while nothing was recorded: the stage is then where it would begin.
    """

    partner: str
    name: str
    playbook: str
    source: str | None
    partner_type: str | None
    stage: str
    title: str
    started: bool
    entered_at: datetime | None
    criteria: tuple[StageCriterionLine, ...]
    approvals: tuple[ApprovalLine, ...]
    moves: tuple[StageMove, ...]
    factors: tuple[FactorLine, ...]
    visits: tuple[VisitLine, ...]


class PipelineLine(NamedTuple):
    """A partnership in the pipeline."""

    partner: str
    name: str
    tier: str
    segment: str
    stage: str
    title: str
    entered_at: datetime
    days: int
    owner: str | None


class Pipeline(NamedTuple):
    """Partnerships by stage, the longest in each first; ``counts`` is (stage, title, how many)."""

    partnerships: tuple[PipelineLine, ...]
    counts: tuple[tuple[str, str, int], ...]
