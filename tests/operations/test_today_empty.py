"""A morning with nothing to do says what one might do."""

from __future__ import annotations

from onboardctl.operations.partner.record import pause
from onboardctl.operations.today.morning_list import MorningList, today


def test_without_partners_the_next_step_is_the_first_one(session) -> None:
    assert today(session, MorningList()).next_steps == ("onboardctl new-partner",)


def test_with_nothing_due_the_next_step_is_a_look_at_all(northwind) -> None:
    pause(northwind, "northwind-press", "waits for a budget")
    found = today(northwind, MorningList())
    assert (found.data.lines, found.next_steps) == ((), ("onboardctl status",))
