"""A playbook as compiled values: what the YAML says, checked, ready to date and to run.

Every value encodes to JSON with :mod:`onboardctl.core.codec`; the store keeps a compiled playbook
under its digest, so daily commands never read YAML. Order of tuples is the order in the file.
Source: the playbook format, docs/reference/playbook.md.
"""

from typing import Any

from onboardctl.core.record import NamedTuple


class Duration(NamedTuple):
    """A signed amount of time in the unit it was written in.

    Units: ``m`` minutes and ``h`` hours elapsed, ``bh`` business hours, ``d`` calendar days,
    ``bd`` business days, ``w`` weeks, ``mo`` calendar months (clamped to the month's last day).
    """

    amount: int
    unit: str


class Point(NamedTuple):
    """A moment named by what it hangs on: an anchor or an edge of a task, plus offsets in order.

    ``kind`` is ``anchor`` or ``task``; ``edge`` is ``start``, ``finish`` or ``done`` for a task.
    """

    kind: str
    ref: str
    edge: str = ""
    offsets: tuple[Duration, ...] = ()


class Deadline(NamedTuple):
    """By when: the text as written (``within 48h of contract_signed``) and the point it means."""

    text: str
    point: Point


class Condition(NamedTuple):
    """A typed comparison over facts, as written and as a nested list ``core.condition`` evaluates."""

    text: str
    tree: Any


class Target(NamedTuple):
    """A bound on a measured value, as written and taken apart.

    ``op`` is one of ``>= > <= < == range``; ``value`` and ``upper`` are decimal text, ``upper``
    for ``range`` only (both ends inclusive). ``unit`` is ``%``, ``/10``, ``days``, ``ms`` and so on;
    empty means a plain count.
    """

    text: str
    op: str
    value: str
    unit: str = ""
    upper: str | None = None


class Window(NamedTuple):
    """Bounds in days or weeks of an anchor, counted from 1, both ends inclusive.

    ``last`` is ``None`` for an open end (``week 8+``). Day 1 is the anchor's own date.
    """

    text: str
    unit: str
    first: int
    last: int | None
    anchor: str


class Link(NamedTuple):
    """An order between two tasks: ``FS SS FF SF`` with a lag (negative: a lead).

    ``if_missing`` is ``error`` or ``skip``: what to do when the other task is excluded.
    """

    task: str
    type: str = "FS"
    lag: Duration | None = None
    if_missing: str = "error"


class Item(NamedTuple):
    """One line of a checklist, ticked on its own. ``optional`` items never count."""

    id: str
    text: str
    when: Condition | None = None
    due: Deadline | None = None
    owner: str | None = None
    optional: bool = False
    action: str | None = None
    evidence: bool = False
    side: str = "ours"
    """``ours`` or ``partner``: who does it; a partner-facing plan shows both."""
    origin: str = ""
    """``ours`` when no source document says it; empty when one does (B13)."""


class Line(NamedTuple):
    """An entry of a list that nobody ticks, of which more is known than its text.

    An entry of which only the text is known is that text.
    """

    text: str
    when: Condition | None = None
    due: Deadline | None = None
    owner: str | None = None


class AgendaItem(NamedTuple):
    """A block of a meeting; ``minutes`` is ``None`` when the source gives none."""

    title: str
    minutes: int | None = None
    points: tuple[str, ...] = ()


class Agenda(NamedTuple):
    """A meeting's running order; ``minutes`` is the whole, which the blocks must add up to."""

    minutes: int | None
    items: tuple[AgendaItem, ...] = ()
    participants: tuple[str, ...] = ()
    place: str | None = None
    title: str | None = None


class Criterion(NamedTuple):
    """One condition of a gate or measure of a task: a metric with a target, or an attested text.

    ``attest`` names the role that confirms; ``metric`` and ``target`` go together.
    """

    id: str
    text: str
    metric: str | None = None
    target: Target | None = None
    attest: str | None = None


class Message(NamedTuple):
    """A mail the playbook owes: which template, to whom, upon what, by when."""

    id: str
    template: str
    to: str = "primary_contact"
    title: str | None = None
    upon: Point | None = None
    due: Deadline | None = None
    confirm: bool = False
    when: Condition | None = None
    owner: str | None = None
    origin: str = ""


class PreparedStep(NamedTuple):
    """Something due before each occurrence of recurring work, ``offset`` before it."""

    id: str
    text: str
    due: Duration


class Recurring(NamedTuple):
    """Work that comes back: friendly text for the rule, and the life it has.

    ``every``, ``first`` and ``at`` are as written; ``core.recurrence`` compiles them. ``during``
    is a task id or a week range of an anchor as written. ``task`` is set when it stands in a task.
    ``scope`` is ``partner`` (once for each) or ``team``: once for all, in no partner's plan (F10).
    ``review`` marks a meeting that leaves minutes: one that nobody held shows.
    """

    id: str
    title: str
    every: str | None = None
    first: str | None = None
    at: str | None = None
    starts: Point | None = None
    until: Point | None = None
    during: str | None = None
    owners: tuple[str, ...] = ()
    minutes: int | None = None
    template: str | None = None
    before: tuple[PreparedStep, ...] = ()
    on_holiday: str = "keep"
    agenda: Agenda | None = None
    when: Condition | None = None
    task: str | None = None
    audience: tuple[str, ...] = ()
    scope: str = "partner"
    review: bool = False
    origin: str = ""


class Command(NamedTuple):
    """A runbook line with ``{{ … }}`` parameters; ``by`` is ``hand``: a person runs it."""

    shell: str
    by: str = "hand"


class Watch(NamedTuple):
    """Something to keep an eye on for a while after a task starts."""

    duration: Duration
    what: str


