"""What a mail says now beside what left, and meetings that move after their invitation left."""

from __future__ import annotations

import email

import pytest
from icalendar import Calendar

SEND = ("send", "hello", "--partner", "northwind-press", "--yes")
DIFF = ("render", "hello", "--partner", "northwind-press", "--diff")
MEETING = """---
id: meeting
subject: "{% if cancelled %}Off{% elif moved %}Moved{% else %}On{% endif %}: {{ meeting_at }}"
from: csm
to: [primary_contact]
once_per: contract
invite: {start: meeting_at, minutes: 45}
vars: {meeting_at: moment, moved: flag, cancelled: flag}
---
At {{ meeting_at }}.
"""


def test_without_a_mail_that_left_there_is_nothing_to_compare(ws):
    done = ws(*DIFF)
    assert (done.code, "[mail.unsent]" in done.err) == (4, True)


def test_the_same_mail_says_the_same(ws):
    assert ws(*SEND).code == 0
    done = ws(*DIFF)
    assert done.code == 0
    assert "It would say the same today." in done.out


def test_what_changed_is_shown_line_by_line_and_the_template_is_named(ws):
    assert ws(*SEND).code == 0
    text = (ws.folder / "templates/shared/en/hello.md").read_text()
    ws.template("hello", text.replace("Hello {{", "Dear {{"))
    ws("partner", "edit", "northwind-press", "--name", "Nordwind Presse 株式会社")
    done = ws(*DIFF)
    assert done.code == 0
    assert ", from another version of the template" in done.out
    assert done.out.count("\n-") == 2
    assert (
        "\n-Subject: Hello, Northwind Press\n+Subject: Hello, Nordwind Presse 株式会社\n"
        in done.out
    )
    assert "\n-Hello Northwind Press.\n+Dear Nordwind Presse 株式会社.\n" in done.out
    data = ws(*DIFF, "--json").json["data"]
    assert (data["template_changed"], data["sent_at"]) == (True, "2026-03-02T09:00:00Z")


@pytest.mark.parametrize("flag", ["--matrix", "--copy", "--open", "--cancel"])
def test_a_comparison_takes_no_other_form(ws, flag):
    done = ws(*DIFF, flag)
    assert (done.code, "--diff compares texts" in done.err) == (2, True)


def test_a_meeting_is_invited_to_moved_and_called_off_by_mail(ws, server):
    ws.template("meeting", MEETING)
    send = ("send", "meeting", "--partner", "northwind-press", "--yes")

    def agree(moment: str) -> None:
        done = ws("partner", "edit", "northwind-press", "--set", f"meeting_at={moment}")
        assert done.code == 0, done.err

    agree("2026-03-10 10:00")
    assert ws(*send).code == 0
    assert ws(*send).code == 1, "the same invitation is not sent twice"
    agree("2026-03-11 11:00")
    assert ws(*send).code == 0
    assert ws(*send, "--cancel").code == 0
    found = []
    for mail in server.got:
        (part,) = (
            one
            for one in email.message_from_bytes(mail.content).walk()
            if one.get_content_type() == "text/calendar"
        )
        calendar = Calendar.from_ical(part.get_payload(decode=True))
        (event,) = calendar.walk("VEVENT")
        found.append((calendar["method"], event["sequence"], f"{event.decoded('dtstart'):%d %H}"))
    assert found == [("REQUEST", 0, "10 09"), ("REQUEST", 1, "11 10"), ("CANCEL", 2, "11 10")]
    assert [mail.subject.partition(":")[0] for mail in server.got] == ["On", "Moved", "Off"]
