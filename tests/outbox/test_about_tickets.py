"""D41: the customer hears of each stage of an issue once, and the ticket knows it."""

from __future__ import annotations

import pytest

SEND = ("send", "issue_status", "--partner", "northwind-press", "--about", "T-000001", "--yes")


@pytest.fixture
def ticket(ws):
    """A ticket of Northwind Press, and somebody who answers for it."""
    text = (ws.folder / "onboardctl.yaml").read_text()
    text = text.replace("roles: [csm]", "roles: [csm, customer_engineer]")
    (ws.folder / "onboardctl.yaml").write_text(text)
    done = ws("ticket", "open", "northwind-press", "Export stops at row 1000", "--priority", "high")
    assert done.code == 0, done.err
    return ws


def notices(ws) -> dict[str, bool]:
    shown = ws("ticket", "show", "T-000001", "--json").json["data"]
    return {one["stage"]: one["told_at"] is not None for one in shown["notices"]}


def test_d41_each_stage_is_told_once_and_remembered(ticket, server):
    assert notices(ticket) == {"new": False}
    assert ticket(*SEND).code == 0
    assert notices(ticket) == {"new": True}
    assert ticket(*SEND).code == 1, "the same stage is not told twice"
    assert ticket("ticket", "advance", "T-000001").code == 0
    assert ticket(*SEND).code == 0
    assert notices(ticket) == {"new": True, "in-progress": True}
    assert [mail.subject for mail in server.got] == [
        "T-000001 is New: Export stops at row 1000",
        "T-000001 is In Progress: Export stops at row 1000",
    ]


def test_without_a_ticket_the_mail_asks_for_one(ticket):
    done = ticket("render", "issue_status", "--partner", "northwind-press")
    assert done.code == 5
    assert "hint: add --about TICKET; onboardctl ticket list --partner northwind-press" in done.err


@pytest.mark.parametrize(
    ("about", "code", "says"), [("T-9", 4, "no ticket answers"), ("T-000001", 1, "is no ticket of")]
)
def test_a_ticket_that_is_not_theirs_is_refused(ticket, about, code, says):
    ticket.partner("Birch House", "jo@birch.example", "--contract", "C-2")
    done = ticket("render", "issue_status", "--partner", "birch-house", "--about", about)
    assert (done.code, says in done.err) == (code, True)


def test_d41_today_names_the_mail_that_tells_of_the_present_stage(ticket):
    """One line for a ticket, however many stages nobody was told of."""

    def steps() -> list[tuple[str, str]]:
        lines = ticket.at("2026-03-02T10:00:00Z")("today", "--json").json["data"]["lines"]
        return [
            (one["what"], one["command"])
            for one in lines
            if one["ref"] == "T-000001" and "tell" in one["what"]
        ]

    mail = "onboardctl send issue_status --partner northwind-press --about T-000001"
    assert steps() == [("tell the customer: new", mail)]
    assert ticket("ticket", "advance", "T-000001").code == 0
    assert steps() == [("tell the customer: 2 stages, last in-progress", mail)]


def test_d41_the_mail_of_a_solved_issue_says_what_solved_it(ticket, server):
    for _ in ("in progress", "testing"):
        assert ticket("ticket", "advance", "T-000001").code == 0
    said = ("--text", "Exports hold all rows again")
    assert ticket("ticket", "resolve", "T-000001", *said).code == 0
    send = ("send", "issue_status", "-p", "northwind-press", "--about", "T-000001", "--yes")
    assert ticket(*send).code == 0
    assert b"Exports hold all rows again" in server.got[-1].content
