"""Verify also judges a database that something else filled, without a manifest."""

from __future__ import annotations

import sqlite3

import pytest

from onboardctl.core.errors import InvalidInput, NotFound
from onboardctl.operations.sandbox.verify import VerifySandbox, verify_elsewhere
from sandbox_toys import AS_OF, NOW


def _without_manifest(pristine, path, *statements):
    path.write_bytes(pristine("recruiter"))
    with sqlite3.connect(path) as other:
        for table in ("_seed_manifest", "_seed_kpis", "_seed_incidents"):
            other.execute(f"DROP TABLE {table}")
        for (view,) in other.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'view'"
        ).fetchall():
            other.execute(f"DROP VIEW {view}")
        for statement in statements:
            other.execute(statement)
    return path


def test_a_sound_foreign_database_passes_what_needs_no_manifest(tmp_path, pristine):
    path = _without_manifest(pristine, tmp_path / "tenant.db")

    result = verify_elsewhere(tmp_path, VerifySandbox(str(path), as_of=AS_OF), now=NOW)

    assert result.exit_code == 0
    assert result.data.segment == "recruiter"
    assert result.data.schema_name is None
    skipped = {one.id for one in result.data.checks if one.status == "skipped"}
    assert {"integrity.counts", "integrity.tenant", "determinism.checksums"} <= skipped
    assert all(one.startswith(("integrity.", "determinism.", "contract.")) for one in skipped)


def test_a_foreign_database_is_dated_by_its_last_event_when_nobody_says(tmp_path, pristine):
    path = _without_manifest(pristine, tmp_path / "tenant.db")

    assert verify_elsewhere(tmp_path, VerifySandbox(str(path)), now=NOW).exit_code == 0


def test_a_review_before_the_hire_is_found_in_a_foreign_database(tmp_path, pristine):
    path = _without_manifest(
        pristine,
        tmp_path / "tenant.db",
        "UPDATE placements SET placed_on = '2020-01-01' WHERE id = 1",
        "UPDATE users SET email = 'someone@gmail.com' WHERE id = 3",
    )

    result = verify_elsewhere(tmp_path, VerifySandbox(str(path), as_of=AS_OF), now=NOW)

    assert result.exit_code == 8
    assert {one.id for one in result.data.checks if one.status == "failed"} == {
        "causality.placed_before_match",
        "safety.addresses",
    }
    assert {one.code for one in result.errors} == {
        "sandbox.causality.placed_before_match",
        "sandbox.safety.addresses",
    }


def test_verify_changes_nothing_in_the_file(tmp_path, pristine):
    path = tmp_path / "partner_acme.db"
    path.write_bytes(pristine("agency"))

    verify_elsewhere(tmp_path, VerifySandbox(str(path)), now=NOW)

    assert path.read_bytes() == pristine("agency")
    assert [one.name for one in tmp_path.iterdir()] == ["partner_acme.db"]


@pytest.mark.parametrize(
    "content", [b"", b"some text that is no database at all", b"SQLite format 3\0junk"]
)
def test_a_file_that_is_no_sandbox_is_refused_in_one_sentence(tmp_path, content):
    path = tmp_path / "other.db"
    path.write_bytes(content)

    with pytest.raises(InvalidInput):
        verify_elsewhere(tmp_path, VerifySandbox(str(path)), now=NOW)


def test_a_file_that_is_not_there_is_not_found(tmp_path):
    with pytest.raises(NotFound):
        verify_elsewhere(tmp_path, VerifySandbox(str(tmp_path / "none.db")), now=NOW)
