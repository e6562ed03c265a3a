"""Dates of a plan: what they are, how they come about, and what moved.

Names load when they are used: a command that only reads a plan never loads what dates one.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from onboardctl.core.schedule.compare import moves
    from onboardctl.core.schedule.graph import prepare
    from onboardctl.core.schedule.inputs import Actual, Override
    from onboardctl.core.schedule.passes import PlanDays, plan_days
    from onboardctl.core.schedule.plan import schedule
    from onboardctl.core.schedule.recurring import recurrences
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
    "PlanDays",
    "Reason",
    "Schedule",
    "TaskDates",
    "moves",
    "plan_days",
    "prepare",
    "recurrences",
    "schedule",
]

_ELSEWHERE = {
    "Actual": "inputs",
    "Override": "inputs",
    "PlanDays": "passes",
    "moves": "compare",
    "plan_days": "passes",
    "prepare": "graph",
    "recurrences": "recurring",
    "schedule": "plan",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ELSEWHERE.get(name, 'values')}"), name)
