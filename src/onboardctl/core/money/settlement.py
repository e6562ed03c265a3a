"""What a partner is owed of the revenue: by period, from agreed shares, to the cent.

Each entry counts for the period of its own day under the share in force on that day. A credit note
for a document takes back what that document brought: it counts for its own period under the share
of the document's day. The products of a period and currency are added up exactly and rounded once,
half a cent away from zero.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from onboardctl.core.money.amounts import to_the_cent
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onboardctl.core.money.state import Account, Entry, Payout, Share

EVERY = ("month", "quarter")
_MONTHS = {"month": 1, "quarter": 3}


class Period(NamedTuple):
    """A calendar month ``2026-03`` or quarter ``2026-Q1``; both days included."""

    name: str
    first: date
    last: date


class Due(NamedTuple):
    """What is owed for a period in one currency.

    ``exact`` is the sum of revenue times share before it is rounded to ``amount``; ``shares`` are
    the percentages that applied. ``open`` is below zero when more was paid than is owed.
    """

    period: Period
    currency: str
    revenue: Decimal
    shares: tuple[str, ...]
    exact: Decimal
    amount: Decimal
    paid: Decimal
    due_on: date

    @property
    def open(self) -> Decimal:
        """What is still to be paid."""
        return self.amount - self.paid


def period_of(day: date, every: str) -> Period:
    """The month or quarter that a day lies in."""
    months = _MONTHS[every]
    first_month = (day.month - 1) // months * months + 1
    name = f"{day.year}-{day.month:02}" if months == 1 else f"{day.year}-Q{first_month // 3 + 1}"
    first = date(day.year, first_month, 1)
    after = first_month + months
    following = date(day.year + 1, 1, 1) if after > 12 else date(day.year, after, 1)  # noqa: PLR2004
    return Period(name, first, following - timedelta(days=1))


def share_on(shares: Iterable[Share], day: date) -> Share | None:
    """The share in force on a day; ``None`` before the first was agreed.

    Args:
        shares: by the day from which they count, the earliest first.
        day: asked about.
    """
    found = None
    for share in shares:
        if share.from_on > day:
            break
        found = share
    return found


def share_of(account: Account, entry: Entry) -> Share | None:
    """The share that an entry counts under; ``None`` where none was agreed yet.

    A credit note is settled as often as is agreed on its own day, at the percentage of the day of
    the document it credits.
    """
    now = share_on(account.shares, entry.on)
    credited = account.by_reference(entry.credits) if entry.credits else None
    if credited is None:
        return now
    then = share_on(account.shares, credited.on)
    if then is None or now is None:
        return then
    return now._replace(percent=then.percent)


def dues(account: Account) -> tuple[Due, ...]:
    """What every period brings the partner, the earliest first, then by currency.

    A period with neither a share above 0 nor a payout is left out.
    """
    groups: dict[tuple[str, str], list[tuple[Entry, Share]]] = {}
    periods: dict[str, tuple[Period, int]] = {}
    for entry in account.entries.values():
        share = share_of(account, entry)
        if entry.kind != "revenue" or share is None or not Decimal(share.percent):
            continue
        period = period_of(entry.on, share.every)
        known = periods.get(period.name)
        days = share.within_days if known is None else max(known[1], share.within_days)
        periods[period.name] = period, days
        groups.setdefault((period.name, entry.currency), []).append((entry, share))
    paid = _paid(account.payouts.values(), periods)
    found = [
        _due(*periods[name], currency, groups.get((name, currency), []), paid.get((name, currency)))
        for name, currency in groups.keys() | paid.keys()
    ]
    return tuple(sorted(found, key=lambda one: (one.period.first, one.period.name, one.currency)))


def _paid(
    payouts: Iterable[Payout], periods: dict[str, tuple[Period, int]]
) -> dict[tuple[str, str], Decimal]:
    """What was paid by period and currency; a period that brings nothing any more is kept."""
    paid: dict[tuple[str, str], Decimal] = {}
    for payout in payouts:
        amount = Decimal(payout.amount)
        if not amount:
            continue
        key = payout.period, payout.currency
        paid[key] = paid.get(key, Decimal(0)) + amount
        periods.setdefault(payout.period, (named(payout.period), 0))
    return paid


def _due(
    period: Period,
    days: int,
    currency: str,
    entries: list[tuple[Entry, Share]],
    paid: Decimal | None,
) -> Due:
    revenue = sum((Decimal(entry.amount) for entry, _ in entries), Decimal(0))
    exact = sum((exact_share(entry, share) for entry, share in entries), Decimal(0))
    percents = dict.fromkeys(share.percent for _, share in sorted(entries, key=lambda e: e[0].on))
    return Due(
        period=period,
        currency=currency,
        revenue=revenue,
        shares=tuple(percents),
        exact=exact,
        amount=to_the_cent(exact),
        paid=paid or Decimal(0),
        due_on=period.last + timedelta(days=days),
    )


def exact_share(entry: Entry, share: Share) -> Decimal:
    """The partner's part of one entry, not rounded."""
    return Decimal(entry.amount) * Decimal(share.percent) / 100


def named(name: str) -> Period:
    """The period that a name means, such as ``2026-03`` or ``2026-Q1``.

    Raises:
        ValueError: it means none.
    """
    year, _, part = name.partition("-")
    if len(year) != 4 or not year.isdecimal():  # noqa: PLR2004
        raise ValueError(name)
    quarter = part.upper().startswith("Q")
    digits = part[1:] if quarter else part
    if not digits.isdecimal() or len(digits) != (1 if quarter else 2):
        raise ValueError(name)
    month = (int(digits) - 1) * 3 + 1 if quarter else int(digits)
    return period_of(date(int(year), month, 1), "quarter" if quarter else "month")
