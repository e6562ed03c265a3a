"""The state of one partner and its plan, as the facts so far make it.

Dictionaries are never changed in place: :mod:`onboardctl.core.partner.evolve` copies what it
touches, so an older state stays true.
"""

from datetime import date, datetime
from typing import Any

from onboardctl.core.dated import DatedDeadline, DatedTask
from onboardctl.core.partner.promise_facts import PromiseMark
from onboardctl.core.record import NamedTuple
from onboardctl.core.types import PartnerStatus, TaskState


class ItemMark(NamedTuple):
    """When and by whom an item was ticked."""

    done_at: datetime
    by: str
    evidence: str = ""


class CriterionMark(NamedTuple):
    """How a gate's criterion stands: ``met``, ``missed`` or ``waived``."""

    standing: str
    at: datetime
    by: str
    value: str | None = None
    note: str = ""


class Measured(NamedTuple):
    """A recorded number. ``value`` is decimal text."""

    value: str
    at: datetime
    by: str
    task: str | None = None
    evidence: str = ""


class Note(NamedTuple):
    """A remark on a task."""

    text: str
    at: datetime
    by: str


class TaskProgress(NamedTuple):
    """How far a task is; the dates are in the plan."""

    state: TaskState = TaskState.OPEN
    started_at: datetime | None = None
    finished_at: datetime | None = None
    items: dict[str, ItemMark] = {}
    criteria: dict[str, CriterionMark] = {}
    person: str | None = None
    reason: str = ""
    notes: tuple[Note, ...] = ()
    person_reason: str = ""


UNTOUCHED = TaskProgress()


class MessageMark(NamedTuple):
    """How a mail the playbook owes stands."""

    sent_at: datetime | None = None
    channel: str = ""
    acknowledged_at: datetime | None = None
    bounced_at: datetime | None = None


class TaskOverride(NamedTuple):
    """How a person wants a task dated; see :class:`onboardctl.core.partner.by_hand.TaskOverridden`."""

    pin: date | None = None
    not_before: date | None = None
    duration: str = ""
    never_on: tuple[str, ...] = ()
    reason: str = ""


class OccurrenceMark(NamedTuple):
    """What a person did to one time of recurring work: called it off, or moved it."""

    cancelled: bool = False
    to: date | None = None
    time: str | None = None
    reason: str = ""


class PlannedTime(NamedTuple):
    """When one time of recurring work takes place: a local day, and the moment if it has one."""

    on: date
    at: datetime | None = None
    cancelled: bool = False
    note: str = ""


class HeldMark(NamedTuple):
    """On which day a time of recurring work was held, and who said so when."""

    took_on: date
    at: datetime
    by: str
    evidence: str = ""


class Variation(NamedTuple):
    """Something that is done differently, in words; without ``what`` it is so no more."""

    what: str
    reason: str
    task: str = ""


class Plan(NamedTuple):
    """The dates of a partner's work.

    ``baseline`` is what was promised at ``baseline_at``, ``committed`` the last day we stand by for
    each task (changed by a replan, not by a forecast), ``tasks`` what is expected now.
    ``baseline_reason`` is empty for the first promise.
    """

    tasks: dict[str, DatedTask] = {}
    baseline: dict[str, DatedTask] = {}
    committed: dict[str, date] = {}
    anchors: dict[str, str] = {}
    provisional_anchors: tuple[str, ...] = ()
    deadlines: dict[str, DatedDeadline] = {}
    excluded: dict[str, str] = {}
    excluded_items: frozenset[str] = frozenset()
    baseline_at: datetime | None = None
    baseline_reason: str = ""

    def deadline(self, ref: str) -> DatedDeadline | None:
        """The promise known by that name, if the plan has one."""
        return self.deadlines.get(ref)


class Partner(NamedTuple):
    """Everything known of a partner. ``version`` is the number of its last event."""

    id: str
    version: int = 0
    name: str = ""
    slug: str = ""
    tier: str = ""
    segment: str = ""
    status: PartnerStatus = PartnerStatus.ONBOARDING
    playbook: str = ""
    playbook_version: str = ""
    digest: str = ""
    brand: str = ""
    zone: str = "UTC"
    locale: str = "en"
    users: int | None = None
    contract: str | None = None
    channel: str | None = None
    contacts: dict[str, str] = {}
    team: dict[str, str] = {}
    facts: dict[str, Any] = {}
    given: dict[str, str] = {}
    calendar: str = ""
    calendars: dict[str, str] = {}
    prerequisites: dict[str, ItemMark] = {}
    plan: Plan = Plan()
    tasks: dict[str, TaskProgress] = {}
    metrics: dict[str, tuple[Measured, ...]] = {}
    attested: dict[str, ItemMark] = {}
    outcomes: dict[str, date] = {}
    messages: dict[str, MessageMark] = {}
    promises: dict[str, PromiseMark] = {}
    overrides: dict[str, TaskOverride] = {}
    occurrences: dict[str, OccurrenceMark] = {}
    variations: dict[str, Variation] = {}
    ahead: dict[str, PlannedTime] = {}
    ahead_until: date | None = None
    held: dict[str, HeldMark] = {}
    created_at: datetime | None = None
    active_at: datetime | None = None
    paused_at: datetime | None = None
    reason: str = ""

    def progress(self, task: str) -> TaskProgress:
        """How far that task is; untouched when nothing was said of it."""
        return self.tasks.get(task, UNTOUCHED)
