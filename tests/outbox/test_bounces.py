"""Mails that came back: told by the server at once, by a report later, or by hand."""

from __future__ import annotations

import pytest

SEND = ("send", "hello", "--partner", "northwind-press", "--yes")
REPORT = """From: MAILER-DAEMON@mx.example
To: ada@example.com
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

Your mail could not be delivered.
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {addr}
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user
--B
Content-Type: message/rfc822

Message-ID: {message_id}
Subject: Hello

Hello.
--B--
"""


def _message_id(ws, number="1"):
    return ws("outbox", "show", number, "--json").json["data"]["message_id"]


def _report(ws, tmp_path, addr="mia@northwind.example", action="failed", message_id=None):
    path = tmp_path / "report.eml"
    path.write_text(
        REPORT.format(addr=addr, action=action, message_id=message_id or _message_id(ws))
    )
    return str(path)


def test_a_report_of_the_mail_server_is_understood(ws, tmp_path):
    ws(*SEND)
    done = ws("comms", "bounces", _report(ws, tmp_path), "--json")
    (line,) = done.json["data"]["notices"]
    assert (done.code, line["outcome"], line["outbox"]) == (0, "bounced", 1)
    assert line["reason"] == "550 5.1.1 no such user"
    assert ws.states() == {1: "refused"}
    again = ws("comms", "bounces", _report(ws, tmp_path), "--json").json["data"]["notices"]
    assert [one["outcome"] for one in again] == ["known"]
    assert ws("store", "verify").code == 0


def test_a_report_of_a_delay_changes_nothing(ws, tmp_path):
    ws(*SEND)
    done = ws("comms", "bounces", _report(ws, tmp_path, action="delayed"), "--json")
    assert [one["outcome"] for one in done.json["data"]["notices"]] == ["delayed"]
    assert ws.states() == {1: "sent"}


def test_a_mail_of_somebody_else_is_named_and_left_alone(ws, tmp_path):
    ws(*SEND)
    path = _report(ws, tmp_path, addr="x@other.example", message_id="<x@other.example>")
    done = ws("comms", "bounces", path)
    assert "no mail of ours went to x@other.example  [bounce.unknown]" in done.err
    assert ws.states() == {1: "sent"}


def test_a_table_finds_the_last_mail_to_an_address(ws, tmp_path):
    ws(*SEND)
    table = tmp_path / "bounces.csv"
    table.write_text("email;reason\nMIA@northwind.example;550 gone\n", encoding="utf-8-sig")
    done = ws("comms", "bounces", str(table), "--json")
    assert [one["outcome"] for one in done.json["data"]["notices"]] == ["bounced"]
    assert ws.states() == {1: "refused"}


def test_a_copy_that_came_back_leaves_the_mail_sent(ws, server, tmp_path):
    ws("send", "copied", "--partner", "northwind-press", "--yes")
    path = _report(ws, tmp_path, addr="support@credlink.example")
    assert ws("comms", "bounces", path).code == 0
    assert ws.states() == {1: "sent"}
    shown = ws("outbox", "show", "1", "--json").json["data"]
    assert [one["move"] for one in shown["events"]][-1] == "bounce"


def test_a_rehearsal_takes_nothing(ws, tmp_path):
    ws(*SEND)
    assert ws("comms", "bounces", _report(ws, tmp_path), "--dry-run").code == 0
    assert ws.states() == {1: "sent"}


@pytest.mark.parametrize("content", [b"Subject: hi\n\nI am on holiday.\n", b"\xff\xfe\x00", b""])
def test_what_is_no_report_is_refused(ws, tmp_path, content):
    path = tmp_path / "note.eml"
    path.write_bytes(content)
    refused = ws("comms", "bounces", str(path))
    assert (refused.code, "[bounce.report]" in refused.err) == (5, True)
    assert ws("comms", "bounces", str(tmp_path / "none.eml")).code == 4


def test_a_mail_refused_at_once_counts_as_bounced_and_its_clock_runs_on(ws, server):

    server.on("RCPT", "550 5.1.1 no such user")
    ws(*SEND)
    log = ws("log", "--facts", "--json").json["data"]["changes"][0]
    assert [fact["kind"] for fact in log["facts"]] == ["message.bounced"]
