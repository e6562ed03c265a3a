"""The facts about partners, and how facts of every kind are written and read.

An event says what happened, never what follows from it; read tables are derived
(:mod:`onboardctl.core.subject`). A kind's name stays for ever; when the shape of an event changes,
its version rises and an upcaster lifts old payloads. Instants are aware and in UTC; dates are local
to the partner.

Facts about other things live beside the rules of their noun, in a module named in :data:`NOUNS`
with a ``KINDS`` of its own, and ``VERSIONS`` and ``UPCASTERS`` once a shape has changed. It is
imported when a fact of that noun is met.
"""

import sys
from collections.abc import Callable
from datetime import date, datetime
from importlib import import_module
from typing import Any

from onboardctl.core import codec
from onboardctl.core.dated import DatedDeadline, DatedTask, Move
from onboardctl.core.record import NamedTuple


class PartnerCreated(NamedTuple):
    """A partner was taken on; the plan follows in :class:`PlanDated`.

    ``calendar`` names the calendar the partner was given; ``calendars`` has the digests of what its
    plan is counted in, by the names that the playbook's calendar policy uses.
    """

    name: str
    slug: str
    tier: str
    segment: str
    playbook: str
    playbook_version: str
    digest: str
    brand: str
    zone: str
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


class PartnerEdited(NamedTuple):
    """Fields of the partner that changed, by name, with their new values."""

    changes: dict[str, Any]


class FactsSet(NamedTuple):
    """Facts, links and other template values of the partner that changed; ``None`` removes one."""

    facts: dict[str, Any]


class AnchorGiven(NamedTuple):
    """The moment of an anchor is now known. ``at`` is an ISO date or instant as it was given."""

    anchor: str
    at: str
    reason: str = ""


class ContactAdded(NamedTuple):
    """A person of the partner's now plays this role; the name is in the contact table."""

    role: str
    contact: str


class ContactErased(NamedTuple):
    """A person of the partner's was forgotten for good; what they did stays under their id."""

    contact: str


class TeamAssigned(NamedTuple):
    """One of our people now plays this role for the partner."""

    role: str
    person: str


class PartnerPaused(NamedTuple):
    """Work is on hold; nothing of this partner is late until it is resumed."""

    reason: str


class PartnerResumed(NamedTuple):
    """Work goes on."""


class PartnerRemoved(NamedTuple):
    """The partner was taken off the books; its history stays."""

    reason: str


class PrerequisiteConfirmed(NamedTuple):
    """Something that had to be true before the start is true."""

    item: str
    evidence: str = ""


class PlanDated(NamedTuple):
    """The first dates of the plan, which are also its baseline."""

    tasks: dict[str, DatedTask]
    anchors: dict[str, str]
    deadlines: tuple[DatedDeadline, ...] = ()
    excluded: dict[str, str] = {}
    excluded_items: tuple[str, ...] = ()
    provisional_anchors: tuple[str, ...] = ()


class PlanRescheduled(NamedTuple):
    """Dates that changed, with the moves a person should know of and their causes.

    ``commits`` makes them the dates we stand by from now on; otherwise they are a forecast only.
    """

    tasks: dict[str, DatedTask] = {}
    anchors: dict[str, str] = {}
    deadlines: tuple[DatedDeadline, ...] = ()
    dropped_deadlines: tuple[str, ...] = ()
    moves: tuple[Move, ...] = ()
    commits: bool = False
    included: tuple[str, ...] = ()
    excluded: dict[str, str] = {}
    excluded_items: tuple[str, ...] | None = None
    provisional_anchors: tuple[str, ...] | None = None


class PlanBaselined(NamedTuple):
    """The dates expected at this moment became the promise that slips are measured against."""

    reason: str


class PlanUpgraded(NamedTuple):
    """The plan follows another version of its playbook; new dates come in a fact of their own.

    Attributes:
        version: of the playbook it follows now.
        digest: of the definition it runs on: that version, with what had to be kept of the old one.
        renamed: old id (``task`` or ``task/item``) to new id.
        split: old id to the ids it became, in order.
        merged: new id to the ids it was made of.
        dropped: tasks that are in the plan no more, or never came into it, and why.
        notes: what a person should know, one sentence each.
    """

    version: str
    digest: str
    renamed: dict[str, str] = {}
    split: dict[str, tuple[str, ...]] = {}
    merged: dict[str, tuple[str, ...]] = {}
    dropped: dict[str, str] = {}
    notes: tuple[str, ...] = ()


