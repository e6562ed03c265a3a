"""Facts about a partnership beyond its plan: stages entered, factors scored, decisions taken.

They lie in a stream of their own beside the partner's (``L-0007`` beside ``P-0007``), so that a
daily command does not replay years of them.
"""

from datetime import date
from typing import Any

from onboardctl.core.record import NamedTuple


class LifecycleStarted(NamedTuple):
    """The partnership is followed from here on, by this version of the lifecycle playbook."""

    partner: str
    playbook: str
    version: str
    digest: str
    stage: str


class StageEntered(NamedTuple):
    """The partnership moved on; ``waived`` are criteria that did not hold, for ``reason``."""

    stage: str
    reason: str = ""
    waived: tuple[str, ...] = ()


class PartnershipDescribed(NamedTuple):
    """Where the partner came from and of which type it is, by the names of the lifecycle's facts."""

    facts: dict[str, str]


class FactorScored(NamedTuple):
    """A factor of qualification or fit was scored on the scale of 1 to 5."""

    factor: str
    score: int
    evidence: str = ""


class StageCriterionConfirmed(NamedTuple):
    """Somebody vouches for a criterion of the stage the partnership is in."""

    stage: str
    criterion: str
    evidence: str = ""


class ApprovalDecided(NamedTuple):
    """Somebody who plays a role said yes or no to leaving a stage, or to entering a last one.

    ``person`` decided; whoever recorded it stands on the event.
    """

    stage: str
    role: str
    person: str
    approved: bool
    reason: str = ""


class ContractTermSet(NamedTuple):
    """When the contract ends, both days included, and what it is worth a year (decimal text)."""

    ends_on: date
    starts_on: date | None = None
    notice_on: date | None = None
    value: str | None = None
    currency: str = ""


class ContractValueChanged(NamedTuple):
    """From a day of the running term on, that day included, a year is worth this (decimal text)."""

    value: str
    from_on: date
    reason: str = ""


class RenewalStepTaken(NamedTuple):
    """A step of the renewal was taken on a day."""

    step: str
    on: date
    evidence: str = ""


class RenewalFactorWeighed(NamedTuple):
    """A factor of the renewal was scored on the scale of 1 to 5."""

    factor: str
    score: int
    evidence: str = ""


class RenewalCalled(NamedTuple):
    """Somebody said how likely the renewal is, in percent."""

    percent: int
    reason: str


class RenewalConcluded(NamedTuple):
    """The contract was ``renewed`` until a new day, or it ``lapsed``; ``value`` is a year's worth."""

    outcome: str
    ends_on: date | None
    value: str | None
    reason: str = ""


class UndertakingStarted(NamedTuple):
    """A campaign, case study, talk, webinar or expansion began, by a procedure of the playbook."""

    undertaking: str
    workflow: str
    title: str
    kind: str = ""
    fields: dict[str, str] = {}
    owner: str = ""
    due_on: date | None = None
    days: dict[str, date] = {}


class UndertakingStepTaken(NamedTuple):
    """A step of an undertaking is done; ``on`` a day before that of the record, if it is said."""

    undertaking: str
    step: str
    evidence: str = ""
    on: date | None = None


class UndertakingPlanned(NamedTuple):
    """By which day each of some steps is to be done."""

    undertaking: str
    days: dict[str, date]


class UndertakingRecorded(NamedTuple):
    """Fields of an undertaking as they now read."""

    undertaking: str
    fields: dict[str, str]


class UndertakingClosed(NamedTuple):
    """An undertaking is ``done`` or ``dropped``; ``result`` says what came of it."""

    undertaking: str
    outcome: str
    result: str = ""


class ExpansionWon(NamedTuple):
    """An expansion is agreed: from a day on, that day included, the contract is worth more.

    Attributes:
        undertaking: the expansion, which ends with this.
        adds: what a year is worth more, decimal text in the currency of the contract.
        from_on: the first day it counts, within the running term.
        users: how many people use the product then; ``None`` leaves what is known.
        result: what was agreed, in words.
    """

    undertaking: str
    adds: str
    from_on: date
    users: int | None = None
    result: str = ""


