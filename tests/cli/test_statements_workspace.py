"""The numbered statements about the command line that need a workspace with partners."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from onboardctl.cli.registry import ENTRIES
from onboardctl.store import layout, migrate, opening
from toys.examples import leaves

NOW = "2026-03-02T09:00:00Z"
INIT = (
    *("init", "ws", "--yes", "--timezone", "Europe/Berlin", "--brand", "credlink"),
    *("--staff", "csm=Ada Lovelace <ada@example.com>"),
    *("--link", "credlink.calendar_link=https://meet.example.com/kickoff"),
)
NORTHWIND = (
    *("new-partner", "Northwind Press", "--playbook", "beta-28-day", "--tier", "business"),
    *("--segment", "agency", "--users", "120", "--contact", "Mia Ray <mia@northwind.example>"),
)


@pytest.fixture
def folder(run, tmp_path, monkeypatch):
    """A workspace with one partner; the test stands in it."""
    monkeypatch.setenv("ONBOARDCTL_NOW", NOW)
    monkeypatch.setenv("ONBOARDCTL_ACTOR", "ada")
    monkeypatch.chdir(tmp_path)
    assert run(*INIT).code == 0
    monkeypatch.chdir(tmp_path / "ws")
    assert run(*NORTHWIND).code == 0
    return tmp_path / "ws"


@pytest.fixture
def settings(folder):
    """Change ``onboardctl.yaml``: ``settings(this, that)``."""
    path = folder / "onboardctl.yaml"

    def change(this: str, that: str) -> None:
        text = path.read_text(encoding="utf-8")
        assert this in text
        path.write_text(text.replace(this, that, 1), encoding="utf-8")

    return change


def digests(folder: Path) -> dict[str, str]:
    """Every file below a folder with a digest of what it holds."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_p2_12_a_query_is_read_from_stdin(run, folder, monkeypatch):
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.StringIO("SELECT slug FROM partner"))
    assert run("store", "sql", "-", "-o", "csv").out == "slug\nnorthwind-press\n"


TWICE = [
    ("advance", "northwind", "accept-welcome/1"),
    ("advance", "northwind", "accept-welcome", "--all"),
    ("partner", "pause", "northwind", "--reason", "budget freeze"),
    ("config", "set", "locale", "en"),
    ("kpi", "record", "northwind", "csat=9"),
    ("store", "migrate"),
]


@pytest.mark.parametrize("words", TWICE, ids=lambda words: " ".join(words[:2]))
def test_p1_18_the_same_command_twice_is_safe_and_says_so(run, folder, words):
    assert run(*words).code == 0
    facts = run("store", "sql", "SELECT count(*) AS n FROM event", "-o", "csv").out
    again = run(*words, "--json")
    assert again.code == 0
    assert "nothing to do" in " ".join(again.json["messages"])
    assert run("store", "sql", "SELECT count(*) AS n FROM event", "-o", "csv").out == facts


def test_p1_18_a_sandbox_built_twice_has_the_same_bytes(run, folder):
    build = ("seed-sandbox", "northwind", "--users", "100", "--json")
    first = run(*build).json["data"]
    sandbox = folder / "sandboxes" / "partner_northwind_press.db"
    before = sandbox.read_bytes()
    assert run(*build).json["data"]["sha256"] == first["sha256"]
    assert sandbox.read_bytes() == before


def test_p0_19_undo_says_what_it_will_take_back_and_can_be_taken_back(run, folder):
    run("advance", "northwind", "accept-welcome", "--all")
    done = run("task", "show", "northwind", "accept-welcome", "--json").json["data"]

    asked = run("undo", "--dry-run", "--json").json["messages"]
    undone = run("undo", "--json").json
    told = undone["messages"]
    assert [one.removeprefix("dry run: ") for one in asked] == told
    assert "finished accept-welcome" in told[0]
    assert run("status", "northwind", "--json").json["data"]["items_done"] == 0

    assert undone["next"] == [f"onboardctl undo {undone['data']['by']}"]
    assert run("undo", str(undone["data"]["by"])).code == 0
    assert run("task", "show", "northwind", "accept-welcome", "--json").json["data"] == done


