"""Forecasts frozen week by week, and what the report says of them later."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from onboardctl.operations import history
from onboardctl.operations.lifecycle import renewal
from onboardctl.operations.lifecycle.renewal import Close, SetTerm, TakeStep
from onboardctl.operations.lifecycle.renewal_freeze import forecasts, freeze
from onboardctl.operations.partner.new_partner import new_partner
from onboardctl.operations.report.renewals import ReportRenewals, report_renewals
from onboardctl.operations.session import open_session

from .conftest import NORTHWIND, later

if TYPE_CHECKING:
    from onboardctl.operations.session import Session

BOOK = {
    "Ash": ("1000", "90", 5, "renewed"),
    "Birch": ("2000", "80", 4, "renewed"),
    "Cedar": ("4000", "85", 2, "lapsed"),
    "Dogwood": ("8000", "95", 5, "renewed"),
    "Elm": ("500", "90", 4, "renewed"),
}
"""Yearly value, call, score of a factor, and what came of it; all end on 10 June 2026."""


@pytest.fixture
def book(session: Session) -> Session:
    """On 2 March 2026, 100 days before the end of all contracts."""
    for name, (value, called, factor, _) in BOOK.items():
        contact = f"Mia Ray <mia@{name.lower()}.example>"
        new_partner(session, NORTHWIND._replace(name=name, contacts=(contact,), contract=name))
        renewal.set_term(
            session, SetTerm(name, "2026-06-10", "2025-06-10", value=value, currency="EUR")
        )
        renewal.call(session, name, called, "talks")
        renewal.take_step(session, TakeStep(name, factors=(f"market={factor}",)))
    return session


def decide(session: Session) -> Session:
    """Everything is decided a week before the end."""
    then = later(session, days=93)
    for name, (_, _, _, outcome) in BOOK.items():
        renewal.call(then, name, "100" if outcome == "renewed" else "0", "as good as signed")
        renewal.close(
            then,
            Close(name, outcome, "2027-06-10" if outcome == "renewed" else None, None, "decided"),
        )
    return then


def sections(session: Session):
    report = report_renewals(session, ReportRenewals()).data.report
    return {section.title: section.parts for section in report.sections}


def texts(grid) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in row) for row in grid.rows]


def test_a_forecast_is_frozen_once_a_day_and_never_changes(book):
    frozen = freeze(later(book, days=10)).data
    # 90 days from 12 March are 10 June: all five are in it
    assert (frozen.taken_on, frozen.contracts) == (date(2026, 3, 12), 5)
    (said,) = frozen.forecasts
    assert (said.n, said.total, said.until) == (5, "15500.00", date(2026, 6, 10))
    # 900 + 1600 + 3400 + 7600 + 450
    assert said.expected == "13950.00"
    renewal.call(later(book, days=10), "Ash", "10", "a new head of purchasing")
    again = freeze(later(book, days=10, hours=1))
    assert again.data.contracts == 0
    assert "stays as it is" in again.messages[0]
    (line,) = forecasts(later(book, days=11), None).data.forecasts
    assert (line.expected, line.verdict, line.undecided) == ("13950.00", "open", 5)


def test_a_dry_run_freezes_nothing(book):
    dry = later(book, days=10)._replace(dry_run=True)
    assert freeze(dry).data.contracts == 5
    assert forecasts(book, None).data.forecasts == ()


def test_later_the_report_says_how_the_range_and_the_calls_did(book):
    freeze(book)
    freeze(later(book, days=10))
    then = decide(book)
    lines = forecasts(then, None).data.forecasts
    # the forecast of 2 March reaches to 31 May, when none of them ends
    assert [(one.taken_on, one.n, one.happened, one.verdict) for one in lines] == [
        (date(2026, 3, 12), 5, "11500.00", "inside"),
    ]
    listed, figures, people, factors = sections(then)["How forecasts did"]
    assert texts(listed) == [
        (
            "2026-03-12",
            "2026-06-10",
            "5",
            "13,950 EUR",
            "11,000 to 15,500",
            "11,500 EUR",
            "inside",
        )
    ]
    assert {one.id: one.text for one in figures.figures} == {
        "renewals.coverage": "1 of 1",
        # (0.01 + 0.04 + 0.7225 + 0.0025 + 0.01) / 5
        "renewals.brier.called": "0.157 (n 5)",
        # 95 72 28 95 72: (0.0025 + 0.0784 + 0.0784 + 0.0025 + 0.0784) / 5
        "renewals.brier.computed": "0.048 (n 5)",
    }
    assert [one.remarks[-1] for one in figures.figures] == [
        "too few to judge: 1 of 10",
        "0.25 is a coin",
        "0.25 is a coin",
    ]
    # the calls of the last week, all right of course, are not what counts
    assert texts(people) == [("80-100%", "5", "88%", "4", "80%", "38% to 96%", "as said")]
    assert texts(factors) == [
        ("20-40%", "1", "28%", "0", "-", "0% to 79%", "too few"),
        ("60-80%", "2", "72%", "2", "-", "34% to 100%", "too few"),
        ("80-100%", "2", "95%", "2", "-", "34% to 100%", "too few"),
    ]


def test_a_decision_that_is_taken_back_opens_the_forecast_again(book):
    freeze(later(book, days=10))
    then = decide(book)
    history.undo(then, None)
    (line,) = forecasts(then, None).data.forecasts
    assert (line.verdict, line.undecided) == ("open", 1)


def test_the_past_does_not_know_what_was_frozen_later(book):
    freeze(later(book, days=10))
    now = decide(book).now
    for day, known in ((9, 0), (11, 1)):
        past = open_session(book.settings, now=now, as_of=book.now + timedelta(days=day))
        lines = forecasts(past, None).data.forecasts
        assert [one.verdict for one in lines] == ["open"] * known
        past.close()


def test_without_a_frozen_forecast_the_report_says_how_to_keep_one(book):
    (prose,) = sections(book)["How forecasts did"]
    assert "onboardctl renewal freeze" in prose.lines[0]


def test_a_call_far_from_the_factors_is_seen_on_the_radar_and_in_the_report(book):
    line = next(
        one for one in renewal.radar(book, 100, None).data.renewals if one.partner == "cedar"
    )
    assert (line.called_percent, line.computed_percent, line.disagreement) == (85, 28, 57)
    assert renewal.show(book, "Cedar").data.disagreement == 57
    figures = {one.id: one.text for one in sections(book)["At a glance"][0].figures}
    assert figures["renewals.apart"] == "1"
    (grid,) = sections(book)["Radar"]
    assert [row[6].text for row in grid.rows if row[0].text == "cedar"] == ["85% (+57)"]
