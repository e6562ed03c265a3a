"""Dating plans from their rows says, fact by fact and row by row, what dating each on its own says."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from onboardctl.core.partner.redating import LongWayError
from onboardctl.core.subject import kind_of_subject
from onboardctl.operations.calendar import absences
from onboardctl.operations.history import undo
from onboardctl.operations.partner.new_partner import new_partner
from onboardctl.operations.plan import recurring, recurring_many, replan_all
from onboardctl.operations.plan import stale as stale_plans
from onboardctl.operations.task import dates as task_dates
from onboardctl.operations.task import work as task
from onboardctl.operations.task.advance import Advance, advance
from onboardctl.store import read_tables
from onboardctl.store.verifying import verify

from .conftest import NORTHWIND, later

PLAYBOOKS = {
    "b2b-partner": "skillforge",
    "beta-28-day": "credlink",
    "customer-onboarding": "credlink",
    "partner-enablement": "skillforge",
    "partnership-lifecycle": "skillforge",
}


def looked_at(_: int) -> None:
    """Nobody watches."""


@pytest.fixture
def everybody(session):
    """A partner of each playbook and one of another zone; some work done, begun, pinned or late."""
    for number, (playbook, brand) in enumerate(PLAYBOOKS.items()):
        new_partner(
            session,
            NORTHWIND._replace(
                name=f"{playbook} partner", playbook=playbook, brand=brand, contract=f"C-{number}",
                confirmed=("all",), users=(None, 900)[number % 2], facts=("needs_migration=true",) * (number == 2),
            ),
        )  # fmt: skip
    new_partner(session, NORTHWIND._replace(name="Kobe", contract=None, zone="Asia/Tokyo"))
    soon = later(session, days=1)
    for slug in ("beta-28-day-partner", "kobe"):
        advance(soon, Advance(slug, ("accept-welcome",), all_items=True))
    task.start(soon, "beta-28-day-partner", "kickoff-call")
    advance(soon, Advance("customer-onboarding-partner", ("kickoff-invite",), all_items=True))
    task_dates.pin(soon, "kobe", "go-live", "2026-03-28", "their board meets")
    return soon


def written(session, *, pull):
    """What a replan of all plans records and leaves behind, and what it answers; then forgotten."""
    with session.store.atomic(keep=False):
        answer = replan_all.replan_all(session, looked_at, pull=pull).data
        known = [row["subject"] for row in session.store.rows("event.subjects")]
        subjects = [subject for subject in known if subject.startswith("P-")]
        facts = [
            (subject, fact["number"], fact["kind"], json.loads(fact["payload"]))
            for subject in subjects
            for fact in session.store.rows("event.stream", subject=subject, after=0)
        ]
        rows = [
            (subject, table, dict(found))
            for subject in subjects
            for table in kind_of_subject(subject).keys
            for found in read_tables.rows(session.store, kind_of_subject(subject), table, subject)
        ]
    return answer, facts, rows


def refused(*_):
    raise LongWayError("by test")


def same_both_ways(session, monkeypatch, *, pull=False):
    quick = written(session, pull=pull)
    with monkeypatch.context() as patched:
        patched.setattr(stale_plans, "redated", refused)
        thorough = written(session, pull=pull)
    assert quick[0] == thorough[0]
    assert [one for one in quick[1] if one not in thorough[1]] == [
        one for one in thorough[1] if one not in quick[1]
    ]
    assert quick == thorough
    return quick[0].plans


@pytest.mark.parametrize("days", [0, 1, 3, 8, 20, 45, 200])
def test_many_plans_are_dated_as_each_would_be_on_its_own(everybody, monkeypatch, days) -> None:
    now = later(everybody, days=days)
    same_both_ways(now, monkeypatch)
    replan_all.replan_all(now, looked_at)
    assert not [found for _, found in verify(now.store) if found]
    assert same_both_ways(later(now, days=4), monkeypatch)


@pytest.mark.parametrize("days", [0, 6])
def test_so_they_are_when_early_finishes_are_taken_in(everybody, monkeypatch, days) -> None:
    late = later(everybody, days=30)
    replan_all.replan_all(late, looked_at)
    advance(late, Advance("kobe", ("kickoff-call",), all_items=True))
    same_both_ways(later(late, days=days), monkeypatch, pull=True)


def test_so_they_are_when_people_are_away(everybody, monkeypatch) -> None:
    for person, first in (("tim", 5), ("ada", 12)):
        day = everybody.now.date() + timedelta(days=first)
        absences.away(
            everybody, absences.Away(person, day.isoformat(), f"{day + timedelta(days=6)}", "")
        )
    assert same_both_ways(later(everybody, days=7), monkeypatch)
    assert same_both_ways(later(everybody, days=14), monkeypatch)


def test_plans_of_one_stretch_do_not_depend_on_each_other(everybody, monkeypatch) -> None:
    now = later(everybody, days=10)
    at_once = written(now, pull=False)
    monkeypatch.setattr(stale_plans, "STRETCH", 2)
    assert written(now, pull=False) == at_once


def test_what_was_taken_back_is_not_counted_with(everybody, monkeypatch) -> None:
    task_dates.pin(everybody, "beta-28-day", "go-live", "2026-04-20", "a mistake")
    undo(everybody)
    assert same_both_ways(later(everybody, days=9), monkeypatch)


@pytest.fixture
def lived(everybody):
    """Three weeks later: all times of recurring work up to then were held, and one was moved."""
    now = later(everybody, days=21)
    replan_all.replan_all(now, looked_at)
    known = (
        "SELECT o.*, p.slug FROM occurrence AS o JOIN partner AS p ON p.partner_id = o.partner_id"
    )
    rows = now.store.connection.execute(f"{known} ORDER BY o.takes_on, o.partner_id").fetchall()
    today = now.now.date().isoformat()
    past = [row for row in rows if row["takes_on"] < today]
    assert len({row["slug"] for row in past}) > 1
    for row in past:
        recurring.hold(
            now,
            recurring.HoldOccurrence(
                row["slug"], row["recurring_id"], row["original_on"], "minutes"
            ),
        )
    moved = next(row for row in rows if row["takes_on"] > today and row["slug"] == "kobe")
    day = now.now.date() + timedelta(days=9)
    asked = recurring.ChangeOccurrence(
        "kobe", moved["recurring_id"], moved["original_on"], to=day.isoformat(), reason="a fair"
    )
    recurring.change(now, asked, "recurring move")
    return now


@pytest.mark.parametrize("days", [1, 6, 13, 40, 90])
def test_times_of_recurring_work_are_those_that_each_would_have(lived, monkeypatch, days) -> None:
    now = later(lived, days=days)
    assert same_both_ways(now, monkeypatch)
    replan_all.replan_all(now, looked_at)
    assert not [found for _, found in verify(now.store) if found]
    with monkeypatch.context() as patched:  # told from the facts, what was just laid out stands
        patched.setattr(stale_plans, "redated", refused)
        assert not replan_all.replan_all(now, looked_at).data.plans


def test_times_that_were_taken_back_are_laid_out_again(lived, monkeypatch) -> None:
    now = later(lived, days=5)
    replan_all.replan_all(now, looked_at)
    undo(now)
    assert same_both_ways(later(now, days=1), monkeypatch)


def test_only_partners_with_times_moved_by_hand_are_replayed_for_them(lived, monkeypatch) -> None:
    replayed = []
    known = recurring_many.recurring_ahead.laid_from_facts
    monkeypatch.setattr(
        recurring_many.recurring_ahead,
        "laid_from_facts",
        lambda session, one: replayed.append(one) or known(session, one),
    )
    replan_all.replan_all(later(lived, days=6), looked_at)
    (kobe,) = replayed
    assert lived.find_partner("kobe")["partner_id"] == kobe