def test_p0_19_a_bulk_change_is_one_step(run, folder):
    before = len(run("log", "--json").json["data"]["changes"])
    run("advance", "northwind", "accept-welcome", "--all")
    assert len(run("log", "--json").json["data"]["changes"]) == before + 1
    run("undo")
    items = run("task", "show", "northwind", "accept-welcome", "--json").json["data"]["items"]
    assert {one["done_at"] for one in items} == {None}


WRITES = [
    ("advance", "northwind", "accept-welcome/1"),
    ("comms", "mark-sent", "northwind", "beta-welcome"),
    ("task", "start", "northwind", "accept-welcome"),
    ("task", "block", "northwind", "kickoff-call", "--reason", "holidays"),
    ("task", "note", "northwind", "kickoff-call", "they prefer Tuesdays"),
    ("task", "skip", "northwind", "optimization", "--reason", "agreed"),
    ("partner", "pause", "northwind", "--reason", "budget freeze"),
    ("partner", "edit", "northwind", "--users", "300"),
    ("config", "set", "locale", "en"),
    ("kpi", "record", "northwind", "csat=9"),
    ("seed-sandbox", "northwind", "--users", "100"),
    ("plan", "replan", "northwind"),
]


@pytest.mark.parametrize("words", WRITES, ids=lambda words: " ".join(words[:2]))
def test_p0_20_every_change_is_told_with_a_next_command_that_exists(run, folder, words):
    outcome = run(*words, "--json").json
    assert outcome["status"] == "ok"
    assert outcome["messages"]
    assert all("\n" not in message for message in outcome["messages"])
    assert outcome["next"]
    for line in outcome["next"]:
        program, name, *_ = line.split()
        assert (program, name in ENTRIES) == ("onboardctl", True)


def test_p0_21_doctor_reads_only_and_names_a_fix_for_what_it_finds(run, folder):
    before = digests(folder)
    outcome = run("doctor", "--json")
    checks = outcome.json["data"]["lines"]
    assert outcome.code == 0
    assert {one["status"] for one in checks} <= {"ok", "warn"}
    assert all(one["fix"] for one in checks if one["status"] != "ok")
    assert digests(folder) == before


def failed_checks(outcome) -> set[str]:
    """The checks of ``doctor`` that failed."""
    return {one["name"] for one in outcome.json["data"]["lines"] if one["status"] == "fail"}


def test_p0_21_doctor_fails_when_the_settings_are_broken(run, folder, settings):
    settings("timezone: Europe/Berlin", "timezone: Europe/Berlni")
    outcome = run("doctor", "--json")
    assert (outcome.code, failed_checks(outcome)) == (8, {"settings"})


@pytest.mark.sqlite_file
def test_p0_21_doctor_fails_when_the_store_is_broken(run, folder):
    (folder / "onboardctl.db").write_bytes(b"this is no database at all" * 400)
    outcome = run("doctor", "--json")
    assert outcome.code == 8
    assert failed_checks(outcome) == {"store.not_sqlite"}


@pytest.mark.sqlite_file
def test_p0_22_a_backup_brings_back_what_was(run, folder):
    assert run("store", "backup", "--out", "before.db").code == 0
    run("advance", "northwind", "accept-welcome", "--all")
    refused = run("store", "restore", "before.db")
    assert refused.code == 2
    assert "--confirm" in refused.err
    assert run("store", "restore", "before.db", "--confirm", "onboardctl.db").code == 0
    assert run("status", "northwind", "--json").json["data"]["items_done"] == 0
    assert stat.S_IMODE((folder / "before.db").stat().st_mode) == 0o600


