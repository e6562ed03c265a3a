"""Readings of revenue, customers and shares of it, and of the renewal to come."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from onboardctl.core.health.definition import THOUSAND
from onboardctl.operations.health import figures

if TYPE_CHECKING:
    from onboardctl.operations.health.readings import Gathered

QUARTER = 3


def money(all_of: Gathered, names: list[str]) -> None:
    """Changes of revenue and customers over whole months, and shares that are overdue."""
    known = all_of.store.one("health.known_months", last_month=_month(all_of.span.day, 1))
    assert known is not None
    if "money.revenue_change" in names and known["revenue"] is not None:
        _revenue(all_of, known["revenue"])
    if "money.customers_change" in names and known["customers"] is not None:
        _customers(all_of, known["customers"])
    if "money.payouts_overdue" in names:
        for row in all_of.ask("payouts", today=all_of.span.day.isoformat()):
            overdue = row["overdue"] * THOUSAND
            all_of.put(row["partner_id"], "money.payouts_overdue", overdue, 0, row["owed"])


def _revenue(all_of: Gathered, last: str) -> None:
    """Revenue is compared in one currency; of several nothing is said."""
    middle, months = _quarters(last)
    sums: dict[str, dict[str, list[int]]] = {}
    for row in all_of.ask("revenue", **months):
        pair = sums.setdefault(row["partner_id"], {}).setdefault(row["currency"], [0, 0])
        pair[row["month"] > middle] += figures.thousandths(row["amount"]) or 0
    for partner_id, by_currency in sums.items():
        if len(by_currency) == 1:
            ((before, now),) = by_currency.values()
            if before > 0:
                all_of.put(partner_id, "money.revenue_change", figures.change(now, before))


def _customers(all_of: Gathered, last: str) -> None:
    middle, months = _quarters(last)
    for row in all_of.ask("customers", middle_month=middle, **months):
        if row["acquired_before"] > 0:
            change = figures.change(row["acquired"], row["acquired_before"])
            all_of.put(row["partner_id"], "money.customers_change", change)


def _quarters(last: str) -> tuple[str, dict[str, str]]:
    """The last month of the earlier three, and the bounds of all six up to a month."""
    day = date.fromisoformat(f"{last}-01")
    first = _month(day, 2 * QUARTER - 1)
    return _month(day, QUARTER), {"first_month": first, "last_month": last}


def _month(day: date, back: int) -> str:
    """The month so many months before a day's own, as the store writes it: ``2026-03``."""
    number = day.year * 12 + day.month - 1 - back
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def renewal(all_of: Gathered, _: list[str]) -> None:
    """How likely the renewal is called, or else computed."""
    for card in all_of.cards():
        called = card["called_percent"]
        percent = card["computed_percent"] if called is None else called
        if percent is not None:
            all_of.put(card["partner_id"], "renewal.likelihood", percent * THOUSAND)
