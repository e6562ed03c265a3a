"""``report renewals`` over contracts whose figures are known by hand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from onboardctl.core.errors import Usage
from onboardctl.operations import history
from onboardctl.operations.lifecycle import renewal
from onboardctl.operations.lifecycle.renewal import Adjust, Close, SetTerm
from onboardctl.operations.partner.new_partner import new_partner
from onboardctl.operations.report.deliver import Delivery, deliver
from onboardctl.operations.report.renewals import ReportRenewals, report_renewals
from onboardctl.operations.report.retention import follow

from .conftest import NORTHWIND, NOW

if TYPE_CHECKING:
    from onboardctl.operations.session import Session

TERMS = {
    "Ash": ("2025-02-01", "2026-02-10", "1000", "EUR"),
    "Birch": ("2025-02-01", "2026-02-20", "1000", "EUR"),
    "Cedar": ("2025-02-01", "2026-02-28", "1000", "EUR"),
    "Dogwood": ("2025-06-01", "2026-04-30", "500", "USD"),
    "Elm": ("2026-02-01", "2026-05-30", "9000", "EUR"),
}
"""Contracts with first day, last day, yearly value; the last began after the new year."""


@pytest.fixture
def grove(session: Session) -> Session:
    """On 2 March 2026: one renewed for less, one for more, one lapsed, two ahead."""
    for name, (starts, ends, value, currency) in TERMS.items():
        contact = f"Mia Ray <mia@{name.lower()}.example>"
        new_partner(session, NORTHWIND._replace(name=name, contacts=(contact,), contract=name))
        renewal.set_term(session, SetTerm(name, ends, starts, value=value, currency=currency))
    for name, percent in (("Ash", "90"), ("Birch", "60"), ("Cedar", "30"), ("Dogwood", "80")):
        renewal.call(session, name, percent, "talks")
    renewal.close(session, Close("Ash", "renewed", "2027-02-10", "800"))
    renewal.close(session, Close("Birch", "renewed", "2027-02-20", "1300"))
    renewal.close(session, Close("Cedar", "lapsed", reason="merged"))
    return session


def report(session: Session, **asked: int) -> dict[str, Any]:
    made = report_renewals(session, ReportRenewals(**asked)).data.report
    return {section.title: section.parts for section in made.sections}


def row(starts: str, ends: str, outcome: str, value: str) -> dict[str, str]:
    """A term as the store answers."""
    return {
        "starts_on": starts,
        "ends_on": ends,
        "outcome": outcome,
        "value": value,
        "value_changes": "[]",
    }


def texts(parts: Any) -> dict[str, str]:
    return {figure.id: figure.text for figure in parts[0].figures}


def test_what_stayed_of_the_contracts_that_ran_at_the_new_year(grove):
    found = texts(report(grove, year=2026)["What stayed"])
    assert found == {
        "renewals.grr.eur": "60.0% (1,800 EUR of 3,000 EUR)",
        "renewals.nrr.eur": "70.0% (2,100 EUR of 3,000 EUR)",
        "renewals.start.eur": "3,000 EUR (3 contracts)",
        "renewals.contraction.eur": "200 EUR (1 contract)",
        "renewals.churn.eur": "1,000 EUR (1 contract)",
        "renewals.expansion.eur": "300 EUR (1 contract)",
        "renewals.grr.usd": "100.0% (500 USD of 500 USD)",
        "renewals.nrr.usd": "100.0% (500 USD of 500 USD)",
        "renewals.start.usd": "500 USD (1 contract)",
        "renewals.contraction.usd": "0 USD (0 contracts)",
        "renewals.churn.usd": "0 USD (0 contracts)",
        "renewals.expansion.usd": "0 USD (0 contracts)",
    }


def test_growth_within_a_term_lifts_nrr_and_leaves_what_the_cohort_began_with(grove):
    renewal.adjust(grove, Adjust("Dogwood", "700", "2026-02-01", "two seats more"))
    found = texts(report(grove, year=2026)["What stayed"])
    assert found["renewals.start.usd"] == "500 USD (1 contract)"
    assert found["renewals.grr.usd"] == "100.0% (500 USD of 500 USD)"
    assert found["renewals.nrr.usd"] == "140.0% (700 USD of 500 USD)"
    renewal.adjust(grove, Adjust("Dogwood", "400", "2026-03-01", "three seats fewer"))
    found = texts(report(grove, year=2026)["What stayed"])
    assert found["renewals.grr.usd"] == "80.0% (400 USD of 500 USD)"
    assert found["renewals.contraction.usd"] == "100 USD (1 contract)"


def test_a_change_before_the_period_is_what_the_cohort_began_with(grove):
    renewal.adjust(grove, Adjust("Dogwood", "700", "2025-12-01", "two seats more"))
    found = texts(report(grove, year=2026)["What stayed"])
    assert found["renewals.nrr.usd"] == "100.0% (700 USD of 700 USD)"


def test_a_contract_won_again_is_new_and_stays_lost_to_its_cohort(grove):
    before = texts(report(grove, year=2026)["What stayed"])
    renewal.set_term(
        grove, SetTerm("Cedar", "2027-12-31", "2026-03-01", value="5000", currency="EUR")
    )
    assert texts(report(grove, year=2026)["What stayed"]) == before


def test_the_forecast_keeps_currencies_apart_and_says_what_is_not_called(grove):
    (figures,) = report(grove, within=100)["Forecast"]
    eur, usd = figures.figures
    assert (eur.text, eur.remarks) == (
        "no data",
        ("not called: 1 contract worth 9,000 EUR, not in the sum",),
    )
    assert (usd.text, usd.low, usd.high, usd.n) == ("400 USD of 500 USD (n 1)", 0.0, 500.0, 1)
    assert usd.remarks == (
        "P10 to P90 0 USD to 500 USD, exact",
        "called by a person: 1 of 1",
    )


def test_a_call_of_a_person_goes_before_what_the_factors_say(grove):
    for factor in ("performance", "market"):
        renewal.take_step(grove, renewal.TakeStep("Elm", factors=(f"{factor}=3",)))
    (figures,) = report(grove, within=100)["Forecast"]
    assert figures.figures[0].text == "4,500 EUR of 9,000 EUR (n 1)"
    renewal.call(grove, "Elm", "100", "signed")
    (figures,) = report(grove, within=100)["Forecast"]
    assert figures.figures[0].text == "9,000 EUR of 9,000 EUR (n 1)"


def test_c19_the_radar_puts_late_steps_first(grove):
    (grid,) = report(grove, within=100)["Radar"]
    rows = [(row[0].text, row[2].text, row[5].text) for row in grid.rows]
    assert rows == [("dogwood", "59", "LATE"), ("elm", "89", "LATE")]
    (grid,) = report(grove, year=2027)["Radar"]
    assert [row[0].text for row in grid.rows] == ["ash", "birch"]


def test_a_contract_past_its_end_stays_on_every_radar_until_it_is_decided(grove):
    late = grove._replace(now=NOW.replace(month=5, day=2))
    found = report(late, year=2027)
    assert [row[0].text for row in found["Radar"][0].rows][:1] == ["dogwood"]
    stayed = report(late, year=2026)["What stayed"][1].lines
    assert stayed == ("1 contract past the end and not decided; counted as staying",)


def test_calls_beside_what_came_of_them_without_a_share_of_few(grove):
    (grid,) = report(grove, year=2026)["How calls came true"]
    rows = {row[0].text: tuple(cell.text for cell in row[1:]) for row in grid.rows}
    assert rows == {
        "0-20%": ("0", "0", "-"),
        "20-40%": ("1", "0", "-"),
        "40-60%": ("0", "0", "-"),
        "60-80%": ("1", "1", "-"),
        "80-100%": ("1", "1", "-"),
        "not called": ("0", "0", "-"),
    }


def test_what_cannot_be_counted_is_said(session):
    new_partner(session, NORTHWIND)
    renewal.set_term(session, SetTerm("northwind-press", "2026-06-30"))
    found = report(session, year=2026)
    assert found["Forecast"][1].lines == ("1 contract has no value on record; in no sum",)
    assert found["What stayed"][1].lines == (
        "1 contract may have run on 2026-01-01, but nobody said since when; left out",
    )


def test_without_contracts_nothing_is_claimed(session):
    found = report(session)
    assert set(texts(found["At a glance"]).values()) == {"0"}
    assert texts(found["Forecast"]) == {"renewals.forecast": "no data"}
    assert set(texts(found["What stayed"]).values()) == {"no data"}
    assert found["Radar"][0].rows == found["How calls came true"][0].rows == ()
    (prose,) = report(session, year=2030)["What stayed"]
    assert prose.lines == ("the period has not begun, so nothing could stay or go yet",)


def test_two_ranges_are_refused(session):
    with pytest.raises(Usage) as refused:
        report_renewals(session, ReportRenewals(2026, 30))
    assert refused.value.code == "renewals.range"


def test_a_contract_after_one_that_lapsed_does_not_begin_with_it(grove):
    assert renewal.set_term(grove, SetTerm("Cedar", "2027-12-31")).data.starts_on is None


def test_taking_an_outcome_back_takes_it_out_of_the_report(grove):
    history.undo(grove, None)
    found = texts(report(grove, year=2026)["What stayed"])
    assert found["renewals.churn.eur"] == "0 EUR (0 contracts)"


@pytest.mark.parametrize("form", ["md", "csv", "json", "html", "xlsx", "pptx", "pdf"])
def test_it_leaves_in_every_format_and_twice_the_same(grove, tmp_path, form):
    result = report_renewals(grove, ReportRenewals(year=2026))
    files = [tmp_path / f"{name}.{form}" for name in ("one", "two")]
    for file in files:
        deliver(grove, result, Delivery(out=str(file)))
    assert files[0].read_bytes() == files[1].read_bytes() != b""
    deliver(grove._replace(dry_run=True), result, Delivery(out=str(tmp_path / f"not.{form}")))
    assert not (tmp_path / f"not.{form}").exists()


@pytest.mark.parametrize(
    ("outcome", "ends", "closes", "lost"),
    [
        ("lapsed", "2026-01-01", date(2026, 1, 1), True),
        ("lapsed", "2026-03-31", date(2026, 3, 30), False),
        ("lapsed", "2026-03-31", date(2026, 3, 31), True),
        ("", "2026-03-31", date(2026, 12, 31), False),
    ],
)
def test_a_contract_is_lost_from_its_last_day_on(outcome, ends, closes, lost):
    term = row("2025-01-01", ends, outcome, "1")
    assert follow([term], date(2026, 1, 1), closes).lost is lost


@pytest.mark.parametrize(("closes", "value"), [(date(2026, 6, 29), "1"), (date(2026, 6, 30), "2")])
def test_a_renewal_counts_from_the_first_day_of_the_new_term(closes, value):
    old = row("2025-06-30", "2026-06-30", "renewed", "1")
    new = row("2026-06-30", "2027-06-30", "", "2")
    assert follow([old, new], date(2026, 1, 1), closes).left == value


def test_on_the_day_that_two_terms_share_the_earlier_one_ran():
    old = row("2025-01-01", "2026-01-01", "renewed", "1")
    new = row("2026-01-01", "2027-01-01", "", "2")
    assert follow([old, new], date(2026, 1, 1), date(2026, 2, 1)).start == old
