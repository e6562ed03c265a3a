"""A run killed at any step, and two runs at once: nobody gets a mail twice, and none is lost.

A step is a statement of SQL, a change to a file, or a word to the mail server, before and after.
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from mail_servers import MailServer
from reliability_toys import NOW, Server, assert_verified, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def forks(tmp_path_factory) -> Iterator[Server]:
    """Runs the program in processes that may be killed."""
    one = Server(tmp_path_factory.mktemp("home"))
    yield one
    one.close()


@pytest.fixture
def queued(ws, server, tmp_path):
    """Makes workspaces with so many mails in the outbox, none of them sent."""

    def make(count: int) -> Path:
        for number in range(count - 1):
            ws.partner(f"Partner {number}", f"jo@p{number}.example")
        names = ["northwind-press", *(f"partner-{number}" for number in range(count - 1))]
        words = [word for name in names for word in ("-p", name)]
        assert ws("send", "hello", *words, "--later", "--yes").code == 0
        return ws.folder

    return make


def _use(folder: Path, port: int) -> None:
    text = (folder / "onboardctl.yaml").read_text()
    before = text.split("  port: ")[1].split("\n")[0]
    (folder / "onboardctl.yaml").write_text(text.replace(f"port: {before}", f"port: {port}"))


def _mails(folder: Path) -> dict[int, dict]:
    listed = run("outbox", "list", "--all", "--limit", "1000", "--json", "-w", str(folder))
    return {one["outbox"]: one for one in json.loads(listed.out)["data"]["mails"]}


def _spread(steps: int, at_most: int) -> list[int]:
    return sorted({1 + round(number * (steps - 1) / (at_most - 1)) for number in range(at_most)})


@pytest.mark.parametrize(
    ("mails", "kills", "consecutive"),
    [
        pytest.param(3, 400, 0, id="every-step", marks=pytest.mark.slow),
        (4, 5, 6),
        pytest.param(200, 20, 16, id="200-mails", marks=pytest.mark.slow),
    ],
)
def test_a_run_killed_at_any_step_can_be_given_again(
    forks, queued, tmp_path, monkeypatch, mails, kills, consecutive
):
    monkeypatch.setenv("ONBOARDCTL_NOW", NOW)
    start = queued(mails)
    words = ("outbox", "send", "--yes")
    with MailServer() as counted:
        _use(start, counted.port)
        done = shutil.copytree(start, tmp_path / "done")
        ended = forks.run(done, *words, die_at=0)
        assert (ended.code, len(counted.got)) == (0, mails), ended
        steps = ended.steps
    middle = steps // 2
    row = range(middle, min(middle + consecutive, steps + 1))
    for step in sorted({*_spread(steps, max(kills, 2)), *row}):
        killed = shutil.copytree(start, tmp_path / f"at-{step}")
        with MailServer() as server:
            _use(killed, server.port)
            assert forks.run(killed, *words, die_at=step).code == -9
            again = forks.run(killed, *words)
        found = _mails(killed)
        uncertain = [one for one in found.values() if one["state"] == "uncertain"]
        states = {one["state"] for one in found.values()}
        assert states <= {"sent", "uncertain"}, f"killed at step {step}"
        assert again.code == (8 if uncertain else 0), again
        assert len(uncertain) <= 1
        assert sorted(set(server.addresses)) == sorted(server.addresses)
        doubtful = {to["addr"] for one in uncertain for to in one["to"]}
        everybody = {to["addr"] for one in found.values() for to in one["to"]}
        assert everybody - set(server.addresses) <= doubtful
        assert_verified(killed)
        shutil.rmtree(killed)


def test_two_runs_at_once_share_the_work(forks, queued, tmp_path_factory, monkeypatch):
    monkeypatch.setenv("ONBOARDCTL_NOW", NOW)
    folder = queued(30)
    other = Server(tmp_path_factory.mktemp("other"))
    try:
        with MailServer() as server:
            _use(folder, server.port)
            words = ("outbox", "send", "--yes", "--json")
            for one in (forks, other):
                one.ask(folder, *words)
            ended = [one.answer() for one in (forks, other)]
    finally:
        other.close()
    assert [one.code for one in ended] == [0, 0], ended
    sent = [json.loads(one.out)["data"]["sent"] for one in ended]
    assert (sum(sent), len(server.addresses), len(set(server.addresses))) == (30, 30, 30)
    assert {one["state"] for one in _mails(folder).values()} == {"sent"}
    assert_verified(folder)
