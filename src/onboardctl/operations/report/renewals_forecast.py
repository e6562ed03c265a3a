"""What renewals are expected to be worth, and how earlier calls came true."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from onboardctl.core.lifecycle import forecasting
from onboardctl.core.lifecycle import renewal_figures as sums
from onboardctl.core.money.amounts import spoken as money
from onboardctl.core.report.model import (
    Definition,
    Figure,
    Figures,
    Grid,
    Head,
    Prose,
    Value,
)
from onboardctl.operations.report.retention import (
    spoken_currency,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from onboardctl.core.payloads.renewal import RenewalLine
    from onboardctl.operations.session import Session


LEAST = 5
"""Calls in a band from which a share is said; below it the counts stand alone."""


FORECAST = Definition(
    "renewals.forecast",
    "Forecast",
    "Yearly value of each contract that ends in the range and is not decided, times how likely its "
    "renewal is: a person's last call, else what the factors say. A contract with neither, or "
    "without a value, is not in the sum and is counted apart. The range runs from the 10th to the "
    "90th percentile of the sum over independent outcomes: exact up to "
    f"{sums.EXACT_UP_TO} contracts, else from {sums.DRAWS} seeded draws.",
)


def neither_said(lines: Iterable[RenewalLine]) -> list[RenewalLine]:
    """Contracts that nobody called and whose factors nobody weighed."""
    return [one for one in lines if likelihood(one) is None]


def likelihood(line: RenewalLine) -> int | None:
    """A person's call, else what the factors say; ``None`` without either."""
    return forecasting.likelihood(line.called_percent, line.computed_percent)


def forecast(lines: list[RenewalLine]) -> tuple[Figures] | tuple[Figures, Prose]:
    """A figure for each currency, and what is in none of them."""
    worth = [one for one in lines if one.value is not None]
    currencies = sorted({one.currency for one in worth})
    figures = [
        _expected(currency, [one for one in worth if one.currency == currency])
        for currency in currencies
    ] or [Figure("renewals.forecast", "Forecast", "no data", definition=FORECAST.key)]
    without = len(lines) - len(worth)
    if not without:
        return (Figures(tuple(figures)),)
    said = "1 contract has" if without == 1 else f"{without} contracts have"
    return Figures(tuple(figures)), Prose((f"{said} no value on record; in no sum",))


def _expected(currency: str, lines: list[RenewalLine]) -> Figure:
    ident = f"renewals.forecast.{currency.lower() or 'none'}"
    title = f"Forecast, {spoken_currency(currency)}"
    stakes = [
        sums.Stake(Decimal(one.value), percent)
        for one in lines
        if one.value is not None and (percent := likelihood(one)) is not None
    ]
    remarks = _not_in_the_sum(currency, lines)
    if not stakes:
        return Figure(
            ident, title, "no data", unit=currency, remarks=remarks, definition=FORECAST.key
        )
    found = sums.outlook(stakes, forecasting.SEED)
    called = sum(one.called_percent is not None for one in lines)
    how = "exact" if found.exact else f"drawn {sums.DRAWS} times from the seed {forecasting.SEED}"
    bounds = f"P10 to P90 {money(found.low, currency)} to {money(found.high, currency)}, {how}"
    by_whom = f"called by a person: {called} of {found.n}"
    return Figure(
        ident,
        title,
        f"{money(found.expected, currency)} of {money(found.total, currency)} (n {found.n})",
        float(found.expected),
        currency,
        found.n,
        float(found.expected),
        float(found.total),
        low=float(found.low),
        high=float(found.high),
        level=0.8,
        remarks=(bounds, by_whom, *remarks),
        definition=FORECAST.key,
    )


def _not_in_the_sum(currency: str, lines: list[RenewalLine]) -> tuple[str, ...]:
    unknown = neither_said(lines)
    if not unknown:
        return ()
    total = sum((Decimal(one.value) for one in unknown if one.value is not None), Decimal(0))
    noun = "contract" if len(unknown) == 1 else "contracts"
    return (f"not called: {len(unknown)} {noun} worth {money(total, currency)}, not in the sum",)


def calls_beside_outcomes(session: Session, today: date) -> Grid:
    """The last call before each decision beside what came of it, of all terms that ended so far."""
    rows = session.store.rows("renewal.concluded", first="0001-01-01", last=today.isoformat())
    calls = [(row["called_percent"], row["outcome"] == "renewed") for row in rows]
    known = [(percent, renewed) for percent, renewed in calls if percent is not None]
    cells = [(f"{band.low}-{band.high}%", band.called, band.renewed) for band in sums.bands(known)]
    uncalled = [renewed for percent, renewed in calls if percent is None]
    cells.append(("not called", len(uncalled), sum(uncalled)))
    return Grid(
        (
            Head("called", "Called at"),
            Head("n", "Decided", "right"),
            Head("renewed", "Renewed", "right"),
            Head("share", "Share", "right"),
        ),
        tuple(
            (Value(name, name), Value(str(n), n), Value(str(renewed), renewed), _share(renewed, n))
            for name, n, renewed in cells
        )
        if calls
        else (),
        empty="no renewal was decided yet",
        note=f"a share is said from {LEAST} decided renewals on",
    )


def _share(renewed: int, n: int) -> Value:
    if n < LEAST:
        return Value("-", None, renewed, n)
    return Value(f"{round(100 * renewed / n)}%", renewed / n, renewed, n)
