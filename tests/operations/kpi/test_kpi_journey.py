"""KPIs through the real command line: recorded, reported, explained, and the past left alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from onboardctl.cli.main import main
from onboardctl.store import open_store

WORKSPACE = """\
onboardctl: 1
timezone: Europe/Berlin
brand: credlink
brands:
  credlink: {name: CredLink}
staff:
  ana: {name: Ana Ruiz, email: ana@credlink.example, roles: [csm]}
"""


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Run a command at a moment; answers with exit code, stdout and stderr."""
    (tmp_path / "onboardctl.yaml").write_text(WORKSPACE)
    store = tmp_path / "onboardctl.db"
    open_store(str(store), create=True, now=datetime(2026, 3, 1, tzinfo=UTC)).close()
    monkeypatch.chdir(tmp_path)

    def runner(now: str, *words: str) -> tuple[int, str, str]:
        monkeypatch.setenv("ONBOARDCTL_NOW", now)
        code = main(list(words))
        return (code, *capsys.readouterr())

    code, _, said = runner(
        "2026-03-02T09:00:00Z", "new-partner", "Acme", "--playbook", "beta-28-day", "--tier",
        "business", "--segment", "agency", "--contact", "Jo Doe <jo@acme.example>", "--users", "20",
        "--no-input", "--anchor", "accepted=2026-03-02",
    )  # fmt: skip
    assert code == 0, said
    assert runner("2026-03-02T15:00:00Z", "advance", "acme", "accept-welcome", "--all")[0] == 0
    assert runner("2026-03-03T10:00:00Z", "advance", "acme", "kickoff-call", "--all")[0] == 0
    return runner


def values(run, now: str, *words: str) -> dict[str, str]:
    code, out, said = run(now, "report", "kpi", "--json", *words)
    assert code == 0, said
    lines = json.loads(out)["data"]["kpis"]
    return {one["id"].partition(".")[2]: one["text"] for one in lines}


def test_what_is_recorded_is_reported(run):
    code, out, _ = run(
        "2026-03-10T10:00:00Z", "kpi", "record", "acme", "csat=9", "first_verification=1"
    )
    assert (code, out) == (0, "recorded csat 9, first_verification 1 of acme\n")
    found = values(run, "2026-03-12T10:00:00Z")
    assert (found["csat"], found["time_to_first_value"]) == ("9/10 (n 1)", "7 days (n 1)")


def test_recording_twice_changes_nothing_and_another_value_is_refused(run):
    now = "2026-03-10T10:00:00Z"
    run(now, "kpi", "record", "acme", "csat=9")
    assert run(now, "kpi", "record", "acme", "csat=9")[1] == "nothing to do: acme has csat 9\n"
    code, _, said = run(now, "kpi", "record", "acme", "csat=8")
    assert code == 6
    assert "csat of acme was recorded for this moment as 9" in said
    assert values(run, now)["csat"] == "9/10 (n 1)"


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["csat=11"], 5, "csat is given from 0 to 10, not 11"),
        (["csat=good"], 5, '"good" is not a number'),
        (["nps=-1"], 5, "nps is given from 0 to 10"),
        (["pmf=very"], 5, '"very" is no answer for pmf; did you mean "very_disappointed"?'),
        (["cast=9"], 4, 'has no metric "cast"; did you mean "csat"?'),
        (["csat"], 2, '"csat" is not name=value'),
        (["csat=9", "--at", "2026-04-01"], 1, "--at 2026-04-01 lies in the future"),
    ],
)
def test_bad_numbers_are_refused_and_nothing_is_kept(run, words, code, message):
    found, _, said = run("2026-03-10T10:00:00Z", "kpi", "record", "acme", "reference=1", *words)
    assert found == code
    assert message in said
    assert values(run, "2026-03-10T10:00:00Z")["references"] == "no data"


def test_a_dry_run_keeps_nothing(run):
    now = "2026-03-10T10:00:00Z"
    code, out, _ = run(now, "kpi", "record", "acme", "csat=9", "--dry-run")
    assert (code, "csat 9" in out, values(run, now)["csat"]) == (0, True, "no data")


