"""Amounts of money as people type them and as the store keeps them: decimals, never floats."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from onboardctl.core.errors import InvalidInput
from onboardctl.core.patterns import pattern

CENT = Decimal("0.01")
LARGEST = Decimal(10) ** 13
"""Beyond ten trillion somebody slipped on the keyboard."""
_WRITTEN = pattern(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d{1,2})?", re.ASCII)
CODE_LENGTH = 3


def parse_amount(written: str) -> Decimal:
    """An amount with at most two decimals; commas may stand between thousands, never for the point.

    Raises:
        InvalidInput: ``money.amount``.
    """
    text = written.strip()
    amount = Decimal(text.replace(",", "")) if _WRITTEN().fullmatch(text) else None
    if amount is None or abs(amount) > LARGEST:
        raise InvalidInput(
            "money.amount",
            f'"{written}" is no amount of money with at most two decimals',
            hint="for example 1250, 1250.50 or 1,250.50, without a currency",
        )
    return amount.quantize(CENT)


def parse_currency(written: str) -> str:
    """A currency by its three letters, in capitals.

    Raises:
        InvalidInput: ``money.currency``.
    """
    code = written.strip().upper()
    if len(code) != CODE_LENGTH or not code.isascii() or not code.isalpha():
        raise InvalidInput(
            "money.currency",
            f'a currency has three letters, found "{written}"',
            hint="for example EUR or USD",
        )
    return code


def to_the_cent(amount: Decimal) -> Decimal:
    """Rounded to two decimals, half a cent away from zero, as invoices are."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def spoken(amount: Decimal | str, currency: str = "") -> str:
    """As people read it: ``48,000 USD``; cents only where there are some."""
    exact = Decimal(amount)
    whole = exact == exact.to_integral_value()
    return f"{exact:,.0f} {currency}".strip() if whole else f"{exact:,.2f} {currency}".strip()


def text_of(amount: Decimal) -> str:
    """As the store keeps it: two decimals, no exponent, no minus before nothing."""
    return format(amount.quantize(CENT) + 0, "f")
