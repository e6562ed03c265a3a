"""Every rule over a playbook that was read; each module holds the rules of one subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.compile import (
    rules_content,
    rules_days,
    rules_facts,
    rules_names,
    rules_order,
    rules_recurring,
)

if TYPE_CHECKING:
    from onboardctl.core.compile.assemble import Stock
    from onboardctl.core.compile.compiler import Surroundings
    from onboardctl.core.errors import Diagnostic

_SUBJECTS = (rules_names, rules_order, rules_days, rules_recurring, rules_facts, rules_content)


def apply_rules(stock: Stock, around: Surroundings) -> list[Diagnostic]:
    """The findings of all rules."""
    return [
        finding
        for subject in _SUBJECTS
        for rule in subject.RULES
        for finding in rule(stock, around)
    ]
