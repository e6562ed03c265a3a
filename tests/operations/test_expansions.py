"""Expansions change the contract by themselves. Source: Partnership Lifecycle, expansion (C20)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from onboardctl.core.errors import OnboardError
from onboardctl.operations import history
from onboardctl.operations.lifecycle import campaign, renewal
from onboardctl.operations.lifecycle.campaign import StartUndertaking, WorkOn
from onboardctl.operations.lifecycle.campaign_close import CloseUndertaking, close
from onboardctl.operations.lifecycle.renewal import Adjust, SetTerm
from onboardctl.operations.report.renewals import ReportRenewals, report_renewals
from onboardctl.store import verifying

from .conftest import later

if TYPE_CHECKING:
    from onboardctl.operations.session import Session

PARTNER = "northwind-press"
STEPS = (
    "identify-the-opportunity",
    "assess-the-feasibility",
    "negotiate-the-terms",
    "plan-the-implementation",
)


@pytest.fixture
def priced(northwind: Session) -> Session:
    """On 2 March 2026: a contract at 48,000 EUR a year until the new year, called at 80 %."""
    renewal.set_term(
        northwind,
        SetTerm(PARTNER, "2026-12-31", "2026-01-01", value="48000", currency="EUR"),
    )
    renewal.call(northwind, PARTNER, "80", "budget confirmed")
    return northwind


def start(session: Session, *steps: str, kind: str = "other-countries") -> str:
    shown = campaign.start(session, StartUndertaking(PARTNER, "expansion", "Nordics", kind)).data
    for step in steps:
        campaign.work_on(session, WorkOn(PARTNER, shown.undertaking, step))
    ident: str = shown.undertaking
    return ident


def end(session: Session, ident: str, outcome: str | None, **said: Any) -> Any:
    return close(session, CloseUndertaking(PARTNER, ident, outcome=outcome, **said)).data


def worth(session: Session) -> tuple[str | None, list[tuple[date, str]]]:
    shown = renewal.show(session, PARTNER).data
    return shown.value, [(one.from_on, one.value) for one in shown.changes]


def figures(session: Session) -> dict[str, str]:
    report = report_renewals(session, ReportRenewals(year=2026)).data.report
    return {
        figure.id: figure.text
        for section in report.sections
        if section.title in {"Forecast", "What stayed"}
        for figure in section.parts[0].figures
    }


def test_c20_expansions_have_the_four_kinds_and_steps_of_the_source(priced):
    for kind in (
        "more-features-of-the-integration",
        "new-segments-of-the-market",
        "more-product-lines",
        "other-countries",
    ):
        start(priced, kind=kind)
    shown = campaign.show(priced, PARTNER, "expansion-4").data
    assert (shown.kind, tuple(line.step for line in shown.steps)) == ("other-countries", STEPS)


def test_c20_an_expansion_that_is_won_changes_value_forecast_retention_and_radar(priced):
    before = figures(priced)
    assert before["renewals.forecast.eur"] == "38,400 EUR of 48,000 EUR (n 1)"
    ident = start(priced, *STEPS)
    assert figures(priced) == before
    won = end(priced, ident, "won", adds="12,000", since="2026-02-15", users=150, result="signed")
    assert (won.outcome, won.adds, won.adds_from) == ("won", "12000.00", date(2026, 2, 15))
    assert worth(priced) == ("60000.00", [(date(2026, 2, 15), "60000.00")])
    after = figures(priced)
    assert after["renewals.forecast.eur"] == "48,000 EUR of 60,000 EUR (n 1)"
    assert after["renewals.grr.eur"] == "100.0% (48,000 EUR of 48,000 EUR)"
    assert after["renewals.nrr.eur"] == "125.0% (60,000 EUR of 48,000 EUR)"
    assert after["renewals.expansion.eur"] == "12,000 EUR (1 contract)"
    assert renewal.radar(priced, 365, None).data.renewals[0].value == "60000.00"
    assert priced.partner("P-0001").users == 150


def test_undo_takes_what_was_won_back_with_the_users_and_it_can_be_won_again(priced):
    ident = start(priced, *STEPS)
    before, users = worth(priced), priced.partner("P-0001").users
    end(priced, ident, "won", value="60000", since="2026-03-01", users=150)
    history.undo(priced, None)
    assert worth(priced) == before
    assert priced.partner("P-0001").users == users
    assert [found for _, found in verifying.verify(priced.store) if found] == []
    assert end(priced, ident, "won", adds="6000").outcome == "won"
    assert worth(priced)[0] == "54000.00"


def test_it_is_won_once(priced):
    ident = start(priced, *STEPS)
    end(priced, ident, "won", adds="1000")
    with pytest.raises(OnboardError) as twice:
        end(priced, ident, "won", adds="1000")
    assert twice.value.code == "campaign.closed"
    assert worth(priced)[0] == "49000.00"


def test_lost_and_postponed_leave_the_contract_as_it_is(priced):
    before = worth(priced)
    lost, waits = start(priced), start(priced, *STEPS)
    assert end(priced, lost, "lost", result="no need").outcome == "lost"
    put_off = end(priced, waits, "postponed", until="2026-09-01", result="no budget")
    assert (put_off.outcome, put_off.waits_until) == ("", date(2026, 9, 1))
    assert worth(priced) == before
    (line,) = campaign.undertakings(priced, None, None, every=False).data.undertakings
    assert (line.undertaking, line.due_on, line.late) == (waits, date(2026, 9, 1), False)
    assert end(later(priced, days=190), waits, "won", adds="600").adds == "600.00"


def test_expansions_recorded_in_any_order_add_up(priced):
    one, two = start(priced, *STEPS), start(priced, *STEPS)
    end(priced, one, "won", adds="10000", since="2026-06-01")
    end(priced, two, "won", adds="5000", since="2026-04-01")
    assert worth(priced) == (
        "48000.00",
        [(date(2026, 4, 1), "53000.00"), (date(2026, 6, 1), "63000.00")],
    )
    assert renewal.radar(priced, 365, None).data.renewals[0].value == "63000.00"


def test_two_on_one_day_add_up_and_a_correction_of_the_day_stands(priced):
    for _ in range(2):
        end(priced, start(priced, *STEPS), "won", adds="1000", since="2026-03-01")
    assert worth(priced)[0] == "50000.00"
    renewal.adjust(priced, Adjust(PARTNER, "47000", "2026-03-01", "noted wrongly"))
    assert worth(priced)[0] == "47000.00"


def test_users_of_a_later_day_are_left_to_that_day(priced):
    said = close(
        priced,
        CloseUndertaking(
            PARTNER,
            start(priced, *STEPS),
            outcome="won",
            adds="0",
            users=300,
            since="2026-06-01",
        ),
    )
    assert "300 users from then" in said.messages[0]
    assert priced.partner("P-0001").users != 300


@pytest.mark.parametrize(
    ("steps", "outcome", "said", "code"),
    [
        (STEPS[:2], "won", {"adds": "1"}, "campaign.open"),
        (STEPS, None, {}, "campaign.outcome"),
        (STEPS, "done", {}, "campaign.outcome"),
        (STEPS, "won", {}, "expansion.amount"),
        (STEPS, "won", {"adds": "1", "value": "49000"}, "expansion.amount"),
        (STEPS, "won", {"adds": "12.000"}, "term.value"),
        (STEPS, "won", {"adds": "-5"}, "term.value"),
        (STEPS, "won", {"value": "40000"}, "expansion.less"),
        (STEPS, "won", {"adds": "1", "currency": "USD"}, "expansion.currency"),
        (STEPS, "won", {"adds": "1", "currency": "euro"}, "money.currency"),
        (STEPS, "won", {"adds": "1", "users": -1}, "expansion.users"),
        (STEPS, "won", {"adds": "1", "since": "2026-01-01"}, "term.day"),
        (STEPS, "won", {"adds": "1", "since": "2027-01-01"}, "term.day"),
        ((), "lost", {}, "reason.missing"),
        ((), "lost", {"result": "no", "adds": "5"}, "campaign.amount"),
        ((), "postponed", {"result": "later"}, "expansion.until"),
        ((), "postponed", {"result": "later", "until": "2026-03-02"}, "expansion.until"),
        ((), "postponed", {"until": "2026-09-02"}, "reason.missing"),
    ],
)
def test_what_an_expansion_is_not(priced, steps, outcome, said, code):
    ident = start(priced, *steps)
    before = worth(priced)
    with pytest.raises(OnboardError) as refused:
        end(priced, ident, outcome, **said)
    assert refused.value.code == code
    assert worth(priced) == before


@pytest.mark.parametrize(("value", "code"), [(None, "renewal.term"), ("", "term.unpriced")])
def test_an_expansion_is_won_of_a_contract_that_has_a_value(northwind, value, code):
    if value is not None:
        renewal.set_term(northwind, SetTerm(PARTNER, "2026-12-31", "2026-01-01"))
    with pytest.raises(OnboardError) as refused:
        end(northwind, start(northwind, *STEPS), "won", adds="100")
    assert refused.value.code == code


def test_what_is_none_has_no_amount(priced):
    campaign.start(priced, StartUndertaking(PARTNER, "case-study", "Story"))
    for outcome, code in (("won", "campaign.outcome"), ("dropped", "campaign.amount")):
        with pytest.raises(OnboardError) as refused:
            end(priced, "case-study-1", outcome, adds="5", result="no")
        assert refused.value.code == code
