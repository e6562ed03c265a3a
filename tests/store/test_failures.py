"""Every way in which a store can be unusable has its own code and sentence, and exit code 7."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from onboardctl.core.errors import StoreError
from onboardctl.store import layout, lock, migrate, open_store, sqlite
from onboardctl.store.opening import open_sqlite
from store_toys import NOW, books, environment, open_toy, toy_change, toy_store


@pytest.fixture
def location(tmp_path):
    return toy_store(tmp_path)


def _names(folder):
    return {path.name for path in folder.iterdir()}


def _rewrite(location, at, data):
    with Path(location).open("r+b") as file:
        file.seek(at)
        file.write(data)


def _truncate(location, size):
    with Path(location).open("r+b") as file:
        file.truncate(size)


def _empty(location):
    _truncate(location, 0)


def _text(location):
    Path(location).write_text("partner,tier\nacme,enterprise\n")


def _bad_header(location):
    _rewrite(location, 0, b"SQLite fromat 3\x00")


def _short_header(location):
    _truncate(location, 60)


def _other_program(location):
    Path(location).unlink()
    with closing(sqlite3.connect(location)) as other:
        other.execute("CREATE TABLE song (title TEXT)")


def _newer(location):
    with closing(sqlite3.connect(location, isolation_level=None)) as later:
        later.execute("UPDATE store_meta SET value = '9.4.0' WHERE name = 'program_version'")
        later.execute("PRAGMA user_version = 99")


def _older(location):
    with closing(sqlite3.connect(location, isolation_level=None)) as earlier:
        earlier.execute("PRAGMA user_version = 0")


def _missing(location):
    Path(location).unlink()


def _folder(location):
    Path(location).unlink()
    Path(location).mkdir()


CLASSES = [
    (_missing, "store.missing", "there is no store at {}"),
    (_empty, "store.empty", "the store {} is an empty file"),
    (_text, "store.not_sqlite", "{} is not a store: its first bytes are not those of an SQLite database"),
    (_bad_header, "store.not_sqlite", "{} is not a store: its first bytes are not those of an SQLite database"),
    (_short_header, "store.damaged", "the store {} is damaged: a page of it does not hold what it should"),
    (_other_program, "store.foreign", "{} is a database of another program; it was left as it is"),
    (_folder, "store.folder", "{} is a folder, not a store"),
    (
        _newer,
        "store.newer",
        f"the store {{}} has layout 99, this program knows {layout.LAYOUT} at most; nothing was written",
    ),
    (_older, "store.older", f"the store {{}} has layout 0, this program needs {layout.LAYOUT}"),
]  # fmt: skip


@pytest.mark.parametrize(("damage", "code", "sentence"), CLASSES)
@pytest.mark.parametrize("read_only", [True, False])
def test_each_class_is_told_apart_and_left_as_it_is(location, damage, code, sentence, read_only):
    damage(location)
    before = Path(location).read_bytes() if Path(location).is_file() else None
    beside = _names(Path(location).parent)
    with pytest.raises(StoreError) as refused:
        open_store(location, read_only=read_only, now=NOW)
    assert (refused.value.code, refused.value.message, refused.value.exit_code) == (
        code,
        sentence.format(location),
        7,
    )
    assert (Path(location).read_bytes() if before is not None else None) == before
    assert _names(Path(location).parent) == beside


def test_a_newer_store_names_the_version_to_install(location):
    _newer(location)
    with pytest.raises(StoreError) as refused:
        open_store(location, now=NOW)
    assert refused.value.hint == "install onboardctl 9.4.0 or later"


@pytest.mark.parametrize("change", ["page", "cut"])
def test_a_torn_page_is_damage_and_nothing_else(location, change):
    with closing(open_toy(location)) as engine, engine.atomic(bulk=True):
        for _ in range(600):
            toy_change(engine, "ada")
    root = _root_page(location, "toy_entry")
    if change == "page":
        _rewrite(location, (root - 1) * 4096, b"\xff" * 4096)
    else:
        _truncate(location, (root - 1) * 4096 + 100)
    with pytest.raises(StoreError) as refused, closing(open_toy(location)) as engine:
        engine.rows("toy.entries")
    assert refused.value.code == "store.damaged"


def _root_page(location, table):
    with closing(sqlite3.connect(location)) as connection:
        return connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)
        ).fetchone()[0]


def test_somebody_in_the_queue_for_too_long_means_try_again(location, monkeypatch):
    monkeypatch.setattr(lock, "WAIT_SECONDS", 0.05)
    with Path(location + lock.LOCK_SUFFIX).open("w") as held, closing(open_toy(location)) as engine:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(StoreError) as refused:
            toy_change(engine, "ada")
        fcntl.flock(held, fcntl.LOCK_UN)
        assert (refused.value.code, refused.value.hint) == ("store.busy", "try again")
        assert toy_change(engine, "ada") == 1


def test_a_program_outside_the_queue_means_try_again(location, monkeypatch):
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    outside = sqlite3.connect(location, isolation_level=None)
    with closing(outside) as other, closing(open_toy(location)) as engine:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError) as refused:
            toy_change(engine, "ada")
        assert refused.value.message == (
            f"the store {location} is busy with another process; nothing was changed"
        )
        assert engine.rows("toy.entries") == []
        other.execute("ROLLBACK")
        assert toy_change(engine, "ada") == 1


def test_a_store_that_was_replaced_meanwhile_is_not_written_to(location, tmp_path):
    from onboardctl.store import backup

    copy = backup.back_up(location, tmp_path / "copy.db").path
    with closing(open_toy(location)) as waiting:
        backup.restore(location, copy, now=NOW)
        with pytest.raises(StoreError) as refused:
            toy_change(waiting, "ada")
    assert refused.value.code == "store.replaced"
    assert books(location) == {}


_SETUP = """
import os, resource, shutil, sqlite3, sys, tempfile, threading
from contextlib import closing
from pathlib import Path
import sqlite_utils
import onboardctl.store.backup, onboardctl.store.migrate, onboardctl.store.volume
from onboardctl.core.errors import StoreError
from store_toys import *
if os.geteuid() == 0:
    # Everything is imported before the rights are given up: the interpreter may be out of reach.
    os.setgid(65534)
    os.setuid(65534)
