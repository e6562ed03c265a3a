"""What customers won through partners are worth, as figures with the arithmetic written out."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from onboardctl.core.money.amounts import spoken as money
from onboardctl.core.money.amounts import to_the_cent
from onboardctl.core.names import counted
from onboardctl.core.report.model import Definition, Figure

if TYPE_CHECKING:
    from fractions import Fraction

    from onboardctl.core.money.worth import Funnel, Worth

_TEXTS = {
    "revenue.revenue": (
        "Revenue",
        "Revenue recorded with the partner on days of these months, less what was given back.",
    ),
    "revenue.cost": ("Cost of acquisition", "Entries of the kind cost on days of these months."),
    "revenue.owed": (
        "Revenue share owed",
        (
            "Sum of entry x share in force on its day, for periods that end in these months; each "
            "period and currency is added up exactly and rounded once, half a cent up."
        ),
    ),
    "revenue.open": ("Not paid", "Revenue share owed less the payouts recorded for the period."),
    "revenue.conversion": ("Conversion rate", "Customers acquired / customers referred."),
    "revenue.subscription": (
        "Subscription conversion",
        "Customers who subscribed / customers referred.",
    ),
    "revenue.churn": (
        "Churn of a month",
        (
            "Customers lost / customer-months. A customer-month is a month in which somebody was a "
            "customer, the month they came or left included."
        ),
    ),
    "revenue.per_month": ("Revenue of a customer-month", "Revenue / customer-months."),
    "revenue.ltv": (
        "LTV",
        (
            "Lifetime value: revenue of a customer-month x gross margin / churn of a month. The margin "
            "is given with --margin; none is assumed."
        ),
    ),
    "revenue.cac": ("CAC", "Cost of acquiring a customer: cost / customers acquired."),
    "revenue.ltv_cac": ("LTV to CAC", "LTV / CAC."),
}
DEFINITIONS = tuple(
    Definition(key, title, text, origin="ours") for key, (title, text) in _TEXTS.items()
)


def funnel_figures(funnel: Funnel) -> tuple[Figure, ...]:
    """Customers referred, won and lost, and the rates between them."""
    counts = (
        ("referred", "Referred", funnel.referred),
        ("acquired", "Acquired", funnel.acquired),
        ("subscribed", "Subscribed", funnel.subscribed),
        ("lost", "Lost", funnel.lost),
        ("customers", "Customers at the end", funnel.customers),
    )
    figures = [
        Figure(f"revenue.{key}", title, str(number), float(number), "customers", number)
        for key, title, number in counts
    ]
    figures += [
        _rate("revenue.conversion", funnel.conversion, funnel.acquired, funnel.referred),
        _rate("revenue.subscription", funnel.subscription, funnel.subscribed, funnel.referred),
        _rate("revenue.churn", funnel.churn, funnel.lost, funnel.customer_months),
    ]
    return tuple(figures)


def _rate(key: str, share: Fraction | None, part: int, whole: int) -> Figure:
    title = _TEXTS[key][0]
    if share is None:
        return Figure(key, title, "no data", unit="ratio", definition=key)
    text = f"{percent(share)} ({part}/{whole})"
    return Figure(
        key, title, text, float(share), "ratio", whole, float(part), float(whole), definition=key
    )


def worth_figures(worth: Worth, currency: str) -> tuple[Figure, ...]:
    """LTV, CAC and what they are made of; each says its formula with the numbers put in."""
    funnel = worth.funnel
    months = counted(funnel.customer_months, "customer-month")
    revenue, cost = money(worth.revenue, currency), money(worth.cost, currency)
    per_month = _amount(worth.per_month, currency)
    return (
        _figure(
            "per_month",
            worth.per_month,
            per_month,
            currency,
            f"{revenue} / {months}",
            "nobody was a customer",
        ),
        _figure(
            "ltv",
            worth.lifetime_value,
            _amount(worth.lifetime_value, currency),
            currency,
            f"{per_month} x {percent(worth.margin)} / ({funnel.lost}/{months} lost)",
            _why_no_value(worth),
        ),
        _figure(
            "cac",
            worth.acquisition_cost,
            _amount(worth.acquisition_cost, currency),
            currency,
            f"{cost} / {counted(funnel.acquired, 'customer')} acquired",
            "no cost was recorded" if funnel.acquired else "no customer was acquired",
        ),
        _figure(
            "ltv_cac",
            worth.ratio,
            f"{float(worth.ratio):.1f}" if worth.ratio is not None else "",
            "times",
            f"{_amount(worth.lifetime_value, currency)} / "
            f"{_amount(worth.acquisition_cost, currency)}",
            "LTV or CAC is not known",
        ),
    )


def _why_no_value(worth: Worth) -> str:
    if worth.margin is None:
        return "the gross margin is not known: give it with --margin"
    if not worth.funnel.customer_months:
        return "nobody was a customer"
    return "nobody left, so there is no end to divide by"


def _figure(
    name: str, value: Fraction | None, text: str, unit: str, formula: str, missing: str
) -> Figure:
    key = f"revenue.{name}"
    title = _TEXTS[key][0]
    if value is None:
        return Figure(key, title, "no data", unit=unit, remarks=(missing,), definition=key)
    return Figure(key, title, text, float(value), unit, remarks=(formula,), definition=key)


def _amount(value: Fraction | None, currency: str) -> str:
    if value is None:
        return ""
    cents = to_the_cent(Decimal(value.numerator) / Decimal(value.denominator))
    return money(cents, currency)


def percent(share: Fraction | None) -> str:
    """``12.5%`` of a share; one decimal where there is one."""
    if share is None:
        return "no data"
    text = f"{float(100 * share):.1f}"
    return f"{text.removesuffix('.0')}%"
