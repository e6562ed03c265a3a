"""``report revenue``: what partners bring and cost, what they are owed, and what a customer is worth.

Every number stands with its formula and what went into it; two currencies are never added.
Source: Partnership Lifecycle, revenue and acquisition metrics (C14, C15).
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput, Usage
from onboardctl.core.money.amounts import spoken as money
from onboardctl.core.money.settlement import Period, named, period_of
from onboardctl.core.money.worth import Funnel, MonthCount, Worth, funnel
from onboardctl.core.names import counted, listed
from onboardctl.core.payloads.report import Reported
from onboardctl.core.record import NamedTuple
from onboardctl.core.report.model import Figure, Figures, Grid, Head, Prose, Report, Section, Value
from onboardctl.core.result import Result
from onboardctl.operations.lines import local_day
from onboardctl.operations.report.revenue_worth import DEFINITIONS, funnel_figures, worth_figures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

NOTHING = Decimal(0)
MONTHS = 12
"""How many months a report looks at when none are named, the running one included."""


class ReportRevenue(NamedTuple):
    """Months as typed, both included; the gross margin in percent for what a customer is worth."""

    partner: str | None = None
    first: str | None = None
    last: str | None = None
    margin: str | None = None


class Sums(NamedTuple):
    """Money of one partner in one currency."""

    revenue: Decimal = Decimal(0)
    cost: Decimal = Decimal(0)
    owed: Decimal = Decimal(0)
    open: Decimal = Decimal(0)

    def plus(self, other: Sums) -> Sums:
        """Both together."""
        return Sums(*(a + b for a, b in zip(self, other, strict=True)))


def report_revenue(session: Session, request: ReportRevenue) -> Result:
    """Revenue, conversions, shares, what a customer is worth and costs, and the same by partner.

    Raises:
        NotFound: no such partner.
        InvalidInput: not a month, not a margin.
        Usage: the months are in the wrong order.
    """
    today = local_day(session.moment, session.settings.zone)
    first, last = _span(request, today)
    margin = _margin(request.margin)
    partner = session.find_partner(request.partner) if request.partner else None
    whose = partner["partner_id"] if partner else None
    by_partner = _by_partner(session, first, last, whose)
    totals = _totals(by_partner)
    until, left_out = _whole(first, last, today)
    rows = session.store.rows("money.customers", last=until.name, partner_id=whose)
    customers = funnel([_count(row) for row in rows], first.name, until.name)
    over = _totals(_by_partner(session, first, until, whose))
    name = f"{partner['name']}, " if partner else ""
    report = Report(
        kind="revenue",
        title="Revenue through partners",
        subtitle=f"{name}{first.name} to {last.name}" + (", to date" if last.last >= today else ""),
        as_of=session.moment,
        zone=session.settings.zone,
        sections=(
            Section("At a glance", (Figures(tuple(_amounts(totals))),)),
            Section("Customers", (*left_out, Figures(funnel_figures(customers)))),
            Section("What a customer is worth", (*left_out, *_worth(over, customers, margin))),
            Section("By partner", (_grid(by_partner),)),
        ),
        definitions=DEFINITIONS,
    )
    return Result(
        "report revenue",
        "report/1",
        Reported(report),
        as_of=session.moment,
        zone=session.settings.zone,
        next_steps=("onboardctl payout list",)
        if any(sums.open > 0 for sums in totals.values())
        else (),
    )


def _span(request: ReportRevenue, today: date) -> tuple[Period, Period]:
    last = _month(request.last, "--to") if request.last else period_of(today, "month")
    first = _month(request.first, "--from") if request.first else last
    if not request.first:
        for _ in range(MONTHS - 1):
            first = period_of(first.first - timedelta(days=1), "month")
    if first.first > last.first:
        raise Usage("revenue.range", f"--from {first.name} lies after --to {last.name}")
    return first, last


def _whole(first: Period, last: Period, today: date) -> tuple[Period, tuple[Prose, ...]]:
    """The last month for rates, and what is said of one that is still running.

    A month that is not over has all its customers and a part of its money, so a rate over it would
    be too low; it counts only where nothing else was asked for.
    """
    if last.last < today or last.first > today:
        return last, ()
    if first == last:
        return last, (Prose((f"{last.name} is not over: to date",)),)
    before = period_of(last.first - timedelta(days=1), "month")
    return before, (Prose((f"up to {before.name}; {last.name} is not over",)),)


def _totals(by_partner: dict[tuple[str, str], Sums]) -> dict[str, Sums]:
    totals: dict[str, Sums] = {}
    for (_, currency), sums in by_partner.items():
        totals[currency] = totals.get(currency, Sums()).plus(sums)
    return totals


def _month(typed: str, flag: str) -> Period:
    try:
        period = named(typed)
    except ValueError:
        period = None
    if period is None or "Q" in period.name:
        raise InvalidInput(
            "money.month", f'{flag} "{typed}" is no month', hint="for example 2026-03"
        )
    return period


def _margin(typed: str | None) -> Fraction | None:
    if typed is None:
        return None
    try:
        percent = Decimal(typed.strip().removesuffix("%"))
    except InvalidOperation:
        percent = Decimal(-1)
    if not percent.is_finite() or not 0 < percent <= 100:  # noqa: PLR2004
        raise InvalidInput(
            "revenue.margin",
            f'a gross margin is above 0 and at most 100 percent, found "{typed}"',
            hint="for example --margin 75%",
        )
    return Fraction(percent) / 100


def _count(row: Row) -> MonthCount:
    return MonthCount(
        row["account_id"],
        row["month"],
        row["referred"],
        row["acquired"],
        row["subscribed"],
        row["lost"],
    )


def _by_partner(
    session: Session, first: Period, last: Period, whose: str | None
) -> dict[tuple[str, str], Sums]:
    """Sums by partner and currency; a payout counts where its period ends."""
    # Accounts are many: their sums are held a month at a time.
    amounts: dict[tuple[str, str], dict[bool, Decimal]] = {}
    for month in _months(first, last):
        for row in session.store.rows("money.of_month", month=month, partner_id=whose):
            own = amounts.setdefault((row["slug"], row["currency"]), {})
            is_revenue = row["kind"] == "revenue"
            own[is_revenue] = own.get(is_revenue, NOTHING) + Decimal(row["amount"])
    found = {
        key: Sums(revenue=own.get(True, NOTHING), cost=own.get(False, NOTHING))
        for key, own in amounts.items()
    }

    def add(row: Row, sums: Sums) -> None:
        key = row["slug"], row["currency"]
        found[key] = found.get(key, Sums()).plus(sums)

    dues = session.store.rows(
        "money.dues",
        first=first.first.isoformat(),
        last=last.last.isoformat(),
        partner_id=whose,
    )
    for row in dues:
        owed = Decimal(row["amount"])
        add(row, Sums(owed=owed, open=owed - Decimal(row["paid"])))
    return dict(sorted(found.items()))


def _months(first: Period, last: Period) -> Iterator[str]:
    """The names of the months, both included."""
    month = first
    while month.first <= last.first:
        yield month.name
        month = period_of(month.last + timedelta(days=1), "month")


def _amounts(totals: dict[str, Sums]) -> list[Figure]:
    found = []
    for currency, sums in sorted(totals.items()):
        ending = currency.lower()
        for key, title, amount in (
            ("revenue", f"Revenue, {currency}", sums.revenue),
            ("cost", "Cost of acquisition", sums.cost),
            ("owed", "Revenue share owed", sums.owed),
            ("open", "Of this not paid", sums.open),
        ):
            found.append(
                Figure(
                    f"revenue.{key}.{ending}",
                    title,
                    money(amount, currency),
                    float(amount),
                    currency,
                    definition=f"revenue.{key}",
                    indent=int(key != "revenue"),
                )
            )
    return found or [Figure("revenue.revenue", "Revenue", "no data", definition="revenue.revenue")]


def _worth(
    totals: dict[str, Sums], customers: Funnel, margin: Fraction | None
) -> tuple[Prose] | tuple[Figures]:
    if len(totals) > 1:
        said = (
            f"money is in {listed(sorted(totals))}, and customers are not counted by currency: "
            "nothing is worked out across them; ask for one partner with --partner"
        )
        return (Prose((said,)),)
    if not totals:
        return (Prose(("no revenue and no cost in these months",)),)
    ((currency, sums),) = totals.items()
    worth = Worth(sums.revenue, sums.cost, margin, customers)
    return (Figures(worth_figures(worth, currency)),)


def _grid(by_partner: dict[tuple[str, str], Sums]) -> Grid:
    def cell(amount: Decimal) -> Value:
        return Value(f"{amount:,.2f}", float(amount))

    return Grid(
        (
            Head("partner", "Partner"),
            Head("currency", "In"),
            Head("revenue", "Revenue", "right"),
            Head("cost", "Cost", "right"),
            Head("owed", "Share owed", "right"),
            Head("open", "Not paid", "right"),
        ),
        tuple(
            (Value(slug, slug), Value(currency, currency), *(cell(amount) for amount in sums))
            for (slug, currency), sums in by_partner.items()
        ),
        empty="no partner brought or cost anything in these months",
        note=f"{counted(len(by_partner), 'row')}, one for each partner and currency"
        if by_partner
        else "",
    )
