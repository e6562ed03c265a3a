"""Killed without warning at any moment, a writer leaves one whole sandbox: the old or the new."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from onboardctl.operations.sandbox.tenant import tell_tenant
from onboardctl.operations.sandbox.verify import VerifySandbox, verify_elsewhere
from onboardctl.sandbox.places import target_at
from onboardctl.sandbox.targets import files, swapping
from sandbox_toys import NOW, build, request_for

SMALL = request_for(users=100)
_CHILD = """
import sys
from pathlib import Path
from onboardctl.operations.sandbox.tenant import tell_tenant
from onboardctl.sandbox.places import target_at
from onboardctl.sandbox.targets import files
sys.path.insert(0, sys.argv[1])
from sandbox_toys import request_for
tenants = [tell_tenant(None, request_for(users=100, seed=seed))[0] for seed in (7, 8)]
place, where = Path(sys.argv[2]), sys.argv[3]
print("ready", flush=True)
while True:
    for tenant in tenants:
        if where in ("csv", "sql"):
            files.export(tenant, place / "out", "partner_acme", where)
        else:
            target_at(place, "partner_acme", where).seed(tenant, lambda *_: None)
"""


def _killed(place: Path, where: str, seconds: float) -> None:
    """Start a writer that replaces without end, and kill it so long after it is ready."""
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(Path(__file__).parents[1]), str(place), where],
        stdout=subprocess.PIPE,
    )
    assert child.stdout is not None
    child.stdout.readline()
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        child.send_signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    child.stdout.close()


def _moments(count: int) -> list[float]:
    rng = Random(4)
    return [rng.random() * 0.6 for _ in range(count)]


def _wholes() -> set[tuple[tuple[str, str], ...]]:
    """The checksums of the two tenants that take turns."""
    from onboardctl.sandbox.checksums import checksum
    from onboardctl.sandbox.schema import tables_of

    found = set()
    for seed in (7, 8):
        tenant, _ = tell_tenant(None, request_for(users=100, seed=seed))
        sums = [
            (table.name, checksum(table, tenant.rows[table.name])[1])
            for table in tables_of("agency")
        ]
        found.add(tuple(sorted(sums)))
    return found


def _sound(report) -> bool:
    return report.data.failed == 0 and report.data.skipped < 4


@pytest.mark.parametrize("count", [2, pytest.param(12, marks=pytest.mark.slow)])
def test_a_killed_writer_of_a_file_leaves_a_whole_sandbox(tmp_path, count):
    target = build(tmp_path, SMALL)
    wholes = _wholes()
    for seconds in _moments(count):
        _killed(tmp_path, "sqlite", seconds)
        with sqlite3.connect(target) as opened:
            sums = opened.execute("SELECT table_name, sha256 FROM _seed_manifest").fetchall()
        assert tuple(sorted(sums)) in wholes
        assert _sound(verify_elsewhere(tmp_path, VerifySandbox(str(target)), now=NOW))

    build(tmp_path, SMALL)
    left = [one.name for one in target.parent.iterdir()]
    assert sorted(left) == [".partner_acme.db.lock", "partner_acme.db"]


@pytest.mark.parametrize("form", ["csv", "sql"])
@pytest.mark.parametrize("count", [2, pytest.param(12, marks=pytest.mark.slow)])
def test_a_killed_export_leaves_a_whole_folder(tmp_path, form, count):
    folder = tmp_path / "out"
    tenant, _ = tell_tenant(None, SMALL)
    files.export(tenant, folder, "partner_acme", form)
    wholes = _wholes()
    for seconds in _moments(count):
        _killed(tmp_path, form, seconds)
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        sums = sorted((one["name"], one["sha256"]) for one in manifest["tables"])
        assert tuple(sums) in wholes
        assert _sound(verify_elsewhere(tmp_path, VerifySandbox(str(folder)), now=NOW))

    files.export(tenant, folder, "partner_acme", form)
    assert [one.name for one in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("count", [2, pytest.param(12, marks=pytest.mark.slow)])
def test_a_killed_writer_of_a_schema_leaves_a_whole_schema(tmp_path, postgres_url, count):
    psycopg = pytest.importorskip("psycopg")
    target = target_at(tmp_path, "partner_acme", postgres_url)
    target.seed(tell_tenant(None, SMALL)[0], lambda *_: None)
    wholes = _wholes()
    for seconds in _moments(count):
        _killed(tmp_path, postgres_url, seconds)
        with psycopg.connect(postgres_url) as connection:
            sums = connection.execute(
                "SELECT table_name, sha256 FROM partner_acme._seed_manifest"
            ).fetchall()
            schemas = connection.execute(
                "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'partner%'"
            ).fetchall()
        assert tuple(sorted(sums)) in wholes
        assert schemas == [("partner_acme",)]
    report = verify_elsewhere(tmp_path, VerifySandbox(postgres_url, schema="partner_acme"), now=NOW)
    assert _sound(report)


@pytest.fixture
def cannot_exchange(monkeypatch):
    """A file system that knows no exchange of two folders."""
    monkeypatch.setattr(swapping, "_exchange", lambda *_: False)


@pytest.mark.usefixtures("cannot_exchange")
def test_without_an_exchange_the_old_folder_steps_aside_and_goes(tmp_path):
    for seed in (7, 8):
        tenant, _ = tell_tenant(None, SMALL._replace(seed=seed))
        files.export(tenant, tmp_path / "out", "partner_acme", "jsonl")

    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert manifest["seed"] == 8
    assert [one.name for one in tmp_path.iterdir()] == ["out"]


@pytest.mark.usefixtures("cannot_exchange")
def test_killed_between_the_two_steps_the_old_folder_is_found_again(tmp_path, monkeypatch):
    folder = tmp_path / "out"
    tenant, _ = tell_tenant(None, SMALL)
    files.export(tenant, folder, "partner_acme", "csv")

    class Killed(BaseException):
        """Stands for the end of the process."""

    def dies(fresh, place):
        place.rename(swapping._aside(place))
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(swapping, "_step_by_step", dies)
        with pytest.raises(Killed):
            files.export(tenant, folder, "partner_acme", "jsonl")
    assert not folder.exists()

    report = verify_elsewhere(tmp_path, VerifySandbox(str(folder)), now=NOW)
    assert _sound(report)
    assert (folder / "users.csv").is_file()


@pytest.mark.usefixtures("cannot_exchange")
def test_an_old_folder_comes_back_when_the_new_one_cannot_take_its_place(tmp_path):
    folder, fresh = tmp_path / "out", tmp_path / "missing"
    folder.mkdir()
    (folder / "kept.txt").write_text("as it was")

    with pytest.raises(OSError, match="missing"):
        swapping.swap(fresh, folder)

    assert (folder / "kept.txt").read_text() == "as it was"
    assert [one.name for one in tmp_path.iterdir()] == ["out"]


def test_what_a_living_process_builds_is_not_swept_away(tmp_path):
    alive = swapping.fresh_beside(tmp_path / "out")
    dead = tmp_path / ".out.999999999.new"
    alive.mkdir()
    dead.mkdir()

    swapping.recover(tmp_path / "out")

    assert [one.name for one in tmp_path.iterdir()] == [alive.name]


def test_a_full_disk_leaves_the_old_folder(tmp_path, monkeypatch):
    import errno
    import os

    folder = tmp_path / "out"
    tenant, _ = tell_tenant(None, SMALL)
    files.export(tenant, folder, "partner_acme", "csv")

    def full(handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(files.StoreError, match="is as it was: No space left"):
        files.export(tenant, folder, "partner_acme", "jsonl")

    assert (folder / "users.csv").is_file()
    assert [one.name for one in tmp_path.iterdir()] == ["out"]