class TaskStarted(NamedTuple):
    """Work on a task has begun."""

    task: str


class ItemCompleted(NamedTuple):
    """An item of a task's checklist is done."""

    task: str
    item: str
    evidence: str = ""


class ItemReopened(NamedTuple):
    """An item that counted as done does not any more."""

    task: str
    item: str
    reason: str = ""


class TaskCompleted(NamedTuple):
    """All that a task requires is done and its gate has passed."""

    task: str
    evidence: str = ""


class TaskSkipped(NamedTuple):
    """The task will not be done, and counts for nothing from now on."""

    task: str
    reason: str


class TaskReopened(NamedTuple):
    """A finished or skipped task is open again."""

    task: str
    reason: str = ""


class TaskBlocked(NamedTuple):
    """Something outside the plan holds the task up."""

    task: str
    reason: str


class TaskUnblocked(NamedTuple):
    """What held the task up is out of the way."""

    task: str


class TaskAssigned(NamedTuple):
    """This person does the task, whatever the roles say, for a reason if one was given."""

    task: str
    person: str
    reason: str = ""


class TaskNoted(NamedTuple):
    """A remark on a task."""

    task: str
    text: str


class CriterionMet(NamedTuple):
    """A gate's criterion holds: a metric reached its target, or somebody attested it."""

    task: str
    criterion: str
    value: str | None = None
    evidence: str = ""


class CriterionMissed(NamedTuple):
    """A measured value fell short of the criterion's target."""

    task: str
    criterion: str
    value: str


class CriterionWaived(NamedTuple):
    """A criterion need not hold, for a reason somebody answers for."""

    task: str
    criterion: str
    reason: str


class MetricRecorded(NamedTuple):
    """A number about the partner, with its evidence; ``value`` is decimal text."""

    metric: str
    value: str
    task: str | None = None
    evidence: str = ""


class CriterionAttested(NamedTuple):
    """A person confirms a criterion of an outcome that no task or number proves."""

    criterion: str
    evidence: str = ""


class OutcomeReached(NamedTuple):
    """All criteria of an outcome hold since ``on`` (local date)."""

    outcome: str
    on: date


class OutcomeLost(NamedTuple):
    """An outcome that was reached does not hold any more."""

    outcome: str
    because: str


class MessageSent(NamedTuple):
    """A mail to the partner went out, by whichever channel.

    Attributes:
        message: id of the mail the playbook owes, or the template's for any other.
        to: the role it was written to.
        occasion: what made it due once (a contract, a week), where the program sent it.
        outbox: its number in the outbox; ``None`` when somebody sent it by hand.
        who: ids of the people it went to, ours and theirs, where known.
    """

    message: str
    template: str
    channel: str = "manual"
    to: str = ""
    occasion: str = ""
    outbox: int | None = None
    who: tuple[str, ...] = ()


class MessageAcknowledged(NamedTuple):
    """The partner confirmed receipt."""

    message: str


class MessageBounced(NamedTuple):
    """The mail did not arrive; it counts as not sent."""

    message: str
    reason: str = ""


Event = (
    PartnerCreated | PartnerEdited | FactsSet | AnchorGiven | ContactAdded | ContactErased | TeamAssigned
    | PartnerPaused | PartnerResumed | PartnerRemoved | PrerequisiteConfirmed
    | PlanDated | PlanRescheduled | PlanBaselined | PlanUpgraded
    | TaskStarted | ItemCompleted | ItemReopened | TaskCompleted | TaskSkipped | TaskReopened
    | TaskBlocked | TaskUnblocked | TaskAssigned | TaskNoted
    | CriterionMet | CriterionMissed | CriterionWaived | MetricRecorded | CriterionAttested
    | OutcomeReached | OutcomeLost | MessageSent | MessageAcknowledged | MessageBounced
)  # fmt: skip

