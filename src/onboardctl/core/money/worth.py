"""What a customer won through partners is worth and costs, with every step of the arithmetic.

A customer-month is a month in which somebody was a customer, the month they came or left included.
Rates are exact fractions; only amounts are rounded, and only where they are shown.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal


class MonthCount(NamedTuple):
    """What a month of one account brought: month, referred, acquired, subscribed, lost."""

    account: str
    month: str
    referred: int
    acquired: int
    subscribed: int
    lost: int


class Funnel(NamedTuple):
    """Customers of a stretch of months added up over accounts.

    ``customers`` are those at its end, ``customer_months`` counts each for every month they were
    customers in the stretch.
    """

    referred: int
    acquired: int
    subscribed: int
    lost: int
    customers: int
    customer_months: int

    @property
    def conversion(self) -> Fraction | None:
        """Acquired among referred; ``None`` when nobody was referred."""
        return Fraction(self.acquired, self.referred) if self.referred else None

    @property
    def subscription(self) -> Fraction | None:
        """Subscribed among referred."""
        return Fraction(self.subscribed, self.referred) if self.referred else None

    @property
    def churn(self) -> Fraction | None:
        """The share of customers that leaves in a month."""
        return Fraction(self.lost, self.customer_months) if self.customer_months else None


class Worth(NamedTuple):
    """Money of a stretch of months in one currency beside its customers; ``None`` is no data."""

    revenue: Decimal
    cost: Decimal
    margin: Fraction | None
    funnel: Funnel

    @property
    def per_month(self) -> Fraction | None:
        """Revenue for each customer-month."""
        months = self.funnel.customer_months
        return Fraction(self.revenue) / months if months else None

    @property
    def lifetime_value(self) -> Fraction | None:
        """LTV: revenue of a customer-month times margin, divided by the churn of a month."""
        churn = self.funnel.churn
        if self.per_month is None or self.margin is None or not churn:
            return None
        return self.per_month * self.margin / churn

    @property
    def acquisition_cost(self) -> Fraction | None:
        """CAC: cost divided by customers acquired; a cost that nobody recorded is not nothing."""
        if not self.cost or not self.funnel.acquired:
            return None
        return Fraction(self.cost) / self.funnel.acquired

    @property
    def ratio(self) -> Fraction | None:
        """LTV divided by CAC."""
        value, cost = self.lifetime_value, self.acquisition_cost
        return value / cost if value is not None and cost is not None else None


def funnel(counts: Iterable[MonthCount], first: str, last: str) -> Funnel:
    """Adds up months from ``first`` to ``last``, both included.

    Args:
        counts: of every account from its first month on, in order of account and month.
        first: such as ``2026-01``.
        last: such as ``2026-03``.
    """
    referred = acquired = subscribed = lost = standing = months = 0
    by_account: dict[str, list[MonthCount]] = {}
    for one in counts:
        by_account.setdefault(one.account, []).append(one)
    for series in by_account.values():
        known = {one.month: one for one in series}
        customers = sum(one.acquired - one.lost for one in series if one.month < first)
        for month in _between(first, last):
            count = known.get(month)
            if count is None:
                months += customers
                continue
            referred += count.referred
            acquired += count.acquired
            subscribed += count.subscribed
            lost += count.lost
            months += customers + count.acquired
            customers += count.acquired - count.lost
        standing += customers
    return Funnel(referred, acquired, subscribed, lost, standing, months)


def _between(first: str, last: str) -> Iterable[str]:
    year, month = int(first[:4]), int(first[5:])
    while (name := f"{year}-{month:02}") <= last:
        yield name
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)  # noqa: PLR2004
