"""``report renewals``: contracts that end, what they will be worth, and how much of a cohort stays (C19)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from onboardctl.core.errors import Usage
from onboardctl.core.lifecycle import renewal_figures as sums
from onboardctl.core.payloads.report import Reported
from onboardctl.core.record import NamedTuple
from onboardctl.core.report.model import (
    Definition,
    Figure,
    Figures,
    Grid,
    Head,
    Prose,
    Report,
    Section,
    Value,
)
from onboardctl.core.result import Result
from onboardctl.operations.lines import local_day
from onboardctl.operations.renewal import line_of
from onboardctl.operations.report.retention import (
    DEFINITIONS,
    money,
    retention_figures,
    spoken_currency,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onboardctl.core.payloads.renewal import RenewalLine
    from onboardctl.operations.session import Session

YEAR_DAYS = 365
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
_TONES = {"late": "bad", "due": "warning"}


class ReportRenewals(NamedTuple):
    """Contracts that end in a calendar ``year``, or ``within`` days; a year ahead when neither is said."""

    year: int | None = None
    within: int | None = None


class Span(NamedTuple):
    """Days of a report, both ends included.

    Contracts are looked at that end from ``first`` (``None``: however long ago) to ``until``;
    retention runs from ``opens`` to ``closes`` and not at all when the year has not begun.
    """

    first: date | None
    until: date
    opens: date
    closes: date
    name: str


def report_renewals(session: Session, request: ReportRenewals) -> Result:
    """The radar, the forecast, how calls came true, and what stayed of a cohort.

    Raises:
        Usage: ``renewals.range``: a year and a number of days at once.
    """
    today = local_day(session.moment, session.settings.zone)
    span = _span(request, today)
    lines = _radar(session, span)
    forecast = [one for one in lines if span.first is None or one.ends_on >= span.first]
    sections = (
        Section("At a glance", (Figures(_counts(lines)),)),
        Section("Radar", (_grid(lines, span),)),
        Section("Forecast", _forecast(forecast)),
        Section("How calls came true", (_calls(session, today),)),
        Section("What stayed", retention_figures(session, span.opens, span.closes)),
    )
    report = Report(
        kind="renewals",
        title="Renewals",
        subtitle=span.name,
        as_of=session.moment,
        zone=session.settings.zone,
        sections=sections,
        definitions=(FORECAST, *DEFINITIONS),
    )
    return Result(
        "report renewals",
        "report/1",
        Reported(report),
        as_of=session.moment,
        zone=session.settings.zone,
        next_steps=(f"onboardctl renewal show {lines[0].partner}",)
        if lines
        else ("onboardctl renewal set PARTNER --ends DATE --value AMOUNT",),
    )


def _span(request: ReportRenewals, today: date) -> Span:
    if request.year is not None and request.within is not None:
        raise Usage(
            "renewals.range",
            "--year and --within are two ranges",
            hint="give one: --year 2026, or --within 90",
        )
    if request.year is None:
        ahead = YEAR_DAYS if request.within is None else request.within
        until = today + timedelta(days=ahead)
        name = f"contracts that end by {until}; retention over the year to {today}"
        return Span(None, until, today - timedelta(days=YEAR_DAYS), today, name)
    first, until = date(request.year, 1, 1), date(request.year, 12, 31)
    closes = min(until, today)
    name = f"contracts that end in {request.year}; retention to {closes}"
    if first > today:
        name = f"contracts that end in {request.year}, which has not begun"
    return Span(first, until, first, closes, name)


def _radar(session: Session, span: Span) -> list[RenewalLine]:
    """Undecided contracts of the range and all past their end, late steps first."""
    rows = session.store.rows("renewal.radar", until=span.until.isoformat(), owner=None)
    lines = [line_of(session, row) for row in rows]
    asked = [
        one for one in lines if span.first is None or one.ends_on >= span.first or one.days_left < 0
    ]
    return sorted(
        asked,
        key=lambda one: (
            one.standing != "late",
            one.step_due_on or one.ends_on,
            one.ends_on,
            one.partner,
        ),
    )


def _counts(lines: list[RenewalLine]) -> tuple[Figure, ...]:
    counted = {
        "ending": ("Contracts that end and are not decided", len(lines)),
        "late": ("Of these with a late step", sum(one.standing == "late" for one in lines)),
        "past": ("Of these past their end", sum(one.days_left < 0 for one in lines)),
        "uncalled": ("Of these not called by anybody", _uncalled(lines)),
        "unknown": ("Of these neither called nor weighed", len(_unknown(lines))),
    }
    return tuple(
        Figure(
            f"renewals.{key}", title, str(number), float(number), n=number, indent=key != "ending"
        )
        for key, (title, number) in counted.items()
    )


def _uncalled(lines: list[RenewalLine]) -> int:
    return sum(one.called_percent is None for one in lines)


def _unknown(lines: Iterable[RenewalLine]) -> list[RenewalLine]:
    return [one for one in lines if likelihood(one) is None]


def likelihood(line: RenewalLine) -> int | None:
    """A person's call, else what the factors say; ``None`` without either."""
    return line.computed_percent if line.called_percent is None else line.called_percent


def _grid(lines: list[RenewalLine], span: Span) -> Grid:
    return Grid(
        (
            Head("partner", "Partner"),
            Head("ends_on", "Ends"),
            Head("days_left", "Days", "right"),
            Head("step", "Next step"),
            Head("step_due_on", "By"),
            Head("standing", "State"),
            Head("called", "Called", "right"),
            Head("computed", "Computed", "right"),
            Head("value", "A year", "right"),
            Head("owner", "Owner"),
        ),
        tuple(
            (
                Value(one.partner, one.partner),
                Value(one.ends_on.isoformat(), one.ends_on.isoformat()),
                Value(str(one.days_left), one.days_left),
                Value(one.step or ""),
                Value(one.step_due_on.isoformat() if one.step_due_on else ""),
                Value(
                    one.standing.upper() if one.standing == "late" else one.standing,
                    one.standing,
                    tone=_TONES.get(one.standing, ""),
                ),
                _percent(one.called_percent),
                _percent(one.computed_percent),
                _worth(one),
                Value(one.owner or ""),
            )
            for one in lines
        ),
        empty=f"no contract is known to end by {span.until}",
    )


def _percent(value: int | None) -> Value:
    return Value("-") if value is None else Value(f"{value}%", value / 100)


def _worth(line: RenewalLine) -> Value:
    if line.value is None:
        return Value("-")
    return Value(money(Decimal(line.value), line.currency), float(line.value))


def _forecast(lines: list[RenewalLine]) -> tuple[Figures] | tuple[Figures, Prose]:
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
    found = sums.outlook(stakes)
    called = sum(one.called_percent is not None for one in lines)
    how = "exact" if found.exact else f"drawn {sums.DRAWS} times"
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
    unknown = _unknown(lines)
    if not unknown:
        return ()
    total = sum((Decimal(one.value) for one in unknown if one.value is not None), Decimal(0))
    noun = "contract" if len(unknown) == 1 else "contracts"
    return (f"not called: {len(unknown)} {noun} worth {money(total, currency)}, not in the sum",)


def _calls(session: Session, today: date) -> Grid:
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
