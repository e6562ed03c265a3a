"""The example on a file and on a server: the same reports, byte for byte, now and on past days."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from onboardctl.operations.demo import workspace as demo
from onboardctl.store import copying, transfer
from reliability_toys import run

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
READS = (
    ("today",),
    ("today", "--owner", "ada", "-o", "json"),
    ("status",),
    ("status", "lakeside-college", "-o", "json"),
    ("partner", "list", "-o", "csv"),
    ("partner", "show", "orchard-recruiting"),
    ("plan", "show", "sakura-manufacturing", "-o", "md"),
    ("plan", "why", "orchard-recruiting", "go-live"),
    ("plan", "forecast", "--all"),
    ("task", "list", "--limit", "500", "-o", "csv"),
    ("log", "--limit", "500", "-o", "json"),
    ("report", "kpi", "--playbook", "beta-28-day", "-o", "json"),
    ("report", "kpi", "--playbook", "partner-enablement"),
    ("report", "executive"),
    ("report", "capacity", "-o", "csv"),
    ("kpi", "show", "beta-28-day.csat"),
    ("report", "sla", "-o", "json"),
    ("report", "feedback"),
    ("ticket", "list", "-o", "csv"),
    ("renewal", "list"),
    ("action", "list"),
    ("outbox", "list"),
    ("training", "list"),
    ("stage", "show", "delta-bridge-staffing"),
    ("render", "welcome", "--partner", "granite-state-jobs"),
    ("store", "sql", "SELECT slug, tier, items_done FROM partner ORDER BY slug", "-o", "csv"),
)
PAST = [
    words for words in READS if words[0] in {"today", "status", "log", "report", "task", "ticket"}
]
MOMENTS = ("2026-02-27", "2026-02-10T12:00:00Z", "2026-01-01")


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """The workspace of the example, with its store in a file."""
    return Path(demo.build(tmp_path_factory.mktemp("file") / "ws", NOW).data.folder)


@pytest.fixture(scope="module")
def on_server(tmp_path_factory, postgres):
    """The URL of an example that was played on a server from its first command on."""
    with postgres.database() as url:
        demo.build(tmp_path_factory.mktemp("server") / "ws", NOW, store=url)
        yield url


@pytest.fixture(autouse=True)
def _present(monkeypatch):
    monkeypatch.setenv("ONBOARDCTL_NOW", "2026-03-02T09:00:00Z")
    monkeypatch.setenv("ONBOARDCTL_ACTOR", "ada")
    monkeypatch.delenv("ONBOARDCTL_STORE", raising=False)


def _said(example, url, *words):
    ended = run(*words, "-w", str(example), *(() if url is None else ("--store", url)))
    return ended.code, ended.out, ended.err


@pytest.mark.parametrize("words", READS, ids=" ".join)
def test_a_command_says_the_same_on_both(example, on_server, words):
    expected = _said(example, None, *words)
    assert expected[0] == 0, expected
    assert _said(example, on_server, *words) == expected


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("words", PAST, ids=" ".join)
def test_a_past_day_is_the_same_on_both(example, on_server, words, moment):
    ways = (*words, "--as-of", moment)
    assert _said(example, on_server, *ways) == _said(example, None, *ways)


def test_looking_back_changes_nothing_and_holds_nobody_up(example, on_server, postgres):
    before = _digests(on_server)
    assert _said(example, on_server, "today", "--as-of", "2026-02-10")[0] == 0
    note = ("task", "note", "orchard-recruiting", "validation", "a remark")
    assert _digests(on_server) == before
    assert _said(example, on_server, *note, "--dry-run")[0] == 0
    held = (
        "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"
        f" AND datname = '{on_server.rpartition('/')[2]}'"
    )
    assert postgres.rows(held) == [(0,)]


def test_copied_there_and_back_the_store_is_equal(example, on_server, tmp_path):
    """The store that was made on the server equals the one made in a file, and so do copies."""
    back = tmp_path / "back.db"
    assert _said(example, on_server, "store", "copy", "--to", str(back))[0] == 0
    there = f"{on_server}?schema=copied"
    assert _said(example, None, "store", "copy", "--to", there)[0] == 0
    origin = _digests(str(example / "onboardctl.db"))
    assert len(origin) > 10
    assert _digests(str(back)) == _digests(there) == _digests(on_server) == origin
    for store in (str(back), there):
        assert _said(example, store, "store", "verify")[0] == 0
        assert _said(example, store, "store", "check")[0] == 0


def _digests(location):
    with closing(copying.opened(location)) as engine, engine.snapshot():
        known = copying.tables_of(engine)
        counts = [transfer.counted(engine, table) for table in known]
    return {one.table: (one.rows, one.digest) for one in counts}