class UndertakingPostponed(NamedTuple):
    """An undertaking waits until a day, on which it is looked at again."""

    undertaking: str
    until: date
    reason: str


class UndertakingAssigned(NamedTuple):
    """Somebody else of ours answers for an undertaking."""

    undertaking: str
    owner: str


class InterventionOpened(NamedTuple):
    """A warning sign is taken up with a play; ``before`` is what the sign measured then."""

    intervention: str
    sign: str
    play: str
    owner: str
    due_on: date
    before: str = ""


class InterventionAssigned(NamedTuple):
    """Somebody else of ours answers for an intervention."""

    intervention: str
    owner: str


class InterventionEscalated(NamedTuple):
    """It did not help: the next rung of the ladder is climbed."""

    intervention: str
    rung: str
    reason: str


class InterventionClosed(NamedTuple):
    """It ``worked``, ``failed`` or was ``dropped``; ``after`` is what the sign measures now."""

    intervention: str
    outcome: str
    after: str = ""
    result: str = ""


class HealthOverridden(NamedTuple):
    """Somebody knows better than the numbers: this score, 0 to 100, up to and with a day."""

    score: int
    reason: str
    evidence: str
    until_on: date


class HealthOverrideCleared(NamedTuple):
    """The computed score counts again."""

    reason: str = ""


class HealthSignShown(NamedTuple):
    """A warning sign began to show; ``because`` is the condition and what was measured."""

    sign: str
    because: str = ""


class HealthSignGone(NamedTuple):
    """A warning sign shows no more, so that its next one is a new episode."""

    sign: str


class ConsentGiven(NamedTuple):
    """A person of the partner's allowed something: ``contact`` says who, by id.

    Attributes:
        consent: its id within the partnership.
        kind: ``testimonial``, ``case-study`` or ``reference``.
        contact: who gave it.
        on: the first day it holds.
        until: the last day; ``None``: until it is withdrawn.
        scope: what exactly is allowed, and where.
        evidence: where it is written.
    """

    consent: str
    kind: str
    contact: str
    on: date
    until: date | None = None
    scope: str = ""
    evidence: str = ""


class ConsentWithdrawn(NamedTuple):
    """From a day on, that day included, it does not hold any more."""

    consent: str
    on: date
    reason: str = ""


KINDS: dict[str, type[Any]] = {
    "lifecycle.started": LifecycleStarted,
    "lifecycle.described": PartnershipDescribed,
    "stage.entered": StageEntered,
    "stage.scored": FactorScored,
    "stage.confirmed": StageCriterionConfirmed,
    "stage.decided": ApprovalDecided,
    "renewal.term_set": ContractTermSet,
    "renewal.value_changed": ContractValueChanged,
    "renewal.step_taken": RenewalStepTaken,
    "renewal.weighed": RenewalFactorWeighed,
    "renewal.called": RenewalCalled,
    "renewal.concluded": RenewalConcluded,
    "campaign.started": UndertakingStarted,
    "campaign.step_taken": UndertakingStepTaken,
    "campaign.assigned": UndertakingAssigned,
    "campaign.recorded": UndertakingRecorded,
    "campaign.closed": UndertakingClosed,
    "campaign.planned": UndertakingPlanned,
    "campaign.postponed": UndertakingPostponed,
    "campaign.won": ExpansionWon,
    "intervention.opened": InterventionOpened,
    "intervention.assigned": InterventionAssigned,
    "intervention.escalated": InterventionEscalated,
    "intervention.closed": InterventionClosed,
    "consent.given": ConsentGiven,
    "consent.withdrawn": ConsentWithdrawn,
    "health.overridden": HealthOverridden,
    "health.override_cleared": HealthOverrideCleared,
    "health.sign_shown": HealthSignShown,
    "health.sign_gone": HealthSignGone,
}
"""What each kind is called in the store; a name stays for ever."""
