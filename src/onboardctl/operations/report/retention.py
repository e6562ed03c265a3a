"""Retention of a report: what became of the contracts that ran on the first day of a period."""

from __future__ import annotations

import json
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from onboardctl.core.lifecycle import renewal_figures as sums
from onboardctl.core.money.amounts import spoken as money
from onboardctl.core.record import NamedTuple
from onboardctl.core.report.model import Definition, Figure, Figures, Prose

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

_COHORT = (
    "The cohort are the contracts that ran on the first day of the period; nothing that began "
    "later is in it, nor is a contract won again after it lapsed. Values are a year's worth, so "
    "agreed rises count and single fees do not. A value that changes while a term runs counts from "
    "its day; what the term began with stays."
)
GROSS = Definition(
    "renewals.grr",
    "GRR",
    "Gross revenue retention: (start - contraction - churn) / start, at most 100 %. " + _COHORT,
)
NET = Definition(
    "renewals.nrr",
    "NRR",
    "Net revenue retention: (start - contraction - churn + expansion) / start; the same cohort.",
)
DEFINITIONS = (GROSS, NET)


class Followed(NamedTuple):
    """A contract of the cohort: its first term of the period and where it stands at the end.

    ``worth`` and ``left`` are a year's worth on the first day and on the last.
    """

    start: Row
    end: Row
    lost: bool
    undecided: bool
    worth: str | None
    left: str | None

    @property
    def counted(self) -> bool:
        """Both values are known, in one currency."""
        known = self.worth is not None and (self.lost or self.left is not None)
        return known and self.start["currency"] == self.end["currency"]


def retention_figures(
    session: Session, opens: date, closes: date
) -> tuple[Prose] | tuple[Figures] | tuple[Figures, Prose]:
    """GRR, NRR and the amounts behind them for each currency; says what is left out and why."""
    if opens > closes:
        return (Prose(("the period has not begun, so nothing could stay or go yet",)),)
    rows = session.store.rows("renewal.cohort", day=opens.isoformat())
    cohort = [
        follow(list(terms), opens, closes)
        for _, terms in groupby(rows, key=lambda row: row["lifecycle_id"])
    ]
    counted = [one for one in cohort if one.counted]
    figures = [
        figure
        for currency in sorted({one.start["currency"] for one in counted})
        for figure in _of_currency(
            currency, [one for one in counted if one.start["currency"] == currency]
        )
    ] or [
        Figure("renewals.grr", "GRR", "no data", unit="ratio", definition=GROSS.key),
        Figure("renewals.nrr", "NRR", "no data", unit="ratio", definition=NET.key),
    ]
    undated = session.store.one("renewal.undated", day=opens.isoformat())
    said = _left_out(cohort, opens, undated["n"] if undated else 0)
    return (Figures(tuple(figures)), Prose(said)) if said else (Figures(tuple(figures)),)


def follow(terms: list[Row], opens: date, closes: date) -> Followed:
    """One contract from the term that ran on ``opens`` to what it is on ``closes``.

    Where one term ends on the day that the next begins, the earlier one ran. A renewal counts from
    the first day of the new term, an end from the last day of the old one.
    """
    first, last = opens.isoformat(), closes.isoformat()
    at = next(
        number
        for number, one in enumerate(terms)
        if one["starts_on"] is not None and one["starts_on"] <= first <= one["ends_on"]
    )
    start = end = terms[at]
    for following in terms[at + 1 :]:
        if end["outcome"] != "renewed" or not following["starts_on"] <= last:
            break
        end = following
    over = end["ends_on"] <= last
    return Followed(
        start,
        end,
        lost=over and end["outcome"] == "lapsed",
        undecided=end["ends_on"] < last and not end["outcome"],
        worth=_worth(start, first),
        left=_worth(end, last),
    )


def _worth(term: Row, day: str) -> str | None:
    """What a year of a term is worth on a day, ISO dates as text."""
    value: str | None = term["value"]
    for since, changed in json.loads(term["value_changes"]):
        if since <= day:
            value = changed
    return value


def _of_currency(currency: str, cohort: list[Followed]) -> list[Figure]:
    found = sums.retention(
        sums.Kept(
            Decimal(one.worth or 0),
            Decimal(0) if one.lost else Decimal(one.left or 0),
            one.lost,
        )
        for one in cohort
    )
    ending = currency.lower() or "none"
    words = spoken_currency(currency)
    kept = found.start - found.contraction - found.churn

    def amount(key: str, title: str, value: Decimal, count: int) -> Figure:
        noun = "contract" if count == 1 else "contracts"
        return Figure(
            f"renewals.{key}.{ending}",
            title,
            f"{money(value, currency)} ({count} {noun})",
            float(value),
            currency,
            count,
            indent=1,
        )

    def rate(definition: Definition, left: Decimal, share: Fraction | None) -> Figure:
        title = f"{definition.title}, {words}"
        ident = f"{definition.key}.{ending}"
        if share is None:
            return Figure(ident, title, "no data", unit="ratio", definition=definition.key)
        text = (
            f"{float(100 * share):.1f}% ({money(left, currency)} of {money(found.start, currency)})"
        )
        return Figure(
            ident,
            title,
            text,
            float(share),
            "ratio",
            found.n,
            float(left),
            float(found.start),
            definition=definition.key,
        )

    return [
        rate(GROSS, kept, found.gross),
        rate(NET, kept + found.expansion, found.net),
        amount("start", "At the start", found.start, found.n),
        amount("contraction", "Contraction", found.contraction, found.contracted),
        amount("churn", "Churn", found.churn, found.churned),
        amount("expansion", "Expansion", found.expansion, found.expanded),
    ]


def _left_out(cohort: list[Followed], opens: date, undated: int) -> tuple[str, ...]:
    odd = sum(one.start["currency"] != one.end["currency"] for one in cohort)
    blank = sum(not one.counted for one in cohort) - odd
    undecided = sum(one.undecided for one in cohort)
    said = (
        (blank, "ran at the start without a value on record; left out"),
        (odd, "changed currency; left out"),
        (undated, f"may have run on {opens}, but nobody said since when; left out"),
        (undecided, "past the end and not decided; counted as staying"),
    )
    return tuple(
        f"{count} {'contract' if count == 1 else 'contracts'} {words}"
        for count, words in said
        if count
    )


def spoken_currency(currency: str) -> str:
    """A currency by its code, or that none was named."""
    return currency or "no currency named"
