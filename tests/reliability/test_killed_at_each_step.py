"""A command killed at any step leaves the state before it or the state after it, nothing between.

A step is a statement of SQL or a change to a file; see ``reliability/server.py``. After the kill
the command can be given again.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from reliability_toys import STARTS, assert_verified, copy_of, kept

STORE = "onboardctl.db"
NEW_PARTNER = (
    "new-partner", "Birch Corp", "-p", "beta-28-day", "-t", "business",
    "--segment", "agency", "--contact", "A B <a@b.example>",
)  # fmt: skip
WRITES = {
    "new-partner": NEW_PARTNER,
    "advance": ("advance", "northwind-press", "kickoff-call", "--all"),
    "task note": ("task", "note", "northwind-press", "kickoff-call", "their CTO joins"),
    "undo": ("undo",),
    "partner edit": ("partner", "edit", "cedar-works", "--users", "900", "--contact", "X Y <x@y.example>"),
}  # fmt: skip
AGAIN = {"new-partner": 6, "undo": 0, "advance": 0, "task note": 0, "partner edit": 0}
"""How the command ends when it is given once more after it was done."""


def every(steps: int, at_most: int) -> list[int]:
    """Step numbers to die at, all of them or so many spread evenly, the last always."""
    if steps <= at_most:
        return list(range(1, steps + 1))
    return sorted({1 + round(number * (steps - 1) / (at_most - 1)) for number in range(at_most)})


@pytest.mark.parametrize(
    "at_most", [8, pytest.param(1000, marks=pytest.mark.slow)], ids=["quick", "all"]
)
@pytest.mark.parametrize("name", WRITES)
def test_a_write_killed_at_any_step_is_whole_or_absent(server, built, tmp_path, name, at_most):
    words = WRITES[name]
    before = kept(copy_of(built, tmp_path / "before") / STORE)
    done = copy_of(built, tmp_path / "done")
    steps = server.run(done, *words, die_at=0).steps
    after = kept(done / STORE)
    assert before != after
    for step in every(steps, at_most):
        killed = copy_of(built, tmp_path / str(step))
        assert server.run(killed, *words, die_at=step).code == -9
        assert_verified(killed)
        found = kept(killed / STORE)
        assert found in (before, after), f"{name} killed at step {step}"
        again = server.run(killed, *words)
        assert again.code == (0 if found == before else AGAIN[name]), again
        assert_verified(killed)


def test_a_backup_killed_at_any_step_is_whole_or_absent(server, built, tmp_path):
    done = copy_of(built, tmp_path / "done")
    words = ("store", "backup", "--out", "copy.db")
    steps = server.run(done, *words, die_at=0).steps
    before = kept(done / STORE)
    assert kept(done / "copy.db") == before
    seen = set()
    for step in every(steps, 40):
        killed = copy_of(built, tmp_path / str(step))
        assert server.run(killed, *words, die_at=step).code == -9
        assert kept(killed / STORE) == before
        copy = killed / "copy.db"
        seen.add(copy.exists())
        if copy.exists():
            assert kept(copy) == before
        else:
            assert server.run(killed, *words).code == 0
    assert seen == {True, False}


def test_a_restore_killed_at_any_step_leaves_the_old_store_or_the_restored_one(
    server, built, tmp_path
):
    start = copy_of(built, tmp_path / "start")
    assert server.run(start, "store", "backup", "--out", "copy.db").code == 0
    assert server.run(start, *WRITES["advance"]).code == 0
    words = ("store", "restore", "copy.db", "--confirm", STORE)
    old = kept(copy_of(start, tmp_path / "old") / STORE)
    done = copy_of(start, tmp_path / "done")
    steps = server.run(done, *words, die_at=0).steps
    restored = kept(done / STORE)
    assert restored == kept(done / "copy.db")
    assert old != restored
    for step in every(steps, 60):
        killed = copy_of(start, tmp_path / str(step))
        assert server.run(killed, *words, die_at=step).code == -9
        assert (killed / STORE).exists(), f"no store after a kill at step {step}"
        assert kept(killed / STORE) in (old, restored)
        assert_verified(killed)
        assert server.run(killed, *words).code == 0
        assert kept(killed / STORE) == restored


@pytest.fixture
def later(tmp_path):
    """The migrations of a later program: one more that fills a new table from an old one."""
    import shutil

    from onboardctl.store import layout, migrate

    folder = tmp_path / "migrations"
    shutil.copytree(migrate.FOLDER, folder)
    number = layout.LAYOUT + 1
    (folder / f"{number:04}_remember_names.sql").write_text(
        "CREATE TABLE known_name (slug TEXT PRIMARY KEY, name TEXT NOT NULL) {{strict}};\n"
        "INSERT INTO known_name SELECT slug, name FROM partner;\n"
        "CREATE INDEX known_name_by_name ON known_name (name);\n"
    )
    return str(folder), number


def _layout(location):
    with closing(sqlite3.connect(location)) as connection:
        return connection.execute("PRAGMA user_version").fetchone()[0]


@pytest.mark.parametrize(
    "at_most", [20, pytest.param(1000, marks=pytest.mark.slow)], ids=["quick", "all"]
)
def test_a_migration_killed_at_any_step_is_whole_or_absent(server, built, tmp_path, later, at_most):
    words = ("store", "migrate")
    before = kept(copy_of(built, tmp_path / "before") / STORE)
    done = copy_of(built, tmp_path / "done")
    refused = server.run(done, "today", later_layout=later)
    assert (refused.code, refused.problem) == (7, "store.older")
    steps = server.run(done, *words, later_layout=later, die_at=0).steps
    after = kept(done / STORE)
    assert len(after.tables["known_name"]) == 2
    assert server.run(done, "store", "verify", later_layout=later).code == 0
    for step in every(steps, at_most):
        killed = copy_of(built, tmp_path / str(step))
        assert server.run(killed, *words, later_layout=later, die_at=step).code == -9
        found = kept(killed / STORE)
        assert found in (before, after), f"killed at step {step}"
        assert _layout(killed / STORE) == later[1] - (found == before)
        assert server.run(killed, *words, later_layout=later).code == 0
        assert kept(killed / STORE) == after
        assert [kept(copy) for copy in (killed / "backups").glob("*.db")][:1] == [before]


def test_init_killed_at_any_step_can_be_given_again(server, tmp_path):
    words = STARTS[0]
    done = tmp_path / "done"
    done.mkdir()
    steps = server.run(done, *words, die_at=0).steps
    text = (done / "ws" / "onboardctl.yaml").read_text()
    for step in every(steps, 12):
        folder = tmp_path / str(step)
        folder.mkdir()
        assert server.run(folder, *words, die_at=step).code == -9
        whole = (folder / "ws" / "onboardctl.yaml").exists()
        assert server.run(folder, *words).code == (6 if whole else 0)
        assert (folder / "ws" / "onboardctl.yaml").read_text() == text
        assert server.run(folder, "today", "-w", "ws").code == 0


@pytest.mark.parametrize(
    "at_most", [2, pytest.param(120, marks=pytest.mark.slow)], ids=["quick", "all"]
)
def test_a_sandbox_killed_at_any_step_is_the_old_one_or_the_new_one(
    server, built, tmp_path, at_most
):
    start = copy_of(built, tmp_path / "start")
    seed = ("seed-sandbox", "northwind-press", "--yes", "--users")
    assert server.run(start, *seed, "100").code == 0
    old = _sandbox(start)
    done = copy_of(start, tmp_path / "done")
    steps = server.run(done, *seed, "110", die_at=0).steps
    new = _sandbox(done)
    ending = range(steps - at_most, steps + 1)
    for step in sorted({*every(steps, at_most), *ending}):
        killed = copy_of(start, tmp_path / str(step))
        assert server.run(killed, *seed, "110", die_at=step).code == -9
        assert _sandbox(killed) in (old, new), f"killed at step {step}"
        assert_verified(killed)
    assert server.run(killed, *seed, "110").code == 0
    assert _sandbox(killed) == new


def _sandbox(workspace):
    (found,) = (workspace / "sandboxes").glob("*.db")
    return found.read_bytes()
