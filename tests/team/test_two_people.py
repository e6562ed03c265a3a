"""Two people at one partner: the second is told who changed what, and nothing is overwritten."""

from __future__ import annotations

import json

import pytest

from reliability_toys import NOW, run

INIT = (
    *("init", "ws", "--yes", "--timezone", "Europe/Berlin", "--brand", "credlink"),
    *("--staff", "csm=Ada Lovelace <ada@example.com>"),
    *("--staff", "technical_lead=Grace Hopper <grace@example.com>"),
)
NORTHWIND = (
    *("new-partner", "Northwind Press", "-p", "beta-28-day", "-t", "business", "--users", "100"),
    *("--segment", "agency", "--contact", "Mia Ray <mia@northwind.example>"),
)


@pytest.fixture(params=["sqlite", "postgresql"])
def team(request, tmp_path, monkeypatch):
    """A workspace with a partner; ``team("ada")`` is at the keyboard from then on."""
    monkeypatch.setenv("ONBOARDCTL_NOW", NOW)
    monkeypatch.delenv("ONBOARDCTL_STORE", raising=False)
    if request.param == "postgresql":
        monkeypatch.setenv("ONBOARDCTL_STORE", request.getfixturevalue("postgres_url"))
    monkeypatch.setenv("ONBOARDCTL_WORKSPACE", str(tmp_path / "ws"))
    monkeypatch.chdir(tmp_path)
    assert run(*INIT).code == 0

    def sits_down(name: str) -> None:
        monkeypatch.setenv("ONBOARDCTL_ACTOR", name)

    sits_down("ada")
    assert run(*NORTHWIND).code == 0
    return sits_down


def _version() -> str:
    return str(
        json.loads(run("partner", "show", "northwind-press", "-o", "json").out)["data"]["version"]
    )


def _users() -> int:
    return json.loads(run("partner", "show", "northwind-press", "-o", "json").out)["data"]["users"]


def test_the_second_of_two_edits_is_told_who_changed_what(team):
    seen = _version()
    team("grace")
    assert (
        run("partner", "edit", "northwind-press", "--users", "300", "--if-version", seen).code == 0
    )
    team("ada")
    ended = run("partner", "edit", "northwind-press", "--users", "200", "--if-version", seen)
    assert (ended.code, ended.problem) == (6, "subject.changed")
    assert "grace at 2026-03-02T09:00:00Z: Northwind Press: changed users" in ended.err
    assert f"--if-version {_version()}" in ended.err
    assert _users() == 300
    assert (
        run("partner", "edit", "northwind-press", "--users", "200", "--if-version", _version()).code
        == 0
    )
    assert _users() == 200


@pytest.mark.parametrize(
    "words",
    [
        ("advance", "northwind-press", "accept-welcome", "--all"),
        ("task", "start", "northwind-press", "accept-welcome"),
        ("task", "note", "northwind-press", "kickoff-call", "a remark"),
        ("partner", "pause", "northwind-press", "--reason", "budget"),
        ("comms", "mark-sent", "northwind-press", "beta-welcome"),
        ("plan", "replan", "northwind-press"),
    ],
    ids=" ".join,
)
def test_every_change_of_a_partner_may_name_the_version_it_rests_on(team, words):
    seen = _version()
    team("grace")
    assert run("task", "note", "northwind-press", "validation", "their CTO joins").code == 0
    team("ada")
    ended = run(*words, "--if-version", seen)
    assert (ended.code, ended.problem) == (6, "subject.changed"), ended
    assert "grace" in ended.err
    assert run(*words, "--if-version", _version()).code == 0


def test_who_finds_the_work_done_is_told_by_whom(team):
    team("grace")
    assert run("advance", "northwind-press", "accept-welcome", "--all").code == 0
    team("ada")
    ended = run("advance", "northwind-press", "accept-welcome", "--all")
    assert ended.code == 0
    assert "nothing to do" in ended.out
    assert "the latest change is by grace" in ended.out


@pytest.mark.parametrize(
    ("version", "code", "problem"), [("x", 2, "usage.value"), ("999", 6, "subject.changed")]
)
def test_a_version_that_is_none(team, version, code, problem):
    ended = run("task", "note", "northwind-press", "validation", "x", "--if-version", version)
    assert ended.code == code
    assert ended.problem == problem or code == 2


def test_each_finds_the_own_work_and_what_each_did(team):
    team("grace")
    assert run("task", "note", "northwind-press", "validation", "their CTO joins").code == 0
    assert "validation noted" in run("log", "--actor", "grace").out
    assert "validation noted" not in run("log", "--actor", "ada").out
    mine = run("today", "--owner", "me", "-o", "json").out
    assert '"accept-welcome"' not in mine
    team("ada")
    assert '"accept-welcome"' in run("today", "--owner", "me", "-o", "json").out


def test_a_clock_that_runs_behind_does_not_put_its_changes_before_those_it_follows(
    team, monkeypatch
):
    """Two minutes are the difference of two machines; an hour is a clock that is wrong."""
    note = ("task", "note", "northwind-press", "validation")
    for moment in ("2026-03-02T09:05:00Z", "2026-03-02T09:03:00Z", "2026-03-02T08:00:00Z"):
        monkeypatch.setenv("ONBOARDCTL_NOW", moment)
        assert run(*note, f"noted at {moment}").code == 0
    changes = json.loads(run("log", "-o", "json").out)["data"]["changes"]
    assert [one["at"] for one in reversed(changes)] == [
        "2026-03-02T09:00:00Z",
        "2026-03-02T09:05:00Z",
        "2026-03-02T09:05:00Z",
        "2026-03-02T08:00:00Z",
    ]
