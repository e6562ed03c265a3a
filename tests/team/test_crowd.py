"""Many people at one server whose connections are cut: what was acknowledged is there, no more."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from reliability_toys import NOW, run
from store_toys import environment

WRITER = Path(__file__).parent / "team_writer.py"
NAMES = ("acorn", "boole", "church", "dijkstra", "euler", "frege", "goedel", "hopper")
SIGNED = ("--playbook", "beta-28-day", "--tier", "business", "--segment", "agency")
ONE_OF_THEM = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'onboardctl'"
    " AND datname = '{}' ORDER BY random() LIMIT 1"
)
REMARKS = (
    "SELECT e.payload FROM onboardctl.event AS e WHERE e.kind = 'task.noted'"
    " ORDER BY e.subject, e.number"
)


class Cutter(threading.Thread):
    """Ends one connection after the other, a while apart."""

    def __init__(self, postgres, database, seconds):
        super().__init__(daemon=True)
        self.postgres, self.database, self.seconds = postgres, database, seconds
        self.done = threading.Event()
        self.cuts = 0

    def run(self):
        """Cut until told to stop."""
        while not self.done.wait(self.seconds):
            self.cuts += len(self.postgres.rows(ONE_OF_THEM.format(self.database)))


@pytest.mark.parametrize(
    ("writers", "each", "seconds"),
    [(3, 6, 0.1), pytest.param(8, 500, 1.0, marks=pytest.mark.slow)],
    ids=["quick", "all"],
)
def test_every_acknowledged_change_survives_cut_connections(
    postgres, postgres_url, tmp_path, monkeypatch, writers, each, seconds
):
    monkeypatch.setenv("ONBOARDCTL_NOW", NOW)
    monkeypatch.setenv("ONBOARDCTL_STORE", postgres_url)
    workspace = str(tmp_path / "ws")
    assert run("init", workspace, "--yes", "--brand", "credlink").code == 0
    names = NAMES[:writers]
    for name in names:
        contact = f"Jo <jo@{name}.example>"
        words = ("new-partner", name, *SIGNED, "--contact", contact, "--yes", "-w", workspace)
        assert run(*words).code == 0
    database = postgres_url.rpartition("/")[2]
    cutter = Cutter(postgres, database, seconds)
    cutter.start()
    running = [
        subprocess.Popen(
            [sys.executable, str(WRITER), workspace, name, str(each)],
            stdout=subprocess.PIPE,
            env=environment(),
            text=True,
        )
        for name in names
    ]
    said: set[str] = set()
    refused: dict[str, str] = {}
    for one in running:
        *remarks, report = one.communicate(timeout=1800)[0].splitlines()
        assert len(remarks) == each
        said.update(remarks)
        refused |= json.loads(report)
    cutter.done.set()
    cutter.join(60)
    stored = {
        json.loads(payload)["text"] for (payload,) in postgres.rows(REMARKS, database=database)
    }
    assert cutter.cuts
    assert set(refused.values()) <= {"store.lost", "store.unsure", "store.refused"}
    assert said <= stored
    unsure = {remark for remark, code in refused.items() if code == "store.unsure"}
    assert stored - said <= unsure
    assert len(said) == writers * each
    assert run("store", "verify", "-w", workspace).code == 0
