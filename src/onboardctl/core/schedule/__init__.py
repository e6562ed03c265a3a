"""Dates of a plan: what they are, how they come about, and what moved."""

from onboardctl.core.schedule.graph import prepare
from onboardctl.core.schedule.inputs import Actual, Override
from onboardctl.core.schedule.moves import moves
from onboardctl.core.schedule.passes import plan_days
from onboardctl.core.schedule.plan import schedule
from onboardctl.core.schedule.values import (
    AnchorDate,
    Excluded,
    Gate,
    ItemDue,
    MessageDue,
    Move,
    PhaseDates,
    Reason,
    Schedule,
    TaskDates,
)

__all__ = [
    "Actual",
    "AnchorDate",
    "Excluded",
    "Gate",
    "ItemDue",
    "MessageDue",
    "Move",
    "Override",
    "PhaseDates",
    "Reason",
    "Schedule",
    "TaskDates",
    "moves",
    "plan_days",
    "prepare",
    "schedule",
]
