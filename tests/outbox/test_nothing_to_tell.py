"""A digest that has nothing to tell stays at home, and its time counts as kept (A24)."""

from __future__ import annotations

import pytest

ENABLED = ("new-partner", "Birch House", "-p", "partner-enablement", "-t", "developer", "--brand", "credlink", "-q",
           "--segment", "agency", "--signed", "2026-03-02",
           "--contact", "Jo Lind <jo@birch.example>")  # fmt: skip
SEND = ("send", "partner_update", "-p", "birch-house", "--yes")


@pytest.fixture
def birch(ws):
    """A partner that was launched, and a team that keeps tickets and actions."""
    assert ws(*ENABLED).code == 0
    assert ws("advance", "birch-house", "launch", "--all", "-q").code == 0
    ws("ticket", "open", "northwind-press", "Export fails", "-q")
    ws("action", "add", "Call every sponsor", "-q")
    return ws


def _times(ws):
    lines = ws("recurring", "list", "birch-house", "partner-update", "--json").json["data"]
    return [(one["original_on"], one["state"]) for one in lines["occurrences"]][:2]


def test_a24_an_update_without_content_does_not_go_out_and_its_time_is_kept(birch, server):
    first, _ = _times(birch)
    birch.at(f"{first[0]}T09:00:00Z")
    done = birch(*SEND)
    assert (done.code, server.got) == (0, [])
    assert "nothing to tell Birch House: no partner_update went out" in done.out
    assert _times(birch)[0] == (first[0], "held")
    log = birch("comms", "log", "birch-house")
    assert f"{first[0]} partner-update" in log.out
    assert birch("store", "verify").code == 0


def test_a24_what_is_on_its_way_makes_it_worth_sending(birch, server):
    birch("action", "add", "Faster export", "--partner", "birch-house", "--tell", "-q")
    assert birch(*SEND).code == 0
    assert b"Faster export" in server.got[0].content


def test_it_can_be_sent_all_the_same(birch, server):
    assert birch(*SEND, "--even-if-empty").code == 0
    assert len(server.got) == 1


def test_a_rehearsal_changes_nothing(birch, server):
    before = _times(birch)
    assert "nothing to tell" in birch(*SEND[:-1], "--dry-run").out
    assert (_times(birch), server.got) == (before, [])
