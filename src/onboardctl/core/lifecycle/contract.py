"""The contract behind a partnership: its days, and what a year of it is worth from which day on.

What a year was worth at the start of a term is never written over: a cohort that was closed on that
day would change after the fact, and with it every retention worked out from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput, Refused
from onboardctl.core.lifecycle import events as e
from onboardctl.core.money.amounts import parse_amount, text_of

if TYPE_CHECKING:
    from datetime import date

    from onboardctl.core.lifecycle.state import Lifecycle, Term


def set_term(
    lifecycle: Lifecycle,
    ends_on: date,
    *,
    starts_on: date | None = None,
    notice_on: date | None = None,
    value: str | None = None,
    currency: str = "",
    mistaken: bool = False,
) -> e.ContractTermSet:
    """Say when the running contract ends, what it is worth a year and by when notice must be given.

    Args:
        lifecycle: as it stands.
        ends_on: the last day.
        starts_on: the first day; ``None`` leaves what is known.
        notice_on: the last day to give notice; ``None`` leaves what is known.
        value: of a year, as typed, at the start of the term.
        currency: of the value; empty leaves what is known.
        mistaken: the value on record was wrong from the start and may be replaced.

    Raises:
        InvalidInput: ``term.order``: it would end before it starts or before the notice;
            ``term.value``: not an amount.
        Refused: ``term.worth``: the running term began with another value or currency.
    """
    before = lifecycle.term
    running = before if before is not None and not before.outcome else None
    starts = starts_on or (running.starts_on if running else None)
    notice = notice_on or (running.notice_on if running else None)
    for name, day in (("start", starts), ("notice", notice)):
        if day is not None and day >= ends_on:
            raise InvalidInput(
                "term.order",
                f"the contract would end on {ends_on}, not after its {name} on {day}",
                hint="days are YYYY-MM-DD",
            )
    amount = amount_text(value) if value is not None else None
    if running is not None and not mistaken:
        _keep_the_start(running, amount, currency)
    if amount is None and before is not None:
        amount = before.value if running else before.last_value
    money = currency or (before.currency if before else "")
    return e.ContractTermSet(ends_on, starts, notice, amount, money)


def _keep_the_start(running: Term, amount: str | None, currency: str) -> None:
    """Refuse to write over what a year was worth when the term began."""
    known = running.value
    other = amount is not None and known is not None and amount != known
    if other or (currency and running.currency and currency != running.currency):
        raise Refused(
            "term.worth",
            f"this term began at {known} {running.currency}".rstrip()
            + ", which stays what it began at",
            hint="it changed: `renewal adjust PARTNER --value AMOUNT --from DATE`; it was noted "
            "wrongly: add `--mistaken`",
        )


def change_value(
    lifecycle: Lifecycle, written: str, from_on: date, reason: str
) -> e.ContractValueChanged:
    """Say that a year is worth something else from a day of the running term on.

    Raises:
        InvalidInput: ``term.value``: not an amount; ``term.day``: the day is outside the term.
        Refused: ``renewal.term``: no contract runs; ``term.unpriced``: nobody said what it was
            worth at its start; ``reason.missing``.
    """
    changeable_from(lifecycle, from_on)
    amount = amount_text(written)
    if not reason.strip():
        raise Refused("reason.missing", "a change needs a reason", hint="add `--reason TEXT`")
    return e.ContractValueChanged(amount, from_on, reason)


def changeable_from(lifecycle: Lifecycle, from_on: date) -> Term:
    """The running term, whose value can change from that day on.

    Raises:
        InvalidInput: ``term.day``: the day is outside the term, or its first.
        Refused: ``renewal.term``: no contract runs; ``term.unpriced``: nobody said what it was
            worth at its start.
    """
    from onboardctl.core.lifecycle.renewal import running

    term = running(lifecycle)
    if term.value is None:
        raise Refused(
            "term.unpriced",
            "nobody said what a year was worth at the start",
            hint=f"onboardctl renewal set PARTNER --ends {term.ends_on} --value AMOUNT",
        )
    early = term.starts_on is not None and from_on <= term.starts_on
    if early or from_on > term.ends_on:
        began = f"after {term.starts_on} and " if term.starts_on else ""
        raise InvalidInput(
            "term.day",
            f"{from_on} is no day on which this term can change its value",
            hint=f"a day {began}not after {term.ends_on}",
        )
    return term


def amount_text(written: str) -> str:
    """A yearly value as decimal text with two places, read as all money is; nothing below 0.

    Raises:
        InvalidInput: ``term.value``; so that ``48.000`` does not become 48.
    """
    try:
        amount = parse_amount(written)
    except InvalidInput:
        amount = None
    if amount is None or amount < 0:
        raise InvalidInput(
            "term.value",
            f'"{written}" is no yearly value',
            hint="an amount without its currency: `--value 24000 --currency EUR`, or 24,000.50",
        )
    return text_of(amount)
