"""Paying partners what they are owed of the revenue, and correcting what was noted wrongly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput, NotFound, Refused
from onboardctl.core.money import events as e
from onboardctl.core.money import settlement
from onboardctl.core.money.amounts import parse_amount, parse_currency, text_of
from onboardctl.core.money.book import require_reason
from onboardctl.core.names import listed

if TYPE_CHECKING:
    from datetime import date

    from onboardctl.core.money.settlement import Due, Period
    from onboardctl.core.money.state import Account


def pay_out(
    account: Account,
    period: str,
    on: date,
    *,
    written: str | None = None,
    currency: str | None = None,
    reference: str = "",
) -> e.PayoutMade:
    """Say that the partner was paid for a period; all that is open unless an amount is given.

    Raises:
        NotFound: ``payout.period``: nothing is owed for it in that currency.
        InvalidInput: ``money.amount``, ``payout.early``: paid before the period was over.
        Refused: ``payout.settled``: nothing is open; ``payout.too_much``; ``payout.currency``:
            several are open and none was named.
    """
    found = _owed(account, period, currency)
    if on <= found.period.last:
        raise Refused(
            "payout.early",
            f"{found.period.name} runs until {found.period.last}: what it brings is not known yet",
        )
    if found.open <= 0:
        raise Refused(
            "payout.settled",
            f"nothing is open for {found.period.name}: {text_of(found.paid)} of "
            f"{text_of(found.amount)} {found.currency} is paid",
            hint="a payout that was noted wrongly: `onboardctl payout correct PARTNER PAYOUT`",
        )
    amount = found.open if written is None else parse_amount(written)
    if amount <= 0:
        raise InvalidInput("money.amount", f"a payout is above 0, found {text_of(amount)}")
    if amount > found.open:
        raise Refused(
            "payout.too_much",
            f"{text_of(amount)} {found.currency} is more than is open for {found.period.name}: "
            f"{text_of(found.open)}",
        )
    number = max(account.payouts, default=0) + 1
    return e.PayoutMade(number, found.period.name, text_of(amount), found.currency, on, reference)


def correct_payout(account: Account, payout: int, written: str, reason: str) -> e.PayoutCorrected:
    """Say what a payout really came to; 0 says that it never happened.

    Raises:
        NotFound: ``payout.unknown``.
        InvalidInput: ``money.amount``.
        Refused: ``reason.missing``, ``money.same``.
    """
    known = account.payouts.get(payout)
    if known is None:
        raise NotFound(
            "payout.unknown",
            f"the account has no payout {payout}",
            hint="see them with `onboardctl payout show PARTNER PERIOD`",
        )
    amount = parse_amount(written)
    if amount < 0:
        raise InvalidInput("money.amount", f"a payout is not below 0, found {text_of(amount)}")
    require_reason(reason)
    if text_of(amount) == known.amount:
        raise Refused("money.same", f"payout {payout} says {known.amount} {known.currency} already")
    return e.PayoutCorrected(payout, text_of(amount), reason)


def due_of(account: Account, period: Period, currency: str | None) -> list[Due]:
    """What is owed for a period, in every currency or in one."""
    return [
        one
        for one in settlement.dues(account)
        if one.period.name == period.name and currency in (None, one.currency)
    ]


def period_named(written: str) -> Period:
    """A period as typed.

    Raises:
        InvalidInput: ``payout.period_form``.
    """
    try:
        return settlement.named(written.strip())
    except ValueError:
        raise InvalidInput(
            "payout.period_form",
            f'"{written}" is neither a month nor a quarter',
            hint="for example 2026-03 or 2026-Q1",
        ) from None


def _owed(account: Account, written: str, currency: str | None) -> Due:
    period = period_named(written)
    code = parse_currency(currency) if currency else None
    found = due_of(account, period, code)
    if not found:
        known = dict.fromkeys(one.period.name for one in settlement.dues(account))
        raise NotFound(
            "payout.period",
            f"nothing is owed for {period.name}{f' in {code}' if code else ''}",
            hint=f"there is revenue with a share in {listed(known)}"
            if known
            else "agree a share first: `onboardctl revenue share PARTNER PERCENT --from DATE`",
        )
    if len(found) > 1:
        raise Refused(
            "payout.currency",
            f"{period.name} is owed in {listed(one.currency for one in found)}",
            hint="say which: `--currency EUR`",
        )
    return found[0]
