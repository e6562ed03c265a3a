"""What may be said about the money of a partnership: each rule answers with a fact, or refuses.

Source: Partnership Lifecycle, revenue and acquisition metrics with their tracking (C14, C15).
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from onboardctl.core.errors import Conflict, InvalidInput, NotFound, Refused
from onboardctl.core.money import events as e
from onboardctl.core.money import settlement
from onboardctl.core.money.amounts import parse_amount, parse_currency, text_of
from onboardctl.core.names import did_you_mean, listed

if TYPE_CHECKING:
    from datetime import date

    from onboardctl.core.money.state import Account

KINDS = ("revenue", "cost")
COUNTS = ("referred", "acquired", "subscribed", "lost")
WHOLE = Decimal(100)
LONGEST_DAYS = 365


def record(
    account: Account,
    kind: str,
    on: date,
    written: str,
    currency: str,
    *,
    refund: bool = False,
    reference: str = "",
    note: str = "",
    credits: str = "",  # noqa: A002 -- the word of the field
) -> e.AmountRecorded | None:
    """Put revenue or a cost into the account; ``None`` when its document is in there already.

    Args:
        account: as it stands.
        kind: ``revenue`` or ``cost``.
        on: the day it counts for.
        written: the amount as typed.
        currency: three letters as typed.
        refund: the amount was given back.
        reference: of the document.
        note: for people.
        credits: reference of a document of which money is given back.

    Raises:
        InvalidInput: ``money.kind``, ``money.amount``, ``money.currency``.
        NotFound: ``money.credits``: no such document is in the account.
        Refused: ``money.credits``: it is of another kind or currency, or less is left of it.
        Conflict: ``money.reference``: the document is in the account with other content.
    """
    if kind not in KINDS:
        raise InvalidInput(
            "money.kind",
            f'an entry is revenue or cost, not "{kind}"{did_you_mean(kind, KINDS)}',
        )
    amount = parse_amount(written)
    if not amount:
        raise InvalidInput("money.amount", "nothing was earned and nothing spent: the amount is 0")
    text = text_of(-abs(amount) if refund or credits else amount)
    code = parse_currency(currency)
    known = account.by_reference(reference) if reference else None
    fact = e.AmountRecorded(
        max(account.entries, default=0) + 1, kind, on, text, code, reference, note, credits
    )
    if known is None:
        if credits:
            _can_be_credited(account, fact)
        return fact
    if known._replace(entry=fact.entry, note=note) == fact:
        return None
    raise Conflict(
        "money.reference",
        f"{reference} is entry {known.entry}: {known.kind} of {known.amount} {known.currency} "
        f"on {known.on}",
        hint="onboardctl revenue correct PARTNER ENTRY --amount AMOUNT --reason TEXT",
    )


def _can_be_credited(account: Account, note: e.AmountRecorded) -> None:
    """Refuse a credit note for what is not there, or for more than is left of it."""
    document = account.by_reference(note.credits)
    if document is None:
        known = [one.reference for one in account.entries.values() if one.reference]
        raise NotFound(
            "money.credits",
            f'the account has no document "{note.credits}"{did_you_mean(note.credits, known)}',
            hint="see them with `onboardctl revenue list PARTNER`",
        )
    if (document.kind, document.currency) != (note.kind, note.currency) or document.on > note.on:
        raise Refused(
            "money.credits",
            f"{note.credits} is {document.kind} in {document.currency} of {document.on}; a credit "
            "note is of the same kind and currency, and not of an earlier day",
        )
    left = Decimal(document.amount) + sum(
        (Decimal(one.amount) for one in account.entries.values() if one.credits == note.credits),
        Decimal(0),
    )
    if -Decimal(note.amount) > left:
        raise Refused(
            "money.credits",
            f"of {note.credits} only {text_of(max(left, Decimal(0)))} {note.currency} is left to "
            "give back",
        )


def correct(account: Account, entry: int, written: str, reason: str) -> e.AmountCorrected:
    """Say what an entry should have said; 0 takes it out.

    Raises:
        NotFound: ``money.entry``.
        InvalidInput: ``money.amount``.
        Refused: ``reason.missing``; ``money.same``: it says so already.
    """
    known = account.entries.get(entry)
    if known is None:
        raise NotFound(
            "money.entry",
            f"the account has no entry {entry}",
            hint="see them with `onboardctl revenue list PARTNER`",
        )
    text = text_of(parse_amount(written))
    require_reason(reason)
    if text == known.amount:
        raise Refused("money.same", f"entry {entry} says {text} {known.currency} already")
    return e.AmountCorrected(entry, text, reason)


def count_customers(
    account: Account, month: str, written: tuple[str, ...], today: date
) -> e.CustomersCounted:
    """Say how many customers a month referred, acquired, subscribed and lost.

    What is not named keeps what was said before, else 0.

    Raises:
        InvalidInput: ``money.month``; ``money.count``: no such count, or not a whole number;
            ``money.lost``: more customers would have left than there were.
        Refused: ``money.future``: the month has not begun.
    """
    try:
        period = settlement.named(month)
    except ValueError:
        period = None
    if period is None or "Q" in period.name:
        raise InvalidInput("money.month", f'"{month}" is no month', hint="for example 2026-03")
    if period.first > today:
        raise Refused("money.future", f"{month} has not begun")
    before = account.months.get(period.name, e.CustomersCounted(period.name))
    counts: dict[str, Any] = dict(_count(one) for one in written)
    said = before._replace(**counts)
    _nobody_leaves_twice({**account.months, period.name: said})
    return said


def _count(written: str) -> tuple[str, int]:
    name, sign, number = written.partition("=")
    if not sign or name not in COUNTS or not number.isascii() or not number.isdigit():
        raise InvalidInput(
            "money.count",
            f'"{written}" does not count customers{did_you_mean(name, COUNTS)}',
            hint=f"{listed(f'{one}=N' for one in COUNTS)}, each a whole number",
        )
    return name, int(number)


def _nobody_leaves_twice(months: dict[str, e.CustomersCounted]) -> None:
    customers = 0
    for name in sorted(months):
        one = months[name]
        if one.lost > customers + one.acquired:
            raise InvalidInput(
                "money.lost",
                f"{one.lost} customers would have left in {name}, of {customers} and "
                f"{one.acquired} new ones",
            )
        customers += one.acquired - one.lost


def agree(
    account: Account,
    written: str,
    from_on: date,
    *,
    every: str | None = None,
    within_days: int | None = None,
    contract: str = "",
) -> e.ShareAgreed:
    """Say what share of the revenue the partner gets from a day on; 0 ends it.

    How often and how soon it is paid stays as it was, at first every quarter within 30 days.

    Raises:
        InvalidInput: ``share.percent``; ``share.every``; ``share.days``.
    """
    try:
        percent = Decimal(written.strip().removesuffix("%").strip())
    except InvalidOperation:
        percent = Decimal(-1)
    hundredths = Decimal("0.01")
    if not percent.is_finite() or not 0 <= percent <= WHOLE or percent % hundredths:
        raise InvalidInput(
            "share.percent",
            f'a share is a percentage from 0 to 100, found "{written}"',
            hint="for example 20 or 12.5%",
        )
    before = settlement.share_on(account.shares, from_on)
    often = every or (before.every if before else "quarter")
    if often not in settlement.EVERY:
        raise InvalidInput("share.every", f'a share is settled by month or quarter, not "{often}"')
    days = within_days if within_days is not None else (before.within_days if before else 30)
    if not 0 <= days <= LONGEST_DAYS:
        raise InvalidInput("share.days", f"a payout is due within 0 to 365 days, not {days}")
    text = format(percent.normalize(), "f")
    return e.ShareAgreed(text, from_on, often, days, contract)


def require_reason(reason: str) -> None:
    """Refuse a correction that nobody explains.

    Raises:
        Refused: ``reason.missing``.
    """
    if not reason.strip():
        raise Refused("reason.missing", "a correction needs a reason", hint="add `--reason TEXT`")
