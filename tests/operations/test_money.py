"""Revenue, shares and payouts in a store. Source: Partnership Lifecycle, C14 and C15."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from onboardctl.core.errors import InvalidInput, NotFound, Usage
from onboardctl.operations import history
from onboardctl.operations.kpi.catalogue import ExplainKpi, explain_kpi
from onboardctl.operations.lifecycle.renewal import SetTerm, set_term
from onboardctl.operations.money import agreed, payouts, revenue
from onboardctl.operations.money.agreed import AgreeShare
from onboardctl.operations.money.entries_import import ImportEntries, import_entries
from onboardctl.operations.money.payouts import RecordPayout
from onboardctl.operations.money.revenue import ListEntries, RecordAmount
from onboardctl.operations.partner.new_partner import new_partner
from onboardctl.operations.report.deliver import Delivery, deliver
from onboardctl.operations.report.revenue import ReportRevenue, report_revenue
from onboardctl.operations.today import morning_list as today
from onboardctl.store import past, verifying

from .conftest import NORTHWIND, NOW, later

if TYPE_CHECKING:
    from onboardctl.operations.session import Session

PARTNER = "northwind-press"


@pytest.fixture
def account(session: Session) -> Session:
    """A reseller of the lifecycle: 20 % of the revenue, 5,000 euros in the last quarter of 2025."""
    new_partner(session, NORTHWIND._replace(playbook="partnership-lifecycle", facts=()))
    agreed.agree_share(session, AgreeShare(PARTNER, "20%", "2025-10-01", contract="C-1001"))
    for day, amount, reference in (
        ("2025-11-10", "2000", "INV-1"),
        ("2025-12-10", "3000", "INV-2"),
        ("2026-01-10", "1000", "INV-3"),
    ):
        revenue.record_amount(
            session,
            RecordAmount(PARTNER, amount, currency="EUR", on=day, reference=reference),
        )
    return session


def dues(session: Session) -> list[tuple[str, str, str, str]]:
    found = payouts.list_dues(session, PARTNER, everything=True).data.dues
    return [(one.period, one.amount, one.open, one.standing) for one in found]


def figures(session: Session, **asked: str) -> dict[str, str]:
    made = report_revenue(session, ReportRevenue(**asked)).data.report
    return {
        one.id: one.text
        for section in made.sections
        for part in section.parts
        for one in getattr(part, "figures", ())
    }


def test_c14_revenue_share_is_owed_by_quarter_and_paid(account):
    assert dues(account) == [
        ("2025-Q4", "1000.00", "1000.00", "late"),
        ("2026-Q1", "200.00", "200.00", "running"),
    ]
    payouts.record_payout(account, RecordPayout(PARTNER, "2025-Q4", "400", reference="T-1"))
    assert dues(account)[0] == ("2025-Q4", "1000.00", "600.00", "late")
    payouts.record_payout(account, RecordPayout(PARTNER, "2025-q4"))
    assert dues(account)[0] == ("2025-Q4", "1000.00", "0.00", "paid")
    shown = payouts.show_period(account, PARTNER, "2025-Q4").data.currencies[0]
    assert [(one.entry, one.percent, one.exact) for one in shown.parts] == [
        (1, "20", "400"),
        (2, "20", "600"),
    ]
    assert [one.amount for one in shown.payments] == ["400.00", "600.00"]


def test_a_correction_after_the_payout_leaves_what_was_paid_too_much(account):
    payouts.record_payout(account, RecordPayout(PARTNER, "2025-Q4"))
    changed = revenue.correct_entry(account, PARTNER, 1, "1500", "a seat was never used").data
    assert (changed.entry.amount, changed.history[0].before) == ("1500.00", "2000.00")
    assert dues(account)[0] == ("2025-Q4", "900.00", "-100.00", "overpaid")
    (open_one,) = payouts.list_dues(account, None, everything=False).data.open
    assert (open_one.amount, open_one.currency) == ("-100.00", "EUR")
    payouts.correct_payout(account, PARTNER, 1, "900", "the bank kept the rest")
    assert dues(account)[0] == ("2025-Q4", "900.00", "0.00", "paid")


def test_the_past_knows_nothing_of_later_corrections(account):
    then = account.now
    revenue.correct_entry(later(account, days=1), PARTNER, 1, "1500", "a seat was never used")
    before = account._replace(store=past.as_of(account.store, then), as_of=then)
    assert dues(before)[0][1] == "1000.00"
    assert dues(account)[0][1] == "900.00"


def test_undo_takes_money_back_and_the_tables_follow(account):
    payouts.record_payout(account, RecordPayout(PARTNER, "2025-Q4"))
    history.undo(account, None)
    assert dues(account)[0] == ("2025-Q4", "1000.00", "1000.00", "late")
    assert [found for _, found in verifying.verify(account.store) if found] == []


def test_a_payout_that_is_due_stands_on_the_morning_list(account):
    lines = today.today(account, today.MorningList(owner="ada", limit=100)).data.lines
    (line,) = [one for one in lines if one.what == "payout: 2025-Q4"]
    assert (line.group, line.note, line.late_days) == ("late", "1000.00 EUR", 31)
    assert line.command == "onboardctl payout record northwind-press 2025-Q4"
    payouts.record_payout(account, RecordPayout(PARTNER, "2025-Q4"))
    lines = today.today(account, today.MorningList(limit=100)).data.lines
    assert not [one for one in lines if one.what.startswith("payout")]


def test_money_is_taken_in_the_currency_of_the_contract(account):
    with pytest.raises(InvalidInput) as unknown:
        revenue.record_amount(account, RecordAmount(PARTNER, "10"))
    assert unknown.value.code == "money.currency"
    set_term(account, SetTerm(PARTNER, "2026-12-31", value="9", currency="USD"))
    made = revenue.record_amount(account, RecordAmount(PARTNER, "10", refund=True)).data.entry
    assert (made.amount, made.currency) == ("-10.00", "USD")


def test_two_currencies_are_never_added(account):
    revenue.record_amount(account, RecordAmount(PARTNER, "70", currency="USD", on="2026-02-01"))
    listed = revenue.list_entries(account, ListEntries(PARTNER)).data
    assert {(one.currency, one.amount, one.n) for one in listed.sums} == {
        ("EUR", "6000.00", 3),
        ("USD", "70.00", 1),
    }
    found = figures(account, margin="50")
    assert (found["revenue.revenue.eur"], found["revenue.revenue.usd"]) == ("6,000 EUR", "70 USD")
    assert "revenue.ltv" not in found


def test_c15_conversions_ltv_and_cac_with_their_formulas(account):
    for month, counts in (
        ("2025-11", ("referred=20", "acquired=6", "subscribed=4")),
        ("2026-01", ("lost=2",)),
    ):
        agreed.count_customers(account, PARTNER, month, counts)
    cost = RecordAmount(PARTNER, "900", kind="cost", currency="EUR", on="2025-11-05")
    revenue.record_amount(account, cost)
    found = figures(account, first="2025-11", last="2026-02", margin="75%")
    # customer-months 6 + 6 + 6 + 4 = 22; 6000 / 22; churn 2 / 22; ltv = 6000 x 0.75 / 2
    assert found["revenue.conversion"] == "30% (6/20)"
    assert found["revenue.subscription"] == "20% (4/20)"
    assert found["revenue.churn"] == "9.1% (2/22)"
    assert found["revenue.per_month"] == "272.73 EUR"
    assert found["revenue.ltv"] == "2,250 EUR"
    assert found["revenue.cac"] == "150 EUR"
    assert found["revenue.ltv_cac"] == "15.0"
    made = report_revenue(account, ReportRevenue(first="2025-11", last="2026-02", margin="75%"))
    (worth,) = made.data.report.sections[2].parts
    assert [one.remarks[0] for one in worth.figures] == [
        "6,000 EUR / 22 customer-months",
        "272.73 EUR x 75% / (2/22 customer-months lost)",
        "900 EUR / 6 customers acquired",
        "2,250 EUR / 150 EUR",
    ]


def test_no_margin_and_no_cost_are_said_and_not_made_up(account):
    agreed.count_customers(account, PARTNER, "2025-11", ("acquired=6",))
    found = figures(account)
    assert (found["revenue.ltv"], found["revenue.cac"]) == ("no data", "no data")


def value(session: Session, kpi: str, as_of: datetime | None = None) -> str:
    moment = as_of or session.now
    asked = ExplainKpi(f"partnership-lifecycle.{kpi}", moment, None, "all", rows=False, sql=False)
    return explain_kpi(session, asked).data.line.text


def test_c14_kpis_read_the_accounts(account):
    agreed.count_customers(account, PARTNER, "2025-11", ("referred=20", "acquired=6"))
    payouts.record_payout(account, RecordPayout(PARTNER, "2025-Q4"))
    assert value(account, "revenue") == "6,000 EUR (n 1)"
    assert value(account, "payouts") == "1,000 EUR (n 1)"
    assert value(account, "payouts_processed") == "83% (1000/1200)"
    assert value(account, "conversion_rate") == "30% (6/20)"
    after = later(account, days=2)
    revenue.correct_entry(after, PARTNER, 1, "1500", "a seat was never used")
    assert value(after, "revenue") == "5,500 EUR (n 1)"
    assert value(after, "revenue", NOW) == "6,000 EUR (n 1)"
    revenue.record_amount(after, RecordAmount(PARTNER, "70", currency="USD", on="2026-02-01"))
    assert value(after, "revenue") == "no data"


def test_e17_documents_are_imported_once_and_wrong_rows_set_aside(account, tmp_path):
    file = tmp_path / "revenue.csv"
    file.write_text(
        "partner,reference,day,amount,currency,kind\n"
        "northwind-press,INV-3,2026-01-10,1000,EUR,revenue\n"
        'northwind-press,INV-4,2026-02-10,"1,200.50",EUR,revenue\n'
        "northwind-press,INV-4,2026-02-10,1200.50,EUR,revenue\n"
        "northwind-press,INV-1,2025-11-10,7,EUR,revenue\n"
        "northwind-press,INV-5,2026-02-10,1.234,EUR,\n"
        "northwind-press,INV-6,2027-02-10,1,EUR,\n"
        "northwind-press,,2026-02-10,1,EUR,\n"
        "nobody,INV-7,2026-02-10,1,EUR,\n"
        "northwind-press,INV-8,2026-02-10,1,Euro,\n"
        "northwind-press,INV-9,2026-02-10,1,EUR,gift\n",
        encoding="utf-8",
    )
    data = import_entries(account, ImportEntries(file)).data
    assert (data.new, data.unchanged, data.rejected) == (1, 2, 7)
    assert [one.column for one in data.problems] == [
        "reference", "amount", "day", "reference", "partner", "currency", "kind",
    ]  # fmt: skip
    assert revenue.list_entries(account, ListEntries(PARTNER)).data.sums[0].amount == "7200.50"
    again = import_entries(account, ImportEntries(file)).data
    assert (again.new, again.unchanged) == (0, 3)


@pytest.mark.parametrize("form", ["md", "csv", "json", "html", "xlsx", "pptx", "pdf"])
def test_the_report_leaves_in_every_format_and_twice_the_same(account, tmp_path, form):
    result = report_revenue(account, ReportRevenue())
    files = [tmp_path / f"{name}.{form}" for name in ("one", "two")]
    for file in files:
        deliver(account, result, Delivery(out=str(file)))
    assert files[0].read_bytes() == files[1].read_bytes() != b""


def test_what_makes_no_sense_is_refused(account):
    for act, kind in (
        (lambda: revenue.show_entry(account, PARTNER, 9), NotFound),
        (lambda: payouts.show_period(account, PARTNER, "2024-Q1"), NotFound),
        (lambda: figures(account, first="2026-02", last="2026-01"), Usage),
        (lambda: figures(account, first="2026-Q1"), InvalidInput),
        (lambda: figures(account, margin="0"), InvalidInput),
        (
            lambda: revenue.record_amount(account, RecordAmount(PARTNER, "1", on="2026-03-03")),
            InvalidInput,
        ),
    ):
        with pytest.raises(kind):
            act()


def test_a_dry_run_leaves_nothing(account):
    dry = account._replace(dry_run=True)
    made = revenue.record_amount(dry, RecordAmount(PARTNER, "10", currency="EUR"))
    assert made.dry_run
    assert made.data.entry.entry == 4
    assert len(revenue.list_entries(account, ListEntries(PARTNER)).data.entries) == 3
    assert datetime(2026, 3, 2, 9, tzinfo=UTC) == NOW


def parts(session: Session, **asked: str):
    made = report_revenue(session, ReportRevenue(**asked)).data.report
    return {section.title: section.parts for section in made.sections}


@pytest.mark.parametrize(
    ("asked", "said", "per_month"),
    [
        # 6 customers in November, December, January and February; 6000 / 24
        ({"first": "2025-11"}, "up to 2026-02; 2026-03 is not over", "250 EUR"),
        ({"first": "2025-11", "last": "2026-02"}, None, "250 EUR"),
        ({"first": "2026-03"}, "2026-03 is not over: to date", "200 EUR"),
    ],
)
def test_c15_a_month_that_is_not_over_spoils_no_rate(account, asked, said, per_month):
    agreed.count_customers(account, PARTNER, "2025-11", ("referred=20", "acquired=6"))
    revenue.record_amount(
        account, RecordAmount(PARTNER, "1200", currency="EUR", on="2026-03-01", reference="INV-9")
    )
    found = parts(account, **asked)
    prose = [part.lines[0] for part in found["What a customer is worth"] if part.part == "prose"]
    assert prose == ([said] if said else [])
    assert figures(account, **asked)["revenue.per_month"] == per_month
