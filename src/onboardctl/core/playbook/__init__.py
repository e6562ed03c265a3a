"""A playbook as compiled values: what the YAML says, checked, ready to date and to run.

Every value encodes to JSON with :mod:`onboardctl.core.codec`; the store keeps a compiled playbook
under its digest, so daily commands never read YAML. Order of tuples is the order in the file.
Source: the playbook format, docs/reference/playbook.md.
"""

from typing import Any

from onboardctl.core.playbook.course import (
    Adjustment,
    Anchor,
    CalendarPolicy,
    Fact,
    Layer,
    Migration,
    Outcome,
    OutcomeCriterion,
    Phase,
    ScoredFactor,
    SegmentProfile,
    Stage,
    Workflow,
)
from onboardctl.core.playbook.people import (
    Certification,
    Escalation,
    EscalationLevel,
    HealthIndicator,
    KnownIssue,
    MetricSpec,
    Resource,
    Review,
    Revision,
    Role,
    Training,
    TrainingSession,
)
from onboardctl.core.playbook.task import (
    Agenda,
    AgendaItem,
    ApiCall,
    Command,
    Criterion,
    Item,
    Line,
    Link,
    Message,
    PreparedStep,
    Recurring,
    Task,
    Watch,
)
from onboardctl.core.playbook.words import (
    Condition,
    Deadline,
    Duration,
    Point,
    Target,
    Window,
)
from onboardctl.core.record import NamedTuple

__all__ = [
    "Adjustment",
    "Agenda",
    "AgendaItem",
    "Anchor",
    "ApiCall",
    "CalendarPolicy",
    "Certification",
    "Command",
    "Condition",
    "Criterion",
    "Deadline",
    "Duration",
    "Escalation",
    "EscalationLevel",
    "Fact",
    "HealthIndicator",
    "Item",
    "KnownIssue",
    "Layer",
    "Line",
    "Link",
    "Message",
    "MetricSpec",
    "Migration",
    "Outcome",
    "OutcomeCriterion",
    "Phase",
    "Playbook",
    "Point",
    "PreparedStep",
    "Recurring",
    "Resource",
    "Review",
    "Revision",
    "Role",
    "ScoredFactor",
    "SegmentProfile",
    "Stage",
    "Target",
    "Task",
    "Training",
    "TrainingSession",
    "Watch",
    "Window",
    "Workflow",
]


class Playbook(NamedTuple):
    """A whole compiled definition. ``digest`` is the SHA-256 of its canonical JSON without it."""

    id: str
    version: str
    title: str
    origin: str
    anchors: tuple[Anchor, ...]
    phases: tuple[Phase, ...]
    tasks: tuple[Task, ...]
    goal: str | None = None
    brand: str | None = None
    welcome: str = "welcome"
    summary: str | None = None
    channel: str | None = None
    length_days: int | None = None
    capacity: int | None = None
    calendar: CalendarPolicy = CalendarPolicy()
    facts: tuple[Fact, ...] = ()
    applies_to: Condition | None = None
    adjustments: tuple[Adjustment, ...] = ()
    prerequisites: tuple[Item, ...] = ()
    messages: tuple[Message, ...] = ()
    recurring: tuple[Recurring, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    cohort: tuple[Outcome, ...] = ()
    """Checklists over all partners at once: each criterion's target is a share of them (D46-D48)."""
    roles: tuple[Role, ...] = ()
    metrics: tuple[MetricSpec, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    troubleshooting: tuple[KnownIssue, ...] = ()
    training: Training | None = None
    health: tuple[HealthIndicator, ...] = ()
    stages: tuple[Stage, ...] = ()
    factors: tuple[ScoredFactor, ...] = ()
    workflows: tuple[Workflow, ...] = ()
    segments: tuple[SegmentProfile, ...] = ()
    resources: tuple[Resource, ...] = ()
    principles: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    review: Review | None = None
    history: tuple[Revision, ...] = ()
    migrations: tuple[Migration, ...] = ()
    kpis: tuple[Any, ...] = ()
    sla: Any = None
    digest: str = ""
    source: str = ""
    """Where the main file was read, for messages only; a folder of the workspace or ``bundled``."""
    auto: str = ""
    """``patch`` or ``minor``: running plans follow such versions by themselves; empty pins them."""
    calendars: tuple[Any, ...] = ()
    """Its named calendars by name, as data; :func:`core.calendar.named.calendars_of` reads them."""
    layers: tuple[Layer, ...] = ()
    """The playbooks it is laid over, the lowest first; empty when it stands by itself."""

    @property
    def edition(self) -> str:
        """Its version, and those of the playbooks below it: ``1.0.0 over beta-28-day 1.2.0``."""
        below = [f"{one.id} {one.version}" for one in reversed(self.layers)]
        return " over ".join([self.version, *below])
