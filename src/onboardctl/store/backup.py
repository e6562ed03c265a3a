"""Copies of a store that are whole, checked and private; and the way back."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from onboardctl.core.errors import Conflict, StoreError
from onboardctl.core.record import NamedTuple
from onboardctl.store import failures, files
from onboardctl.store.layout import LAYOUT
from onboardctl.store.lock import LOCK_SUFFIX, LockTimeoutError, writers_queue
from onboardctl.store.opening import open_sqlite
from onboardctl.store.sqlite import connect

if TYPE_CHECKING:
    from datetime import datetime

FOLDER = "backups"
"""Where backups go unless told otherwise: a folder beside the store."""


class Backup(NamedTuple):
    """A finished copy: where it is, its size, layout and facts, and the program that made it."""

    path: Path
    size_bytes: int
    layout: int
    facts: int
    program: str


def backup_path(location: str, now: datetime, label: str = "") -> Path:
    """A free name for a backup of a store: ``backups/onboardctl-20260302-090000.db``."""
    store = Path(location)
    ending = f"-{label}" if label else ""
    name = f"{store.stem}-{files.stamp(now)}{ending}"
    path = store.parent / FOLDER / f"{name}{store.suffix}"
    number = 2
    while path.exists():
        path = path.with_name(f"{name}-{number}{store.suffix}")
        number += 1
    return path


def back_up(location: str, target: Path) -> Backup:
    """Copy a store while others go on using it; the copy is checked before it gets its name.

    Raises:
        Conflict: ``backup.exists``: something has the target's name.
        StoreError: the store cannot be read, or the copy cannot be written; nothing is left behind.
    """
    if target.exists():
        raise taken(target)
    with closing(open_sqlite(location, read_only=True, any_layout=True)) as engine:
        temporary = _temporary(target)
        try:
            _copy(engine.connection, temporary)
            found = inspect(temporary)
            files.place(temporary, target)
        except FileExistsError:
            raise taken(target) from None
        except sqlite3.Error as error:
            raise failures.from_sqlite(error, str(target)) from error
        except OSError as error:
            raise failures.from_os(error, str(target)) from error
        finally:
            files.remove(temporary)
    return found._replace(path=target)


def inspect(path: Path, *, still: bool = True) -> Backup:
    """Look at a copy from end to end.

    Args:
        path: the file.
        still: nobody writes to it meanwhile.

    Raises:
        StoreError: it is not a sound store.
    """
    with closing(open_sqlite(str(path), read_only=True, any_layout=True, still=still)) as engine:
        run = engine.connection.execute
        try:
            verdict = run("PRAGMA integrity_check(1)").fetchone()[0]
            layout = run("PRAGMA user_version").fetchone()[0]
            facts = run("SELECT COUNT(*) FROM event").fetchone()[0]
            needs = run("SELECT value FROM store_meta WHERE name = 'program_version'").fetchone()
        except sqlite3.Error as error:
            raise failures.from_sqlite(error, str(path)) from error
    if verdict != "ok":
        raise failures.damaged(str(path))
    return Backup(path, path.stat().st_size, layout, facts, needs[0])


def usable(path: Path) -> Backup:
    """A backup that this program can work with; see :func:`inspect`.

    Raises:
        StoreError: it is not sound, or of a later version.
    """
    found = inspect(path)
    if found.layout > LAYOUT:
        raise failures.newer(str(path), found.program, found.layout, LAYOUT)
    return found


def restore(location: str, source: Path, *, now: datetime) -> Path | None:
    """Put a backup in the place of the store; the store it replaces is kept beside it.

    Returns:
        Where the replaced store was kept, or ``None`` when there was none.

    Raises:
        StoreError: the backup is not sound, or the files cannot be moved; the store is untouched.
    """
    if not source.is_file():
        raise failures.missing(str(source))
    usable(source)
    store = Path(location)
    temporary = _temporary(store)
    try:
        with closing(
            open_sqlite(str(source), read_only=True, any_layout=True, still=True)
        ) as engine:
            _copy(engine.connection, temporary)
        inspect(temporary)
        with writers_queue(location + LOCK_SUFFIX):
            kept = _keep(store, now)
            _let_go_of_log(store)
            files.put_over(temporary, store)
    except LockTimeoutError:
        raise failures.busy(location) from None
    except sqlite3.Error as error:
        raise failures.from_sqlite(error, location) from error
    except OSError as error:
        raise failures.from_os(error, location) from error
    finally:
        files.remove(temporary)
    return kept


def _keep(store: Path, now: datetime) -> Path | None:
    """Give the store a second name; it goes on being the store until another takes its place."""
    if not store.exists():
        return None
    _fold_log(store)
    kept = backup_path(str(store), now, "before-restore")
    kept.parent.mkdir(mode=0o700, exist_ok=True)
    files.name_also(store, kept)
    log = store.with_name(store.name + "-wal")
    if log.exists() and log.stat().st_size:
        files.name_also(log, kept.with_name(kept.name + "-wal"))
    return kept


def _let_go_of_log(store: Path) -> None:
    # A log that outlived its store would be taken for the restored one's own.
    for suffix in (*files.COMPANIONS, "-journal"):
        store.with_name(store.name + suffix).unlink(missing_ok=True)


def _fold_log(store: Path) -> None:
    """Bring recent changes from the log into the file, when the store is sound enough.

    Raises:
        StoreError: somebody uses it for so long that the log cannot be let go.
    """
    try:
        with closing(connect(str(store))) as connection:
            connection.execute("PRAGMA user_version").fetchone()  # rolls a broken-off change back
            busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.Error as error:
        if not (getattr(error, "sqlite_errorname", None) or "").startswith("SQLITE_BUSY"):
            return  # damaged: it is kept as it is, together with its log
        busy = 1
    if busy:
        raise failures.busy(str(store))


def _copy(source: sqlite3.Connection, target: Path) -> None:
    with closing(connect(str(target), "rwc")) as copy:
        # The copy becomes visible only when it is whole and synced, so it needs no journal.
        copy.execute("PRAGMA synchronous = OFF")
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = WAL")


def _temporary(target: Path) -> Path:
    path = target.with_name(f".{target.name}.{os.getpid()}.new")
    make_folder(target)
    try:
        path.unlink(missing_ok=True)
        files.make_private(path)
    except OSError as error:
        raise failures.from_os(error, str(target)) from error
    return path


def make_folder(target: Path) -> None:
    """See that the folder of a backup is there; only its last part is made.

    Raises:
        StoreError: ``backup.folder``, or it may not be made.
    """
    try:
        target.parent.mkdir(mode=0o700, exist_ok=True)
    except FileNotFoundError:
        raise StoreError(
            "backup.folder", f"the folder {target.parent} does not exist", hint="create it first"
        ) from None
    except OSError as error:
        raise failures.from_os(error, str(target)) from error


def taken(target: Path) -> Conflict:
    """Something has the name that a backup should get."""
    return Conflict(
        "backup.exists", f"{target} exists already", hint="give another name with --out"
    )
