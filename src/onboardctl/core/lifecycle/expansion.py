"""Expansions: won, lost or postponed; one that is won makes the contract worth more by itself.

Its kinds and steps are a procedure of the playbook like those of other undertakings. What is its
own is the end: the fact that it is won carries what a year is worth more and from which day, and
everything that is worked out from the contract follows from that one fact.
Source: Partnership Lifecycle, expansion (C20).
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput, Refused, Usage
from onboardctl.core.lifecycle import events as e
from onboardctl.core.lifecycle.contract import amount_text, changeable_from
from onboardctl.core.lifecycle.state import Worth
from onboardctl.core.money.amounts import parse_amount, text_of
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from onboardctl.core.lifecycle.state import Lifecycle, Term, Undertaking

EXPANSION = "expansion"
"""The procedure of the playbook whose end changes the contract."""
WON, LOST, POSTPONED = "won", "lost", "postponed"
OUTCOMES = (WON, LOST, POSTPONED)


class Deal(NamedTuple):
    """What was agreed, as typed: ``adds`` to a year or its new ``value``, one of the two."""

    adds: str | None = None
    value: str | None = None
    currency: str = ""
    users: int | None = None


def win(
    lifecycle: Lifecycle, undertaking: Undertaking, deal: Deal, from_on: date, result: str
) -> e.ExpansionWon:
    """Record that an expansion was agreed.

    Raises:
        Usage: ``expansion.amount``: neither or both of what it adds and the new value.
        InvalidInput: ``term.value``, ``money.currency``, ``expansion.users``: not an amount, a
            currency or a number; ``expansion.currency``: not that of the contract; ``term.day``:
            a day outside the running term; ``expansion.less``: a year would be worth less.
        Refused: ``renewal.term``, ``term.unpriced``: no contract runs or it has no value.
    """
    if (deal.adds is None) == (deal.value is None):
        raise Usage(
            "expansion.amount",
            "say what a year is worth more, or what it is worth now; one of the two",
            hint="`--adds 12000`, or `--value 60000`; `--adds 0` where only users are added",
        )
    term = changeable_from(lifecycle, from_on)
    _same_currency(deal.currency, term)
    if deal.users is not None and deal.users < 1:
        raise InvalidInput("expansion.users", f"{deal.users} is no number of users from 1")
    adds = _added(deal, Decimal(term.value_on(from_on) or 0))
    return e.ExpansionWon(undertaking.id, text_of(adds), from_on, deal.users, result)


def lose(undertaking: Undertaking, reason: str) -> e.UndertakingClosed:
    """Record that nothing comes of an expansion; the contract stays as it is.

    Raises:
        Refused: ``reason.missing``.
    """
    _require_reason(undertaking, LOST, reason)
    return e.UndertakingClosed(undertaking.id, LOST, reason)


def postpone(
    undertaking: Undertaking, until: date | None, reason: str, today: date
) -> e.UndertakingPostponed:
    """Record that an expansion waits; it stays open and the contract as it is.

    Raises:
        Usage: ``expansion.until``: no day to look at it again.
        InvalidInput: ``expansion.until``: the day is not ahead.
        Refused: ``reason.missing``.
    """
    if until is None:
        raise Usage(
            "expansion.until", "say when it is looked at again", hint="add `--until 2026-09-01`"
        )
    if until <= today:
        raise InvalidInput(
            "expansion.until", f"--until {until} is not ahead", hint=f"a day after {today}"
        )
    _require_reason(undertaking, POSTPONED, reason)
    return e.UndertakingPostponed(undertaking.id, until, reason)


def grow(lifecycle: Lifecycle, adds: str, from_on: date, by: str, reason: str) -> Lifecycle:
    """The partnership whose contract is worth more from a day on.

    Values that are known for later days rise by as much, so expansions may be recorded in any
    order. Nothing changes where no contract with a value runs, which only taking facts back brings
    about.
    """
    term = lifecycle.term
    before = term.value_on(from_on) if term is not None else None
    if term is None or before is None:
        return lifecycle
    more = Decimal(adds)
    earlier = [one for one in term.changes if one.from_on < from_on]
    later = [
        one._replace(value=text_of(Decimal(one.value) + more))
        for one in term.changes
        if one.from_on > from_on
    ]
    grown = Worth(text_of(Decimal(before) + more), from_on, by, reason)
    changed = term._replace(changes=(*earlier, grown, *later))
    return lifecycle._replace(terms=(*lifecycle.terms[:-1], changed))


def _added(deal: Deal, before: Decimal) -> Decimal:
    adds = (
        parse_amount(amount_text(deal.adds))
        if deal.adds is not None
        else parse_amount(amount_text(deal.value or "")) - before
    )
    if adds < 0:
        raise InvalidInput(
            "expansion.less",
            f"a year is worth {text_of(before)} already, which --value {deal.value} would lower",
            hint="a value that falls: onboardctl renewal adjust PARTNER --value AMOUNT "
            "--reason TEXT",
        )
    return adds


def _same_currency(typed: str, term: Term) -> None:
    from onboardctl.core.money.amounts import parse_currency

    if typed and parse_currency(typed) != (term.currency or typed.strip().upper()):
        raise InvalidInput(
            "expansion.currency",
            f"the contract is in {term.currency}, not in {typed.strip().upper()}",
            hint=f"give the amount in {term.currency}; nothing is converted",
        )


def _require_reason(undertaking: Undertaking, outcome: str, reason: str) -> None:
    if not reason.strip():
        raise Refused(
            "reason.missing",
            f'"{undertaking.id}" as {outcome} needs a reason',
            hint="add `--result TEXT`",
        )
