"""Every target carries the same rows: read back, each table has the checksum of the manifest."""

from __future__ import annotations

import csv
import json
import sqlite3

import pytest

from onboardctl.core.errors import Refused, Usage
from onboardctl.operations.sandbox.seed import build_sandbox
from onboardctl.operations.sandbox.tenant import Making
from onboardctl.operations.sandbox.verify import VerifySandbox, verify_elsewhere
from onboardctl.sandbox.checksums import checksum
from onboardctl.sandbox.schema import DECIMAL, WHOLE, tables_of
from sandbox_toys import NOW, build, failures, request_for

REQUEST = request_for("university", users=120)


def _export(workspace, form, *, dry_run=False, **options):
    return build_sandbox(
        workspace, REQUEST, Making("seed-sandbox", NOW, dry_run), form=form, **options
    ).data


def _value(text: str, kind: str):
    if text == "":
        return None
    return int(text) if kind == WHOLE else float(text) if kind == DECIMAL else text


def _read(folder, form, table):
    if form == "csv":
        with (folder / f"{table.name}.csv").open(encoding="utf-8", newline="") as lines:
            header, *rows = csv.reader(lines)
        assert tuple(header) == table.names
        kinds = [column.kind for column in table.columns]
        return [tuple(map(_value, row, kinds)) for row in rows]
    lines = (folder / f"{table.name}.jsonl").read_text("utf-8").splitlines()
    return [tuple(json.loads(line).values()) for line in lines]


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_files_read_back_have_the_checksums_of_the_sqlite_target(tmp_path, form):
    build(tmp_path, REQUEST)
    with sqlite3.connect(tmp_path / "sandboxes" / "partner_acme.db") as sandbox:
        promised = dict(sandbox.execute("SELECT table_name, sha256 FROM _seed_manifest").fetchall())

    data = _export(tmp_path, form)

    folder = tmp_path / "sandboxes" / f"partner_acme.{form}"
    found = {
        table.name: checksum(table, _read(folder, form, table))[1]
        for table in tables_of("university")
    }
    assert found == promised
    assert {one.name: one.sha256 for one in data.tables} == promised


def test_the_sql_script_makes_a_sandbox_that_verifies(tmp_path):
    _export(tmp_path, "sql")
    script = (tmp_path / "sandboxes" / "partner_acme.sql" / "sandbox.sql").read_text("utf-8")

    with sqlite3.connect(":memory:") as made:
        made.executescript(script)
        assert failures(made) == {}


@pytest.mark.parametrize("form", ["csv", "jsonl", "sql"])
def test_every_export_says_synthetic_and_carries_the_notice(tmp_path, form):
    _export(tmp_path, form, out=tmp_path / "out")

    notice = (tmp_path / "out" / "NOTICE.txt").read_text("utf-8")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert notice.startswith("Synthetic data")
    assert "O*NET 29.0 Database" in notice
    assert manifest["banner"].startswith("Synthetic data")
    assert manifest["schema_name"] == "partner_acme"


def test_an_export_replaces_its_own_folder_and_no_other(tmp_path):
    _export(tmp_path, "csv", out=tmp_path / "out")
    _export(tmp_path, "jsonl", out=tmp_path / "out")
    assert not list((tmp_path / "out").glob("*.csv"))

    stranger = tmp_path / "mine"
    stranger.mkdir()
    (stranger / "thesis.txt").write_text("years of work")
    with pytest.raises(Refused):
        _export(tmp_path, "csv", out=stranger)

    assert [one.name for one in stranger.iterdir()] == ["thesis.txt"]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["mine", "out"]


def test_a_dry_run_of_an_export_writes_nothing(tmp_path):
    data = _export(tmp_path, "csv", dry_run=True)

    assert data.rows > 15_000
    assert list(tmp_path.iterdir()) == []


def test_a_folder_for_the_sandbox_itself_is_wrong_usage(tmp_path):
    with pytest.raises(Usage):
        _export(tmp_path, "sqlite", out=tmp_path / "out")


@pytest.mark.parametrize("segment", ["agency", "university", "recruiter", "enterprise"])
@pytest.mark.parametrize("form", ["csv", "jsonl", "sql"])
def test_an_export_of_every_segment_verifies_with_its_checksums(tmp_path, segment, form):
    request = request_for(segment, users=120)
    build_sandbox(tmp_path, request, Making("x", NOW), form=form, out=tmp_path / "out")

    report = verify_elsewhere(tmp_path, VerifySandbox(str(tmp_path / "out")), now=NOW)

    assert [one.id for one in report.data.checks if one.status == "failed"] == []
    assert {one.id: one.status for one in report.data.checks}["determinism.checksums"] == "passed"
