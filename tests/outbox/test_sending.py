"""``send`` against real mail servers: what leaves, what does not, and what is said about it."""

from __future__ import annotations

import pytest

SEND = ("send", "hello", "--partner", "northwind-press")


def test_a_mail_leaves_and_is_remembered(ws, server):
    done = ws(*SEND, "--yes")
    assert (done.code, server.connections, len(server.got)) == (0, 1, 1)
    (mail,) = server.got
    assert (mail.sender, mail.recipients) == ("ada@example.com", ("mia@northwind.example",))
    assert mail.subject == "Hello, Northwind Press"
    assert b"\n.A line that begins with a dot." in mail.content.replace(b"\r\n", b"\n")
    assert 'sent "Hello, Northwind Press" to mia@northwind.example' in done.out
    shown = ws("outbox", "show", "1", "--json").json["data"]
    assert (shown["mail"]["state"], shown["mail"]["attempts"]) == ("sent", 1)
    assert shown["message_id"] == mail.message_id


def test_without_yes_a_script_only_rehearses(ws, server):
    done = ws(*SEND)
    assert (done.code, server.connections, ws.states()) == (0, 0, {})
    assert "would send" in done.out
    assert "--yes sends it" in done.out


def test_nothing_goes_out_twice_for_one_occasion(ws, server):
    assert ws(*SEND, "--yes").code == 0
    again = ws(*SEND, "--yes")
    assert (again.code, len(server.got)) == (1, 1)
    assert "is sent: mail 1  [send.before]" in again.err


def test_another_reason_is_another_occasion(ws, server):
    assert ws(*SEND, "--yes").code == 0
    assert ws(*SEND, "--again", "they deleted it", "--yes").code == 0
    first, second = server.got
    assert first.message_id != second.message_id
    assert ws("outbox", "show", "2", "--json").json["data"]["reason"] == "they deleted it"


def test_a_changed_template_does_not_send_twice(ws, server):
    assert ws(*SEND, "--yes").code == 0
    text = (ws.folder / "templates/shared/en/hello.md").read_text()
    ws.template("hello", text.replace("Hello {{", "Dear {{"))
    assert ws(*SEND, "--yes").code == 1
    assert len(server.got) == 1


def test_a_test_to_myself_is_no_sending(ws, server):
    assert ws(*SEND, "--to-me", "--yes").code == 0
    assert server.addresses == ["ada@example.com"]
    assert ws(*SEND, "--yes").code == 0
    assert server.addresses == ["ada@example.com", "mia@northwind.example"]


def test_nobody_outside_the_allowed_domains_is_written_to(ws, server):
    ws.use(server, allow_domains="[example.com]")
    refused = ws(*SEND, "--yes")
    assert refused.code == 1
    assert "mia@northwind.example: mail goes to example.com only  [send.domain]" in refused.err
    assert ws(*SEND, "--to-me", "--yes").code == 0
    assert server.addresses == ["ada@example.com"]


def test_without_a_mail_server_the_way_to_name_one_is_said(ws):
    ws.settings()
    refused = ws(*SEND, "--yes")
    assert (refused.code, ws.states()) == (1, {})
    assert "names no mail server  [smtp.missing]" in refused.err
    assert "config set smtp.host" in refused.err


def test_several_partners_get_theirs_over_one_connection(ws, server):
    ws.partner("Cedar Works", "jo@cedar.example")
    done = ws("send", "hello", "-p", "northwind-press", "-p", "cedar-works", "--yes")
    assert (done.code, server.connections) == (0, 1)
    assert server.addresses == ["mia@northwind.example", "jo@cedar.example"]


def test_one_partner_whose_mail_cannot_be_made_holds_all_back(ws, server):
    ws.template(
        "asks", "---\nid: asks\nsubject: Hi\nfrom: csm\nto: [executive_sponsor]\n---\nHi.\n"
    )
    done = ws("send", "asks", "-p", "northwind-press", "--yes")
    assert (done.code, server.connections) == (5, 0)
    ws.partner("Cedar Works", "jo@cedar.example")
    done = ws("send", "asks", "-p", "northwind-press", "-p", "cedar-works", "--yes")
    assert (done.code, server.connections) == (5, 0)
    assert "northwind-press: " in done.err
    assert "cedar-works: " in done.err


