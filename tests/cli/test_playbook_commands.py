"""``playbook list|show|check|schema|diff|new|eject`` through the command line."""

from __future__ import annotations

import json
import re

import pytest

from onboardctl import yamlfile
from onboardctl.definitions.health import find_health

BROKEN = """\
onboardctl: 1
playbook: broken
version: 1.0.0
title: Broken
origin: signed
anchors: {signed: {given: required}}
roles: {csm: {title: CSM}}
phases:
  - id: one
    title: One
    window: week 1
    tasks:
      - {id: a, title: A, window: day 1-2, ownr: csm}
      - {id: b, title: B, window: day 4-9, owner: csm, after: [c]}
"""


@pytest.fixture
def workspace(run, tmp_path, monkeypatch):
    """An empty workspace, and the folder one stands in."""
    assert run("init", str(tmp_path / "ws"), "--yes").code == 0
    monkeypatch.chdir(tmp_path / "ws")
    return tmp_path / "ws"


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """A folder outside of any workspace."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_list_needs_no_workspace_and_names_all_five_and_their_variants(run, elsewhere):
    outcome = run("playbook", "list", "--json")
    assert outcome.code == 0
    rows = outcome.json["data"]["playbooks"]
    assert [(row["id"], row["errors"], row["own"], row["over"]) for row in rows] == [
        ("b2b-partner", 0, False, None),
        ("beta-28-day", 0, False, None),
        ("customer-onboarding", 0, False, None),
        ("customer-onboarding-dach", 0, False, "customer-onboarding"),
        ("partner-enablement", 0, False, None),
        ("partnership-lifecycle", 0, False, None),
    ]


def test_show_is_a_timeline_by_phase_with_owners_and_gates(run, elsewhere):
    outcome = run("playbook", "show", "beta-28-day")
    assert outcome.code == 0
    assert "Integration and testing (week 2)" in outcome.out
    assert "opens when validation has passed" in outcome.out
    (line,) = [line for line in outcome.out.splitlines() if line.startswith("day 13-14")]
    assert line.split()[:4] == ["day", "13-14", "validation", "qa_lead,"]
    assert "gate: 6 criteria" in line


def test_show_of_one_owner_leaves_the_others_out(run, elsewhere):
    rows = run("playbook", "show", "beta-28-day", "--owner", "devops_engineer", "-o", "csv").out
    assert [line.split(",")[0] for line in rows.splitlines()] == ["id", "production-setup"]
    missing = run("playbook", "show", "beta-28-day", "--owner", "devops")
    assert (missing.code, missing.out) == (4, "")
    assert '"beta-28-day" has no role "devops"; did you mean "devops_engineer"?' in missing.err


def test_show_raci_says_who_answers(run, elsewhere):
    outcome = run("playbook", "show", "beta-28-day", "--raci", "--owner", "devops_engineer")
    (line,) = [line for line in outcome.out.splitlines() if line.startswith("production-setup")]
    assert line.split() == ["production-setup", "A", "devops_engineer", "R", "security_lead"]


@pytest.mark.parametrize("columns", ["80", "120"])
def test_show_raci_names_every_role_in_full_at_any_width(run, elsewhere, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    lines = run("playbook", "show", "beta-28-day", "--raci").out.splitlines()
    (validation,) = [line for line in lines if line.startswith("validation")]
    assert validation.split(None, 1)[1] == "A qa_lead  R customer_engineer  C partner_team"
    assert not any("…" in line for line in lines)


def test_show_leaves_out_columns_in_which_nothing_stands(run, elsewhere):
    lines = run("playbook", "show", "beta-28-day").out.splitlines()
    headers = [line.split() for line in lines if line.startswith("When")]
    assert ["Remarks" in header for header in headers] == [False, True, False, False]


def test_show_says_how_long_a_task_without_days_takes(run, elsewhere):
    lines = run("playbook", "show", "partnership-lifecycle").out.splitlines()
    told = {line.split("  ")[0] for line in lines if "legal, bd_manager" in line}
    assert told == {"10 business days"}


def test_show_as_document_is_markdown(run, elsewhere):
    outcome = run("playbook", "show", "beta-28-day", "--format", "md")
    assert outcome.code == 0
    assert outcome.out.startswith("# CredLink beta onboarding in 28 days\n")


def test_an_unknown_playbook_is_answered_with_the_nearest(run, elsewhere):
    outcome = run("playbook", "show", "beta-28")
    assert outcome.code == 4
    assert 'no playbook is called "beta-28"; did you mean "beta-28-day"?' in outcome.err


def test_check_reports_everything_at_once_and_exits_8(run, elsewhere):
    (elsewhere / "broken.yaml").write_text(BROKEN, encoding="utf-8")
    outcome = run("playbook", "check", "broken.yaml")
    assert outcome.code == 8
    assert [line for line in outcome.out.splitlines() if "broken.yaml:" in line] == [
        'broken.yaml:13:44: unknown key "ownr" in task; did you mean "owner"? [PB003]',
        "broken.yaml:14:35: warning: task lies outside its phase window (day 9, one ends on day 7) [PB205]",
        "broken.yaml:14:35: warning: gap: no task on day 3 [PB206]",
        'broken.yaml:14:64: after: no task "c" [PB103]',
    ]
    assert outcome.out.rstrip().endswith("2 errors and 2 warnings in playbook broken.yaml")


def test_profiles_choose_what_is_said(run, elsewhere):
    (elsewhere / "broken.yaml").write_text(BROKEN, encoding="utf-8")

    def codes(profile):
        outcome = run("playbook", "check", "broken.yaml", "--profile", profile, "--json")
        return [one["code"] for one in outcome.json["data"]["findings"]]

    assert codes("minimal") == ["PB003", "PB103"]
    assert codes("standard") == ["PB003", "PB205", "PB206", "PB103"]
    assert set(codes("minimal")) < set(codes("standard")) <= set(codes("strict"))


def test_a_warning_that_is_meant_is_silenced_and_an_error_is_not(run, elsewhere):
    text = BROKEN.replace("after: [c]}", "after: [c]}  # noqa").replace("ownr", "owner")
    (elsewhere / "broken.yaml").write_text(text, encoding="utf-8")
    outcome = run("playbook", "check", "broken.yaml", "--json")
    assert [one["code"] for one in outcome.json["data"]["findings"]] == ["PB103"]


def test_check_speaks_sarif_github_and_json(run, elsewhere):
    (elsewhere / "broken.yaml").write_text(BROKEN, encoding="utf-8")
    sarif = json.loads(run("playbook", "check", "broken.yaml", "--format", "sarif").out)
    (run_of_tool,) = sarif["runs"]
    assert sarif["version"] == "2.1.0"
    assert run_of_tool["tool"]["driver"]["name"] == "onboardctl"
    first = run_of_tool["results"][0]
    assert (first["ruleId"], first["level"]) == ("PB003", "error")
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "broken.yaml"},
        "region": {"startLine": 13, "startColumn": 44, "endColumn": 48},
    }
    github = run(
        "playbook", "check", "broken.yaml", "--format", "github", "--profile", "minimal"
    ).out
    assert github.splitlines()[0].startswith(
        '::error file=broken.yaml,line=13,col=44,endColumn=48,title=PB003::unknown key "ownr" in task'
    )
    plain = json.loads(run("playbook", "check", "broken.yaml", "--format", "json").out)
    assert plain[0]["code"] == "PB003"


def test_the_schema_is_one_json_value(run, elsewhere):
    schema = json.loads(run("playbook", "schema").out)
    assert schema["required"] == [
        "onboardctl",
        "playbook",
        "version",
        "title",
        "origin",
        "anchors",
        "phases",
    ]
    assert json.loads(run("playbook", "schema", "--part").out)["required"] == ["onboardctl"]


def test_the_schema_of_health_takes_what_the_bundled_file_says(run, elsewhere):
    schema = json.loads(run("playbook", "schema", "--health").out)
    assert schema["required"] == ["onboardctl", "health"]
    defs = schema["$defs"]
    document = yamlfile.read(find_health().path).data()["health"]
    assert set(document) <= set(defs["health"]["properties"])
    wanted = defs["cap"]["properties"]["when"]["pattern"]
    shown = [cap["when"] for cap in document["caps"]]
    shown += [text for sign in document["signs"] for text in sign["any"]]
    assert [text for text in shown if not re.search(wanted, text)] == []
    lives = defs["measure"]["properties"]["half_life"]["anyOf"]
    assert [bool(re.search(lives[1]["pattern"], text)) for text in ("30d", "6 weeks", "soon")] == [
        *(True, True, False)
    ]


HEALTH = "playbooks/partnership-lifecycle/health.yaml"


def test_check_of_the_lifecycle_says_what_is_wrong_with_the_health_file(run, workspace):
    ejected = run("playbook", "eject", "partnership-lifecycle", "--json").json["data"]["files"]
    assert {HEALTH, "playbooks/schema/health.v1.json"} <= set(ejected)
    path = workspace / HEALTH
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=../schema/health.v1.json\n")
    assert run("playbook", "check").code == 0
    path.write_text(text.replace("usage.silent_days >= 14", "usage.silent_day >= 14"), "utf-8")
    line = next(n for n, one in enumerate(text.splitlines(), 1) if "silent_days >= 14" in one)
    outcome = run("playbook", "check", "--format", "github")
    assert outcome.code == 8
    assert f"::error file={HEALTH},line={line},col=30," in outcome.out
    assert 'did you mean "usage.silent_days"?' in outcome.out
    assert run("playbook", "check", "beta-28-day").code == 0


def test_a_name_nobody_records_is_a_warning_that_can_be_silenced(run, workspace):
    run("playbook", "eject", "partnership-lifecycle")
    path = workspace / HEALTH
    text = path.read_text(encoding="utf-8").replace("metric.relationship,", "metric.relationshp,")
    path.write_text(text, "utf-8")
    outcome = run("playbook", "check", "partnership-lifecycle")
    assert (outcome.code, outcome.out.count("[health.metric]")) == (0, 1)
    lines = [
        f"{one}  # noqa: health.metric" if "relationshp" in one else one
        for one in text.splitlines()
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    silenced = run("playbook", "check", "partnership-lifecycle")
    assert (silenced.code, "health.metric" in silenced.out) == (0, False)


def test_new_begins_a_sound_playbook_with_schema_and_modeline(run, workspace):
    assert run("playbook", "new", "reseller-start", "--title", 'Start: "resellers"').code == 0
    path = workspace / "playbooks" / "reseller-start" / "playbook.yaml"
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../schema/playbook.v1.json"
    assert yamlfile.read(path).at("title").text == 'Start: "resellers"'
    assert json.loads((workspace / "playbooks/schema/playbook.v1.json").read_text(encoding="utf-8"))
    outcome = run("playbook", "check", "reseller-start", "--profile", "strict")
    assert (outcome.code, outcome.out) == (0, "playbook reseller-start: nothing wrong\n")
    again = run("playbook", "new", "reseller-start")
    assert again.code == 6
    bad = run("playbook", "new", "Reseller Start")
    assert (bad.code, "for example reseller-start" in bad.err) == (5, True)


def test_new_and_eject_write_nothing_in_a_dry_run_nor_without_a_workspace(
    run, workspace, tmp_path, monkeypatch
):
    assert run("playbook", "new", "x", "--dry-run").code == 0
    assert run("playbook", "eject", "beta-28-day", "--dry-run").code == 0
    assert not (workspace / "playbooks" / "x").exists()
    assert not (workspace / "playbooks" / "beta-28-day").exists()
    monkeypatch.chdir(tmp_path)
    outcome = run("playbook", "eject", "beta-28-day")
    assert outcome.code == 1
    assert "onboardctl init" in outcome.err


def test_eject_copies_what_the_playbook_is_made_of_and_changes_nothing_of_it(run, workspace):
    before = run("playbook", "show", "beta-28-day", "--json").json["data"]["playbook"]["digest"]
    outcome = run("playbook", "eject", "beta-28-day", "--json")
    assert outcome.code == 0
    assert outcome.json["data"]["files"] == [
        "playbooks/beta-28-day/kpis.yaml",
        "playbooks/beta-28-day/playbook.yaml",
        "playbooks/beta-28-day/sla.yaml",
        "playbooks/schema/playbook.v1.json",
        "playbooks/shared/calendars.yaml",
        "playbooks/shared/roles.yaml",
    ]
    after = run("playbook", "show", "beta-28-day", "--json").json["data"]["playbook"]["digest"]
    assert after == before
    assert run("playbook", "eject", "beta-28-day").code == 6
    listed = run("playbook", "list", "--json").json["data"]["playbooks"]
    assert [row["id"] for row in listed if row["own"]] == ["beta-28-day"]


def test_diff_states_the_version_that_changes_need(run, workspace):
    run("playbook", "eject", "beta-28-day")
    path = workspace / "playbooks" / "beta-28-day" / "playbook.yaml"
    text = path.read_text(encoding="utf-8")
    (workspace / "playbooks" / "older").mkdir()
    old = workspace / "playbooks" / "older" / "playbook.yaml"
    old.write_text(text.replace(", kpis.yaml, sla.yaml]", "]"), encoding="utf-8")
    new = old.read_text(encoding="utf-8").replace("window: day 2-3", "window: day 2-4")
    path.write_text(new, encoding="utf-8")
    outcome = run("playbook", "diff", str(old), str(path), "--json")
    assert outcome.code == 8
    data = outcome.json["data"]
    assert data["changes"] == [
        {
            "path": "task kickoff-call",
            "field": "window",
            "kind": "changed",
            "before": "day 2-3",
            "after": "day 2-4",
            "bump": "minor",
        }
    ]
    assert (data["required"], data["actual"], data["enough"], data["next_version"]) == (
        "minor",
        "none",
        False,
        "1.1.0",
    )
    assert [one["code"] for one in outcome.json["errors"]] == ["PB501"]
    path.write_text(new.replace("version: 1.0.0\ntitle", "version: 1.1.0\ntitle"), encoding="utf-8")
    assert run("playbook", "diff", str(old), str(path)).code == 0


def test_pb502_and_pb503_tell_what_running_plans_would_lose(run, workspace):
    run("playbook", "new", "reseller-start")
    made = run(
        "new-partner", "Acme Media", "--playbook", "reseller-start", "--tier", "business", "--segment", "enterprise",
        "--signed", "2026-03-02", "--contact", "Ada Lovelace <ada@acme.example>", "--yes", "--no-input",
    )  # fmt: skip
    assert made.code == 0
    path = workspace / "playbooks" / "reseller-start" / "playbook.yaml"
    text = path.read_text(encoding="utf-8")
    assert run("playbook", "check", "reseller-start").code == 0
    start, end = text.index("      - id: kickoff-call"), text.index("  - id: launch")
    shorter = (text[:start] + text[end:]).replace("after: [kickoff-call]", "after: [welcome]")
    path.write_text(shorter, encoding="utf-8")
    outcome = run("playbook", "check", "reseller-start", "--profile", "minimal", "--json")
    found = [(one["code"], one["message"]) for one in outcome.json["data"]["findings"]]
    assert found == [
        ("PB502", "version 0.1.0 is in use by 1 plan and has changed; raise the version"),
        ("PB503", 'removed id "kickoff-call" is live in 1 plan and has no migration'),
    ]
    path.write_text(shorter.replace("version: 0.1.0", "version: 0.1.1"), encoding="utf-8")
    outcome = run("playbook", "check", "reseller-start", "--profile", "minimal", "--json")
    assert [(one["code"], one["message"]) for one in outcome.json["data"]["findings"]] == [
        ("PB501", "change needs a major version (removed task kickoff-call), file says 0.1.1"),
        ("PB503", 'removed id "kickoff-call" is live in 1 plan and has no migration'),
    ]
    mapped = shorter.replace("version: 0.1.0", "version: 0.2.0")
    mapped += 'migrations: [{from: "<0.2.0", drop: {kickoff-call: keep if started}}]\n'
    path.write_text(mapped, encoding="utf-8")
    assert run("playbook", "check", "reseller-start", "--profile", "minimal").code == 0


def test_the_bundled_playbooks_have_neither_errors_nor_warnings(run, elsewhere):
    assert run("playbook", "check") == (0, "6 playbooks: nothing wrong\n", "")


def codes(outcome):
    return [(one["code"], one["message"]) for one in outcome.json["data"]["findings"]]


def test_pb505_a_playbook_that_names_our_people_or_a_partner_s_is_warned_of(
    run, tmp_path, monkeypatch
):
    ws = tmp_path / "ws"
    staff = ("--staff", "csm=Ada Lovelace <ada@example.com>")
    assert run("init", str(ws), "--yes", *staff).code == 0
    monkeypatch.chdir(ws)
    signed = ("--playbook", "beta-28-day", "--tier", "business", "--segment", "enterprise")
    contact = ("--contact", "Mia Ray <mia@northwind.example>")
    assert run("new-partner", "Northwind", *signed, *contact, "--yes").code == 0
    assert run("playbook", "new", "own-start").code == 0
    path = ws / "playbooks" / "own-start" / "playbook.yaml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("Send the welcome mail", "Ask Ada Lovelace's team to write")
    text = text.replace("Schedule the kickoff call", "Call Mia Ray")
    path.write_text(text.replace("title: Integration", "title: Mia Rayburn"), encoding="utf-8")
    assert codes(run("playbook", "check", "own-start", "--json")) == [
        ("PB505", 'text names a person ("Ada Lovelace"); name the role instead'),
        ("PB505", 'text names a person ("Mia Ray"); name the role instead'),
    ]


def test_pb106_a_template_that_the_workspace_adds_and_no_playbook_names_is_warned_of(
    run, workspace
):
    folder = workspace / "templates" / "shared" / "en"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("odd_one", "csat_survey"):
        (folder / f"{name}.md").write_text("---\nsubject: Hello\n---\nHello\n", encoding="utf-8")
    told = 'template "odd_one" is never used'
    assert [one for one in codes(run("playbook", "check", "--json")) if one[0] == "PB106"] == [
        ("PB106", told)
    ]
    assert run("playbook", "new", "own-start").code == 0
    path = workspace / "playbooks" / "own-start" / "playbook.yaml"
    mail = "messages: [{template: odd_one, due: within 24h of contract_signed, owner: csm}]\n"
    path.write_text(path.read_text(encoding="utf-8") + mail, encoding="utf-8")
    assert codes(run("playbook", "check", "--json")) == []


def test_a_file_with_thousands_of_findings_has_the_first_told_and_all_counted(run, elsewhere):
    text = BROKEN + "".join(f"k{number}: 1\n" for number in range(3_000))
    (elsewhere / "broken.yaml").write_text(text, encoding="utf-8")
    outcome = run("playbook", "check", "./broken.yaml", "--json")
    data = outcome.json["data"]
    assert (outcome.code, len(data["findings"])) == (8, 1_000)
    assert data["errors"] > 3_000
    assert outcome.json["messages"][-1].startswith("the first 1,000 findings of 3,0")