def test_p1_23_today_and_status_show_what_is_late_on_one_screen(run, folder, monkeypatch):
    monkeypatch.setenv("ONBOARDCTL_NOW", "2026-03-05T09:00:00Z")
    today, status = run("today").out, run("status").out
    assert "LATE" in today
    assert "LATE" in status
    assert max(len(today.splitlines()), len(status.splitlines())) <= 24


def test_p1_24_the_log_says_who_did_what_and_when(run, folder, monkeypatch):
    monkeypatch.setenv("ONBOARDCTL_ACTOR", "tim")
    monkeypatch.setenv("ONBOARDCTL_NOW", "2026-03-02T10:00:00Z")
    run("advance", "northwind", "accept-welcome/1")
    changes = run("log", "--json").json["data"]["changes"]
    assert [(one["actor"], one["command"], one["at"]) for one in changes] == [
        ("tim", "advance", "2026-03-02T10:00:00Z"),
        ("ada", "new-partner", NOW),
    ]
    mine = run("log", "--actor", "tim", "--json").json["data"]["changes"]
    assert mine == changes[:1]
    assert run("log", "northwind", "--json").json["data"]["changes"] == changes


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("statsu",), "status"),
        (("task", "lst"), "list"),
        (("today", "--ownr", "ada"), "--owner"),
        (("partner", "list", "--fields", "slg"), "slug"),
        (("status", "nortwind-press"), "northwind-press"),
        (("task", "show", "northwind", "kickof-cal"), "kickoff-call"),
        (("advance", "northwind", "accept-welcome/asign-csm"), "assign-csm"),
        (("playbook", "show", "beta-28-days"), "beta-28-day"),
        (("template", "show", "welcom", "--brand", "skillforge"), "welcome"),
        (("config", "set", "timzone", "UTC"), "timezone"),
        (("kpi", "show", "beta-28-day.cast"), "beta-28-day.csat"),
        (("kpi", "record", "northwind", "cast=9"), "csat"),
        (("partner", "list", "--tier", "busines"), "business"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else value,
)
def test_p1_27_a_typo_gets_the_nearest_name_of_this_workspace(run, folder, words, hint):
    outcome = run(*words)
    assert outcome.code in {2, 4, 5}
    assert hint in outcome.err


def test_p1_28_all_problems_of_the_settings_are_told_at_once(run, folder, settings):
    settings("timezone: Europe/Berlin", "timezone: Europe/Berlni")
    settings("email: ada@example.com", "email: nobody")
    settings("brand: credlink", "brnad: credlink")
    errors = run("today", "--json").json["errors"]
    places = [(one["file"], one["line"]) for one in errors if one["line"]]
    assert len(set(places)) == 3
    assert all(str(file).endswith("onboardctl.yaml") for file, _ in places)


@pytest.mark.sqlite_file
def test_p0_51_flag_before_variable_before_file_and_config_says_which(run, folder, monkeypatch):
    def origin_of(key: str) -> tuple[str, str]:
        lines = run("config", "show", "--origin", "--json").json["data"]["settings"]
        return next((one["value"], one["origin"]) for one in lines if one["key"] == key)

    value, origin = origin_of("timezone")
    assert value == "Europe/Berlin"
    assert "onboardctl.yaml" in origin
    monkeypatch.setenv("ONBOARDCTL_TIMEZONE", "Asia/Tokyo")
    value, origin = origin_of("timezone")
    assert value == "Asia/Tokyo"
    assert "ONBOARDCTL_TIMEZONE" in origin

    monkeypatch.setenv("ONBOARDCTL_STORE", "elsewhere.db")
    assert run("status", "northwind").code == 7
    assert run("status", "northwind", "--store", "onboardctl.db").code == 0


