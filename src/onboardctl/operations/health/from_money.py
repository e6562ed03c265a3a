"""Readings of revenue, customers and shares of it, and of the renewal to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.health.definition import THOUSAND
from onboardctl.operations.health import figures

if TYPE_CHECKING:
    from onboardctl.operations.health.readings import Gathered

QUARTER = 3


def money(all_of: Gathered, names: list[str]) -> None:
    """Changes of revenue and customers over whole months, and shares that are overdue."""
    span = all_of.span
    this = span.day.year * 12 + span.day.month - 1
    first, middle, last = (_month(this - back) for back in (2 * QUARTER, QUARTER + 1, 1))
    months = {"first_month": first, "last_month": last}
    if "money.revenue_change" in names:
        _revenue(all_of, months, middle)
    if "money.customers_change" in names:
        for row in all_of.ask("customers", middle_month=middle, **months):
            if row["acquired_before"] > 0:
                change = figures.change(row["acquired"], row["acquired_before"])
                all_of.put(row["partner_id"], "money.customers_change", change)
    if "money.payouts_overdue" in names:
        for row in all_of.ask("payouts", today=span.day.isoformat()):
            overdue = row["overdue"] * THOUSAND
            all_of.put(row["partner_id"], "money.payouts_overdue", overdue, 0, row["owed"])


def _revenue(all_of: Gathered, months: dict[str, str], middle: str) -> None:
    """Revenue is compared in one currency; of several nothing is said."""
    sums: dict[str, dict[str, list[int]]] = {}
    for row in all_of.ask("revenue", **months):
        pair = sums.setdefault(row["partner_id"], {}).setdefault(row["currency"], [0, 0])
        pair[row["month"] > middle] += figures.thousandths(row["amount"]) or 0
    for partner_id, by_currency in sums.items():
        if len(by_currency) == 1:
            ((before, now),) = by_currency.values()
            if before > 0:
                all_of.put(partner_id, "money.revenue_change", figures.change(now, before))


def _month(number: int) -> str:
    """A month counted from year 0 as the store writes it: ``2026-03``."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def renewal(all_of: Gathered, _: list[str]) -> None:
    """How likely the renewal is called, or else computed."""
    for card in all_of.cards():
        called = card["called_percent"]
        percent = card["computed_percent"] if called is None else called
        if percent is not None:
            all_of.put(card["partner_id"], "renewal.likelihood", percent * THOUSAND)
