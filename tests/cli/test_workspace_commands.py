"""``init``, ``config``, ``doctor`` and ``store`` as people type them: streams and exit codes together."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

ADA = "csm=Ada Lovelace <ada@example.com>"


@pytest.fixture
def workspace(tmp_path, monkeypatch, run):
    """A new workspace that one stands in."""
    folder = tmp_path / "ws"
    assert run("init", str(folder), "--yes", "--staff", ADA).code == 0
    monkeypatch.chdir(folder)
    monkeypatch.setenv("USER", "ada")
    return folder


def _names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.sqlite_file
def test_init_makes_a_workspace_that_doctor_finds_sound(workspace, run):
    assert _names(workspace) == ["onboardctl.db", "onboardctl.yaml"]
    assert (workspace / "onboardctl.db").stat().st_mode & 0o777 == 0o600
    told = run("doctor", "--json")
    assert told.code == 0
    assert {line["status"] for line in told.json["data"]["lines"]} <= {"ok", "warn"}


def test_init_takes_everything_from_flags(tmp_path, run):
    told = run(
        "init", str(tmp_path / "ws"), "--json", "--brand", "credlink", "--brand", "acme=Acme Inc.",
        "--staff", "csm+founder=Ada Lovelace <ada@example.com>", "--staff", "support_manager=Ada Lovelace <ada@example.com>",
        "--staff", "csm=Ada Byron <byron@example.com>", "--tier-sla", "enterprise=1h/8h", "--support-hours",
        "business=Monday to Friday, 9 to 17", "--on-call", "+1 555 010 0199", "--timezone", "Europe/Berlin",
        "--link", "survey_link=https://s.example.com", "--link", "acme.calendar_link=https://c.example.com",
    )  # fmt: skip
    assert (told.code, told.json["status"]) == (0, "ok")
    data = told.json["data"]
    assert (data["brands"], data["staff"], data["zone"]) == (
        ["credlink", "acme"],
        ["ada", "ada-2"],
        "Europe/Berlin",
    )
    assert data["tiers"][2] == {
        "tier": "enterprise",
        "name": "Enterprise",
        "response_sla": "1h",
        "resolution_sla": "8h",
    }
    shown = run("config", "show", "--json", "-w", str(tmp_path / "ws")).json["data"]["settings"]
    values = {line["key"]: line["value"] for line in shown}
    assert {
        key: values[key]
        for key in ("brand", "staff.ada.roles.2", "brands.acme.name", "links.survey_link",
                    "brands.acme.links.calendar_link", "tiers.enterprise.on_call_number",
                    "tiers.business.support_hours")
    } == {
        "brand": "credlink", "staff.ada.roles.2": "support_manager", "brands.acme.name": "Acme Inc.",
        "links.survey_link": "https://s.example.com", "brands.acme.links.calendar_link": "https://c.example.com",
        "tiers.enterprise.on_call_number": "+1 555 010 0199", "tiers.business.support_hours": "Monday to Friday, 9 to 17",
    }  # fmt: skip


def test_init_never_overwrites(workspace, run):
    before = {path.name: path.read_bytes() for path in workspace.iterdir()}
    told = run("init", str(workspace), "--yes")
    assert (told.code, told.out) == (6, "")
    assert "onboardctl.yaml exists already; it was left as it is  [workspace.exists]" in told.err
    assert {path.name: path.read_bytes() for path in workspace.iterdir()} == before


@pytest.mark.sqlite_file
def test_init_keeps_a_store_that_is_there_already(workspace, run):
    (workspace / "onboardctl.yaml").unlink()
    before = (workspace / "onboardctl.db").read_bytes()
    told = run("init", str(workspace), "--yes", "--json")
    assert (told.code, told.json["data"]["store_kept"]) == (0, True)
    assert (workspace / "onboardctl.db").read_bytes() == before


@pytest.mark.sqlite_file
def test_init_refuses_a_store_it_cannot_use(workspace, run):
    (workspace / "onboardctl.yaml").unlink()
    (workspace / "onboardctl.db").write_text("not a store")
    told = run("init", str(workspace), "--yes")
    assert told.code == 7
    assert "[store.not_sqlite]" in told.err
    assert _names(workspace) == ["onboardctl.db"]


def test_17_a_dry_run_of_init_says_the_same_and_writes_nothing(tmp_path, run):
    folder = tmp_path / "ws"
    rehearsed = run("init", str(folder), "--yes", "--dry-run", "--json").json
    assert not folder.exists()
    done = run("init", str(folder), "--yes", "--json").json
    assert (rehearsed["dry_run"], rehearsed["data"]) == (True, done["data"])


def test_13_init_asks_nobody_off_a_terminal_and_names_the_flag(tmp_path, run):
    told = run("init", str(tmp_path / "ws"))
    assert (told.code, told.out) == (2, "")
    assert "--brand" in told.err
    assert not (tmp_path / "ws").exists()


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (("--staff", "Ada"), '"Ada" does not say role, name and address'),
        (("--tier-sla", "enterprize=1h/8h"), '--tier-sla: there is no tier "enterprize"; did you mean "enterprise"?'),
        (("--tier-sla", "enterprise=1h"), '"1h" is not a response and a resolution time: it does not name two times'),
        (("--tier-sla", "enterprise"), '--tier-sla: "enterprise" is not tier=value'),
        (("--brand", "Acme Inc"), '"Acme Inc" is not the id of a brand'),
        (("--link", "acme.x=https://x.example"), '--link: there is no brand "acme"'),
        (("--link", "survey_link=javascript:x"), 'survey_link: "javascript:x" is not a web address'),
        (("--timezone", "Europe/Berln"), 'there is no time zone "Europe/Berln"; did you mean "Europe/Berlin"?'),
    ],
)  # fmt: skip
def test_init_refuses_what_it_cannot_read_and_writes_nothing(tmp_path, run, flags, message):
    told = run("init", str(tmp_path / "ws"), "--yes", *flags)
    assert (told.code, told.out) == (5, "")
    assert message in told.err
    assert not (tmp_path / "ws").exists()


def test_doctor_without_a_workspace_names_init_and_fails(tmp_path, monkeypatch, run):
    monkeypatch.chdir(tmp_path)
    told = run("doctor", "--json")
    assert (told.code, told.json["status"]) == (8, "error")
    line = next(line for line in told.json["data"]["lines"] if line["name"] == "workspace")
    assert (line["status"], "onboardctl init" in line["fix"]) == ("fail", True)


def test_doctor_says_every_problem_of_the_settings(workspace, run):
    (workspace / "onboardctl.yaml").write_text(
        "onboardctl: 1\nlocalle: de\nsmtp: {host: h, password: hunter2}\n"
    )
    told = run("doctor", "--json")
    assert told.code == 8
    lines = [line["detail"] for line in told.json["data"]["lines"] if line["name"] == "settings"]
    assert lines == [
        'onboardctl.yaml:2:1: unknown key "localle" in the settings; did you mean "locale"?',
        "onboardctl.yaml:3:17: secrets are never kept in this file",
    ]
    assert "hunter2" not in told.out + told.err


@pytest.mark.sqlite_file
def test_doctor_sees_a_clock_that_runs_behind_the_last_change(workspace, run, monkeypatch):
    with closing(sqlite3.connect("onboardctl.db")) as store:
        store.execute(
            "INSERT INTO change (command, summary, actor, recorded_at)"
            " VALUES ('x', '', 'ada', '2026-03-03T00:00:00Z')"
        )
        store.commit()
    told = run("doctor", "--json")
    line = next(line for line in told.json["data"]["lines"] if line["name"] == "clock")
    assert (told.code, line["status"], line["detail"]) == (
        8,
        "fail",
        "it is 2026-03-02T09:00:00Z, but the last change was recorded at 2026-03-03T00:00:00Z",
    )


def test_doctor_sees_work_in_the_name_of_somebody_who_is_gone(workspace, run):
    assert run("action", "add", "Call every sponsor", "--owner", "ada", "-q").code == 0
    settings = workspace / "onboardctl.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("  ada:", "  bea:"), encoding="utf-8")
    told = run("doctor", "--json")
    line = next(line for line in told.json["data"]["lines"] if line["name"] == "staff.owners")
    assert (line["status"], line["detail"], line["fix"]) == (
        "warn",
        '1 piece of open work is in the name of "ada", not of your people',
        "onboardctl team handover ada PERSON",
    )


@pytest.mark.sqlite_file
def test_doctor_and_check_see_rights_that_are_too_wide(workspace, run):
    (workspace / "onboardctl.db").chmod(0o644)
    for words in (("doctor",), ("store", "check")):
        told = run(*words, "--json")
        line = next(x for x in told.json["data"]["lines"] if x["name"] == "store.rights")
        assert (told.code, line["status"], line["detail"]) == (
            8,
            "fail",
            "others may read onboardctl.db",
        )


def test_doctor_changes_nothing(workspace, run):
    run("doctor")
    before = {path.name: path.read_bytes() for path in workspace.iterdir() if path.is_file()}
    run("doctor")
    after = {path.name: path.read_bytes() for path in workspace.iterdir() if path.is_file()}
    assert after == before


def test_51_config_shows_where_each_value_came_from(workspace, run, monkeypatch):
    monkeypatch.setenv("ONBOARDCTL_LOCALE", "de")
    told = run("config", "show", "--origin", "--json", "--store", "other.db")
    origins = {line["key"]: line["origin"] for line in told.json["data"]["settings"]}
    assert {key: origins[key] for key in ("store", "locale", "timezone", "workspace")} == {
        "store": "--store",
        "locale": "ONBOARDCTL_LOCALE",
        "timezone": "default",
        "workspace": "folder",
    }
    assert origins["staff.ada.email"].startswith("onboardctl.yaml:")


def test_config_sets_one_value_and_leaves_the_rest_alone(workspace, run):
    path = workspace / "onboardctl.yaml"
    path.chmod(0o640)
    before = path.read_text().splitlines()
    told = run("config", "set", "tiers.developer.response_sla", "2bd")
    assert (told.code, told.out.splitlines()[-1]) == (0, "set tiers.developer.response_sla to 2bd")
    after = path.read_text().splitlines()
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert changed == [
        ("    # response_sla: …   # time to a first response", '    response_sla: "2bd"')
    ]
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("text", "key", "value", "expected"),
    [
        ("onboardctl: 1\n", "locale", "de", "onboardctl: 1\nlocale: de\n"),
        ("onboardctl: 1", "locale", "de", "onboardctl: 1\nlocale: de\n"),
        ("onboardctl: 1\nlocale: en   # ours\n", "locale", "de", "onboardctl: 1\nlocale: de   # ours\n"),
        ("onboardctl: 1\nlinks: {}\n", "links.a", "https://x.example", "onboardctl: 1\nlinks: {a: https://x.example}\n"),
        ("onboardctl: 1\nlinks: {b: 'https://y.example'}\n", "links.a", "https://x.example",
         "onboardctl: 1\nlinks: {a: https://x.example, b: 'https://y.example'}\n"),
        ("onboardctl: 1\nlinks:\n  b: https://y.example\n", "links.a", "https://x.example",
         "onboardctl: 1\nlinks:\n  a: https://x.example\n  b: https://y.example\n"),
        ("onboardctl: 1\n", "smtp.host", "mail.example", "onboardctl: 1\nsmtp:\n  host: mail.example\n"),
        ("onboardctl: 1\nsmtp: {host: h}\n", "smtp.port", "25", "onboardctl: 1\nsmtp: {port: 25, host: h}\n"),
        ("onboardctl: 1\r\nlocale: en\r\n", "locale", "de", "onboardctl: 1\r\nlocale: de\r\n"),
    ],
)  # fmt: skip
def test_config_set_fits_into_the_file_as_it_is_written(workspace, run, text, key, value, expected):
    path = workspace / "onboardctl.yaml"
    path.write_bytes(text.encode())
    assert run("config", "set", key, value).code == 0
    assert path.read_bytes().decode() == expected


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("tiers.developer.respons_sla", "1h", 'there is no setting "tiers.developer.respons_sla"; did you mean "tiers.developer.response_sla"?'),
        ("tiers.developer.response_sla", "soon", '"soon" is not a duration'),
        ("tiers.gold.name", "Gold", 'there is no tier "gold"'),
        ("brands", "x", '"brands" cannot be set: it holds a list or a map'),
        ("locale.x", "y", 'there is no setting "locale.x"'),
        ("brand", "nobody", 'there is no brand "nobody"'),
    ],
)  # fmt: skip
def test_config_refuses_what_does_not_fit_and_changes_nothing(workspace, run, key, value, message):
    before = (workspace / "onboardctl.yaml").read_bytes()
    told = run("config", "set", key, value)
    assert (told.code, told.out) == (5, "")
    assert message in told.err
    assert (workspace / "onboardctl.yaml").read_bytes() == before


def test_18_setting_the_same_value_again_says_so(workspace, run):
    run("config", "set", "locale", "de")
    told = run("config", "set", "locale", "de")
    assert (told.code, told.out.splitlines()[-1]) == (0, "nothing to do: locale is de already")


def test_a_dry_run_of_config_set_changes_nothing(workspace, run):
    before = (workspace / "onboardctl.yaml").read_bytes()
    assert run("config", "set", "locale", "de", "--dry-run").code == 0
    assert (workspace / "onboardctl.yaml").read_bytes() == before


def test_every_key_of_the_reference_can_be_read(run, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    keys = [line["key"] for line in run("config", "keys", "--json").json["data"]["keys"]]
    assert {"tiers.<id>.response_sla", "brands.<id>.links.<name>", "smtp.host"} <= set(keys)
    assert len(keys) == len(set(keys))


@pytest.mark.sqlite_file
def test_22_backup_and_restore_go_around_in_a_circle(workspace, run):
    made = run("store", "backup", "--json").json["data"]
    assert Path(made["file"]).name == "onboardctl-20260302-090000.db"
    with closing(sqlite3.connect("onboardctl.db")) as store:
        store.execute("INSERT INTO counter (name, value) VALUES ('later', 1)")
        store.commit()
    told = run("store", "restore", "--confirm", "onboardctl.db", "--json")
    assert (told.code, told.json["data"]["source"]) == (0, made["file"])
    rows = run("store", "sql", "SELECT name FROM counter", "--json").json["data"]["rows"]
    assert {"name": "later"} not in rows
    kept = told.json["data"]["kept"]
    rows = run("store", "sql", "SELECT name FROM counter", "--store", kept, "--json").json
    assert {"name": "later"} in rows["data"]["rows"]


@pytest.mark.sqlite_file
def test_15_a_restore_wants_the_name_of_the_store(workspace, run):
    run("store", "backup")
    unnamed = run("store", "restore", "--yes")
    wrong = run("store", "restore", "--confirm", "something")
    assert ((unnamed.code, "--confirm" in unnamed.err), wrong.code) == ((2, True), 1)


@pytest.mark.sqlite_file
def test_17_dry_runs_of_store_commands_change_nothing(workspace, run):
    run("store", "backup")
    before = sorted(str(path) for path in workspace.rglob("*"))
    for words in (("backup",), ("restore",), ("migrate",)):
        assert run("store", *words, "--dry-run").code == 0
    assert sorted(str(path) for path in workspace.rglob("*")) == before


def test_there_must_be_a_backup_to_restore(workspace, run):
    told = run("store", "restore", "--confirm", "onboardctl.db")
    assert (told.code, "[backup.missing]" in told.err) == (4, True)


def test_a_sound_store_passes_check_and_verify(workspace, run):
    assert [run("store", words).code for words in ("check", "verify")] == [0, 0]


@pytest.mark.sqlite_file
def test_a_damaged_store_fails_check_with_what_to_do(workspace, run):
    with (workspace / "onboardctl.db").open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * 4096)
    told = run("store", "check", "--json")
    assert (told.code, told.json["status"]) == (8, "error")
    failed = [line for line in told.json["data"]["lines"] if line["status"] == "fail"]
    assert failed
    assert all(line["fix"] for line in failed)


@pytest.mark.parametrize(
    "words", [("check",), ("verify",), ("backup",), ("sql", "SELECT 1"), ("migrate",)]
)
@pytest.mark.sqlite_file
def test_no_store_command_makes_a_store(workspace, run, words):
    (workspace / "onboardctl.db").unlink()
    told = run("store", *words)
    assert told.code in {7, 8}
    assert "store.missing" in told.err
    assert _names(workspace)[-1] == "onboardctl.yaml"
    assert "onboardctl.db" not in _names(workspace)


def test_sql_answers_in_every_format(workspace, run):
    query = "SELECT 1 AS number, 'a,b' AS text, NULL AS absent"
    assert json.loads(run("store", "sql", query, "-o", "json").out)["data"] == {
        "columns": ["number", "text", "absent"],
        "rows": [{"number": 1, "text": "a,b", "absent": None}],
    }
    assert run("store", "sql", query, "-o", "csv").out == 'number,text,absent\n1,"a,b",\n'
    assert "| number | text |" in " ".join(run("store", "sql", query, "-o", "md").out.split())
    assert run("store", "sql", query, "-q").out == "1\n"


def test_sql_reads_standard_input(workspace, run, monkeypatch):
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("SELECT 7 AS seven"))
    assert run("store", "sql", "-", "--json").json["data"]["rows"] == [{"seven": 7}]


def test_sql_never_prints_a_terminal_escape(workspace, run):
    told = run("store", "sql", "SELECT char(27) || '[31m' AS red")
    assert "\x1b" not in told.out


def test_nothing_is_written_outside_the_workspace(workspace, run, tmp_path):
    before = {path for path in tmp_path.rglob("*") if workspace not in path.parents}
    for words in (("doctor",), ("store", "check"), ("config", "show"), ("store", "backup")):
        run(*words)
    assert {path for path in tmp_path.rglob("*") if workspace not in path.parents} == before
    assert os.listdir(tmp_path) == ["ws"]
