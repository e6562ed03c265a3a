"""Full, forbidden and damaged disks through the command line: exit 7, one sentence, nothing lost."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing

import pytest

from onboardctl.store import layout
from reliability_toys import assert_verified, copy_of, kept, run

STORE = "onboardctl.db"
ADVANCE = ("advance", "northwind-press", "kickoff-call", "--all")
NEW_PARTNER = (
    "new-partner", "Birch Corp", "-p", "beta-28-day", "-t", "business",
    "--segment", "agency", "--contact", "A B <a@b.example>",
)  # fmt: skip
SMALLEST = 3
"""Bytes of a file that SQLite needs to see that it cannot write more."""


@pytest.mark.parametrize(
    "apart", [48_000, pytest.param(2_048, marks=pytest.mark.slow)], ids=["quick", "all"]
)
@pytest.mark.parametrize("words", [NEW_PARTNER, ADVANCE, ("undo",)], ids=lambda words: words[0])
def test_a_command_on_a_disk_that_fills_up_anywhere_is_whole_or_refused(
    server, built, tmp_path, words, apart
):
    """The limit is one of bytes in a file; every offset a command writes to comes after some."""
    before = kept(copy_of(built, tmp_path / "before") / STORE)
    done = copy_of(built, tmp_path / "done")
    assert server.run(done, *words).code == 0
    after = kept(done / STORE)
    most = (built / STORE).stat().st_size + 40_000
    ends = set()
    for room in sorted({0, 1, 511, 4095, 4096, 33_000, *range(0, most, apart)}):
        starved = copy_of(built, tmp_path / str(room))
        ended = server.run(starved, *words, room=room)
        ends.add(ended.code)
        if ended.code == 0:
            assert kept(starved / STORE) == after, room
        else:
            said = "store.full" if room >= SMALLEST else "store.io"
            assert (ended.code, ended.problem, ended.out) == (7, said, ""), (room, ended)
            assert kept(starved / STORE) == before, room
            assert server.run(starved, *words).code == 0
        assert_verified(starved)
    assert ends == {0, 7}


@pytest.mark.parametrize("room", [0, 4096, 100_000])
def test_what_is_made_anew_on_a_full_disk_is_not_left_half_done(server, workspace, tmp_path, room):
    before = kept(workspace / STORE)
    for words, left in (
        (("store", "backup", "--out", "copy.db"), "copy.db"),
        (("init", "other", "--yes"), "other/onboardctl.db"),
        (("seed-sandbox", "northwind-press", "--users", "100"), "sandboxes/partner_northwind_press.db"),
    ):  # fmt: skip
        ended = server.run(workspace, *words, room=room)
        assert (ended.code, ended.out) == (7, ""), ended
        assert "Traceback" not in ended.err
        assert not (workspace / left).exists(), ended
        assert not [path for path in workspace.rglob("*") if path.name.endswith(".new")]
    assert kept(workspace / STORE) == before


def test_the_settings_file_is_not_harmed_by_a_full_disk(server, workspace):
    before = (workspace / "onboardctl.yaml").read_bytes()
    ended = server.run(workspace, "config", "set", "locale", "de", room=100)
    assert ended.code in {5, 7}, ended
    assert (workspace / "onboardctl.yaml").read_bytes() == before
    assert server.run(workspace, "config", "set", "locale", "de").code == 0


FORBIDDEN = {
    "file": ((STORE, 0o400), "store.read_only"),
    "folder": ((".", 0o500), "store.read_only_folder"),
    "both": ((STORE, 0o400), (".", 0o500), "store.read_only_folder"),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_what_may_only_be_read_can_be_read_and_says_so_when_written_to(server, workspace, what):
    *rights, code = FORBIDDEN[what]
    before = kept(workspace / STORE)
    for name, mode in rights:
        (workspace / name).chmod(mode)
    try:
        for words in (
            ("today",), ("status", "northwind-press", "--json"), ("log", "-o", "csv"),
            ("render", "welcome", "--partner", "northwind-press"),
            ("report", "kpi", "--json"), ("store", "verify"),
        ):  # fmt: skip
            ended = server.run(workspace, *words, unprivileged=True)
            assert ended.code in {0, 5}, (words, ended)
            assert "Traceback" not in ended.err
        for words in (NEW_PARTNER, ADVANCE, ("undo",)):
            ended = server.run(workspace, *words, unprivileged=True)
            assert (ended.code, ended.problem, ended.out) == (7, code, ""), (words, ended)
    finally:
        workspace.chmod(0o700)
    assert kept(workspace / STORE) == before


def test_a_store_that_belongs_to_somebody_else_says_so(server, workspace):
    (workspace / STORE).chmod(0)
    for words in (("today",), ADVANCE):
        ended = server.run(workspace, *words, unprivileged=True)
        assert (ended.code, ended.problem) == (7, "store.permission")


def test_a_settings_file_that_may_not_be_read_says_so(server, workspace):
    (workspace / "onboardctl.yaml").chmod(0)
    ended = server.run(workspace, "today", unprivileged=True)
    assert (ended.code, ended.problem) == (4, "settings.unreadable")
    assert "Permission denied" in ended.err


def _write(path, content):
    path.write_bytes(content)


def _head(path, content):
    with path.open("r+b") as file:
        file.write(content)


def _sql(path, *statements):
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def _other_program(path):
    path.unlink()
    _sql(path, "CREATE TABLE song (title TEXT)")
    path.chmod(0o600)


def _newer(path):
    _sql(
        path,
        "UPDATE store_meta SET value = '9.4.0' WHERE name = 'program_version'",
        "PRAGMA user_version = 99",
    )


def _folder(path):
    path.unlink()
    path.mkdir()


def _torn(path):
    """Overwrite the first page of the table that every command reads."""
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT rootpage FROM sqlite_schema WHERE name = 'partner'"
        page = connection.execute(query).fetchone()[0]
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)


NOT_OURS = "{} is not a store: its first bytes are not those of an SQLite database"
DAMAGED = "the store {} is damaged: a page of it does not hold what it should"
NEWER = (
    f"the store {{}} has layout 99, this program knows {layout.LAYOUT} at most; nothing was written"
)
OLDER = f"the store {{}} has layout 0, this program needs {layout.LAYOUT}"
DAMAGE = {
    "missing": (lambda path: path.unlink(), "store.missing", "there is no store at {}"),
    "no bytes": (lambda path: _write(path, b""), "store.empty", "the store {} is an empty file"),
    "text": (lambda path: _write(path, b"partner,tier\nacme,enterprise\n"), "store.not_sqlite", NOT_OURS),
    "header": (lambda path: _head(path, b"SQLite fromat 3\x00"), "store.not_sqlite", NOT_OURS),
    "cut header": (lambda path: os.truncate(path, 60), "store.damaged", DAMAGED),
    "cut": (lambda path: os.truncate(path, 20_000), "store.damaged", DAMAGED),
    "torn page": (_torn, "store.damaged", DAMAGED),
    "other program": (
        _other_program, "store.foreign", "{} is a database of another program; it was left as it is",
    ),
    "folder": (_folder, "store.folder", "{} is a folder, not a store"),
    "newer": (_newer, "store.newer", NEWER),
    "older": (lambda path: _sql(path, "PRAGMA user_version = 0"), "store.older", OLDER),
}  # fmt: skip
COMMANDS = (
    ("today",), ("status", "northwind-press"), ("partner", "list", "-o", "csv"),
    NEW_PARTNER, ADVANCE, ("undo",), ("partner", "edit", "northwind-press", "--users", "9"),
)  # fmt: skip


def _bytes(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(("-wal", "-shm", "-lock"))
    }


@pytest.mark.parametrize("kind", DAMAGE)
def test_each_class_of_damage_has_its_own_sentence_and_is_left_as_it_is(workspace, kind):
    damage, code, sentence = DAMAGE[kind]
    damage(workspace / STORE)
    before = _bytes(workspace)
    for words in COMMANDS:
        ended = run(*words, "-w", str(workspace))
        assert (ended.code, ended.problem, ended.out) == (7, code, ""), (words, ended)
        said = ended.err.splitlines()[0]
        assert said == f"onboardctl: error: {sentence.format(workspace / STORE)}  [{code}]"
        assert "Traceback" not in ended.err
    assert _bytes(workspace) == before


@pytest.mark.parametrize("kind", DAMAGE)
def test_every_damage_is_found_by_check_and_mended_by_restore(workspace, kind):
    there = ("-w", str(workspace))
    good = kept(workspace / STORE)
    assert run("store", "backup", *there).code == 0
    damage = DAMAGE[kind][0]
    damage(workspace / STORE)
    checked = run("store", "check", *there)
    assert checked.code in {7, 8}, checked
    assert run("doctor", *there).code == 8
    restored = run("store", "restore", "--confirm", STORE, *there)
    if kind == "folder":
        assert (restored.code, restored.problem) == (7, "store.folder")
        return
    assert restored.code == 0, restored
    assert kept(workspace / STORE) == good
    assert_verified(workspace)