"""


@pytest.fixture
def reachable():
    """A folder that somebody without special rights can reach."""
    folder = Path(tempfile.mkdtemp(prefix="onboardctl-test-"))
    yield folder
    folder.chmod(0o700)
    shutil.rmtree(folder)


def _as_somebody_else(script, folder):
    """Run a script without the right to everything that a superuser has; the words it prints."""
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, 65534, 65534)
    done = subprocess.run(
        [sys.executable, "-c", _SETUP + script],
        capture_output=True,
        check=False,
        cwd=folder,
        env=environment(),
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


CHANGE = """
engine = open_toy("onboardctl.db")
print(len(engine.rows("toy.entries")))
try:
    toy_change(engine, "ada")
except StoreError as error:
    print(error.code)
"""
READ = """
with closing(open_toy("onboardctl.db", read_only=True)) as engine:
    print(len(engine.rows("toy.entries")))
"""


@pytest.fixture
def filled(reachable):
    location = toy_store(reachable)
    with closing(open_toy(location)) as engine:
        toy_change(engine, "ada")
    return location


def test_a_read_only_file_can_be_read_and_says_so_when_written_to(filled, reachable):
    Path(filled).chmod(0o400)
    assert _as_somebody_else(CHANGE, reachable) == ["1", "store.read_only"]
    assert books(filled) == {"ada": [1]}


def test_a_read_only_folder_can_be_read_and_says_so_when_written_to(filled, reachable):
    reachable.chmod(0o500)
    assert _as_somebody_else(CHANGE, reachable) == ["1", "store.read_only_folder"]
    assert books(filled) == {"ada": [1]}


def test_a_read_only_file_in_a_read_only_folder_can_be_read(filled, reachable):
    Path(filled).chmod(0o400)
    reachable.chmod(0o500)
    assert _as_somebody_else(READ, reachable) == ["1"]
    assert _as_somebody_else(CHANGE, reachable) == ["1", "store.read_only_folder"]


def test_a_store_that_may_not_be_read_says_so(filled, reachable):
    Path(filled).chmod(0o000)
    script = """
try:
    open_toy("onboardctl.db")
except StoreError as error:
    print(error.code)
"""
    assert _as_somebody_else(script, reachable) == ["store.permission"]


FULL = """
import resource
size = os.path.getsize("onboardctl.db") + {room}
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
engine = open_toy("onboardctl.db")
kept = 0
try:
    for _ in range(5000):
        toy_change(engine, "ada")
        kept += 1
except StoreError as error:
    print(error.code, kept)
print(len(engine.rows("toy.entries")))
"""


@pytest.mark.parametrize("room", [0, 1, 4096, 40_000, 200_000])
def test_a_full_disk_keeps_what_was_acknowledged_and_reading_goes_on(reachable, room):
    location = toy_store(reachable)
    code, kept, read = _as_somebody_else(FULL.format(room=room), reachable)
    assert code == "store.full"
    assert kept == read
    assert books(location) == ({"ada": list(range(1, int(kept) + 1))} if int(kept) else {})


def test_making_a_store_on_a_full_disk_leaves_nothing(reachable):
    script = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    migrate.create_store("onboardctl.db", now=NOW)
except StoreError as error:
    print(error.code, *os.listdir("."))
"""
    assert _as_somebody_else(script, reachable) == ["store.full"]


def test_a_backup_on_a_full_disk_leaves_nothing(filled, reachable):
    script = """
import resource
from pathlib import Path
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    onboardctl.store.backup.back_up("onboardctl.db", Path("copy.db"))
except StoreError as error:
    print(error.code, *sorted(name for name in os.listdir(".") if "copy" in name))
"""
    assert _as_somebody_else(script, reachable) == ["store.full"]


def test_new_stores_are_private_whatever_the_mask(reachable):
    old = os.umask(0)
    try:
        location = toy_store(reachable)
        with closing(open_toy(location)) as engine:
            toy_change(engine, "ada")
            rights = {path.name: path.stat().st_mode & 0o777 for path in reachable.iterdir()}
    finally:
        os.umask(old)
    assert rights == dict.fromkeys(
        ["onboardctl.db", "onboardctl.db-lock", "onboardctl.db-shm", "onboardctl.db-wal"], 0o600
    )


def test_a_store_is_never_made_over_something(location):
    with pytest.raises(Exception, match="left as it is") as refused:
        migrate.create_store(location, now=NOW)
    assert refused.value.code == "store.exists"


def test_a_store_needs_its_folder(reachable):
    with pytest.raises(StoreError) as refused:
        migrate.create_store(str(reachable / "nowhere" / "onboardctl.db"), now=NOW)
    assert refused.value.code == "store.no_folder"


def test_any_layout_may_be_opened_to_look_after_it(location):
    _newer(location)
    with closing(open_sqlite(location, read_only=True, any_layout=True)) as engine:
        assert migrate.layout_of(engine.connection) == 99
