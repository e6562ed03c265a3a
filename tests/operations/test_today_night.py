"""The counts of the morning list agree with its lines at any hour, wherever partners are."""

from __future__ import annotations

import pytest

from onboardctl.operations.partner.new_partner import new_partner
from onboardctl.operations.today.morning_list import MorningList, today

from .conftest import NORTHWIND, later

ZONES = ("Asia/Tokyo", "Europe/Berlin", "America/Los_Angeles", "Pacific/Kiritimati")


@pytest.fixture
def around_the_world(session):
    """The same plan in four zones, a day apart from first to last."""
    for number, zone in enumerate(ZONES):
        contact = (f"Jo <jo{number}@partner.example>",)
        new_partner(
            session,
            NORTHWIND._replace(
                name=f"House {chr(65 + number)}", zone=zone, contacts=contact, contract=f"C-{number}",
                similar_ok=True,
            ),
        )  # fmt: skip
    return session


@pytest.mark.parametrize("hours", range(0, 96, 7))
def test_late_and_due_are_counted_where_the_partner_is(around_the_world, hours):
    found = today(later(around_the_world, hours=hours), MorningList(limit=1000)).data
    groups = [line.group for line in found.lines]
    assert (found.late_count, found.due_count) == (groups.count("late"), groups.count("today"))
