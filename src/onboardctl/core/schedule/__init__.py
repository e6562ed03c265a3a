"""Dates of a plan: what they are, how they come about, and what moved."""

from onboardctl.core.schedule.values import (
    Actual,
    AnchorDate,
    Excluded,
    Gate,
    ItemDue,
    MessageDue,
    Move,
    Override,
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
]
