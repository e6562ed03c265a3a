"""Recurring work laid out ahead: on the morning list, ticked, moved, called off (F5)."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from onboardctl.core.errors import NotFound, Refused
from onboardctl.core.partner.subject import SUBJECT
from onboardctl.core.schedule.recurring import recurrences
from onboardctl.operations.comms.due import DueRequest, due
from onboardctl.operations.history import undo
from onboardctl.operations.plan import planning
from onboardctl.operations.plan.recurring import ChangeOccurrence, HoldOccurrence, change, hold
from onboardctl.operations.plan.replan_all import replan_all
from onboardctl.operations.task.advance import Advance, advance
from onboardctl.operations.today.morning_list import MorningList, today
from onboardctl.store import read_tables
from onboardctl.store.verifying import verify

from .conftest import later

PARTNER = "northwind-press"
CHECKIN = "weekly-checkin"


def times(session, recurring=CHECKIN):
    """The rows of recurring work by their original day: day, state."""
    partner = session.find_partner(PARTNER)["partner_id"]
    rows = read_tables.rows(session.store, SUBJECT, "occurrence", partner)
    return {
        row["original_on"]: (row["takes_on"], row["state"])
        for row in rows
        if row["recurring_id"] == recurring
    }


def morning(session):
    """Group and day of each line about the check-in."""
    lines = today(session, MorningList(limit=100)).data.lines
    return [(line.group, line.due_on.isoformat()) for line in lines if line.ref == CHECKIN]


def first(session):
    return min(times(session))


def on(session, day, days=0):
    """The session at nine on a day."""
    return later(session, days=(date.fromisoformat(day) - session.now.date()).days + days)


def test_f5_the_times_of_twelve_weeks_are_laid_out_with_the_plan(northwind) -> None:
    laid = times(northwind)
    days = sorted(laid)
    assert len(days) > 5
    gaps = {date.fromisoformat(b) - date.fromisoformat(a) for a, b in pairwise(days)}
    assert gaps == {timedelta(days=7)}
    assert {state for _, state in laid.values()} == {"open"}
    assert not [found for _, found in verify(northwind.store) if found]


def test_f5_today_shows_what_is_due_then_overdue_until_the_next_time(northwind) -> None:
    day = first(northwind)
    assert morning(on(northwind, day)) == [("today", day)]
    assert morning(on(northwind, day, days=-1)) == [("soon", day)]
    assert morning(on(northwind, day, days=3)) == [("late", day)]
    following = (date.fromisoformat(day) + timedelta(days=7)).isoformat()
    assert morning(on(northwind, day, days=7)) == [("today", following)]


def test_f5_a_tick_takes_it_off_the_list_and_can_be_taken_back(northwind) -> None:
    day = first(northwind)
    session = on(northwind, day)
    hold(session, HoldOccurrence(PARTNER, CHECKIN, evidence="notes"))
    assert morning(session) == []
    assert times(northwind)[day] == (day, "held")
    assert hold(session, HoldOccurrence(PARTNER, CHECKIN, day)).data.changed is False
    hold(session, HoldOccurrence(PARTNER, CHECKIN, day, missed=True))
    assert morning(session) == [("today", day)]
    undo(session)
    assert times(northwind)[day] == (day, "held")
    assert not [found for _, found in verify(northwind.store) if found]


def test_f5_moved_and_cancelled_times_are_honoured(northwind) -> None:
    day = first(northwind)
    moved = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    change(northwind, ChangeOccurrence(PARTNER, CHECKIN, day, to=moved), "recurring move")
    assert times(northwind)[day] == (moved, "open")
    assert morning(on(northwind, day)) == [("soon", moved)]
    assert morning(on(northwind, moved)) == [("today", moved)]
    change(northwind, ChangeOccurrence(PARTNER, CHECKIN, day, cancelled=True), "recurring cancel")
    assert times(northwind)[day][1] == "cancelled"
    assert morning(on(northwind, moved)) == []
    undo(northwind)
    assert times(northwind)[day] == (moved, "open")


def test_f5_times_are_laid_out_again_before_they_run_out(northwind) -> None:
    before = max(times(northwind))
    session = later(northwind, days=50)
    advance(session, Advance(PARTNER, ("accept-welcome",), all_items=True))
    partner = northwind.partner(northwind.find_partner(PARTNER)["partner_id"])
    assert partner.ahead_until is not None
    assert partner.ahead_until.isoformat() > before
    assert not [found for _, found in verify(northwind.store) if found]


def test_f5_what_was_held_stays_when_it_is_laid_out_no_more(northwind) -> None:
    day = first(northwind)
    hold(on(northwind, day), HoldOccurrence(PARTNER, CHECKIN, day))
    session = later(northwind, days=60)
    advance(session, Advance(PARTNER, ("accept-welcome",), all_items=True))
    assert times(northwind)[day] == (day, "held")


@pytest.mark.parametrize(
    ("recurring", "day", "code"),
    [
        ("weekly-chekin", None, "recurring.unknown"),
        (CHECKIN, "2026-03-01", "recurring.day"),
        (CHECKIN, "2026-04-02", "recurring.day"),
    ],
)
def test_f5_a_time_that_the_rule_does_not_give_is_refused(northwind, recurring, day, code) -> None:
    with pytest.raises((NotFound, Refused)) as refused:
        hold(northwind, HoldOccurrence(PARTNER, recurring, day))
    assert refused.value.code == code


def test_f5_a_time_to_come_is_not_ticked(northwind) -> None:
    later_on = sorted(times(northwind))[3]
    with pytest.raises(Refused) as refused:
        hold(northwind, HoldOccurrence(PARTNER, CHECKIN, later_on))
    assert refused.value.code == "recurring.early"


def test_f5_times_follow_plans_that_are_dated_all_at_once(northwind) -> None:
    session = later(northwind, days=12)
    before = times(northwind)
    replan_all(session, lambda _: None)
    after = times(northwind)
    assert after != before
    partner = northwind.partner(northwind.find_partner(PARTNER)["partner_id"])
    playbook = northwind.playbook(partner.digest)
    calendar = session.calendar(partner, playbook)
    dated = planning.compute(partner, playbook, session.now, calendar)
    today_on = session.now.date()
    expected = recurrences(playbook, dated, calendar, (today_on, partner.ahead_until))
    laid = {name for name, one in partner.ahead.items() if one.on >= today_on}
    assert laid == {one.id for one in expected}
    assert not [found for _, found in verify(northwind.store) if found]


def test_f5_recurring_mails_are_due_for_everybody_and_by_owner(northwind) -> None:
    mail = "weekly-progress"
    day = min(times(northwind, mail))
    session = on(northwind, day)
    everybody = northwind.store.rows(
        "recurring.of_days", since=day, until=day, partner_id=None, owner=None
    )
    (owner,) = {row["owner"] for row in everybody if row["recurring_id"] == mail}

    def due_mails(**words):
        lines = due(session, DueRequest(**words)).data.mails
        return [(line.message, line.owner) for line in lines if line.recurring]

    assert due_mails() == due_mails(partner=PARTNER) == [(mail, owner)]
    assert due_mails(owner=owner) == [(mail, owner)]
    assert due_mails(owner="tim") == []
    hold(session, HoldOccurrence(PARTNER, mail, day))
    assert due_mails() == []


def test_f5_the_list_costs_one_indexed_query(northwind) -> None:
    plan = northwind.store.connection.execute(
        "EXPLAIN QUERY PLAN SELECT * FROM occurrence WHERE state = 'open' AND takes_on >= '2026-03-01'"
    ).fetchall()
    assert any("occurrence_open" in row[3] for row in plan)
