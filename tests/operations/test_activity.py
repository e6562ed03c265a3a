"""When a partner was last active: what people do counts, what the program works out does not."""

from __future__ import annotations

import pytest

from onboardctl.operations.plan.replan_all import replan_all
from onboardctl.operations.plan.showing import replan
from onboardctl.operations.task.advance import Advance, advance
from onboardctl.operations.today.morning_list import MorningList, today
from onboardctl.store.verifying import verify

from .conftest import later

PARTNER = "northwind-press"


@pytest.mark.parametrize("every_plan", [True, False], ids=["all", "one"])
def test_a_plan_dated_anew_every_night_makes_nobody_active(northwind, every_plan) -> None:
    before = northwind.find_partner(PARTNER)["active_at"]
    for night in range(1, 8):
        session = later(northwind, days=night)
        replan_all(session, lambda _: None) if every_plan else replan(session, PARTNER)
    row = northwind.find_partner(PARTNER)
    assert row["version"] > 3, "the plan moved"
    assert row["active_at"] == before
    assert northwind.partner(row["partner_id"]).active_at == northwind.now
    assert [differences for _, differences in verify(northwind.store) if differences] == []
    morning = today(later(northwind, days=7), MorningList()).data.lines
    assert PARTNER in {line.partner for line in morning if line.group == "silent"}


def test_a_tick_makes_a_partner_active_though_dates_move_with_it(northwind) -> None:
    session = later(northwind, days=6)
    advance(session, Advance(PARTNER, ("accept-welcome",), all_items=True))
    row = northwind.find_partner(PARTNER)
    assert northwind.partner(row["partner_id"]).active_at == session.now
