"""Every command that the morning list names works as it is pasted, over weeks of the example."""

from __future__ import annotations

import shlex
import shutil
from datetime import UTC, datetime, timedelta

import pytest

from onboardctl.operations.demo import workspace as demo

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
READS = {
    *(("task", "show"), ("campaign", "show"), ("intervention", "show"), ("intervention", "list")),
    *(("outbox", "show"), ("health", "show"), ("ticket", "show"), ("review", "list")),
    *(("renewal", "show"), ("feedback", "show"), ("action", "list"), ("review", "show")),
    *(("training", "list"), ("recurring", "list"), ("status", ""), ("render", "")),
}
BLANKS = {"TEXT", "DATE", "WHEN", "VALUE", "PERSON"}
ORDER = ["clock", "late", "held", "today", "risk", "silent", "soon"]


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """The example of `onboardctl demo`, made once."""
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("ONBOARDCTL_STORE", raising=False)
        return demo.build(tmp_path_factory.mktemp("example"), NOW).data.folder


@pytest.fixture
def workspace(example, tmp_path, monkeypatch):
    """A copy of the example, with the shell in it."""
    monkeypatch.delenv("ONBOARDCTL_STORE", raising=False)
    shutil.copytree(example, tmp_path / "demo")
    monkeypatch.chdir(tmp_path / "demo")
    return tmp_path / "demo"


def at(monkeypatch, days):
    moment = NOW + timedelta(days=days)
    monkeypatch.setenv("ONBOARDCTL_NOW", moment.strftime("%Y-%m-%dT%H:%M:%SZ"))


def morning(run, *words):
    return run("today", "--limit", "500", "--json", *words).json["data"]


def pasted(run, command):
    """What typing the command does; one that writes is rehearsed."""
    words = shlex.split(command)[1:]
    is_read = tuple(words[:2]) in READS or (words[0], "") in READS
    return run(*words, *(() if is_read else ("--dry-run",)))


@pytest.mark.parametrize("days", [0, 1, 4, 9, 16, 25, 44])
def test_every_command_of_the_list_runs_as_it_is_pasted(workspace, run, monkeypatch, days):
    at(monkeypatch, days)
    assert run("recurring", "renew").code == 0
    assert run("health", "update").code == 0
    lines = morning(run)["lines"]
    assert len(lines) > 20
    failed = [
        (line["what"], line["command"], done.err)
        for line in lines
        for done in (pasted(run, line["command"]),)
        if done.code != 0
    ]
    assert failed == []
    blanks = [line["command"] for line in lines if BLANKS & set(line["command"].split())]
    assert blanks == []


@pytest.mark.parametrize("days", [0, 9, 25])
def test_groups_stand_in_their_order_no_line_twice_and_counts_are_those_of_lines(
    workspace, run, monkeypatch, days
):
    at(monkeypatch, days)
    run("recurring", "renew")
    run("health", "update")
    data = morning(run)
    places = [ORDER.index(line["group"]) for line in data["lines"]]
    assert places == sorted(places)
    keys = [(line["partner"], line["ref"], line["due_on"], line["what"]) for line in data["lines"]]
    assert len(keys) == len(set(keys))
    counted = {group: sum(line["group"] == group for line in data["lines"]) for group in ORDER}
    assert (data["late_count"], data["due_count"], data["clock_count"]) == (
        *(counted["late"], counted["today"], counted["clock"]),
    )
    assert (data["held_count"], data["risk_count"], data["silent_count"]) == (
        *(counted["held"], counted["risk"], counted["silent"]),
    )


def test_everything_belongs_to_somebody_and_each_sees_their_own(workspace, run, monkeypatch):
    everybody = morning(run)["lines"]
    owners = {line["owner"] for line in everybody if line["owner"]}
    assert len(owners) > 3
    for owner in sorted(owners):
        mine = morning(run, "--owner", owner)["lines"]
        assert [line["command"] for line in mine] == [
            line["command"] for line in everybody if line["owner"] == owner
        ]
    monkeypatch.setenv("USER", "kim")
    theirs = [line["command"] for line in morning(run, "--owner", "kim")["lines"]]
    assert [line["command"] for line in morning(run, "--mine")["lines"]] == theirs != []
    assert run("today", "--mine", "--owner", "kim").code == 2


def test_a_job_is_told_when_anything_is_late(workspace, run, monkeypatch):
    assert run("today", "--fail-on", "late").code == 8
    assert run("today", "--fail-on", "late", "--owner", "nobody-such").code == 4
    found = run("today", "--fail-on", "late", "--json").json
    assert {one["code"] for one in found["errors"]} == {"today.late", "today.clock"}
    assert run("today").code == 0
