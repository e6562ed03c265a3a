"""Look a store over without changing it: every finding, with what to do about it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from onboardctl.core.errors import StoreError
from onboardctl.core.payloads.check import FAIL, OK, WARN, CheckLine
from onboardctl.store import backup, failures, files
from onboardctl.store.migrate import layout_of, ledger, steps
from onboardctl.store.opening import open_sqlite
from onboardctl.store.volume import volume_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LARGE_LOG = 64_000_000
"""Bytes of log above which reading becomes slow."""
LITTLE_SPACE = 200_000_000
_RESTORE = "onboardctl store restore"
_MOST = 5


def check_store(location: str) -> tuple[CheckLine, ...]:
    """All findings about a store; never raises for what is wrong with it."""
    lines = list(_around(location))
    try:
        with closing(open_sqlite(location, read_only=True, any_layout=True)) as engine:
            lines[:0] = [CheckLine("store.opens", OK, f"{location} is a store of onboardctl")]
            lines.extend(_inside(engine.connection, location))
    except StoreError as error:
        lines[:0] = [CheckLine(error.code, FAIL, error.message, error.hint)]
    return tuple(lines)


def _inside(connection: sqlite3.Connection, location: str) -> Iterator[CheckLine]:
    for look in (_integrity, _foreign_keys, _layout, _journal):
        yield from _guarded(look, connection, location)


def _guarded(
    look: Callable[[sqlite3.Connection, str], Iterator[CheckLine]],
    connection: sqlite3.Connection,
    location: str,
) -> list[CheckLine]:
    try:
        return list(look(connection, location))
    except sqlite3.Error as error:
        said = failures.from_sqlite(error, location)
        message = getattr(said, "message", str(said))
        return [CheckLine(f"store.{look.__name__[1:]}", FAIL, message, _RESTORE)]


def _integrity(connection: sqlite3.Connection, location: str) -> Iterator[CheckLine]:
    said = [row[0] for row in connection.execute(f"PRAGMA integrity_check({_MOST})")]
    if said == ["ok"]:
        yield CheckLine("store.integrity", OK, "every page and index is sound")
        return
    yield CheckLine(
        "store.integrity", FAIL, "; ".join(" ".join(one.split()) for one in said), _RESTORE
    )


def _foreign_keys(connection: sqlite3.Connection, location: str) -> Iterator[CheckLine]:
    broken = connection.execute("PRAGMA foreign_key_check").fetchmany(_MOST)
    if not broken:
        yield CheckLine("store.foreign_keys", OK, "every reference leads to a row")
        return
    tables = ", ".join(sorted({f"{row[0]} to {row[2]}" for row in broken}))
    yield CheckLine("store.foreign_keys", FAIL, f"rows refer to nothing: {tables}", _RESTORE)


def _layout(connection: sqlite3.Connection, location: str) -> Iterator[CheckLine]:
    found, known = layout_of(connection), steps()
    if found > len(known):
        needs = connection.execute(
            "SELECT value FROM store_meta WHERE name = 'program_version'"
        ).fetchone()
        message = f"layout {found}, this program knows {len(known)} at most"
        yield CheckLine("store.layout", FAIL, message, f"install onboardctl {needs[0]} or later")
    elif found < len(known):
        message = f"layout {found}, this program needs {len(known)}"
        yield CheckLine("store.layout", FAIL, message, "onboardctl store migrate")
    elif ledger(connection) != [step.name for step in known]:
        message = "the list of migrations does not agree with the layout number"
        yield CheckLine("store.layout", FAIL, message, _RESTORE)
    else:
        yield CheckLine("store.layout", OK, f"layout {found}, as this program needs")


def _journal(connection: sqlite3.Connection, location: str) -> Iterator[CheckLine]:
    mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    if mode == "wal" and volume_of(Path(location).parent).is_network:
        message = "the store keeps a log, and this network drive cannot share one"
        fix = "move the workspace to a local disk; another machine writing to it would damage it"
        yield CheckLine("store.journal", FAIL, message, fix)
        return
    log = Path(location + "-wal")
    size = log.stat().st_size if log.exists() else 0
    if size > LARGE_LOG:
        message = f"the log has {size / 1e6:.0f} MB; somebody keeps an old reading open"
        yield CheckLine("store.journal", WARN, message, "end long-running readers of the store")
    else:
        yield CheckLine("store.journal", OK, f"journal {mode}, {size / 1e6:.1f} MB of log")


def _around(location: str) -> Iterator[CheckLine]:
    store = Path(location)
    if not store.parent.is_dir():
        return
    yield from _rights(store)
    yield from _volume(store)


def _rights(store: Path) -> Iterator[CheckLine]:
    copies = store.parent / backup.FOLDER
    near = [store.with_name(store.name + suffix) for suffix in ("", *files.COMPANIONS)]
    near += sorted(copies.glob("*.db")) if copies.is_dir() else []
    open_ones = [path for path in near if path.is_file() and files.rights(path) & 0o077]
    if open_ones:
        named = ", ".join(path.name for path in open_ones[:_MOST])
        fix = "chmod 600 " + " ".join(str(path) for path in open_ones[:_MOST])
        yield CheckLine("store.rights", FAIL, f"others may read {named}", fix)
    elif store.exists():
        yield CheckLine("store.rights", OK, "readable by its owner alone")


def _volume(store: Path) -> Iterator[CheckLine]:
    volume = volume_of(store.parent)
    size = store.stat().st_size if store.is_file() else 0
    free = f"{volume.free_bytes / 1e9:.1f} GB free"
    if volume.free_bytes < max(LITTLE_SPACE, 3 * size):
        fix = "free some space; a backup and a migration each need room for a copy"
        yield CheckLine("store.space", WARN, f"only {free}", fix)
    else:
        yield CheckLine("store.space", OK, free)
    if volume.is_network:
        message = f"the store lies on a network drive ({volume.kind})"
        yield CheckLine("store.volume", WARN, message, "keep the workspace on a local disk")
