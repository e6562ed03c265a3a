"""Baselines, and replanning every plan at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from onboardctl.core.errors import Refused
from onboardctl.operations.history import undo
from onboardctl.operations.partner.new_partner import new_partner
from onboardctl.operations.partner.record import pause
from onboardctl.operations.plan import replan_all as bulk
from onboardctl.operations.plan import stale as stale_plans
from onboardctl.operations.plan.baseline import SetBaseline, set_baseline, show_baseline
from onboardctl.operations.plan.showing import replan
from onboardctl.store.verifying import verify

from .conftest import NORTHWIND, later


def looked_at(_: int) -> None:
    """Nobody watches."""


def facts(session) -> int:
    return session.store.one("event.count")["facts"]


def test_a_new_baseline_is_what_is_expected_and_undo_brings_the_old_one_back(northwind) -> None:
    first = show_baseline(northwind, "northwind-press").data
    assert (first.variance_days, first.reason) == (0, "")
    late = later(northwind, days=9)
    replan(late, "northwind-press")
    slipped = show_baseline(late, "northwind-press").data
    assert slipped.baseline_finish_on == first.baseline_finish_on
    assert slipped.variance_days > 0
    assert slipped.committed_finish_on == slipped.forecast_finish_on
    answer = set_baseline(late, SetBaseline("northwind-press", "scope agreed anew"))
    anew = show_baseline(late, "northwind-press").data
    assert answer.data._replace(changed=False) == anew
    assert (anew.variance_days, anew.reason, anew.set_at) == (0, "scope agreed anew", late.now)
    assert all(line.variance_days == 0 for line in anew.tasks)
    undo(late)
    assert show_baseline(late, "northwind-press").data == slipped


def test_the_same_baseline_is_set_once(northwind) -> None:
    before = facts(northwind)
    answer = set_baseline(northwind, SetBaseline("northwind-press", "again"))
    assert answer.messages == ("nothing to do: Northwind Press is expected as promised",)
    assert facts(northwind) == before


def test_a_baseline_needs_a_reason(northwind) -> None:
    with pytest.raises(Refused) as refused:
        set_baseline(northwind, SetBaseline("northwind-press", " "))
    assert refused.value.code == "reason.missing"


@pytest.fixture
def three(northwind):
    """Northwind a week late, a twin of another zone, and one on hold."""
    late = later(northwind, days=7)
    new_partner(
        late,
        NORTHWIND._replace(name="Kobe Freight", contract=None, zone="Asia/Tokyo", users=900),
    )
    new_partner(late, NORTHWIND._replace(name="Paused Ltd", contract=None, users=None))
    pause(late, "paused-ltd", "budget freeze")
    return late


def test_replan_all_writes_only_plans_whose_dates_change(three) -> None:
    answer = bulk.replan_all(three, looked_at).data
    assert answer.looked_at == 2
    (line,) = answer.plans
    assert (line.partner, line.task) == ("northwind-press", "accept-welcome")
    assert line.finish_on > line.was_on == date(2026, 3, 29)
    assert not [found for _, found in verify(three.store) if found]


def test_replan_all_twice_is_once(three) -> None:
    bulk.replan_all(three, looked_at)
    before = facts(three)
    again = bulk.replan_all(three, looked_at)
    assert again.data.plans == ()
    assert again.messages == ("nothing to do: no date moves",)
    assert facts(three) == before


def test_replan_all_says_what_replan_says(three) -> None:
    dry = three._replace(dry_run=True)
    (line,) = bulk.replan_all(dry, looked_at).data.plans
    one = replan(dry, "northwind-press").data
    assert (line.moved, line.finish_on) == (len(one.moves), one.finish_on)
    assert facts(dry) == facts(three)


def test_one_undo_takes_all_moves_back(three) -> None:
    before = show_baseline(three, "northwind-press").data
    bulk.replan_all(three, looked_at)
    undo(three)
    assert show_baseline(three, "northwind-press").data == before


def test_a_plan_that_has_no_news_is_not_even_read(three, monkeypatch) -> None:
    bulk.replan_all(three, looked_at)
    monkeypatch.setattr(stale_plans, "redated", None)
    monkeypatch.setattr(bulk, "_replan", None)
    assert bulk.replan_all(three, looked_at).data.plans == ()


@pytest.mark.parametrize("days", [0, 1, 2, 5, 9, 14, 30, 90])
def test_the_plans_that_a_new_day_may_move_are_found_without_reading_the_others(
    three, days
) -> None:
    now = three._replace(now=three.now + timedelta(days=days), dry_run=True)
    found = {line.partner for line in bulk.replan_all(now, looked_at).data.plans}
    assert found == {slug for slug in ("northwind-press", "kobe-freight") if moves(now, slug)}


def moves(session, slug) -> bool:
    """Whether replanning this one plan changes anything, whatever its row says."""
    return replan(session, slug).messages != ("nothing to do: no date moves",)
