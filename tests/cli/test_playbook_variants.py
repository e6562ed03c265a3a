"""Variants of playbooks on the command line: begun, shown with their origin, used by a partner."""

from __future__ import annotations

import pytest

DACH = "customer-onboarding-dach"


@pytest.fixture
def workspace(run, tmp_path, monkeypatch):
    """An empty workspace, and the folder one stands in."""
    assert run("init", str(tmp_path / "ws"), "--yes").code == 0
    monkeypatch.chdir(tmp_path / "ws")
    return tmp_path / "ws"


def test_f1_a_variant_is_begun_with_what_it_was_written_for(run, workspace):
    outcome = run("playbook", "new", "beta-nordics", "--over", "beta-28-day", "--title", "Nordics")
    assert outcome.code == 0
    text = (workspace / "playbooks/beta-nordics/playbook.yaml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=../schema/overlay.v1.json\n")
    assert 'over: beta-28-day\nneeds: ">=1.0.0 <2.0.0"\n' in text
    assert (workspace / "playbooks/schema/overlay.v1.json").is_file()
    assert run("playbook", "check", "beta-nordics").code == 0
    shown = run("playbook", "show", "beta-nordics").out
    assert "Laid over    beta-28-day 1.0.0" in shown


def test_f1_a_variant_may_have_the_name_of_the_bundled_playbook_it_changes(run, workspace):
    folder = workspace / "playbooks" / "beta-28-day"
    folder.mkdir(parents=True)
    (folder / "playbook.yaml").write_text(
        "onboardctl: 1\nplaybook: beta-28-day\nover: beta-28-day\nversion: 1.1.0\ntitle: Ours\n"
        "change: {tasks: {kickoff-call: {title: First call}}}\n",
        encoding="utf-8",
    )
    data = run("playbook", "show", "beta-28-day", "--json").json["data"]["playbook"]
    assert (data["title"], data["layers"]) == ("Ours", [{"id": "beta-28-day", "version": "1.0.0"}])
    titles = {task["id"]: task["title"] for task in data["tasks"]}
    assert titles["kickoff-call"] == "First call"


def test_f1_show_origin_tells_from_which_file_each_value_comes(run, workspace):
    outcome = run("playbook", "show", DACH, "--origin", "--json")
    values = {one["path"]: one for one in outcome.json["data"]["values"]}
    never_on = values["phases/go-live-prep/tasks/launch-morning/never_on/1"]
    assert never_on["file"] == f"bundled/{DACH}/playbook.yaml"
    title = values["phases/go-live-prep/tasks/launch-morning/title"]
    assert title["file"] == "bundled/customer-onboarding/playbook.yaml"
    window = values["phases/setup/tasks/data-protection/window"]
    place = f"bundled/{DACH}/playbook.yaml:{window['line']}:{window['column']}"
    lines = run("playbook", "show", DACH, "--origin").out.splitlines()
    assert f"{place}: phases/setup/tasks/data-protection/window: day 4-7" in lines


def test_f1_show_resolved_is_a_playbook_that_stands_by_itself(run, workspace):
    text = run("playbook", "show", DACH, "--resolved").out
    (workspace / "whole.yaml").write_text(text, encoding="utf-8")
    assert "over:" not in text
    assert "use:" not in text
    outcome = run("playbook", "diff", DACH, "./whole.yaml", "--json")
    assert outcome.json["data"]["changes"] == []


def test_f1_a_variant_and_its_base_are_compared_without_asking_for_a_version(run, workspace):
    outcome = run("playbook", "diff", "customer-onboarding", DACH)
    assert outcome.code == 0
    assert f"{DACH} 1.0.0 is a variant of customer-onboarding 1.0.0" in outcome.out


def test_f1_an_unknown_base_is_answered_with_the_nearest(run, workspace):
    outcome = run("playbook", "new", "x", "--over", "beta-28")
    assert (outcome.code, outcome.out) == (4, "")
    assert 'did you mean "beta-28-day"?' in outcome.err


def test_f1_a_partner_runs_on_the_shipped_variant(run, workspace):
    signed = ("--playbook", DACH, "--tier", "business", "--segment", "enterprise", "--yes")
    contact = ("--contact", "Mia Ray <mia@northwind.example>")
    ready = ("--have", "payment-method", "--have", "technical-contact", "--have", "slack-channel")
    assert run("new-partner", "Northwind", *signed, *contact, *ready).code == 0
    tasks = {
        one["task"]: one for one in run("plan", "show", "northwind", "--json").json["data"]["tasks"]
    }
    assert tasks["add-users"]["start_on"] > tasks["data-protection"]["finish_on"]
