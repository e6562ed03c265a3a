"""``report renewals``: contracts that end, what they will be worth, and how much of a cohort stays (C19)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from onboardctl.core.errors import Usage
from onboardctl.core.lifecycle.forecasting import APART
from onboardctl.core.money.amounts import spoken as money
from onboardctl.core.payloads.report import Reported
from onboardctl.core.record import NamedTuple
from onboardctl.core.report.model import (
    Figure,
    Figures,
    Grid,
    Head,
    Report,
    Section,
    Value,
)
from onboardctl.core.result import Result
from onboardctl.operations.lifecycle.renewal_lines import line_of
from onboardctl.operations.lines import local_day
from onboardctl.operations.report.renewals_accuracy import ACCURACY, accuracy
from onboardctl.operations.report.renewals_forecast import (
    FORECAST,
    calls_beside_outcomes,
    forecast,
    neither_said,
)
from onboardctl.operations.report.retention import (
    DEFINITIONS,
    retention_figures,
)

if TYPE_CHECKING:
    from onboardctl.core.payloads.renewal import RenewalLine
    from onboardctl.operations.session import Session

YEAR_DAYS = 365
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
    ahead = [one for one in lines if span.first is None or one.ends_on >= span.first]
    sections = (
        Section("At a glance", (Figures(_counts(lines)),)),
        Section("Radar", (_grid(lines, span),)),
        Section("Forecast", forecast(ahead)),
        Section("How calls came true", (calls_beside_outcomes(session, today),)),
        Section("How forecasts did", accuracy(session)),
        Section("What stayed", retention_figures(session, span.opens, span.closes)),
    )
    report = Report(
        kind="renewals",
        title="Renewals",
        subtitle=span.name,
        as_of=session.moment,
        zone=session.settings.zone,
        sections=sections,
        definitions=(FORECAST, ACCURACY, *DEFINITIONS),
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
    rows = session.store.rows(
        "renewal.radar", until=span.until.isoformat(), notice_until="", owner=None
    )
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
        "unknown": ("Of these neither called nor weighed", len(neither_said(lines))),
        "apart": (
            f"Of these with call and factors {APART} points or more apart",
            sum(one.disagreement is not None for one in lines),
        ),
        "notice": (
            "Of these whose notice is due or past",
            sum(one.notice in {"due", "past"} for one in lines),
        ),
    }
    return tuple(
        Figure(
            f"renewals.{key}", title, str(number), float(number), n=number, indent=key != "ending"
        )
        for key, (title, number) in counted.items()
    )


def _uncalled(lines: list[RenewalLine]) -> int:
    return sum(one.called_percent is None for one in lines)


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
                _called(one),
                _percent(one.computed_percent),
                _worth(one),
                Value(one.owner or ""),
            )
            for one in lines
        ),
        empty=f"no contract is known to end by {span.until}",
    )


def _called(line: RenewalLine) -> Value:
    """The call, and how far it is from what the factors say where that is far."""
    if line.disagreement is None or line.called_percent is None:
        return _percent(line.called_percent)
    text = f"{line.called_percent}% ({line.disagreement:+d})"
    return Value(text, line.called_percent / 100, tone="warning")


def _percent(value: int | None) -> Value:
    return Value("-") if value is None else Value(f"{value}%", value / 100)


def _worth(line: RenewalLine) -> Value:
    if line.value is None:
        return Value("-")
    return Value(money(Decimal(line.value), line.currency), float(line.value))
