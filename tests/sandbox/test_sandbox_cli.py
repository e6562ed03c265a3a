"""seed-sandbox and sandbox … through the real command line."""

from __future__ import annotations

import hashlib
import json
import sqlite3

import pytest

from onboardctl.cli.main import main


@pytest.fixture
def workspace(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("ONBOARDCTL_NOW", "2026-03-04T09:00:00Z")
    assert main(["init", str(tmp_path / "ws"), "--yes"]) == 0
    monkeypatch.chdir(tmp_path / "ws")
    arguments = "--playbook beta-28-day --tier business --segment agency --signed 2026-03-02"
    contact = ["--contact", "Ann Bell <ann@example.com>"]
    assert (
        main(["new-partner", "Acme", *arguments.split(), *contact, "--users", "100", "--yes"]) == 0
    )
    capsys.readouterr()
    return tmp_path / "ws"


def _json(capsys, *arguments: str) -> tuple[int, dict]:
    capsys.readouterr()
    code = main([*arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_seed_then_verify_is_clean_and_says_what_to_do_next(workspace, capsys):
    assert main(["seed-sandbox", "acme"]) == 0
    captured = capsys.readouterr()
    assert "seeded partner_acme with 100 users" in captured.out
    assert "onboardctl sandbox verify acme" in captured.err

    code, envelope = _json(capsys, "sandbox", "verify", "acme")
    assert (code, envelope["exit_code"], envelope["data"]["failed"]) == (0, 0, 0)
    assert envelope["schema"] == "onboardctl/sandbox-verification/1"


def test_a_broken_sandbox_exits_8_and_names_the_rule(workspace, capsys):
    main(["seed-sandbox", "acme", "-q"])
    with sqlite3.connect(workspace / "sandboxes" / "partner_acme.db") as broken:
        broken.execute("UPDATE users SET email = 'x@gmail.com' WHERE id = 1")

    code, envelope = _json(capsys, "sandbox", "verify", "acme")

    assert code == 8
    assert {one["code"] for one in envelope["errors"]} == {
        "sandbox.safety.addresses",
        "sandbox.determinism.checksums",
    }


def test_a_dry_run_writes_no_file(workspace, capsys):
    code, envelope = _json(capsys, "seed-sandbox", "acme", "--dry-run")

    assert code == 0
    assert envelope["data"]["rows"] > 15_000
    assert not (workspace / "sandboxes").exists()


def test_an_as_of_day_in_the_future_is_refused(workspace, capsys):
    assert main(["seed-sandbox", "acme", "--as-of", "2026-03-05"]) == 5
    assert "lies after today" in capsys.readouterr().err


def test_an_unknown_partner_is_not_found(workspace, capsys):
    assert main(["seed-sandbox", "nobody"]) == 4


def test_reset_moves_to_another_day_and_back_to_the_same_bytes(workspace, capsys):
    target = workspace / "sandboxes" / "partner_acme.db"
    main(["seed-sandbox", "acme", "-q"])
    first = hashlib.sha256(target.read_bytes()).hexdigest()

    assert main(["sandbox", "reset", "acme", "--as-of", "2026-03-01", "--yes"]) == 0
    assert hashlib.sha256(target.read_bytes()).hexdigest() != first
    assert main(["sandbox", "reset", "acme", "--as-of", "2026-03-04", "--yes"]) == 0

    assert hashlib.sha256(target.read_bytes()).hexdigest() == first


def test_drop_wants_the_name_typed(workspace, capsys):
    main(["seed-sandbox", "acme", "-q"])
    target = workspace / "sandboxes" / "partner_acme.db"

    assert main(["sandbox", "drop", "acme", "--yes"]) == 2
    assert main(["sandbox", "drop", "acme", "--confirm", "acme"]) == 1
    assert target.exists()
    assert main(["sandbox", "drop", "acme", "--confirm", "partner_acme"]) == 0
    assert not target.exists()
    assert main(["sandbox", "verify", "acme"]) == 4


def test_a3_a_key_is_shown_once_and_kept_as_a_digest(workspace, capsys):
    main(["seed-sandbox", "acme", "-q"])
    _, made = _json(capsys, "sandbox", "keys", "create", "acme", "--name", "Server")
    key = made["data"]["keys"][0]

    _, listed = _json(capsys, "sandbox", "keys", "list", "acme")
    content = (workspace / "sandboxes" / "partner_acme.db").read_bytes()
    with sqlite3.connect(workspace / "sandboxes" / "partner_acme.db") as store:
        kept = store.execute("SELECT sha256 FROM api_keys WHERE id = ?", (key["id"],)).fetchone()

    assert key["secret"].startswith(key["prefix"])
    assert key["rate_limit_per_hour"] == 200
    assert [one["secret"] for one in listed["data"]["keys"]] == [None] * 4
    assert key["secret"].encode() not in content
    assert kept == (hashlib.sha256(key["secret"].encode()).hexdigest(),)


def test_keys_are_rotated_and_revoked_and_survive_a_reset(workspace, capsys):
    main(["seed-sandbox", "acme", "-q"])
    _, made = _json(capsys, "sandbox", "keys", "create", "acme", "--name", "Server")
    number = made["data"]["keys"][0]["id"]

    _, rotated = _json(capsys, "sandbox", "keys", "rotate", "acme", str(number))
    successor = rotated["data"]["keys"][0]
    assert successor["name"] == "Server"
    assert successor["secret"] != made["data"]["keys"][0]["secret"]
    assert main(["sandbox", "keys", "revoke", "acme", str(number)]) == 1
    assert main(["sandbox", "keys", "revoke", "acme", "1"]) == 1
    assert main(["sandbox", "keys", "revoke", "acme", "99"]) == 4
    assert main(["sandbox", "keys", "create", "acme", "--name", "Server"]) == 6
    assert main(["sandbox", "keys", "create", "acme", "--name", "X", "--scope", "everything"]) == 5

    assert main(["sandbox", "reset", "acme", "--yes"]) == 0
    assert main(["sandbox", "verify", "acme"]) == 0
    _, listed = _json(capsys, "sandbox", "keys", "list", "acme")
    assert [one["origin"] for one in listed["data"]["keys"]].count("partner") == 2


def test_list_shows_the_notice(workspace, capsys):
    main(["seed-sandbox", "acme", "-q"])
    code, envelope = _json(capsys, "sandbox", "list", "--notice")

    assert code == 0
    assert [one["schema_name"] for one in envelope["data"]["sandboxes"]] == ["partner_acme"]
    assert "O*NET" in envelope["data"]["notice"]
