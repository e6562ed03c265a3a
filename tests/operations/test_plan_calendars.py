"""Plans counted in calendars: kept in the store, read from files only when asked to."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date

import pytest

from onboardctl.cli.main import main

NOW = "2026-03-16T09:00:00Z"
SETTINGS = """\
onboardctl: 1
timezone: Europe/Berlin
brands: {skillforge: {name: SkillForge}}
staff: {ada: {name: Ada, email: ada@example.com, roles: [csm, technical_lead]}}
"""
PLANT = "holidays: {2026-03-20: Founders' day}\n"


@pytest.fixture
def workspace(tmp_path, monkeypatch, capsys):
    """A workspace with a calendar, and no partner yet."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ONBOARDCTL_NOW", NOW)
    assert main(["init", ".", "--yes", "--brand", "skillforge"]) == 0
    (tmp_path / "onboardctl.yaml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "calendars").mkdir()
    (tmp_path / "calendars" / "plant.yaml").write_text(PLANT, encoding="utf-8")
    capsys.readouterr()
    return tmp_path


@pytest.fixture
def run(capsys):
    """A command's envelope; its exit code must be as told."""

    def answer(*words, code=0):
        found = main([*words, "--json"])
        captured = capsys.readouterr()
        assert found == code, captured.out + captured.err
        return json.loads(captured.out)

    return answer


def take_on(run, name, *more, code=0, playbook="customer-onboarding"):
    return run(
        "new-partner", name, "-p", playbook, "-t", "business", "--segment", "enterprise",
        "--contact", "Mia <mia@x.example>", "--users", "20", "--have", "all", *more, code=code,
    )  # fmt: skip


def days(run, slug, task):
    found = run("plan", "why", slug, task)["data"]
    return found["start_on"], found["finish_on"]


def kept(workspace):
    import sqlite3

    with sqlite3.connect(workspace / "onboardctl.db") as store:
        return store.execute("SELECT name, body FROM calendar ORDER BY name").fetchall()


def test_a_partner_with_holidays_works_around_them(workspace, run):
    take_on(run, "Plain")
    take_on(run, "Nord", "--calendar", "plant")
    assert days(run, "plain", "api-keys") == ("2026-03-23", "2026-03-23")
    assert days(run, "nord", "api-keys") == ("2026-03-24", "2026-03-24")
    assert run("partner", "show", "nord")["data"]["calendar"] == "plant"
    assert run("partner", "show", "plain")["data"]["calendar"] is None


def test_a_country_is_enough(workspace, run):
    take_on(run, "Nord", "--calendar", "DE-BY")
    ((name, body),) = kept(workspace)
    assert name == "DE-BY"
    dates = {day["on"]: day["title"] for day in json.loads(body)["holidays"]}
    assert dates["2026-04-03"] == "Good Friday"
    assert min(dates)[:4] == "2025"
    assert max(dates)[:4] == "2031"


def test_a_calendar_many_work_by_is_kept_once(workspace, run):
    for name in ("Nord", "Ost", "West"):
        take_on(run, name, "--calendar", "plant")
    assert [name for name, _ in kept(workspace)] == ["plant"]


def test_a_playbook_may_name_countries_and_a_calendar(workspace, run):
    run("playbook", "eject", "customer-onboarding")
    path = workspace / "playbooks" / "customer-onboarding" / "playbook.yaml"
    text = path.read_text(encoding="utf-8")
    assert "holidays: [partner]" in text
    text = text.replace("holidays: [partner]", "holidays: [DE-BY, partner], name: plant")
    path.write_text(text, encoding="utf-8")
    assert run("playbook", "check", "customer-onboarding")["data"]["errors"] == 0
    take_on(run, "Nord")
    assert [name for name, _ in kept(workspace)] == ["DE-BY", "plant"]
    assert days(run, "nord", "api-keys") == ("2026-03-24", "2026-03-24")
    details = " ".join(
        reason["detail"] for reason in run("plan", "why", "nord", "prelaunch")["data"]["reasons"]
    )
    assert "2026-03-20 (Founders' day), 2026-04-03 (Good Friday)" in details


def test_a_playbook_may_bring_a_calendar_which_one_of_the_workspace_replaces(workspace, run):
    run("playbook", "eject", "customer-onboarding")
    path = workspace / "playbooks" / "customer-onboarding" / "playbook.yaml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("holidays: [partner]", "holidays: [partner], name: house", 1)
    text += "\ncalendars:\n  house: {holidays: {2026-03-19: House, country: DE-BY}}\n"
    path.write_text(text, encoding="utf-8")
    assert run("playbook", "check", "customer-onboarding")["data"]["errors"] == 0
    take_on(run, "Nord")
    assert days(run, "nord", "api-keys") == ("2026-03-24", "2026-03-24")
    assert run("plan", "replan", "nord")["data"]["moves"] == []
    (workspace / "calendars" / "house.yaml").write_text("title: Ours\n", encoding="utf-8")
    take_on(run, "Ost")
    assert days(run, "ost", "api-keys") == ("2026-03-23", "2026-03-23")


def test_calendars_of_a_playbook_are_checked_with_it_and_name_no_files(workspace, run):
    run("playbook", "eject", "customer-onboarding")
    path = workspace / "playbooks" / "customer-onboarding" / "playbook.yaml"
    text = path.read_text(encoding="utf-8")
    text += "\ncalendars:\n  house: {hours: {mon: 9-17}, holidays: {ics: plant.ics}}\n"
    path.write_text(text, encoding="utf-8")
    found = run("playbook", "check", "customer-onboarding", code=8)["data"]["findings"]
    errors = [one["code"] for one in found if one["severity"] == "error"]
    assert errors == ["calendar.hours", "calendar.ics"]


def test_a_single_task_may_have_a_calendar_of_its_own(workspace, run):
    run("playbook", "eject", "customer-onboarding")
    path = workspace / "playbooks" / "customer-onboarding" / "playbook.yaml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("- id: api-keys ", "- id: api-keys\n        calendar: saturdays ", 1)
    path.write_text(text, encoding="utf-8")
    (workspace / "calendars" / "saturdays.yaml").write_text(
        "hours: {sat: ['09:00-13:00']}\n", encoding="utf-8"
    )
    take_on(run, "Nord")
    assert days(run, "nord", "api-keys") == ("2026-03-28", "2026-03-28")
    assert run("plan", "replan", "--all", "--yes")["data"]["plans"] == []


def test_the_partners_own_week_counts(workspace, run):
    (workspace / "calendars" / "gulf.yaml").write_text(
        "hours: {sun-thu: ['08:00-16:00']}\ntimezone: Asia/Dubai\n", encoding="utf-8"
    )
    take_on(run, "Gulf", "--calendar", "gulf", "--timezone", "Asia/Dubai")
    plan = run("plan", "show", "gulf")["data"]["tasks"]
    ends = {date.fromisoformat(task["finish_on"]).weekday() for task in plan}
    assert 6 in ends
    assert ends & {4, 5} == set()


def test_a_changed_file_moves_nothing_until_a_replan_which_says_why(workspace, run):
    take_on(run, "Nord", "--calendar", "plant")
    (workspace / "calendars" / "plant.yaml").write_text(
        "holidays: {2026-03-20: Founders' day, 2026-03-23: Stocktaking}\n", encoding="utf-8"
    )
    assert days(run, "nord", "api-keys") == ("2026-03-24", "2026-03-24")
    moves = {one["task"]: one for one in run("plan", "replan", "nord")["data"]["moves"]}
    assert (moves["api-keys"]["cause"], moves["api-keys"]["now_on"]) == ("holiday", "2026-03-25")
    assert "2026-03-23 (Stocktaking)" in moves["api-keys"]["because"]
    assert moves["webhooks"]["cause"] in {"holiday", "predecessor"}
    assert run("plan", "replan", "nord")["data"]["moves"] == []
    run("undo")
    assert days(run, "nord", "api-keys") == ("2026-03-24", "2026-03-24")


def test_replan_all_reads_changed_calendars_too(workspace, run):
    take_on(run, "Nord", "--calendar", "plant")
    take_on(run, "Plain")
    (workspace / "calendars" / "plant.yaml").write_text(
        "holidays: {2026-03-20: Founders' day, 2026-03-23: Stocktaking}\n", encoding="utf-8"
    )
    plans = run("plan", "replan", "--all", "--yes")["data"]["plans"]
    assert [one["partner"] for one in plans] == ["nord"]
    assert days(run, "nord", "api-keys") == ("2026-03-25", "2026-03-25")


def test_a_calendar_whose_file_is_gone_counts_on(workspace, run):
    take_on(run, "Nord", "--calendar", "plant")
    (workspace / "calendars" / "plant.yaml").unlink()
    answer = run("plan", "replan", "nord")
    assert answer["data"]["moves"] == []
    (warning,) = answer["warnings"]
    assert warning["code"] == "calendar.unknown"
    assert days(run, "nord", "api-keys") == ("2026-03-24", "2026-03-24")


def test_a_calendar_may_be_given_and_taken_away_later(workspace, run):
    take_on(run, "Nord")
    given = run("partner", "edit", "nord", "--calendar", "plant")["data"]
    assert given["changes"] == {"calendar": "plant"}
    assert days(run, "nord", "api-keys") == ("2026-03-24", "2026-03-24")
    assert run("partner", "edit", "nord", "--calendar", "plant")["data"]["changed"] is False
    assert run("partner", "edit", "nord", "--calendar", "none")["data"]["changes"] == {
        "calendar": None
    }
    assert run("plan", "replan", "nord", "--pull")["data"]["moves"] != []
    assert days(run, "nord", "api-keys") == ("2026-03-23", "2026-03-23")


@pytest.mark.parametrize(
    ("name", "code", "error"),
    [
        ("plnt", 4, "calendar.unknown"),
        ("calendars/plant.yaml", 5, "calendar.name"),
        ("plant.ics", 5, "calendar.name"),
        ("ZZ", 5, "calendar.country"),
    ],
)
def test_a_calendar_that_is_none_is_refused_and_nothing_kept(workspace, run, name, code, error):
    answer = take_on(run, "Nord", "--calendar", name, code=code)
    assert answer["errors"][0]["code"] == error
    assert kept(workspace) == []
    assert run("partner", "list")["data"]["partners"] == []


def test_a_dry_run_keeps_no_calendar(workspace, run):
    take_on(run, "Nord", "--calendar", "plant", "--dry-run")
    assert kept(workspace) == []


@pytest.mark.parametrize(
    "words",
    [("status", "nord"), ("today",), ("plan", "show", "nord"), ("plan", "why", "nord", "api-keys")],
)
def test_reading_a_plan_reads_no_file_of_calendars(workspace, run, words):
    take_on(run, "Nord", "--calendar", "plant")
    run("status")  # the settings are remembered now
    (workspace / "calendars" / "plant.yaml").write_text("not: [a calendar", encoding="utf-8")
    program = (
        "import sys; from onboardctl.cli.main import main\n"
        f"code = main({[*words, '--json']!r})\n"
        "print(code, sorted({'yaml', 'holidays', 'icalendar', 'dateutil', 'rich'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.stderr.splitlines()[-1] == "0 []"
