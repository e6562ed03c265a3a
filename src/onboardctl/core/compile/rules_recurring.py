"""Rules about work that comes back (PB302, PB304); their text is read with the file (PB301)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from onboardctl.core.compile.assemble import Stock
    from onboardctl.core.compile.compiler import Surroundings
    from onboardctl.core.errors import Diagnostic

_LATE_DAY = re.compile(r"\bmonth\b.*\b(?:day (29|30|31)|(29th|30th|31st))\b")


def late_days(stock: Stock, _: Surroundings) -> Iterator[Diagnostic]:
    """PB302: days that shorter months do not have."""
    for leaf in stock.reading.leaves.get("every", ()):
        match = _LATE_DAY.search(leaf.node.text)
        if match is not None:
            day = match[1] or match[2][:2]
            message = f'day {day} is skipped in shorter months; use "last day"'
            yield leaf.node.problem("PB302", message, severity="warning")


def endless(stock: Stock, _: Surroundings) -> Iterator[Diagnostic]:
    """PB304: work that has neither an end nor an anchor, or that never comes."""
    for made in stock.reading.made.get("recurring work", ()):
        one = made.value
        if not (one.every or one.first or one.at or one.starts or one.until or one.during):
            message = f'recurring work "{one.id}" never comes: say every, first or at'
            yield made.node.problem("PB301", message)
        elif not any((one.starts, one.until, one.during, one.first, one.at)) and not _in_task(
            made.node, stock
        ):
            message = (
                f'recurring work "{one.id}" has no end and no anchor: say from, until or during'
            )
            yield made.node.problem("PB304", message, severity="warning")


def _in_task(node: object, stock: Stock) -> bool:
    top = stock.main.get("recurring")
    return all(node is not entry for entry in top or ())


RULES: tuple[Callable[[Stock, Surroundings], Iterator[Diagnostic]], ...] = (late_days, endless)
