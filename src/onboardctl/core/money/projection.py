"""The read rows of an account: its entries, sums by month, shares, dues, payouts, customers."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from onboardctl.core.money import settlement
from onboardctl.core.money.amounts import text_of
from onboardctl.core.subject import by_key

if TYPE_CHECKING:
    from onboardctl.core.money.settlement import Due
    from onboardctl.core.money.state import Account
    from onboardctl.core.subject import Row, Rows

KEYS: dict[str, tuple[str, ...]] = {
    "money_entry": ("account_id", "entry"),
    "money_month": ("account_id", "month", "kind", "currency"),
    "revenue_share": ("account_id", "from_on"),
    "payout_due": ("account_id", "period", "currency"),
    "payout": ("account_id", "payout"),
    "customer_month": ("account_id", "month"),
}
"""The read tables with their primary keys."""


def project(account: Account, _: None) -> Rows:
    """All read rows of one account; none while everything in it is taken back."""
    whose = {"account_id": account.id, "partner_id": account.partner}
    tables: dict[str, list[Row]] = {
        "money_entry": [
            {
                **whose,
                "entry": one.entry,
                "kind": one.kind,
                "day": one.on.isoformat(),
                "amount": one.amount,
                "currency": one.currency,
                "reference": one.reference,
                "note": one.note,
                "corrections": len(account.corrections.get(f"entry {one.entry}", ())),
            }
            for one in account.entries.values()
        ],
        "money_month": _months(account, whose),
        "revenue_share": [
            {
                **whose,
                "from_on": one.from_on.isoformat(),
                "percent": one.percent,
                "every": one.every,
                "within_days": one.within_days,
                "contract": one.contract,
            }
            for one in account.shares
        ],
        "payout_due": [_due_row(one, whose) for one in settlement.dues(account)],
        "payout": [
            {
                **whose,
                "payout": one.payout,
                "period": one.period,
                "amount": one.amount,
                "currency": one.currency,
                "day": one.on.isoformat(),
                "reference": one.reference,
            }
            for one in account.payouts.values()
        ],
        "customer_month": [
            {
                **whose,
                "month": one.month,
                "referred": one.referred,
                "acquired": one.acquired,
                "subscribed": one.subscribed,
                "lost": one.lost,
            }
            for one in account.months.values()
        ],
    }
    return by_key(KEYS, tables)


def _months(account: Account, whose: Row) -> list[Row]:
    sums: dict[tuple[str, str, str], Decimal] = {}
    for one in account.entries.values():
        key = one.on.isoformat()[:7], one.kind, one.currency
        sums[key] = sums.get(key, Decimal(0)) + Decimal(one.amount)
    return [
        {**whose, "month": month, "kind": kind, "currency": currency, "amount": text_of(amount)}
        for (month, kind, currency), amount in sorted(sums.items())
    ]


def _due_row(due: Due, whose: Row) -> Row:
    """``wanted_on`` is the day it is to be paid by while something is open, else nothing."""
    return {
        **whose,
        "period": due.period.name,
        "currency": due.currency,
        "first_on": due.period.first.isoformat(),
        "last_on": due.period.last.isoformat(),
        "revenue": text_of(due.revenue),
        "shares": ", ".join(due.shares),
        "amount": text_of(due.amount),
        "paid": text_of(due.paid),
        "due_on": due.due_on.isoformat(),
        "wanted_on": due.due_on.isoformat() if due.open > 0 else None,
    }
