"""GRR and NRR over contracts in a store, against tables worked by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from onboardctl import yamlfile
from onboardctl.operations.lifecycle import campaign, renewal
from onboardctl.operations.lifecycle.campaign import StartUndertaking, WorkOn
from onboardctl.operations.lifecycle.campaign_close import CloseUndertaking, close
from onboardctl.operations.lifecycle.renewal import Adjust, Close, SetTerm
from onboardctl.operations.money.revenue import RecordAmount, record_amount
from onboardctl.operations.partner.new_partner import new_partner
from onboardctl.operations.report.retention import retention_figures

from .conftest import NORTHWIND, later

if TYPE_CHECKING:
    from onboardctl.operations.session import Session

FILE = Path(__file__).parents[1] / "cases" / "money" / "retention.yaml"
CASES = yamlfile.read(FILE, FILE.name).data()
NAMES = ("start", "contraction", "churn", "expansion")
STEPS = (
    "identify-the-opportunity",
    "assess-the-feasibility",
    "negotiate-the-terms",
    "plan-the-implementation",
)


def sign(session: Session, name: str, terms: str) -> None:
    starts, ends, value, currency = terms.split()
    contact = f"Mia Ray <mia@{name}.example>"
    new_partner(session, NORTHWIND._replace(name=name, contacts=(contact,), contract=name))
    renewal.set_term(session, SetTerm(name, ends, starts, value=value, currency=currency))


def worth(session: Session, name: str, day: str, value: str) -> None:
    renewal.adjust(session, Adjust(name, value, day, "agreed"))


def won(session: Session, name: str, day: str, more: str) -> None:
    started = campaign.start(
        session, StartUndertaking(name, "expansion", "More", "other-countries")
    )
    for step in STEPS:
        campaign.work_on(session, WorkOn(name, started.data.undertaking, step))
    deal = CloseUndertaking(
        name, started.data.undertaking, outcome="won", adds=more.removeprefix("+"), since=day
    )
    close(session, deal)


def renewed(session: Session, name: str, ends: str, value: str) -> None:
    renewal.close(session, Close(name, "renewed", ends, value))


def lapsed(session: Session, name: str) -> None:
    renewal.close(session, Close(name, "lapsed", reason="gone"))


def billed(session: Session, name: str, day: str, amount: str) -> None:
    record_amount(session, RecordAmount(name, amount, on=day))


HAPPENINGS = {act.__name__: act for act in (worth, won, renewed, lapsed, billed)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"])
def test_c14_what_stayed_of_a_cohort(session, case):
    for name, terms in case["contracts"].items():
        sign(session, name, terms)
    later_on = later(session, days=300)  # everything is recorded late
    for said in case["happened"]:
        name, act, *words = said.split()
        HAPPENINGS[act](later_on, name, *words)
    opens, closes = (date.fromisoformat(day) for day in case["period"].split())
    figures, *_ = retention_figures(later_on, opens, closes)
    found = {figure.id: figure for figure in figures.figures}
    for currency in ("eur", "usd"):
        if currency not in case:
            assert not any(key.endswith(f".{currency}") for key in found)
            continue
        *amounts, gross, net = case[currency].split()
        told = [f"{found[f'renewals.{name}.{currency}'].value:.0f}" for name in NAMES]
        assert told == amounts
        for key, share in (("grr", gross), ("nrr", net)):
            text = found[f"renewals.{key}.{currency}"].text
            assert text.partition(" (")[0] == ("no data" if share == "none" else share)
    if not case["contracts"]:
        assert {figure.text for figure in figures.figures} == {"no data"}