class ApiCall(NamedTuple):
    """A call of the partner's integration track. Source: B2B Partners Program, integration steps."""

    method: str
    path: str
    sends: str = ""
    returns: str = ""


class Task(NamedTuple):
    """A dated, owned piece of work with its checklist, agenda, deliverables and gate.

    ``owners`` are role ids, the first accountable. ``after`` orders it; ``window`` bounds it.
    ``steps`` of the YAML are compiled to tasks of their own with ``parent`` set.
    """

    id: str
    title: str
    phase: str
    owners: tuple[str, ...]
    window: Window | None = None
    duration: Duration | None = None
    after: tuple[Link, ...] = ()
    not_before: Point | None = None
    due: Deadline | None = None
    pin: str | None = None
    never_on: tuple[str, ...] = ()
    calendar: str | None = None
    hours: str | None = None
    optional: bool = False
    milestone: bool = False
    when: Condition | None = None
    attest: str | None = None
    run: tuple[Command, ...] = ()
    watch: Watch | None = None
    call: ApiCall | None = None
    checklist: tuple[Item, ...] = ()
    preparation: tuple[Item, ...] = ()
    deliverables: tuple[str | Line, ...] = ()
    requirements: tuple[str | Line, ...] = ()
    support: tuple[str | Line, ...] = ()
    topics: tuple[str | Line, ...] = ()
    celebration: tuple[str | Line, ...] = ()
    agenda: Agenda | None = None
    gate: tuple[Criterion, ...] = ()
    metrics: tuple[Criterion, ...] = ()
    messages: tuple[Message, ...] = ()
    parent: str | None = None
    notes: tuple[str, ...] = ()
    side: str = "ours"
    line: int | None = None
    origin: str = ""


class Phase(NamedTuple):
    """A stretch of the timeline; ``entry`` lists tasks whose gates must have passed."""

    id: str
    title: str
    window: Window | None = None
    entry: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    when: Condition | None = None
    goal: str | None = None


class Anchor(NamedTuple):
    """A date other dates hang on.

    ``given`` is ``required``, ``later`` or ``None``; ``default`` and ``estimate`` are points;
    ``derived`` is the point it is computed from (``task(go-live).finish``); ``every`` a period.
    """

    id: str
    title: str = ""
    given: str | None = None
    default: Point | None = None
    estimate: Point | None = None
    derived: Point | None = None
    every: str | None = None


class Fact(NamedTuple):
    """Something true of one partner: ``type`` is text, integer, boolean, date or choice."""

    id: str
    type: str
    choices: tuple[str, ...] = ()
    default: Any = None
    ask: str | None = None


class CalendarPolicy(NamedTuple):
    """How a playbook counts days. ``days`` is ``calendar`` or ``business``.

    ``timezone`` is ``partner`` or an IANA name; ``land_on`` is ``any day``, ``next business day``,
    ``previous business day``, ``nearest business day`` or ``same month``.
    """

    days: str = "calendar"
    weekend: tuple[str, ...] = ("sat", "sun")
    holidays: tuple[str, ...] = ()
    timezone: str = "partner"
    land_on: str = "any day"
    name: str | None = None


class Adjustment(NamedTuple):
    """Stretch phases while a condition holds: a range and the value assumed within it."""

    id: str
    when: Condition
    stretch: tuple[str, ...]
    least: Duration
    most: Duration
    assume: Duration
    note: str | None = None


class OutcomeCriterion(NamedTuple):
    """One of the conditions that must all hold; ``kind`` says where its truth is found.

    ``kind`` is ``item`` (ref ``task/item``), ``task``, ``gate``, ``recurring``, ``metric``,
    ``factors`` (of a stage: all factors of the group ``ref`` are scored, and ``target`` bounds
    their mean) or ``attest`` (confirmed by a person); ``after`` is a waiting time.
    """

    id: str
    text: str
    kind: str
    ref: str = ""
    target: Target | None = None
    after: Duration | None = None


class Outcome(NamedTuple):
    """A state of success, reached when all its criteria hold (D3, D4)."""

    id: str
    title: str
    criteria: tuple[OutcomeCriterion, ...]
    within: Deadline | None = None


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


class Migration(NamedTuple):
    """How ids of older versions map to this one.

    ``of`` is the playbook below whose versions are meant; empty means those of the playbook itself.
    """

    versions: str
    rename: tuple[tuple[str, str], ...] = ()
    split: tuple[tuple[str, tuple[str, ...]], ...] = ()
    merge: tuple[tuple[str, tuple[str, ...]], ...] = ()
    drop: tuple[tuple[str, str], ...] = ()
    of: str = ""


class Layer(NamedTuple):
    """A playbook that another is laid over, in the version it had."""

    id: str
    version: str


class Stage(NamedTuple):
    """A stage of a lifecycle with the stages it may move to, and what must be true to leave it.

    ``begins_with`` names the anchor with which partners of other playbooks begin at this stage.
    """

    id: str
    title: str
    moves: tuple[str, ...] = ()
    criteria: tuple[OutcomeCriterion, ...] = ()
    approvals: tuple[str, ...] = ()
    begins_with: str | None = None
    origin: str = ""


class ScoredFactor(NamedTuple):
    """A factor scored with evidence during qualification or fit assessment."""

    id: str
    title: str
    group: str
    points: tuple[str, ...] = ()
    applies: str | None = None
    origin: str = ""


class Workflow(NamedTuple):
    """A small ordered procedure that is not dated by the plan (campaign, case study, renewal)."""

    id: str
    title: str
    steps: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    benefits: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    origin: str = ""


class SegmentProfile(NamedTuple):
    """What a kind of partner suffers from, uses the product for and gains by it (B1, B2)."""

    id: str
    title: str
    target: tuple[str, ...] = ()
    pains: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    gains: tuple[str, ...] = ()


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
