"""The first day of a contract: welcome and SLA confirmation leave, are confirmed, and are counted."""

from __future__ import annotations

import pytest

from mail_settings import TERMS_SETTINGS

SIGNED = "2026-03-02T08:30:00Z"
KPI = "partner-enablement.welcome_and_sla_24h"


@pytest.fixture
def signed(ws, server):
    """A contract signed on 2 March 2026 at 08:30 UTC, with everything the two mails need."""
    (ws.folder / "onboardctl.yaml").write_text(TERMS_SETTINGS.format(port=server.port))
    done = ws(
        "new-partner", "Acme Skills", "-p", "partner-enablement", "-t", "business",
        "--segment", "agency", "--contact", "Jo Lind <jo@acme.example>", "--signed", SIGNED,
        "--contract", "C-77", "--brand", "skillforge",
    )  # fmt: skip
    assert done.code == 0, done.err
    return ws


def _send(ws, template):
    done = ws("send", template, "--partner", "acme-skills", "--yes")
    assert done.code == 0, done.err


def _share(ws, moment):
    """How many of how many new partners of Acme's playbook had both mails in time."""
    shown = ws.at(moment)("report", "kpi", "--playbook", "partner-enablement", "--all", "--json")
    (found,) = [one for one in shown.json["data"]["kpis"] if one["id"] == KPI]
    return found["numerator"], found["denominator"]


def test_a33_a5_both_mails_leave_on_the_first_day_and_are_counted(signed, server):
    due = signed("comms", "due", "--partner", "acme-skills", "--json").json["data"]["mails"]
    assert [one["message"] for one in due] == ["sla-confirmation", "welcome"]
    assert {one["command"].split()[1] for one in due} == {"send"}
    _send(signed, "welcome")
    _send(signed.at("2026-03-03T08:29:00Z"), "sla-confirmation")
    assert [one.subject for one in server.got][1].startswith("SkillForge SLA")
    assert signed("comms", "due", "--partner", "acme-skills", "--json").json["data"]["mails"] == []
    log = signed("comms", "log", "acme-skills", "--json").json["data"]
    assert {one["message"]: one["channel"] for one in log["messages"]} == {
        "sla-confirmation": "smtp",
        "welcome": "smtp",
    }
    assert [one["outbox"] for one in log["sent"]] == [2, 1]
    assert _share(signed, "2026-03-04T09:00:00Z") == (1, 1)


def test_a33_a_mail_that_left_after_a_day_does_not_count(signed):
    _send(signed, "welcome")
    _send(signed.at("2026-03-03T08:31:00Z"), "sla_confirmation")
    assert _share(signed, "2026-03-04T09:00:00Z") == (0, 1)


def test_a33_a_mail_that_came_back_does_not_count(signed, tmp_path):
    _send(signed, "welcome")
    _send(signed, "sla_confirmation")
    (tmp_path / "back.csv").write_text("address\njo@acme.example\n")
    assert signed("comms", "bounces", str(tmp_path / "back.csv")).code == 0
    assert _share(signed, "2026-03-04T09:00:00Z") == (0, 1)


def test_a33_the_first_arrival_counts_when_a_mail_goes_out_once_more(signed):
    _send(signed, "welcome")
    _send(signed, "sla_confirmation")
    signed.at("2026-03-05T09:00:00Z")
    again = signed("send", "welcome", "-p", "acme-skills", "--again", "they lost it", "--yes")
    assert again.code == 0
    assert _share(signed, "2026-03-06T09:00:00Z") == (1, 1)


def test_a5_the_confirmation_asks_for_a_receipt_and_the_receipt_keeps_its_promise(signed):
    _send(signed, "sla_confirmation")
    asked = _promise(signed, "sla-confirmation:confirm-receipt")
    assert (asked["owner"], asked["state"]) == ("partner", "open")
    signed.at("2026-03-03T10:00:00Z")
    assert signed("comms", "ack", "acme-skills", "sla-confirmation").code == 0
    assert _promise(signed, "sla-confirmation:confirm-receipt")["state"] == "kept"


def test_what_left_by_hand_promises_the_same(signed):
    assert (
        signed("comms", "mark-sent", "acme-skills", "sla-confirmation", "--channel", "gmail").code
        == 0
    )
    assert _promise(signed, "sla-confirmation:confirm-receipt")["state"] == "open"
    refused = signed("send", "sla-confirmation", "-p", "acme-skills", "--yes")
    assert (refused.code, "[message.sent]" in refused.err) == (1, True)


def test_what_waits_in_the_outbox_is_not_marked_by_hand_as_well(signed):
    assert signed("send", "welcome", "-p", "acme-skills", "--later", "--yes").code == 0
    refused = signed("comms", "mark-sent", "acme-skills", "welcome")
    assert (refused.code, "[message.waiting]" in refused.err) == (1, True)
    due = signed("comms", "due", "--partner", "acme-skills", "--json").json["data"]["mails"]
    assert {one["message"]: one["state"] for one in due}["welcome"] == "queued"


def _promise(ws, name):
    found = ws("comms", "promises", "acme-skills", "--all", "--json").json["data"]["promises"]
    return next(one for one in found if one["promise"] == name)


def test_the_report_on_mails_names_what_they_promised_and_nobody_did(signed):
    signed.template("pledge", "---\nid: pledge\nsubject: Hi\nfrom: csm\nto: [primary_contact]\npromises:\n"
                    '  - {id: answer, text: "An answer within 48 hours", within: 48h}\n---\nHello.\n')  # fmt: skip
    _send(signed, "pledge")
    assert "An answer within 48 hours" in signed("report", "comms").out
    signed("comms", "keep", "acme-skills", "answer")
    assert "An answer within 48 hours" not in signed("report", "comms").out
