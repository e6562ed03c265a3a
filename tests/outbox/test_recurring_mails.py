"""A mail of recurring work crosses its time off the morning list by being sent."""

from __future__ import annotations

import shlex

UPDATE = """---
id: partner_update
subject: "Two weeks, {{ organization }}"
from: csm
to: [primary_contact]
class: digest
once_per: fortnight
vars:
  organization: text(160)
---
Dear {{ organization }},

all is well.
"""


def line_of(ws, ref):
    lines = ws("today", "--limit", "100", "--json").json["data"]["lines"]
    return next((line for line in lines if line["ref"] == ref), None)


def test_a24_the_line_of_today_sends_the_update_and_is_gone(ws, server):
    ws.template("partner_update", UPDATE)
    done = ws(
        "new-partner", "Keystone Search", "-p", "partner-enablement", "-t", "enterprise",
        "--segment", "recruiter", "--contact", "Gail Stone <gail@keystone.example>",
        "--brand", "credlink", "--team", "csm=ada",
    )  # fmt: skip
    assert done.code == 0, done.err
    assert ws.at("2026-03-04T09:00:00Z")("advance", "keystone-search", "launch", "--all").code == 0
    listed = ws("recurring", "list", "keystone-search", "partner-update", "--json").json["data"]
    on = listed["occurrences"][0]["on"]
    line = line_of(ws.at(f"{on}T09:00:00Z"), "partner-update")
    assert (line["group"], line["command"]) == (
        "today",
        "onboardctl send partner_update --partner keystone-search",
    )
    assert ws(*shlex.split(line["command"])[1:], "--yes").code == 0
    assert server.addresses == ["gail@keystone.example"]
    assert line_of(ws, "partner-update") is None
    assert ws("store", "verify").code == 0