@pytest.mark.sqlite_file
def test_p1_52_and_57_nothing_is_written_outside_the_workspace(run, folder, monkeypatch, tmp_path):
    home, elsewhere = Path(os.environ["HOME"]), tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    monkeypatch.setenv("ONBOARDCTL_WORKSPACE", str(folder))
    mail = elsewhere / "welcome.eml"
    for words in (
        ("today",),
        ("advance", "northwind", "accept-welcome/1"),
        ("seed-sandbox", "northwind", "--users", "100"),
        ("store", "backup"),
        ("report", "kpi"),
        ("template", "show", "welcome", "--brand", "credlink"),
    ):
        assert run(*words).code == 0, words
    assert list(home.rglob("*")) == []
    assert list(elsewhere.iterdir()) == []
    for name in ("slack_invite_link", "documentation_link", "welcome_package_link"):
        run("config", "set", f"brands.credlink.links.{name}", "https://example.com/x")
    for role in ("technical_lead", "customer_engineer", "founder"):
        run("partner", "edit", "northwind", "--team", f"{role}=ada")
    outcome = run("render", "welcome", "--partner", "northwind", "--out", str(mail))
    assert (outcome.code, [path.name for path in elsewhere.iterdir()]) == (0, ["welcome.eml"])


def test_p1_53_an_unknown_key_is_an_error_with_the_nearest(run, folder, settings):
    settings("timezone: Europe/Berlin", "time_zone: Europe/Berlin")
    outcome = run("today", "--json")
    assert outcome.code == 5
    (error,) = [one for one in outcome.json["errors"] if one["line"]]
    assert "time_zone" in error["message"]
    assert "timezone" in f"{error['message']} {error['hint']}"


def test_p0_54_no_flag_and_no_setting_takes_a_secret(run, folder):
    words = {"password", "secret", "token", "passphrase"}
    flags = [
        (name, flag)
        for name in ENTRIES
        for _, command in leaves(name)
        for param in command.params
        for flag in param.opts
        if words & set(flag.lstrip("-").split("-"))
    ]
    keys = [one["key"] for one in run("config", "keys", "--json").json["data"]["keys"]]
    assert flags == []
    assert keys
    assert [key for key in keys if words & set(key.replace("_", ".").split("."))] == []


def test_p0_54_a_password_in_the_settings_is_refused_and_not_repeated(run, folder):
    path = folder / "onboardctl.yaml"
    path.write_text(
        path.read_text("utf-8")
        + "\nsmtp:\n  host: mail.example.com\n  password: hunter2-hunter2\n",
        encoding="utf-8",
    )
    outcome = run("today")
    assert outcome.code == 5
    assert "secrets are never kept in this file" in outcome.err
    assert "hunter2" not in outcome.err


def test_p0_54_a_key_is_shown_once_and_stands_nowhere(run, folder):
    run("seed-sandbox", "northwind", "--users", "100")
    made = run("sandbox", "keys", "create", "northwind", "--name", "Server", "--json").json
    (secret,) = [one["secret"] for one in made["data"]["keys"] if one["secret"]]
    assert secret
    assert secret not in run("sandbox", "keys", "list", "northwind").out
    assert secret not in run("log", "--json").out
    for path in folder.rglob("*"):
        if path.is_file():
            assert secret.encode() not in path.read_bytes(), path


def test_p0_55_a_day_of_work_opens_no_connection(run, folder, monkeypatch):
    def refuse(*_args, **_more):
        raise AssertionError("the program opened a connection")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    for words in (
        ("today",),
        ("status", "northwind"),
        ("advance", "northwind", "accept-welcome", "--all"),
        ("comms", "mark-sent", "northwind", "beta-welcome"),
        ("seed-sandbox", "northwind", "--users", "100"),
        ("sandbox", "verify", "northwind"),
        ("report", "kpi"),
        ("doctor",),
        ("store", "verify"),
    ):
        assert run(*words).code == 0, words


