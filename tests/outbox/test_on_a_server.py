"""The outbox on PostgreSQL: the same mails, once, whoever sends."""

from __future__ import annotations

from datetime import UTC, datetime

from mail_servers import DROP
from onboardctl.store import copying

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SEND = ("send", "hello", "--partner", "northwind-press", "--yes")


def test_mails_leave_once_from_a_store_on_a_server_too(ws, server, postgres):
    with postgres.database() as url:
        copying.copy_to(str(ws.folder / "onboardctl.db"), url, now=NOW)
        there = ("--store", url)
        assert ws(*SEND, *there).code == 0
        assert ws(*SEND, *there).code == 1
        server.on("end", DROP)
        assert ws(*SEND, "--again", "lost", *there).code == 8
        listed = ws("outbox", "list", "--all", "--json", *there).json["data"]["mails"]
        assert [one["state"] for one in listed] == ["uncertain", "sent"]
        assert ws("outbox", "resolve", "2", "--not-sent", *there).code == 0
        assert ws("outbox", "send", "--yes", *there).code == 0
        promised = ws("comms", "promises", "northwind-press", "--json", *there).json["data"]
        assert len(promised["promises"]) == 2
        assert ws("store", "verify", *there).code == 0
    assert len(server.got) == 2
