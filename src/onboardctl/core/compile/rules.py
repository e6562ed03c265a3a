"""Every rule over a playbook that was read, in the order of their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from onboardctl.core.compile.assemble import Stock
    from onboardctl.core.compile.compiler import Surroundings
    from onboardctl.core.errors import Diagnostic

    Rule = Callable[[Stock, Surroundings], Iterator[Diagnostic]]


def apply_rules(stock: Stock, around: Surroundings) -> list[Diagnostic]:
    """The findings of all rules."""
    rules: tuple[Rule, ...] = ()
    return [finding for rule in rules for finding in rule(stock, around)]
