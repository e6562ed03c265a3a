"""What the plan, task, advance, today and status commands answer."""

from datetime import date, datetime

from onboardctl.core.payloads.health_brief import HealthBrief
from onboardctl.core.payloads.variation import VariationLine
from onboardctl.core.record import NamedTuple


class TaskLine(NamedTuple):
    """A task as a list shows it. Dates are local to the partner, both ends inclusive.

    ``finish_on`` is the forecast, ``due_on`` the day we stand by (or the forecast, when earlier),
    ``baseline_finish_on`` the first promise, ``late_days`` how long ``due_on`` is past.
    """

    partner: str
    task: str
    title: str
    phase: str
    state: str
    owner_role: str
    owner: str | None
    start_on: date
    finish_on: date
    due_on: date
    baseline_finish_on: date
    items_done: int
    items_required: int
    gate: str
    optional: bool
    waits_for: str | None = None
    waits_why: str | None = None
    slack_days: int | None = None
    critical: bool = False
    provisional: bool = False
    due_at: datetime | None = None
    reason: str | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    late_days: int | None = None


class Clock(NamedTuple):
    """A promise by an instant; ``state`` is ``open``, ``met``, ``late`` or ``void``."""

    partner: str
    ref: str
    kind: str
    title: str
    due_at: datetime
    state: str
    owner_role: str = ""
    owner: str | None = None
    done_at: datetime | None = None


class MoveLine(NamedTuple):
    """A task that moved: by how many of the plan's days (later is positive), and why."""

    task: str
    title: str
    was_on: date
    now_on: date
    by_days: int
    cause: str
    because: str


class CriterionLine(NamedTuple):
    """One criterion of a gate, its target as written, and how it stands."""

    task: str
    criterion: str
    text: str
    standing: str
    metric: str | None = None
    target: str | None = None
    value: str | None = None
    note: str = ""


class OutcomeLine(NamedTuple):
    """An outcome with its criteria: ``reached_on`` is local, ``None`` while it is not reached."""

    outcome: str
    title: str
    reached_on: date | None
    criteria: tuple["OutcomeCriterionLine", ...] = ()


class OutcomeCriterionLine(NamedTuple):
    """One criterion of an outcome; ``since`` is ``None`` while it does not hold."""

    criterion: str
    text: str
    since: datetime | None
    waiting_until: datetime | None = None


class ItemLine(NamedTuple):
    """An item of a checklist; ``number`` counts from 1 and may be typed instead of the id."""

    number: int
    item: str
    text: str
    section: str
    done: bool
    optional: bool
    done_at: datetime | None = None
    done_by: str | None = None
    evidence: str = ""
    due_at: datetime | None = None
    needs_evidence: bool = False


class NoteLine(NamedTuple):
    """A remark on a task."""

    text: str
    at: datetime
    by: str


class TaskShown(NamedTuple):
    """Everything about one task of one partner."""

    line: TaskLine
    owners: tuple[tuple[str, str | None], ...]
    items: tuple[ItemLine, ...]
    gate: tuple[CriterionLine, ...]
    measures: tuple[CriterionLine, ...]
    agenda: tuple[tuple[str, int | None, tuple[str, ...]], ...]
    agenda_minutes: int | None
    deliverables: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    celebration: tuple[str, ...] = ()
    runbook: tuple[str, ...] = ()
    """Commands to run by hand; what nobody knows stays in them as ``<name>``."""
    unfilled: tuple[tuple[str, str], ...] = ()
    """Each such name, and the command that fills it."""
    call: tuple[str, ...] = ()
    clocks: tuple[Clock, ...] = ()
    after: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    notes: tuple[NoteLine, ...] = ()


class TaskList(NamedTuple):
    """Tasks, the earliest finish first; ``total`` counts those left out too."""

    tasks: tuple[TaskLine, ...]
    limit: int


class PhaseLine(NamedTuple):
    """A phase with its dates and how much of its required work is done."""

    phase: str
    title: str
    start_on: date | None
    finish_on: date | None
    tasks_done: int
    tasks_required: int


class ExcludedLine(NamedTuple):
    """A task the plan does not have, and the fact that says so."""

    task: str
    title: str
    reason: str


class NextTime(NamedTuple):
    """When recurring work takes place next, a local day."""

    recurring: str
    title: str
    on: date
    owner_role: str
    owner: str | None