def test_what_is_put_aside_leaves_later(ws, server):
    assert ws(*SEND, "--later", "--yes").code == 0
    assert (server.connections, ws.states()) == (0, {1: "queued"})
    rehearsal = ws("outbox", "send")
    assert "1 mail would be sent" in rehearsal.out
    assert ws("outbox", "send", "--yes").code == 0
    assert ws.states() == {1: "sent"}
    idle = ws("outbox", "send", "--yes")
    assert (idle.code, server.connections) == (0, 1)
    assert "nothing in the outbox is due" in idle.out


def test_a_limit_leaves_the_rest_for_the_next_run(ws, server):
    for number in range(3):
        ws(*SEND, "--again", str(number), "--later", "--yes")
        ws.at(f"2026-03-02T09:00:0{number + 1}Z")
    done = ws("outbox", "send", "--limit", "2", "--yes", "--json")
    assert (done.json["data"]["sent"], done.json["data"]["left"]) == (2, 1)
    assert list(ws.states().values()) == ["queued", "sent", "sent"]


def test_a_called_off_mail_can_be_written_anew(ws, server):
    ws(*SEND, "--later", "--yes")
    assert ws("outbox", "cancel", "1", "--reason", "a typing mistake").code == 0
    assert ws("outbox", "send", "--yes").code == 0
    assert server.got == []
    assert ws(*SEND, "--yes").code == 0
    assert (len(server.got), ws.states()) == (1, {1: "cancelled", 2: "sent"})
    assert ws("outbox", "cancel", "2").code == 1


def test_what_nobody_wanted_any_more_is_asked_about(ws, server):
    ws(*SEND, "--later", "--not-after", "2026-03-02T10:00:00Z", "--yes")
    ws.at("2026-03-02T10:00:01Z")
    assert ws.states() == {1: "expired"}
    late = ws("outbox", "send", "--yes")
    assert (late.code, server.got) == (8, [])
    assert "it has waited since 2026-03-02 09:00 UTC and was not sent  [send.expired]" in late.err
    assert ws("outbox", "retry", "1").code == 0
    assert ws("outbox", "send", "--yes").code == 0
    assert len(server.got) == 1


def test_a_mail_that_left_is_not_taken_back(ws):
    ws(*SEND, "--yes")
    refused = ws("undo")
    assert refused.code == 1
    assert "sent mail 1, which cannot be called back  [undo.sent]" in refused.err


@pytest.mark.parametrize("words", [("retry", "9"), ("show", "9"), ("cancel", "9")])
def test_an_unknown_mail_is_named(ws, words):
    refused = ws("outbox", *words)
    assert refused.code == 4
    assert "the outbox has no mail 9  [outbox.unknown]" in refused.err


def test_an_agenda_is_not_sent(ws):
    refused = ws("send", "kickoff_30", "-p", "northwind-press", "--yes")
    assert refused.code in {1, 5}
    assert "kickoff_30" in refused.err


def test_a_partner_is_reminded_once_a_day_at_most(ws, server):
    ws.template(
        "nudge",
        "---\nid: nudge\nsubject: What we need\nfrom: csm\nto: [primary_contact]\n"
        "trigger: {event: task_blocked}\nonce_per: iso_week\n---\nPlease go on.\n",
    )
    nudge = ("send", "nudge", "-p", "northwind-press", "--yes")
    assert ws(*nudge).code == 0
    again = ws.at("2026-03-02T22:30:00Z")(*nudge, "--again", "urgent")
    assert (again.code, "[send.quiet]" in again.err) == (1, True)
    assert ws.at("2026-03-02T23:30:00Z")(*nudge, "--again", "urgent").code == 0  # the 3rd in Berlin
    assert len(server.got) == 2


def test_what_came_before_a_mail_may_still_be_taken_back(ws):
    assert ws("advance", "northwind-press", "accept-welcome", "--all").code == 0
    assert ws(*SEND, "--yes").code == 0
    assert ws("undo", "2").code == 0  # the first change took the partner on
    assert ws("store", "verify").code == 0
    promised = ws("comms", "promises", "northwind-press", "--json").json["data"]["promises"]
    assert [one["promise"] for one in promised] == ["hello:answer"]
    refused = ws("undo", "1")
    assert (refused.code, "[undo.built_upon]" in refused.err) == (1, True)
