"""``ticket import``: wrong rows are set aside, the rest is taken, and twice is once."""

from __future__ import annotations

import csv
import json

import pytest

from onboardctl.core.errors import InvalidInput, NotFound
from onboardctl.operations.sla.report import ReportSla, report_sla
from onboardctl.operations.ticket.importing import ImportTickets, import_tickets
from onboardctl.operations.ticket.reading import show
from onboardctl.store import verifying

HEAD = "ticket,event,at,partner,title,priority,value,text\n"
GOOD = [
    "A-1,opened,2026-02-10T08:00:00Z,northwind-press,It fails,high,,",
    "A-1,reply,2026-02-10T09:00:00Z,,,,,On it",
    "A-1,pause,2026-02-10T10:00:00Z,,,,,their logs",
    "A-1,resume,2026-02-10T12:00:00Z,,,,,",
    "A-1,resolve,2026-02-10T14:00:00Z,,,,,",
    "A-2,opened,2026-02-11T09:00:00+01:00,lakeside-college,Slow,critical,,",
]


@pytest.fixture
def take(session, tmp_path):
    """``take(lines, **words)``: import lines of our own form."""

    def imported(lines, name="events.csv", **words):
        path = tmp_path / name
        path.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
        return import_tickets(session, ImportTickets(path, **words))

    return imported


def clocks(session, ticket):
    return {one.clock: (one.state, one.elapsed) for one in show(session, ticket, None).data.clocks}


def test_rows_become_tickets_with_their_clocks(session, take):
    data = take(GOOD).data
    assert (data.rows, data.new, data.rejected) == (6, 6, 0)
    assert clocks(session, "A-1")["first_response"] == ("met", 3600)
    assert show(session, "A-2", None).data.line.ticket == "T-000002"
    assert [found for _, found in verifying.verify(session.store) if found] == []


def test_the_same_file_twice_changes_nothing(session, take):
    take(GOOD)
    before = [dict(row) for row in session.store.rows("event.subjects")]
    data = take(GOOD).data
    assert (data.new, data.unchanged) == (0, 6)
    assert [dict(row) for row in session.store.rows("event.subjects")] == before


def test_a_longer_file_of_the_same_tickets_adds_what_is_new(session, take):
    take(GOOD[:2])
    data = take(GOOD).data
    assert (data.new, data.unchanged) == (4, 2)
    assert clocks(session, "A-1")["first_response"] == ("met", 3600)


def test_rows_of_one_ticket_may_come_in_any_order_after_it_was_opened(session, take):
    take([GOOD[0], *reversed(GOOD[1:5])])
    assert clocks(session, "A-1")["first_response"] == ("met", 3600)
    assert show(session, "A-1", None).data.line.stage == "resolved"


def test_two_things_of_one_second_are_two(session, take):
    moment = "2026-02-10T09:00:00Z"
    lines = [GOOD[0], *(f"A-1,{event},{moment},,,,," for event in ("reply", "message", "resolve"))]
    assert take(lines).data.new == 4
    assert show(session, "A-1", None).data.line.stage == "resolved"


WRONG = {
    "A-9,reply,2026-02-10T09:00:00Z,,,,,": ("ticket", "was not opened"),
    "A-1,reply,2026-02-10 09:00,,,,,": ("at", "no offset"),
    "A-1,reply,2027-02-10T09:00:00Z,,,,,": ("at", "in the future"),
    "A-1,reply,2026-02-09T09:00:00Z,,,,,": ("at", "before the ticket was opened"),
    "A-1,reply,soon,,,,,": ("at", "is no time"),
    "A-1,repply,2026-02-10T09:00:00Z,,,,,": ("event", "did you mean"),
    "A-3,opened,2026-02-10T09:00:00Z,nobody,x,,,": ("partner", "no partner"),
    "A-3,opened,2026-02-10T09:00:00Z,northwind-press,x,urgentest,,": ("priority", "no priority"),
    ",reply,2026-02-10T09:00:00Z,,,,,": ("ticket", "names no ticket"),
    "A-1,close,2026-02-10T15:00:00Z,,,,9,": ("value", "from 1 to 5"),
    "A-1,moved,2026-02-10T15:00:00Z,,,,done,": ("value", "no stage"),
}


