"""Rules about work that comes back (PB301 to PB304); its texts are read with the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.points import ParseFailure, parse_slot
from onboardctl.core.recurrence.text import parse_rule
from onboardctl.core.weekdays import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from onboardctl.core.compile.assemble import Stock
    from onboardctl.core.compile.compiler import Surroundings
    from onboardctl.core.errors import Diagnostic
    from onboardctl.core.located import Node
    from onboardctl.core.playbook import Recurring
    from onboardctl.core.points import Slot
    from onboardctl.core.recurrence import Rule

_SHORTEST_MONTH = 28
_YEAR = 366


def late_days(stock: Stock, _: Surroundings) -> Iterator[Diagnostic]:
    """PB302: days that shorter months do not have."""
    for leaf in stock.reading.leaves.get("every", ()):
        rule: Rule = leaf.value
        day = rule.month_day or 0
        if rule.period in {"month", "quarter"} and day > _SHORTEST_MONTH:
            message = f'day {day} is skipped in shorter months; use "last day"'
            yield leaf.node.problem("PB302", message, severity="warning")


def first_and_rule(stock: Stock, _: Surroundings) -> Iterator[Diagnostic]:
    """PB303: a first occurrence that the rule itself would not give."""
    for made in stock.reading.made.get("recurring work", ()):
        one: Recurring = made.value
        if not one.first or not one.every:
            continue
        try:
            rule, slot = parse_rule(one.every), parse_slot(one.first, "")
        except ParseFailure:
            continue
        message = _mismatch(rule, slot)
        if message:
            node = made.node.get("first") or made.node
            yield node.problem("PB303", message, severity="warning")


def _mismatch(rule: Rule, slot: Slot) -> str:
    if slot.weekday is not None and rule.weekdays and slot.weekday not in rule.weekdays:
        wanted = ", ".join(WEEKDAYS[day] for day in rule.weekdays)
        return f"first occurrence falls on {WEEKDAYS[slot.weekday]}, the rule on {wanted}"
    if slot.time is not None and rule.time is not None and slot.time != rule.time:
        return f"first occurrence is at {slot.time}, the rule at {rule.time}"
    return ""


def missing_times(stock: Stock, around: Surroundings) -> Iterator[Diagnostic]:
    """PB304: a wall time that the change of the clocks leaves out, within a year."""
    for leaf in stock.reading.leaves.get("every", ()) if around.today is not None else ():
        rule: Rule = leaf.value
        if rule.time is None or rule.zone in {None, "local"}:
            continue
        assert around.today is not None
        day = _missing_day(rule, around.today)
        if day is not None:
            message = f"local time {rule.time} does not exist on {day} in zone {rule.zone}"
            yield leaf.node.problem("PB304", message, severity="warning")


def _missing_day(rule: Rule, today: date) -> date | None:
    from datetime import timedelta

    from onboardctl.core.calendar import wall_occurs
    from onboardctl.core.errors import InvalidInput
    from onboardctl.core.recurrence import days

    try:
        for day in days(rule, today, today + timedelta(days=_YEAR)):
            if wall_occurs(day, rule.time or "", rule.zone or "") == "missing":
                return day
    except InvalidInput:
        return None
    return None


def unknown_zones(stock: Stock, _: Surroundings) -> Iterator[Diagnostic]:
    """PB301 and PB004: time zones that do not exist."""
    named = [(leaf.node, leaf.value.zone) for leaf in stock.reading.leaves.get("every", ())]
    for node, zone in named:
        if zone not in {None, "local"}:
            yield from _unknown_zone(node, zone, "PB301", "every")
    for made in stock.reading.made.get("calendar", ()):
        if made.value.timezone != "partner":
            node = made.node.get("timezone") or made.node
            yield from _unknown_zone(node, made.value.timezone, "PB004", "timezone")


def _unknown_zone(node: Node, zone: str, code: str, key: str) -> Iterator[Diagnostic]:
    from onboardctl.core.calendar import find_zone
    from onboardctl.core.errors import InvalidInput

    try:
        find_zone(zone)
    except InvalidInput as error:
        yield node.problem(code, f"{key}: {error.message}", hint=error.hint)


def endless(stock: Stock, _: Surroundings) -> Iterator[Diagnostic]:
    """PB304: work that has neither an end nor an anchor; PB301: work that never comes."""
    top = [id(node) for node in stock.main.get("recurring") or ()]
    for made in stock.reading.made.get("recurring work", ()):
        one, node = made.value, made.node
        if not any(node.get(key) for key in ("every", "first", "at")):
            message = f'recurring work "{one.id}" never comes: say every, first or at'
            yield node.problem("PB301", message)
        elif id(node) in top and not any(
            node.get(key) for key in ("from", "until", "during", "first", "at")
        ):
            message = (
                f'recurring work "{one.id}" has no end and no anchor: say from, until or during'
            )
            yield node.problem("PB304", message, severity="warning")


RULES: tuple[Callable[[Stock, Surroundings], Iterator[Diagnostic]], ...] = (
    late_days,
    first_and_rule,
    missing_times,
    unknown_zones,
    endless,
)