def test_p0_58_24_hours_are_24_hours_across_the_change_of_the_clocks(run, folder, monkeypatch):
    monkeypatch.setenv("ONBOARDCTL_NOW", "2026-03-28T09:00:00Z")
    words = list(NORTHWIND)
    words[1] = "Cedar Media"
    made = run(*words, "--signed", "2026-03-28T10:00", "--json").json["data"]
    clocks = {one["title"]: one["due_at"] for one in made["clocks"]}
    assert clocks == {
        "Acceptance and welcome": "2026-03-29T09:00:00Z",
        "Schedule the kickoff call": "2026-03-30T09:00:00Z",
    }
    assert "2026-03-29T11:00:00+02:00" in run("status", "cedar").out


def test_p0_58_a_time_that_the_clocks_skip_is_refused(run, folder, monkeypatch):
    monkeypatch.setenv("ONBOARDCTL_NOW", "2026-03-30T09:00:00Z")
    words = list(NORTHWIND)
    words[1] = "Cedar Media"
    outcome = run(*words, "--signed", "2026-03-29T02:30")
    assert outcome.code in {2, 5}
    assert "2026-03-29" in outcome.err
    assert "02:30" in outcome.err


@pytest.mark.parametrize(
    "words",
    [("today",), ("advance", "northwind", "accept-welcome/1"), ("store", "migrate"), NORTHWIND],
    ids=lambda words: words[0],
)
@pytest.mark.sqlite_file
def test_p0_61_a_newer_store_is_refused_before_anything_is_written(run, folder, words):
    store = folder / "onboardctl.db"
    db = sqlite3.connect(store)
    db.execute("PRAGMA journal_mode = delete")
    db.execute("PRAGMA user_version = 99")
    db.execute("INSERT OR REPLACE INTO store_meta VALUES ('program_version', '9.9.9')")
    db.commit()
    db.close()
    before = store.read_bytes()
    outcome = run(*words, "--json")
    assert outcome.code == 7
    assert outcome.json["errors"][0]["code"] == "store.newer"
    assert "9.9.9" in json.dumps(outcome.json["errors"])
    assert store.read_bytes() == before


@pytest.fixture
def next_layout(folder, tmp_path, monkeypatch):
    """A release whose layout has one more step: ``next_layout(sql)``."""

    def release(sql: str) -> None:
        number = layout.LAYOUT + 1
        path = tmp_path / f"{number:04}_next.sql"
        path.write_text(sql, encoding="utf-8")
        known = [*migrate.steps(), migrate.Step(number, path.stem, path)]
        monkeypatch.setattr(migrate, "steps", lambda _folder=None: known)
        monkeypatch.setattr(opening, "LAYOUT", number)

    return release


@pytest.mark.sqlite_file
def test_p0_62_a_migration_makes_a_backup_first(run, folder, next_layout):
    before = run("status", "northwind", "--json").json["data"]
    next_layout("ALTER TABLE contact ADD COLUMN telephone TEXT;")
    refused = run("status", "northwind", "--json").json
    assert (refused["exit_code"], refused["errors"][0]["code"]) == (7, "store.older")
    assert "onboardctl store migrate" in refused["errors"][0]["hint"]
    assert run("store", "migrate").code == 0
    (backup,) = (folder / "backups").iterdir()
    assert run("status", "northwind", "--json").json["data"] == before
    assert columns(folder / "onboardctl.db") - columns(backup) == {"telephone"}


@pytest.mark.sqlite_file
def test_p0_62_a_migration_that_fails_leaves_the_old_store(run, folder, next_layout, monkeypatch):
    before = run("status", "northwind", "--json").json["data"]
    next_layout("ALTER TABLE contact ADD COLUMN telephone TEXT; INSERT INTO nowhere VALUES (1);")
    assert run("store", "migrate").code == 3
    monkeypatch.setattr(opening, "LAYOUT", layout.LAYOUT)
    assert "telephone" not in columns(folder / "onboardctl.db")
    assert run("status", "northwind", "--json").json["data"] == before
    assert run("store", "verify").code == 0


def columns(store: Path) -> set[str]:
    """The columns of the table of contacts."""
    with closing(sqlite3.connect(store)) as db:
        return {row[1] for row in db.execute("PRAGMA table_info(contact)")}
