"""Lessons are announced through the outbox: a mail with a calendar file, once, and its changes (A14)."""

from __future__ import annotations

from email import message_from_bytes

import pytest

from mail_settings import TERMS_SETTINGS

PARTNER = "acme-skills"


@pytest.fixture
def trained(ws, server):
    """A team that serves Acme, with the tier deep dive set for 9 March 2026, 10:00 in Berlin."""
    (ws.folder / "onboardctl.yaml").write_text(TERMS_SETTINGS.format(port=server.port))
    for words in (
        (
            "new-partner", "Acme Skills", "-p", "partner-enablement", "-t", "business",
            "--segment", "agency", "--contact", "Jo Lind <jo@acme.example>",
            "--contract", "C-77", "--brand", "skillforge",
        ),
        ("training", "schedule", "tier-deep-dive", "--at", "2026-03-09 10:00"),
    ):  # fmt: skip
        done = ws(*words)
        assert done.code == 0, done.err
    assert f"onboardctl send team_training_invite --partner {PARTNER}" in done.err
    return ws


def invite(ws):
    return ws("send", "team_training_invite", "--partner", PARTNER, "--yes")


def test_a14_a_lesson_is_announced_once_with_its_calendar_file(trained, server):
    assert invite(trained).code == 0
    (mail,) = server.got
    assert mail.subject == "Partner Tier Deep-Dive"
    assert {"ada@example.com", "uma@example.com"} == set(mail.recipients)
    parts = {part.get_content_type(): part for part in message_from_bytes(mail.content).walk()}
    calendar = parts["text/calendar"].get_payload(decode=True).decode()
    assert parts["text/calendar"].get_param("method") == "REQUEST"
    assert "SUMMARY:Partner Tier Deep-Dive" in calendar
    assert (
        "DTSTART:20260309T090000Z" in calendar
        or "DTSTART;TZID=Europe/Berlin:20260309T100000" in calendar
    )
    (sent,) = trained("outbox", "list", "--all", "--json").json["data"]["mails"]
    assert (sent["state"], sent["template"]) == ("sent", "team_training_invite")
    again = invite(trained)
    assert again.code == 1
    assert len(server.got) == 1


def test_a_lesson_that_is_cancelled_is_not_announced(trained, server):
    cancelled = trained("training", "cancel", "tier-deep-dive-1", "--reason", "ill")
    assert cancelled.code == 0, cancelled.err
    refused = invite(trained)
    assert (refused.code, server.got) == (5, [])
    assert "session_title" in refused.err
