"""Names the shell is offered: from the store, read-only, silent whatever is wrong."""

from __future__ import annotations

import pytest


@pytest.fixture
def workspace(run, tmp_path, monkeypatch):
    """A workspace with one partner, and the variable that points to it."""
    folder = tmp_path / "ws"
    assert run("init", str(folder), "--yes", "-q").code == 0
    monkeypatch.setenv("ONBOARDCTL_WORKSPACE", str(folder))
    signed = (
        "new-partner", "Northwind Talent", "--playbook", "beta-28-day", "--tier", "business",
        "--segment", "agency", "--contact", "Mia Ray <mia@northwind.example>", "--yes", "-q",
    )  # fmt: skip
    assert run(*signed).code == 0
    return folder


@pytest.fixture
def offered(run, monkeypatch):
    """What zsh is offered at the end of a command line."""

    def at_the_end_of(*words: str) -> list[str]:
        monkeypatch.setenv("_ONBOARDCTL_COMPLETE", "zsh")
        outcome = run(*words)
        monkeypatch.delenv("_ONBOARDCTL_COMPLETE")
        assert outcome.err == ""
        return outcome.out.splitlines()

    return at_the_end_of


@pytest.mark.parametrize(
    ("words", "offers"),
    [
        (("status", "nor"), ["northwind-talent:Northwind Talent"]),
        (("status", "x"), []),
        (("render", "welcome", "--partner", "n"), ["northwind-talent:Northwind Talent"]),
        (("advance", "northwind-talent", "kick"), ["kickoff-call:Kickoff call"]),
        (("advance", "nobody", "kick"), []),
        (("new-partner", "--playbook", "beta"), ["beta-28-day"]),
        (("render", "sla_c"), ["sla_confirmation"]),
    ],
)
def test_p1_41_names_come_from_the_store_and_the_folders(workspace, offered, words, offers):
    assert offered(*words) == offers


def test_p1_41_the_workspace_of_the_command_line_counts(workspace, offered, monkeypatch):
    monkeypatch.delenv("ONBOARDCTL_WORKSPACE")
    assert offered("-w", str(workspace), "status", "") == ["northwind-talent:Northwind Talent"]
    assert offered("status", "-w", str(workspace), "") == ["northwind-talent:Northwind Talent"]


def test_p1_41_completion_creates_and_changes_nothing(workspace, offered):
    before = {path: path.read_bytes() for path in workspace.rglob("*") if path.is_file()}
    offered("status", "")
    after = {path: path.read_bytes() for path in workspace.rglob("*") if path.is_file()}
    assert {path.name: after.get(path) for path in before} == {
        path.name: content for path, content in before.items()
    }


@pytest.mark.sqlite_file
def test_p1_41_completion_is_silent_without_or_with_a_broken_store(
    workspace, offered, monkeypatch, tmp_path
):
    (workspace / "onboardctl.db").write_bytes(b"this is no database")
    assert offered("status", "") == []
    assert (workspace / "onboardctl.db").read_bytes() == b"this is no database"
    monkeypatch.setenv("ONBOARDCTL_WORKSPACE", str(tmp_path / "nowhere"))
    assert offered("status", "") == []
    assert not (tmp_path / "nowhere").exists()
    assert offered("new-partner", "--playbook", "beta") == ["beta-28-day"]