class PlanShown(NamedTuple):
    """The dated plan of one partner in the order of its playbook."""

    partner: str
    name: str
    playbook: str
    playbook_version: str
    origin_on: date | None
    finish_on: date | None
    baseline_finish_on: date | None
    items_done: int
    items_required: int
    phases: tuple[PhaseLine, ...]
    tasks: tuple[TaskLine, ...]
    clocks: tuple[Clock, ...]
    outcomes: tuple[OutcomeLine, ...]
    excluded: tuple[ExcludedLine, ...] = ()
    provisional_anchors: tuple[str, ...] = ()
    anchors: tuple[tuple[str, str], ...] = ()
    variations: tuple[VariationLine, ...] = ()
    recurring: tuple[NextTime, ...] = ()


class Advanced(NamedTuple):
    """What an ``advance`` or a task command did."""

    partner: str
    name: str
    ticked: tuple[str, ...] = ()
    completed: tuple[str, ...] = ()
    measured: tuple[CriterionLine, ...] = ()
    recorded: tuple[tuple[str, str], ...] = ()
    moves: tuple[MoveLine, ...] = ()
    outcomes: tuple[OutcomeLine, ...] = ()
    now_ready: tuple[TaskLine, ...] = ()
    items_done: int = 0
    items_required: int = 0
    finish_on: date | None = None
    baseline_finish_on: date | None = None
    changed: bool = True


class TodayLine(NamedTuple):
    """One thing to do or to know this morning, in order of urgency.

    ``group`` is ``clock``, ``late``, ``held``, ``today``, ``soon``, ``risk`` or
    ``silent``.
    """

    rank: int
    group: str
    partner: str
    name: str
    what: str
    ref: str
    owner_role: str
    owner: str | None
    due_on: date | None
    due_at: datetime | None
    late_days: int | None
    note: str
    command: str


class Today(NamedTuple):
    """The morning list.

    Counts speak of all lines, shown or not; those of tasks are capped at ``counted_to``, those of
    other sources at ``reach`` each.
    """

    on: date
    owner: str | None
    lines: tuple[TodayLine, ...]
    late_count: int
    due_count: int
    clock_count: int
    held_count: int
    silent_count: int
    counted_to: int
    risk_count: int = 0
    soon_count: int = 0
    reach: int = 0

    @property
    def total(self) -> int:
        """All lines there are, shown or not."""
        urgent = self.clock_count + self.late_count + self.held_count + self.due_count
        return urgent + self.risk_count + self.silent_count + self.soon_count


class Status(NamedTuple):
    """Where one partner stands, on one screen."""

    partner: str
    slug: str
    name: str
    tier: str
    segment: str
    status: str
    playbook: str
    playbook_version: str
    day: int | None
    length_days: int | None
    phase: str
    zone: str
    lead: str | None
    contract: str | None
    users: int | None
    channel: str | None
    items_done: int
    items_required: int
    tasks_done: int
    tasks_required: int
    finish_on: date | None
    baseline_finish_on: date | None
    slip_days: int | None
    go_live_on: date | None
    outcomes: tuple[OutcomeLine, ...]
    ready: tuple[TaskLine, ...]
    held: tuple[TaskLine, ...]
    clocks: tuple[Clock, ...]
    active_at: datetime
    health: HealthBrief | None = None


class TimelineRow(NamedTuple):
    """A task as a bar: days from the plan's first day, both ends inclusive."""

    task: str
    title: str
    phase: str
    start_on: date
    finish_on: date
    baseline_finish_on: date
    state: str
    critical: bool
    milestone: bool
    owner_role: str


class Timeline(NamedTuple):
    """The plan as bars over time."""

    partner: str
    name: str
    start_on: date
    finish_on: date
    today: date
    rows: tuple[TimelineRow, ...]


class DateReason(NamedTuple):
    """One step of the derivation of a date; ``source`` is the playbook's own text."""

    rule: str
    detail: str
    source: str


class TaskWhy(NamedTuple):
    """Why a task takes place when it does. ``latest_on`` is ``None`` where nothing limits it."""

    partner: str
    task: str
    title: str
    start_on: date
    finish_on: date
    baseline_finish_on: date
    latest_on: date | None
    slack_days: int | None
    critical: bool
    provisional: bool
    reasons: tuple[DateReason, ...]
    variations: tuple[VariationLine, ...] = ()


class Replanned(NamedTuple):
    """What moved when the unfinished work was dated again."""

    partner: str
    name: str
    moves: tuple[MoveLine, ...]
    finish_on: date | None
    baseline_finish_on: date | None


class OutcomeWhy(NamedTuple):
    """Why a partner counts as activated or successful, or does not yet."""

    partner: str
    outcome: OutcomeLine