NOUNS: dict[str, str] = {
    "absence": "onboardctl.core.absence.facts",
    "lifecycle": "onboardctl.core.lifecycle.events",
    "occurrence": "onboardctl.core.partner.by_hand",
    "override": "onboardctl.core.partner.by_hand",
    "stage": "onboardctl.core.lifecycle.events",
    "outage": "onboardctl.core.outage.facts",
    "review": "onboardctl.core.review.events",
    "feedback": "onboardctl.core.feedback.events",
    "training": "onboardctl.core.training.events",
    "ticket": "onboardctl.core.ticket.facts",
    "intervention": "onboardctl.core.lifecycle.events",
    "campaign": "onboardctl.core.lifecycle.events",
    "renewal": "onboardctl.core.lifecycle.events",
    "promise": "onboardctl.core.partner.promise_facts",
    "variation": "onboardctl.core.partner.variations",
    "recurring": "onboardctl.core.partner.recurring_facts",
    "action": "onboardctl.core.action.events",
    "money": "onboardctl.core.money.events",
    "consent": "onboardctl.core.lifecycle.events",
    "health": "onboardctl.core.lifecycle.events",
}
"""The noun before the dot of a kind to the module of its facts; those of partners are here."""

KINDS: dict[str, type[Event]] = {
    "partner.created": PartnerCreated,
    "partner.edited": PartnerEdited,
    "partner.facts_set": FactsSet,
    "anchor.given": AnchorGiven,
    "contact.added": ContactAdded,
    "contact.erased": ContactErased,
    "team.assigned": TeamAssigned,
    "partner.paused": PartnerPaused,
    "partner.resumed": PartnerResumed,
    "partner.removed": PartnerRemoved,
    "prerequisite.confirmed": PrerequisiteConfirmed,
    "plan.dated": PlanDated,
    "plan.rescheduled": PlanRescheduled,
    "plan.baselined": PlanBaselined,
    "plan.upgraded": PlanUpgraded,
    "task.started": TaskStarted,
    "item.completed": ItemCompleted,
    "item.reopened": ItemReopened,
    "task.completed": TaskCompleted,
    "task.skipped": TaskSkipped,
    "task.reopened": TaskReopened,
    "task.blocked": TaskBlocked,
    "task.unblocked": TaskUnblocked,
    "task.assigned": TaskAssigned,
    "task.noted": TaskNoted,
    "criterion.met": CriterionMet,
    "criterion.missed": CriterionMissed,
    "criterion.waived": CriterionWaived,
    "metric.recorded": MetricRecorded,
    "outcome.attested": CriterionAttested,
    "outcome.reached": OutcomeReached,
    "outcome.lost": OutcomeLost,
    "message.sent": MessageSent,
    "message.acknowledged": MessageAcknowledged,
    "message.bounced": MessageBounced,
}
"""What each kind is called in the store; a name stays for ever."""

_KIND_OF: dict[type, str] = {event: kind for kind, event in KINDS.items()}

UPCASTERS: dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""``(kind, version)`` of a stored payload to the function that lifts it by one version."""

VERSIONS: dict[str, int] = {}
"""Current version of each kind whose shape ever changed; the others are at 1."""


class Recorded(NamedTuple):
    """An event with its envelope: where it stands in its subject's stream, when, by whom.

    ``number`` counts from 1 within the subject; ``change`` is the command that made it.
    ``occurred_at`` is when it happened, ``recorded_at`` when the program learned of it.
    """

    number: int
    change: int
    event: Any
    occurred_at: datetime
    recorded_at: datetime
    actor: str


def kind_of(event: Any) -> str:
    """What the event is called in the store."""
    known = _KIND_OF.get(type(event))
    if known is None:  # of another noun: the module that defines it lists its kinds
        module = sys.modules[type(event).__module__]
        _KIND_OF.update({event: kind for kind, event in module.KINDS.items()})
        known = _KIND_OF[type(event)]
    return known


def version_of(kind: str) -> int:
    """The current version of a kind; 1 unless its shape ever changed."""
    versions: dict[str, int] = getattr(_home(kind), "VERSIONS", {})
    return versions.get(kind, 1)


def to_payload(event: Any) -> dict[str, Any]:
    """The event's fields as JSON-ready data, defaults left out."""
    payload: dict[str, Any] = codec.encode(event, sparse=True)
    return payload


def from_payload(kind: str, version: int, payload: dict[str, Any]) -> Any:
    """The event a payload stands for, lifted to the current version.

    Raises:
        KeyError: the kind is unknown, so a newer program wrote it.
    """
    home = _home(kind)
    current = version_of(kind)
    while version < current:
        payload = home.UPCASTERS[kind, version](payload)
        version += 1
    kind_class: Any = home.KINDS[kind]
    return codec.decode(kind_class, payload)


def _home(kind: str) -> Any:
    """The module that defines a kind of fact."""
    module = NOUNS.get(kind.partition(".")[0])
    return sys.modules[__name__] if module is None else import_module(module)