@pytest.mark.parametrize("line", WRONG)
def test_a_wrong_row_is_set_aside_with_its_reason_and_the_rest_is_taken(take, line, tmp_path):
    column, reason = WRONG[line]
    result = take([GOOD[0], line, *GOOD[1:]])
    data = result.data
    assert (data.new, data.rejected, result.exit_code) == (6, 1, 8)
    (problem,) = data.problems
    assert (problem.row, problem.column) == (3, column)
    assert reason in problem.problem
    with (tmp_path / "events.rejected.csv").open(encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert (row["row"], row["column"]) == ("3", column)


def test_rejected_rows_come_in_once_they_are_mended(session, take, tmp_path):
    take([GOOD[0], "A-1,reply,2026-02-10 09:30,,,,,"])
    path = tmp_path / "events.rejected.csv"
    data = import_tickets(session, ImportTickets(path, zone="Europe/Berlin")).data
    assert (data.new, data.rejected) == (1, 0)
    assert clocks(session, "A-1")["first_response"] == ("met", 1800)


def test_a_bad_row_near_the_end_of_a_long_file_costs_itself_alone(session, take):
    lines = [f"L-{n},opened,2026-02-10T08:00:00Z,northwind-press,t,low,," for n in range(12_000)]
    lines[11_990] = "L-11990,opened,2026-02-10T08:00:00Z,northwind-press,t,lowest,,"
    data = take(lines).data
    assert (data.rows, data.new, data.rejected) == (12_000, 11_999, 1)
    assert data.problems[0].row == 11_992


def test_times_without_offset_are_read_in_the_zone_that_was_said(session, take):
    take(["Z-1,opened,2026-02-10 08:00,northwind-press,x,high,,"], zone="America/New_York")
    assert show(session, "Z-1", None).data.line.opened_at.hour == 13
    with pytest.raises(InvalidInput, match="no time zone"):
        take(GOOD, zone="Europe/Atlantis")


def test_a_dry_run_says_the_same_and_keeps_nothing(session, tmp_path):
    path = tmp_path / "events.csv"
    path.write_text(HEAD + "\n".join(GOOD), encoding="utf-8")
    data = import_tickets(session._replace(dry_run=True), ImportTickets(path)).data
    assert data.new == 6
    with pytest.raises(NotFound):
        show(session, "A-1", None)


def test_json_lines_and_json_say_the_same(session, tmp_path):
    rows = [dict(zip(HEAD.strip().split(","), line.split(","), strict=True)) for line in GOOD]
    lines, whole = tmp_path / "a.jsonl", tmp_path / "b.json"
    lines.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    whole.write_text(json.dumps(rows), encoding="utf-8")
    assert import_tickets(session, ImportTickets(lines)).data.new == 6
    assert import_tickets(session, ImportTickets(whole)).data.unchanged == 6


EXPORTS = {
    "zendesk": (
        (
            "Id,Subject,Organization,Priority,Created at,First reply at,Solved at,Tags\n"
            "77,Slow,Northwind Press,Urgent,2026-02-10T08:00:00Z,2026-02-10T08:30:00Z,,x y\n"
        ),
        {},
        ("zendesk:77", "critical", 1800),
    ),
    "jira": (
        (
            "Issue key,Summary,Organizations,Priority,Created,First response,Resolved,Sprint\n"
            "SUP-7,Slow,northwind-press,Highest,10/Feb/26 9:00 AM,10/Feb/26 9:30 AM,,S1\n"
        ),
        {"zone": "Europe/Berlin"},
        ("jira:SUP-7", "critical", 1800),
    ),
    "linear": (
        (
            "ID,Title,Customer,Priority,Created,Started,Completed,Cycle\n"
            "ENG-7,Slow,northwind-press,No priority,2026-02-10T08:00:00Z,,2026-02-10T10:00:00Z,3\n"
        ),
        {},
        ("linear:ENG-7", "medium", 7200),
    ),
}


@pytest.mark.parametrize("system", EXPORTS)
def test_exports_of_other_systems_come_in_by_their_mapping(session, tmp_path, system):
    text, words, (external, priority, elapsed) = EXPORTS[system]
    path = tmp_path / f"{system}.csv"
    path.write_text(text, encoding="utf-8")
    result = import_tickets(session, ImportTickets(path, system, **words))
    assert (result.data.rejected, result.data.new) == (0, 1)
    line = show(session, external, None).data.line
    assert (line.priority, line.title) == (priority, "Slow")
    assert clocks(session, external)["first_response"] == ("met", elapsed)


def test_an_import_can_be_taken_back_and_reports_follow(session, take):
    from onboardctl.operations.history import undo

    take(GOOD)
    assert report_sla(session, ReportSla(grain="all"), None).data.cells
    undo(session)
    assert report_sla(session, ReportSla(grain="all"), None).data.cells == ()
    assert [found for _, found in verifying.verify(session.store) if found] == []
