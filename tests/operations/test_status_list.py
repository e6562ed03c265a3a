"""What the list of partners says of days: they are counted where the partner lives."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from onboardctl.operations.partner.new_partner import new_partner
from onboardctl.operations.partner.record import pause
from onboardctl.operations.status import ListPartners, list_partners
from onboardctl.operations.task.reads import ListTasks, list_tasks
from onboardctl.operations.today.morning_list import MorningList, today

from .conftest import NORTHWIND

ZONES = {
    "auckland": "Pacific/Auckland",
    "berlin": "Europe/Berlin",
    "los-angeles": "America/Los_Angeles",
}


@pytest.fixture
def around_the_world(session):
    for place, zone in ZONES.items():
        new_partner(session, NORTHWIND._replace(name=place, zone=zone, contract=place))
    return session


@pytest.mark.parametrize("hour", [0, 3, 11, 13, 23])
def test_the_list_and_the_morning_list_agree_on_days_late(around_the_world, hour) -> None:
    night = around_the_world._replace(now=datetime(2026, 3, 5, hour, 30, tzinfo=UTC))
    late = {
        line.slug: line.late_days for line in list_partners(night, ListPartners()).data.partners
    }
    morning: dict[str, int | None] = dict.fromkeys(late)
    for line in today(night, MorningList(limit=100)).data.lines:
        if line.group == "late":
            morning[line.partner] = max(morning[line.partner] or 0, line.late_days or 0)
    assert late == morning


def test_a_day_is_late_where_it_is_over_only(around_the_world) -> None:
    """At 03:30 UTC on 4 March Los Angeles still has its 3rd: one day after the 2nd, not two."""
    night = around_the_world._replace(now=datetime(2026, 3, 4, 3, 30, tzinfo=UTC))
    found = list_partners(night, ListPartners()).data.partners
    assert {line.slug: (line.next_on, line.late_days) for line in found} == {
        "auckland": (date(2026, 3, 2), 2),
        "berlin": (date(2026, 3, 2), 2),
        "los-angeles": (date(2026, 3, 2), 1),
    }


def test_tasks_are_late_where_their_day_is_over_and_never_while_a_partner_is_paused(
    around_the_world,
) -> None:
    pause(around_the_world, "berlin", "waits for a budget")
    night = around_the_world._replace(now=datetime(2026, 3, 3, 3, 30, tzinfo=UTC))
    tasks = list_tasks(night, ListTasks(limit=200)).data.tasks
    late = {line.partner for line in tasks if line.late_days}
    assert late == {"auckland"}
    assert {line.late_days for line in tasks if line.due_on < date(2026, 3, 3)} == {None, 1}