def test_a_past_day_is_reported_as_it_was_whatever_came_after(run):
    early = "2026-03-06T12:00:00Z"
    run("2026-03-05T10:00:00Z", "kpi", "record", "acme", "csat=7")
    then = values(run, early)
    run("2026-03-08T10:00:00Z", "kpi", "record", "acme", "csat=10")
    run("2026-03-08T11:00:00Z", "kpi", "record", "acme", "nps=9", "--at", "2026-03-05")
    run("2026-03-08T12:00:00Z", "task", "reopen", "acme", "kickoff-call", "--reason", "not held")
    run("2026-03-08T13:00:00Z", "kpi", "record", "acme", "first_verification=1")
    later = "2026-03-20T10:00:00Z"
    assert values(run, later, "--as-of", early) == then
    assert values(run, later)["csat"] == "8.5/10 (n 2)"


def test_what_was_taken_back_counts_on_the_days_before_and_not_after(run):
    run("2026-03-05T10:00:00Z", "kpi", "record", "acme", "csat=7")
    assert run("2026-03-07T10:00:00Z", "undo", "--yes")[0] == 0
    later = "2026-03-20T10:00:00Z"
    assert values(run, later)["csat"] == "no data"
    assert values(run, later, "--as-of", "2026-03-06T10:00:00Z")["csat"] == "7/10 (n 1)"


def test_explain_shows_definition_value_and_rows(run):
    run("2026-03-10T10:00:00Z", "kpi", "record", "acme", "csat=9", "--evidence", "survey")
    code, out, _ = run("2026-03-12T10:00:00Z", "kpi", "explain", "csat", "--rows")
    assert code == 0
    for line in (
        "Customer satisfaction (CSAT) (beta-28-day.csat, version 1)",
        "target         at least 9/10 (origin: seed)",
        "value       9/10 (n 1)",
        "note        too few: n 1, judged from n 5",
    ):
        assert line in out.splitlines()


def test_definitions_need_no_workspace(run, tmp_path, monkeypatch):
    empty = tmp_path / "elsewhere"
    empty.mkdir()
    monkeypatch.chdir("/")
    now = "2026-03-12T10:00:00Z"
    code, out, _ = run(now, "kpi", "list", "--playbook", "beta-28-day", "-q")
    assert (code, out.splitlines()[0]) == (0, "beta-28-day.activation_30d")
    code, out, said = run(now, "kpi", "check")
    assert (code, "definitions are sound" in out) == (0, True), said


def test_a_broken_definition_in_the_workspace_is_found_with_its_place(run, tmp_path):
    from onboardctl.resources import bundled

    source = bundled("playbooks") / "beta-28-day"
    own = tmp_path / "playbooks" / "beta-28-day"
    own.mkdir(parents=True)
    for file in source.glob("*.yaml"):
        text = file.read_text()
        (own / file.name).write_text(
            text.replace(
                '{name: needs improvement, when: "> 14"}', '{name: needs improvement, when: "> 15"}'
            )
        )
    code, _, said = run("2026-03-12T10:00:00Z", "kpi", "check", "beta-28-day")
    assert code == 8
    assert "no band holds for a value between 14 and 15 or of exactly 15" in said
    assert "kpis.yaml:" in said


def test_a_read_as_json_imports_nothing_heavy(run, tmp_path):
    code = (
        "import sys; from onboardctl.cli.main import main; main(['report', 'kpi', '--json']);"
        "heavy = {'pydantic', 'rich', 'yaml', 'jinja2', 'sqlite_utils', 'questionary', 'dateutil'};"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env={**os.environ, "ONBOARDCTL_NOW": "2026-03-12T10:00:00Z"},
    )
    assert done.stderr.splitlines()[-1] == "[]"
    assert json.loads(done.stdout)["schema"] == "onboardctl/kpi-report/1"
