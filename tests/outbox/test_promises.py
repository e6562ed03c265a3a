"""Promises in mails that went out: recorded, dated, kept, broken, given up; today shows them."""

from __future__ import annotations

import pytest

TERMS = """---
id: terms
subject: "Your terms, {{ organization }}"
from: csm
to: [primary_contact]
class: transactional
once_per: contract
confirm: true
vars:
  organization: text(160)
promises:
  - {id: answer, text: "An answer within 48 hours", within: 48h}
  - {id: plan, text: "A plan in three business days", within: 3bd}
  - {id: pre-read, text: "The deck 3 business days before the review", starts: before_review, within: 3bd}
  - {id: tickets, text: "One hour to a first response", starts: ticket_opened, within: 1h}
  - {id: confirm-receipt, text: "Confirm that this has arrived", owner: partner, kept_by: receipt}
  - {id: kickoff, text: "The kickoff within a week", within: 1w, kept_by: task(kickoff-call)}
---
Hello {{ organization }}.
"""
OF_US = ("comms", "promises", "northwind-press", "--all", "--json")


@pytest.fixture
def promised(ws, server):
    """A mail with every sort of promise went out on Monday, 2 March 2026, at 09:00 UTC."""
    ws.template("terms", TERMS)
    assert ws("send", "terms", "-p", "northwind-press", "--yes").code == 0
    return ws


def _standing(ws):
    found = ws(*OF_US).json["data"]["promises"]
    return {one["promise"].partition(":")[2]: one["state"] for one in found}


def test_each_promise_has_its_deadline_or_says_what_it_waits_for(promised):
    found = {one["promise"]: one for one in promised(*OF_US).json["data"]["promises"]}
    due = {name.partition(":")[2]: one["due_at"] for name, one in found.items()}
    assert due == {
        "answer": "2026-03-04T09:00:00Z",
        "plan": "2026-03-05T22:59:59Z",  # the end of Thursday in Berlin
        "pre-read": None,
        "tickets": None,
        "confirm-receipt": None,
        "kickoff": "2026-03-09T09:00:00Z",
    }
    assert found["terms:pre-read"]["waits_for"] == "before_review"
    assert _standing(promised) == {
        "answer": "open", "plan": "open", "pre-read": "standing", "tickets": "standing",
        "confirm-receipt": "open", "kickoff": "open",
    }  # fmt: skip


def test_d34_48_hours_promised_in_a_sent_mail_are_on_the_morning_list(promised):
    promised.at("2026-03-04T08:00:00Z")
    lines = promised("today", "--limit", "100", "--json").json["data"]["lines"]
    line = next(one for one in lines if one["ref"] == "terms:answer")
    assert line["command"] == "onboardctl comms keep northwind-press terms:answer"
    promised.at("2026-03-04T09:00:01Z")
    assert _standing(promised)["answer"] == "broken"


def test_somebody_says_that_it_was_kept(promised):
    promised.at("2026-03-03T10:00:00Z")
    assert promised("comms", "keep", "northwind-press", "answer", "--evidence", "called").code == 0
    assert _standing(promised)["answer"] == "kept"
    lines = promised.at("2026-03-05T10:00:00Z")("today", "--limit", "100", "--json")
    assert "terms:answer" not in lines.out
    again = promised("comms", "keep", "northwind-press", "answer")
    assert (again.code, "[promise.settled]" in again.err) == (1, True)


def test_kept_too_late_is_told_apart(promised):
    promised.at("2026-03-04T09:00:01Z")
    promised("comms", "keep", "northwind-press", "answer")
    assert _standing(promised)["answer"] == "late"


def test_what_the_plan_knows_keeps_its_promise_by_itself(promised):
    promised.at("2026-03-04T10:00:00Z")
    for task in ("accept-welcome", "kickoff-call"):
        assert promised("advance", "northwind-press", task, "--all").code == 0
    assert _standing(promised)["kickoff"] == "kept"


def test_a9_a_deadline_before_a_review_is_known_once_the_review_has_a_date(promised):
    done = promised(
        "comms", "starts", "northwind-press", "pre-read", "--at", "2026-03-18", "--json"
    )
    assert done.json["data"]["promise"]["due_at"] == "2026-03-13T22:59:59Z"
    assert _standing(promised)["pre-read"] == "open"


def test_a_promise_may_be_given_up_for_a_reason(promised):
    dropped = promised(
        "comms", "drop", "northwind-press", "plan", "--reason", "they wrote their own"
    )
    assert dropped.code == 0
    assert _standing(promised)["plan"] == "dropped"


def test_undo_takes_a_word_about_a_promise_back(promised):
    promised("comms", "keep", "northwind-press", "answer")
    assert promised("undo").code == 0
    assert _standing(promised)["answer"] == "open"
    assert promised("store", "verify").code == 0


def test_the_same_mail_once_more_promises_anew_beside_the_first(promised):
    promised.at("2026-03-03T09:00:00Z")
    promised("send", "terms", "-p", "northwind-press", "--again", "asked for", "--yes")
    answers = sorted(name for name in _standing(promised) if name.startswith("answer"))
    assert answers == ["answer", "answer@P-0001-again-2"]
    unclear = promised("comms", "keep", "northwind-press", "answer")
    assert (unclear.code, "could be several" in unclear.err) == (4, True)
    assert promised("comms", "keep", "northwind-press", "terms:answer").code == 0


def test_an_unknown_promise_is_named_with_the_nearest(promised):
    refused = promised("comms", "keep", "northwind-press", "terms:anwser")
    assert refused.code == 4
    assert 'did you mean "terms:answer"' in refused.err


def test_a_rule_that_nothing_can_keep_is_an_error_of_the_template(ws):
    ws.template("terms", TERMS.replace("kept_by: receipt", "kept_by: magic"))
    refused = ws("send", "terms", "-p", "northwind-press", "--yes")
    assert refused.code == 5
    assert '"magic" is none of receipt, task(ID)' in refused.err


def test_a9_the_pre_read_that_left_keeps_the_promise_of_the_invitation(ws, server):
    ws.template("terms", TERMS.replace("starts: before_review, within: 3bd}",
                                       "within: 3bd, kept_by: mail(deck)}"))  # fmt: skip
    ws.template("deck", TERMS.partition("promises:")[0].replace("id: terms", "id: deck") + DECK)
    assert ws("send", "deck", "-p", "northwind-press", "--yes").code == 0
    assert ws("send", "terms", "-p", "northwind-press", "--yes").code == 0
    assert _standing(ws)["pre-read"] == "open"  # an earlier one keeps nothing
    ws("send", "deck", "-p", "northwind-press", "--again", "with figures of March", "--yes")
    assert _standing(ws)["pre-read"] == "kept"
    assert ws("store", "verify").code == 0


DECK = """---
The deck for {{ organization }}.
"""


def test_an_invitation_follows_the_mail_that_asked_for_a_time_and_goes_out_once(ws, server):
    send = ("send", "kickoff_invite", "-p", "northwind-press", "--yes", "-q")
    ws("partner", "edit", "northwind-press", "--set", "calendar_link=https://cal.example.com/a")
    assert ws(*send).code == 0
    assert ws(*send).code == 1
    when = "kickoff_meeting_at=2026-03-05 10:00"
    ws("partner", "edit", "northwind-press", "--set", when)
    assert ws(*send).code == 0
    assert ws(*send).code == 1
    assert [b"text/calendar" in one.content for one in server.got] == [False, True]
