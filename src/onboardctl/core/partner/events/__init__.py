"""The facts about partners and their plans."""

from onboardctl.core.partner.events.mail import (
    MessageAcknowledged,
    MessageBounced,
    MessageSent,
)
from onboardctl.core.partner.events.partner import (
    AnchorGiven,
    ContactAdded,
    ContactErased,
    FactsSet,
    PartnerCreated,
    PartnerEdited,
    PartnerPaused,
    PartnerRemoved,
    PartnerResumed,
    PrerequisiteConfirmed,
    TeamAssigned,
)
from onboardctl.core.partner.events.plan import (
    PlanBaselined,
    PlanDated,
    PlanRescheduled,
    PlanUpgraded,
)
from onboardctl.core.partner.events.proof import (
    CriterionAttested,
    CriterionMet,
    CriterionMissed,
    CriterionWaived,
    MetricRecorded,
    OutcomeLost,
    OutcomeReached,
)
from onboardctl.core.partner.events.work import (
    ItemCompleted,
    ItemReopened,
    TaskAssigned,
    TaskBlocked,
    TaskCompleted,
    TaskNoted,
    TaskReopened,
    TaskSkipped,
    TaskStarted,
    TaskUnblocked,
)

Event = (
    PartnerCreated | PartnerEdited | FactsSet | AnchorGiven | ContactAdded | ContactErased | TeamAssigned
    | PartnerPaused | PartnerResumed | PartnerRemoved | PrerequisiteConfirmed
    | PlanDated | PlanRescheduled | PlanBaselined | PlanUpgraded
    | TaskStarted | ItemCompleted | ItemReopened | TaskCompleted | TaskSkipped | TaskReopened
    | TaskBlocked | TaskUnblocked | TaskAssigned | TaskNoted
    | CriterionMet | CriterionMissed | CriterionWaived | MetricRecorded | CriterionAttested
    | OutcomeReached | OutcomeLost | MessageSent | MessageAcknowledged | MessageBounced
)  # fmt: skip
"""Anything that can happen to a partner."""

__all__ = [
    "AnchorGiven",
    "ContactAdded",
    "ContactErased",
    "CriterionAttested",
    "CriterionMet",
    "CriterionMissed",
    "CriterionWaived",
    "Event",
    "FactsSet",
    "ItemCompleted",
    "ItemReopened",
    "MessageAcknowledged",
    "MessageBounced",
    "MessageSent",
    "MetricRecorded",
    "OutcomeLost",
    "OutcomeReached",
    "PartnerCreated",
    "PartnerEdited",
    "PartnerPaused",
    "PartnerRemoved",
    "PartnerResumed",
    "PlanBaselined",
    "PlanDated",
    "PlanRescheduled",
    "PlanUpgraded",
    "PrerequisiteConfirmed",
    "TaskAssigned",
    "TaskBlocked",
    "TaskCompleted",
    "TaskNoted",
    "TaskReopened",
    "TaskSkipped",
    "TaskStarted",
    "TaskUnblocked",
    "TeamAssigned",
]
