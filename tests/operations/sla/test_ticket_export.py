"""Tickets for the board of the engineers: the importer's own columns, and changes alone (A21)."""

from __future__ import annotations

import csv
import io

import pytest

from onboardctl.core.errors import Conflict
from onboardctl.operations.ticket import writing
from onboardctl.operations.ticket.exporting import ExportTickets, export
from onboardctl.operations.ticket.writing import Act


def lines(path):
    """The rows of a file; a header that comes several times gives a list."""
    header, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8")))
    return [
        {
            name: [cell for title, cell in zip(header, row, strict=True) if title == name]
            for name in header
        }
        for row in rows
    ]


def test_a21_tickets_are_written_as_jira_and_linear_import_them(desk, tmp_path):
    desk.open(
        "02-10 09:00",
        title="Export stops",
        priority="high",
        category="bulk import",
        external="ENG-42",
    )
    session = desk.when("02-10 10:00")
    export(session, ExportTickets("jira", str(tmp_path / "jira.csv")))
    (row,) = lines(tmp_path / "jira.csv")
    assert row["Issue Key"] == ["ENG-42"]
    assert row["External issue ID"] == ["T-000001"]
    assert (row["Summary"], row["Priority"], row["Status"]) == (
        ["Export stops"],
        ["High"],
        ["To Do"],
    )
    assert row["Date Created"] == ["2026-02-10 09:00"]
    assert "category:bulk-import" in row["Labels"]
    assert "partner:northwind-press" in row["Labels"]
    assert not any(" " in label for label in row["Labels"])
    export(session, ExportTickets("linear", str(tmp_path / "linear.csv")))
    (row,) = lines(tmp_path / "linear.csv")
    assert (row["ID"], row["Status"], row["Priority"]) == (["ENG-42"], ["Todo"], ["High"])
    assert "category:bulk-import" in row["Labels"][0].split(", ")
    assert "Ticket: T-000001" in row["Description"][0].splitlines()


def test_a21_a_second_file_holds_only_what_changed(desk, tmp_path):
    first = desk.open("02-10 09:00", title="One")
    desk.open("02-10 09:00", title="Two", category="export")

    def changes(when, name):
        path = tmp_path / name
        answer = export(desk.when(when), ExportTickets("jira", str(path), changed=True))
        told = {row["External issue ID"][0]: row["Status"][0] for row in lines(path)}
        return told, (answer.data.new, answer.data.changed, answer.data.unchanged)

    assert changes("02-10 09:10", "a.csv") == ({first: "To Do", "T-000002": "To Do"}, (2, 0, 0))
    assert changes("02-10 09:10", "b.csv") == ({}, (0, 0, 2))
    desk.reply("02-10 09:20", first)
    third = desk.open("02-10 09:25", title="Three")
    assert changes("02-10 09:30", "c.csv") == ({first: "In Progress", third: "To Do"}, (1, 1, 1))
    desk.resolve("02-10 10:00", first)
    told, counts = changes("02-10 10:05", "d.csv")
    assert (told[first], counts[0]) == ("Done", 0)
    # another board was handed nothing so far
    linear = ExportTickets("linear", str(tmp_path / "l.csv"), changed=True)
    assert export(desk.when("02-10 10:05"), linear).data.new == 2


def test_a21_what_a_partner_wrote_is_no_formula_and_stays_in_its_cell(desk, tmp_path):
    title = '=HYPERLINK("http://evil.example","x")'
    ticket = desk.open("02-10 09:00", title=title)
    writing.note(desk.when("02-10 09:05"), Act(ticket, "x"), 'a "b",\nc', "@now", "")
    export(desk.when("02-10 10:00"), ExportTickets("jira", str(tmp_path / "jira.csv")))
    (row,) = lines(tmp_path / "jira.csv")
    assert row["Summary"] == ["'" + title]
    assert row["External issue ID"] == [ticket]
    assert not any(cell[:1] in "=+-@" and cell for cells in row.values() for cell in cells)


def test_a21_nothing_counts_as_handed_over_without_a_file(desk, tmp_path):
    desk.open("02-10 09:00")
    session = desk.when("02-10 09:10")
    shown = export(session, ExportTickets("jira", changed=True)).data
    assert (shown.new, shown.text.count("T-000001") > 0) == (1, True)
    dry = session._replace(dry_run=True)
    export(dry, ExportTickets("jira", str(tmp_path / "x.csv"), changed=True))
    assert not (tmp_path / "x.csv").exists()
    assert export(session, ExportTickets("jira", changed=True)).data.new == 1


def test_a21_resolved_tickets_are_left_out_unless_asked_for_or_known_to_the_board(desk, tmp_path):
    ticket = desk.open("02-10 09:00", "bluefin-media")
    desk.reply("02-10 09:10", ticket)
    desk.resolve("02-10 09:30", ticket)
    session = desk.when("02-11 09:00")
    assert export(session, ExportTickets("jira")).data.issues == ()
    assert len(export(session, ExportTickets("jira", everything=True)).data.issues) == 1


def test_a21_an_existing_file_is_replaced_only_when_told_to(desk, tmp_path):
    path = tmp_path / "board.csv"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(Conflict):
        export(desk.when("02-10 09:00"), ExportTickets("jira", str(path)))
    assert path.read_text(encoding="utf-8") == "mine"
    export(desk.when("02-10 09:00"), ExportTickets("jira", str(path), replace=True))
    assert path.read_text(encoding="utf-8").startswith("Issue Key,")


def test_a21_a_link_leads_back_to_the_ticket(desk, tmp_path):
    desk.open("02-10 09:00")
    session = desk.when("02-10 09:10")
    settings = session.settings._replace(links={"ticket_link": "https://cs.example/t/{ticket}"})
    session = session._replace(settings=settings)
    (issue,) = export(session, ExportTickets("jira")).data.issues
    assert issue.url == "https://cs.example/t/T-000001"
