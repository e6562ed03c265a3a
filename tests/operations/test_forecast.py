"""Forecasts from the store: one plan, all plans, and forecasts of the past."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from onboardctl.operations.partner.new_partner import new_partner
from onboardctl.operations.plan import forecast as forecasts
from onboardctl.operations.plan.backtest import backtest
from onboardctl.operations.plan.forecast import ForecastPlan, forecast, forecast_all
from onboardctl.operations.task.advance import Advance, advance

from .conftest import NORTHWIND, later


def looked_at(_: int) -> None:
    """Nobody watches."""


def go_through(session, slug, days_late):
    """Finish every task so many days after its plan."""
    partner = session.partner(session.find_partner(slug)["partner_id"])
    for task in session.playbook(partner.digest).tasks:
        due = datetime.combine(partner.plan.tasks[task.id].finish_on, time(12), UTC)
        then = session._replace(now=due + timedelta(days=days_late))
        waived = tuple(criterion.id for criterion in task.gate)
        advance(then, Advance(slug, (task.id,), all_items=True, waive=waived, reason="law"))


@pytest.fixture
def two(northwind):
    """Northwind on its way, and one that is a day behind."""
    new_partner(northwind, NORTHWIND._replace(name="Kobe Freight", contract=None))
    return northwind


def test_the_same_question_has_the_same_answer(two) -> None:
    request = ForecastPlan("northwind-press", 50, "7")
    assert forecast(two, request) == forecast(two, request)
    assert forecast(two, request).data.seed == "7"


def test_a_plan_alone_and_among_all_is_drawn_alike(two) -> None:
    late = later(two, days=4)
    lines = {line.partner: line for line in forecast_all(late, 40, "3", looked_at).data.plans}
    for slug, line in lines.items():
        one = forecast(late, ForecastPlan(slug, 40, "3")).data
        end = next(found for found in one.days if found.what == "finish")
        assert (line.finish_on, line.p50, line.p80, line.p95) == (
            end.forecast_on, end.p50, end.p80, end.p95,
        )  # fmt: skip
        assert line.cause == one.cause
        assert line.from_prior == len(one.drawn_from)


def test_a_late_start_is_named_with_what_slack_took_up(two) -> None:
    data = forecast(later(two, days=9), ForecastPlan("northwind-press", 10, "1")).data
    assert data.cause == "accept-welcome"
    end = data.days[0]
    assert end.slip_days > 0
    assert data.cause_days == end.slip_days + data.absorbed_days
    assert data.prior == forecasts.PRIOR_IN_WORDS


def test_nothing_is_written(two) -> None:
    before = two.store.one("event.count")["facts"]
    forecast(later(two, days=9), ForecastPlan("northwind-press", 10, "1"))
    forecast_all(later(two, days=9), 5, "1", looked_at)
    assert two.store.one("event.count")["facts"] == before


def test_a_backtest_without_finished_plans_has_no_numbers(two) -> None:
    data = backtest(two, 5, "1", None, looked_at).data
    assert data.finished == 0
    assert [(line.plans, line.error_p50_days) for line in data.lines] == [(0, None)] * 3


def test_a_backtest_asks_what_was_known_then(two) -> None:
    go_through(two, "northwind-press", 3)
    data = backtest(later(two, days=60), 20, "1", "northwind-press", looked_at).data
    assert data.finished == 1
    for line in data.lines:
        assert line.plans == 1
        assert line.error_baseline_days == 3
        # A plan late from its first day is forecast better than its first promise says.
        assert line.error_forecast_days < line.error_baseline_days
        assert line.within_p50 <= line.within_p80 <= line.within_p95 <= 1
