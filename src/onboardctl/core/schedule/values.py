"""What a schedule is made of: dates with their reasons, and what it takes to compute them.

Dates (``_on``) are local dates in the plan's zone, both ends inclusive; instants (``_at``) are
aware and in UTC. Order of tuples is the order of the playbook. Working days are counted in the
playbook's unit: business days when its calendar says ``days: business``, else every day.
"""

from datetime import date, datetime

from onboardctl.core.record import NamedTuple


class Reason(NamedTuple):
    """One step of the derivation of a date.

    Attributes:
        rule: what kind of step: ``anchor window phase link entry group not_before pin promised
            never_on working_day duration stretch actual data_date deadline land_on fact``.
        detail: the step in words, with the dates it speaks of.
        source: the text of the playbook that says so, ``line 61: after core-integration``; empty
            when it comes from elsewhere.
    """

    rule: str
    detail: str
    source: str = ""


class AnchorDate(NamedTuple):
    """An anchor with its day and its moment.

    Attributes:
        at: the moment clock deadlines count from; the end of the local day unless ``exact``.
        origin: ``given``, ``default``, ``derived``, ``estimate`` or ``period``.
        provisional: hangs on an estimate.
        exact: a moment of the day is known, not only the day.
        detail: how the day came about, in words.
    """

    id: str
    on: date
    at: datetime
    origin: str
    provisional: bool = False
    exact: bool = False
    detail: str = ""


class TaskDates(NamedTuple):
    """When a task takes place, how far it may slip, and why.

    Attributes:
        start_on, finish_on: first and last day; of a milestone both are the day of the work it
            closes. Actual days once it has started or finished, a forecast before.
        late_start_on, late_finish_on: the last days that still hold the plan's end and every
            deadline; ``None`` where nothing limits it (optional tasks) or it is finished.
        slack_days: working days between finish and late finish, negative when a deadline cannot
            be held; ``None`` as above.
        critical: ``slack_days <= 0``.
        state: ``open started done skipped``.
        due_at: the task's own deadline as an instant.
        target_on: last day of its window (or its phase's); a target, not a bound.
        duration_days: length in days of ``unit``; 0 for a milestone.
        unit: ``d`` or ``bd``.
        baseline_start_on, baseline_finish_on, slip_days: the promise and the variance in working
            days, positive is later; ``None`` without a baseline.
        driver: id of the task or anchor behind ``cause``; empty when there is none.
        cause: the step that decided the start: the predecessor, the window, the pin, the data date.
        broken_links: tasks it should have waited for, but its actual or pinned start did not.
        reasons: the whole derivation in order: every bound on the start, the steps that follow
            (working day, never on, duration), then the deadline.
    """

    task: str
    phase: str
    start_on: date
    finish_on: date
    late_start_on: date | None = None
    late_finish_on: date | None = None
    slack_days: int | None = None
    critical: bool = False
    provisional: bool = False
    optional: bool = False
    milestone: bool = False
    state: str = "open"
    due_at: datetime | None = None
    target_on: date | None = None
    duration_days: int = 1
    unit: str = "d"
    baseline_start_on: date | None = None
    baseline_finish_on: date | None = None
    slip_days: int | None = None
    broken_links: tuple[str, ...] = ()
    driver: str = ""
    cause: Reason = Reason("window", "")
    reasons: tuple[Reason, ...] = ()


class PhaseDates(NamedTuple):
    """From the first start to the last finish of a phase's tasks; ``None`` without tasks.

    ``window_start_on`` and ``window_finish_on`` are what the playbook aims at.
    """

    phase: str
    start_on: date | None
    finish_on: date | None
    window_start_on: date | None = None
    window_finish_on: date | None = None
    provisional: bool = False


class ItemDue(NamedTuple):
    """A checklist item with a deadline of its own; ``due_at`` ``None``: its anchor is not known."""

    task: str
    item: str
    due_at: datetime | None
    provisional: bool = False
    reason: Reason = Reason("deadline", "")


class MessageDue(NamedTuple):
    """A mail the plan owes: from ``upon_at`` on it may go, by ``due_at`` it must have gone.

    ``task`` is empty for messages of the whole playbook. ``None``: no such bound, or its anchor
    is not known yet.
    """

    message: str
    template: str
    task: str
    upon_at: datetime | None
    due_at: datetime | None
    provisional: bool = False
    reason: Reason = Reason("deadline", "")


class Gate(NamedTuple):
    """A task with a gate, and every task that may not start before it has passed, transitively."""

    task: str
    finish_on: date
    blocks: tuple[str, ...]


class Excluded(NamedTuple):
    """Something of the playbook this plan does not have, and the fact that says so.

    ``kind`` is ``phase task item message recurring``; ``task`` the task it stands in. Kind
    ``undated`` is a task that waits for an anchor nobody has given.
    """

    kind: str
    id: str
    task: str
    reason: str


class Schedule(NamedTuple):
    """Every date of a plan.

    Attributes:
        applies: the playbook's ``applies_to`` holds for the facts.
        start_on, finish_on: of the required tasks (all tasks when none is required).
        warnings: sentences about deadlines in the past, negative slack with its chain, broken
            links, windows that cannot be held.
    """

    zone: str
    applies: bool
    start_on: date | None
    finish_on: date | None
    anchors: tuple[AnchorDate, ...]
    phases: tuple[PhaseDates, ...]
    tasks: tuple[TaskDates, ...]
    items: tuple[ItemDue, ...]
    messages: tuple[MessageDue, ...]
    gates: tuple[Gate, ...]
    excluded: tuple[Excluded, ...]
    warnings: tuple[str, ...] = ()
    data_date: date | None = None

    def task(self, task_id: str) -> TaskDates | None:
        """The dates of one task, or ``None``: excluded or unknown."""
        return next((task for task in self.tasks if task.task == task_id), None)

    def anchor(self, anchor_id: str) -> AnchorDate | None:
        """The date of one anchor, or ``None`` while it is not known."""
        return next((anchor for anchor in self.anchors if anchor.id == anchor_id), None)


class Move(NamedTuple):
    """A task whose dates changed between two schedules.

    Attributes:
        days: working days its finish moved, positive is later.
        cause: ``predecessor anchor holiday upgrade pin promised started_late started_early
            finished_late finished_early reopened data_date duration added removed``.
        source: the task or anchor that caused it; empty when it is the task itself.
        absorbed_days: of the slip of ``source``, what slack in between took up.
    """

    task: str
    old_start_on: date | None
    old_finish_on: date | None
    new_start_on: date | None
    new_finish_on: date | None
    days: int
    cause: str
    source: str
    detail: str
    absorbed_days: int = 0
