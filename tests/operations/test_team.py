"""Our people: what lies on them, handing it over as one change, and leaving. Sources: A32, D18, D44."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from onboardctl.core.errors import NotFound, OnboardError, Refused, Usage
from onboardctl.operations import history
from onboardctl.operations.lifecycle import feedback, renewal
from onboardctl.operations.lifecycle.campaign import StartUndertaking, start
from onboardctl.operations.measured.action import AddAction, add_action
from onboardctl.operations.partner.new_partner import new_partner
from onboardctl.operations.report.capacity import ReportCapacity, report_capacity
from onboardctl.operations.session import open_session
from onboardctl.operations.task import work as task
from onboardctl.operations.team import people as team
from onboardctl.operations.team.handover import HandOver, hand_over, remove_person
from onboardctl.operations.ticket.opening import OpenTicket, open_ticket
from onboardctl.operations.ticket.writing import Act, reply
from onboardctl.operations.today import morning_list as today
from onboardctl.settings import load_settings
from onboardctl.store import verifying

from .conftest import NORTHWIND, NOW

PARTNER = "northwind-press"


@pytest.fixture
def busy(northwind):
    """Ada leads Northwind and owns a thing of every kind; Kim can take them over."""
    file = northwind.settings.file
    text = file.read_text(encoding="utf-8")
    kim = "  kim: {name: Kim Sato, email: kim@example.com, roles: [csm], days: [mon, tue]}\n"
    head, _, rest = text.partition("  tim:")
    file.write_text(f"{head}{kim}  tim:{rest}", encoding="utf-8")
    opened = open_session(load_settings(workspace=str(file.parent), store=None), now=NOW)
    session = opened._replace(actor="ada")
    task.assign(session, PARTNER, "core-integration", "ada")
    open_ticket(session, OpenTicket(PARTNER, "No login", priority="high", owner="ada"))
    add_action(session, AddAction("Call them", owner="ada", due="2026-03-20"))
    feedback.add_feedback(session, feedback.AddFeedback("Slow", partner=PARTNER))
    feedback.assign_feedback(session, feedback.AssignFeedback("F-0001", "ada", "2026-03-20"))
    start(session, StartUndertaking(PARTNER, "case-study", "A story", owner="ada"))
    yield session
    session.close()


def kinds(session, person: str) -> list[str]:
    return [one.kind for one in team.show_person(session, person).data.owned]


def test_everything_open_is_in_somebodys_name(busy):
    found = kinds(busy, "ada")
    assert set(found) == {"role", "task", "ticket", "action", "feedback", "undertaking"}
    assert kinds(busy, "kim") == []
    lines = {one.person: one for one in team.list_team(busy).data.people}
    assert (lines["ada"].partners, lines["ada"].tickets, lines["ada"].others) == (1, 1, 3)
    assert lines["kim"].days == ("mon", "tue")


def test_handing_over_moves_open_work_as_one_change_and_undo_brings_it_back(busy):
    before = kinds(busy, "ada")
    done = hand_over(busy, HandOver("ada", "kim")).data
    assert [one.kind for one in done.items] == before
    assert kinds(busy, "ada") == []
    assert sorted(kinds(busy, "kim")) == sorted(before)
    lines = today.today(busy, today.MorningList(owner="ada", limit=100)).data.lines
    assert lines == ()
    assert [found for _, found in verifying.verify(busy.store) if found] == []
    history.undo(busy, None)
    assert kinds(busy, "ada") == before
    assert kinds(busy, "kim") == []
    assert [found for _, found in verifying.verify(busy.store) if found] == []


def test_only_a_partner_or_only_a_role_changes_hands(busy):
    new_partner(
        busy, NORTHWIND._replace(name="Grove", contacts=("Jo <jo@grove.example>",), contract="C-9")
    )
    hand_over(busy, HandOver("ada", "kim", "grove", "csm"))
    roles = {
        (one.partner, one.ref)
        for one in team.show_person(busy, "kim").data.owned
        if one.kind == "role"
    }
    assert roles == {("grove", "csm")}
    hand_over(busy, HandOver("ada", "kim", PARTNER))
    assert {one.partner for one in team.show_person(busy, "ada").data.owned} == {"grove", ""}


def test_a_renewal_follows_whoever_leads(busy):
    renewal.set_term(busy, renewal.SetTerm(PARTNER, "2026-05-01"))
    hand_over(busy, HandOver("ada", "kim"))
    (line,) = renewal.radar(busy, 100, None).data.renewals
    assert line.owner == "kim"


def test_somebody_who_owns_work_does_not_leave(busy):
    with pytest.raises(Refused) as refused:
        remove_person(busy, "ada")
    assert refused.value.code == "person.owns"
    assert "1 ticket" in refused.value.message
    assert refused.value.hint == "hand it over first: `onboardctl team handover ada PERSON`"
    assert "ada" in busy.settings.file.read_text(encoding="utf-8")


def test_somebody_without_work_leaves_the_settings_and_nothing_else_changes(busy):
    before = busy.settings.file.read_text(encoding="utf-8").splitlines()
    remove_person(busy._replace(dry_run=True), "kim")
    assert busy.settings.file.read_text(encoding="utf-8").splitlines() == before
    remove_person(busy, "kim")
    after = busy.settings.file.read_text(encoding="utf-8").splitlines()
    assert after == [line for line in before if "Kim Sato" not in line]


def test_who_takes_over_a_role_that_the_settings_do_not_give_is_said(busy):
    done = hand_over(busy, HandOver("ada", "tim"))
    assert [one.code for one in done.warnings] == ["handover.role"]


@pytest.mark.parametrize(
    ("request_", "kind"),
    [
        (HandOver("ada", "ada"), Usage),
        (HandOver("ada", "zoe"), NotFound),
        (HandOver("zoe", "ada"), NotFound),
        (HandOver("kim", "ada"), Refused),
        (HandOver("ada", "kim", "nobody"), NotFound),
        (HandOver("ada", "kim", None, "founder"), Refused),
    ],
)
def test_what_makes_no_sense_is_refused(busy, request_, kind):
    before = kinds(busy, "ada")
    with pytest.raises(OnboardError) as refused:
        hand_over(busy, request_)
    assert isinstance(refused.value, kind)
    assert kinds(busy, "ada") == before


def test_d44_a_person_has_room_on_their_weekdays_only(busy):
    hand_over(busy, HandOver("ada", "kim"))
    made = report_capacity(busy, ReportCapacity(NOW, "kim")).data.report
    (grid,) = made.sections[0].parts
    (row,) = grid.rows
    assert row[1].denominator == 16  # hours of two days of seven
    assert date(2026, 3, 2).weekday() == 0


def test_d44_response_times_are_told_by_person(busy):
    at = busy._replace(now=NOW + timedelta(hours=3))
    reply(at, Act("T-000001", "we look into it"), customer=False)
    at = NOW + timedelta(days=1)
    made = report_capacity(busy._replace(now=at), ReportCapacity(at)).data.report
    (grid,) = next(one for one in made.sections if one.title == "Response times").parts
    assert [[cell.text for cell in row] for row in grid.rows] == [
        ["Ada Lovelace", "1", "3.0 h", "3.0 h", "3.0 h", "100% (1/1)"]
    ]
    later_on = NOW + timedelta(days=40)
    made = report_capacity(busy._replace(now=later_on), ReportCapacity(later_on)).data.report
    (grid,) = next(one for one in made.sections if one.title == "Response times").parts
    assert grid.rows == ()
