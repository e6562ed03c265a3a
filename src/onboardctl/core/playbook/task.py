"""A task as compiled: what it waits for, its checklist, agenda, gate, mails and recurring work."""

from onboardctl.core.playbook.words import Condition, Deadline, Duration, Point, Target, Window
from onboardctl.core.record import NamedTuple


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
