"""Shares, payouts and what a customer is worth: worked cases, and laws that hold for any account."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardctl import yamlfile
from onboardctl.core.errors import InvalidInput, OnboardError
from onboardctl.core.facts import Recorded
from onboardctl.core.money import amounts, book, events, paying, settlement, worth
from onboardctl.core.money.state import Account, evolve

CASES = Path(__file__).parents[2] / "cases" / "money"
CENT = Decimal("0.01")
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def cases(name: str):
    return yamlfile.read(CASES / name, name).data()


def account(facts) -> Account:
    known = Account("M-0001")
    for number, fact in enumerate(facts, start=1):
        known = evolve(known, Recorded(number, 1, fact, AT, AT, "ada"))
    return known


def share(written: str) -> events.ShareAgreed:
    day, percent, every = written.split()
    return events.ShareAgreed(percent, date.fromisoformat(day), every)


def revenue(number: int, written: str) -> events.AmountRecorded:
    said, _, credited = written.partition(" of ")
    day, amount, currency = said.split()
    return events.AmountRecorded(
        number,
        "revenue",
        date.fromisoformat(day),
        amount,
        currency,
        reference=f"INV-{number}",
        credits=f"INV-{credited}" if credited else "",
    )


BILLED = ("2026-03-10 1000.00 EUR", "2026-03-11 -400.00 EUR of 1")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"written": "600.01"}, "money.credits"),
        ({"written": "1", "currency": "USD"}, "money.credits"),
        ({"written": "1", "kind": "cost"}, "money.credits"),
        ({"written": "1", "on": date(2026, 3, 9)}, "money.credits"),
        ({"written": "1", "credits": "INV-9"}, "money.credits"),
    ],
)
def test_a_credit_note_gives_back_no_more_than_is_left_of_its_document(said, code):
    known = account([revenue(number, one) for number, one in enumerate(BILLED, start=1)])
    asked = {
        "kind": "revenue",
        "on": date(2026, 4, 1),
        "currency": "EUR",
        "credits": "INV-1",
    } | said
    kind, on, written, currency = (
        asked.pop(name) for name in ("kind", "on", "written", "currency")
    )
    with pytest.raises(OnboardError) as refused:
        book.record(known, kind, on, written, currency, **asked)
    assert refused.value.code == code


def test_a_credit_note_takes_what_is_left_and_is_known_the_second_time():
    known = account([revenue(number, one) for number, one in enumerate(BILLED, start=1)])
    said = ("revenue", date(2026, 4, 1), "600", "EUR")
    fact = book.record(known, *said, reference="CN-9", credits="INV-1")
    assert (fact.amount, fact.credits) == ("-600.00", "INV-1")
    after = known._replace(entries={**known.entries, fact.entry: fact})
    assert book.record(after, *said, reference="CN-9", credits="INV-1") is None


@pytest.mark.parametrize("case", cases("settlement.yaml"), ids=lambda case: case["rule"])
def test_c14_what_a_partner_is_owed(case):
    facts = [share(one) for one in case["shares"]]
    facts += [revenue(number, one) for number, one in enumerate(case["revenue"], start=1)]
    found = [
        f"{due.period.name} {due.currency}: {due.revenue} -> {due.amount}"
        for due in settlement.dues(account(facts))
    ]
    assert found == case["dues"]


def fraction(written: str | None) -> Fraction | None:
    return None if written in (None, "none") else Fraction(written)


@pytest.mark.parametrize("case", cases("worth.yaml"), ids=lambda case: case["rule"])
def test_c15_what_a_customer_is_worth_and_costs(case):
    counts = [
        worth.MonthCount("M-0001", one.split()[0], *map(int, one.split()[1:]))
        for one in case["months"]
    ]
    customers = worth.funnel(counts, case["from"], case["to"])
    money = case["money"]
    found = worth.Worth(
        Decimal(money["revenue"]), Decimal(money["cost"]), fraction(money.get("margin")), customers
    )
    assert (customers.customer_months, customers.customers) == (
        case["customer_months"],
        case["customers"],
    )
    assert (found.per_month, customers.churn, found.lifetime_value, found.acquisition_cost) == (
        fraction(case["per_month"]),
        fraction(case["churn"]),
        fraction(case["ltv"]),
        fraction(case["cac"]),
    )
    assert found.ratio == fraction(case.get("ratio"))


days = st.dates(date(2025, 1, 1), date(2026, 12, 31))
cents = st.integers(-1_000_000, 1_000_000).map(lambda number: Decimal(number) / 100)
percents = st.integers(0, 10_000).map(lambda number: Decimal(number) / 100)
entries = st.lists(st.tuples(days, cents, st.sampled_from(["EUR", "USD"])), max_size=20)


def facts_of(some, percent: Decimal, every: str):
    yield events.ShareAgreed(str(percent), date(2025, 1, 1), every)
    for number, (day, amount, currency) in enumerate(some, start=1):
        yield events.AmountRecorded(number, "revenue", day, str(amount), currency)


@given(entries, percents, st.sampled_from(settlement.EVERY))
def test_what_is_owed_is_share_times_revenue_to_the_cent(some, percent, every):
    for due in settlement.dues(account(facts_of(some, percent, every))):
        within = [
            amount
            for day, amount, currency in some
            if currency == due.currency and due.period.first <= day <= due.period.last
        ]
        exact = sum(within, Decimal(0)) * percent / 100
        assert due.revenue == sum(within, Decimal(0))
        assert due.amount == exact.quantize(CENT, ROUND_HALF_UP)
        assert abs(due.amount - exact) <= Decimal("0.005")


@given(entries, percents, st.sampled_from(settlement.EVERY))
def test_paying_what_is_open_settles_every_period_that_is_over(some, percent, every):
    known = account(facts_of(some, percent, every))
    for number, due in enumerate(settlement.dues(known), start=1):
        if due.open > 0:
            paid = paying.pay_out(
                known, due.period.name, date(2027, 6, 1), currency=due.currency, reference="T"
            )
            known = evolve(known, Recorded(number, 1, paid, AT, AT, "ada"))
    assert all(due.open <= 0 for due in settlement.dues(known))
    owed = sum(max(due.amount, Decimal(0)) for due in settlement.dues(known))
    assert sum(Decimal(one.amount) for one in known.payouts.values()) == owed


@given(entries, percents, st.sampled_from(settlement.EVERY))
def test_a_share_split_in_two_with_the_same_percentage_owes_the_same(some, percent, every):
    once = account(facts_of(some, percent, every))
    again = events.ShareAgreed(str(percent), date(2025, 8, 9), every)
    twice = account([*facts_of(some, percent, every), again])
    assert [due.amount for due in settlement.dues(once)] == [
        due.amount for due in settlement.dues(twice)
    ]


@given(days, st.sampled_from(settlement.EVERY))
def test_a_day_lies_in_its_period_and_the_next_day_after_its_end_in_another(day, every):
    period = settlement.period_of(day, every)
    assert period.first <= day <= period.last
    assert settlement.named(period.name) == period
    assert settlement.period_of(period.last + timedelta(days=1), every) != period


@given(cents)
def test_an_amount_reads_back_as_it_was_written(amount):
    assert amounts.parse_amount(amounts.text_of(amount)) == amount
    assert amounts.parse_amount(f"{amount:,.2f}") == amount


@pytest.mark.parametrize(
    "written",
    [
        "",
        "much",
        "1,25",
        "1.255",
        "12,34,567",
        "1.234,50",
        "1e3",
        "NaN",
        "٣",
        "99999999999999",
        "€5",
    ],
)
def test_what_is_no_amount_is_refused(written):
    with pytest.raises(InvalidInput) as refused:
        amounts.parse_amount(written)
    assert refused.value.code == "money.amount"


EMPTY = Account("M-0001")
BOOKED = account([revenue(1, "2026-01-10 100.00 EUR"), share("2026-01-01 20 quarter")])
TWO = account(
    [
        revenue(1, "2026-01-10 9.00 EUR"),
        revenue(2, "2026-01-10 9.00 USD"),
        share("2026-01-01 9 month"),
    ]
)
MAY = date(2026, 5, 1)


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda: book.record(EMPTY, "gift", MAY, "1", "EUR"), "money.kind"),
        (lambda: book.record(EMPTY, "revenue", MAY, "0", "EUR"), "money.amount"),
        (lambda: book.record(EMPTY, "revenue", MAY, "1", "Euro"), "money.currency"),
        (lambda: book.correct(EMPTY, 1, "1", "x"), "money.entry"),
        (lambda: book.correct(BOOKED, 1, "100", "x"), "money.same"),
        (lambda: book.correct(BOOKED, 1, "90", " "), "reason.missing"),
        (lambda: book.agree(EMPTY, "101", MAY), "share.percent"),
        (lambda: book.agree(EMPTY, "half", MAY), "share.percent"),
        (lambda: book.agree(EMPTY, "12.345", MAY), "share.percent"),
        (lambda: book.agree(EMPTY, "20", MAY, every="week"), "share.every"),
        (lambda: book.agree(EMPTY, "20", MAY, within_days=400), "share.days"),
        (lambda: book.count_customers(EMPTY, "2026-13", ("lost=0",), MAY), "money.month"),
        (lambda: book.count_customers(EMPTY, "2026-Q1", ("lost=0",), MAY), "money.month"),
        (lambda: book.count_customers(EMPTY, "2026-06", ("lost=0",), MAY), "money.future"),
        (lambda: book.count_customers(EMPTY, "2026-04", ("won=2",), MAY), "money.count"),
        (lambda: book.count_customers(EMPTY, "2026-04", ("lost=-2",), MAY), "money.count"),
        (lambda: book.count_customers(EMPTY, "2026-04", ("lost=1",), MAY), "money.lost"),
        (lambda: paying.pay_out(BOOKED, "Q1", MAY), "payout.period_form"),
        (lambda: paying.pay_out(BOOKED, "2025-Q4", MAY), "payout.period"),
        (lambda: paying.pay_out(BOOKED, "2026-Q1", date(2026, 3, 31)), "payout.early"),
        (lambda: paying.pay_out(BOOKED, "2026-Q1", MAY, written="20.01"), "payout.too_much"),
        (lambda: paying.pay_out(BOOKED, "2026-Q1", MAY, written="0"), "money.amount"),
        (lambda: paying.pay_out(BOOKED, "2026-Q1", MAY, currency="USD"), "payout.period"),
        (lambda: paying.pay_out(TWO, "2026-01", MAY), "payout.currency"),
        (lambda: paying.correct_payout(BOOKED, 1, "1", "x"), "payout.unknown"),
    ],
)
def test_what_makes_no_sense_is_refused(act, code):
    with pytest.raises(OnboardError) as refused:
        act()
    assert refused.value.code == code


def test_a_document_counts_once_and_never_with_another_amount():
    first = book.record(EMPTY, "revenue", MAY, "10", "EUR", reference="INV-1")
    known = account([first])
    assert book.record(known, "revenue", MAY, "10.00", "eur", reference="INV-1") is None
    with pytest.raises(OnboardError) as other:
        book.record(known, "revenue", MAY, "11", "EUR", reference="INV-1")
    assert other.value.code == "money.reference"


def test_a_correction_keeps_what_was_said_before():
    known = account([revenue(1, "2026-01-10 100.00 EUR")])
    fixed = account(
        [revenue(1, "2026-01-10 100.00 EUR"), book.correct(known, 1, "80", "typed wrong")]
    )
    assert fixed.entries[1].amount == "80.00"
    assert [(was.before, was.reason) for was in fixed.corrections["entry 1"]] == [
        ("100.00", "typed wrong")
    ]
