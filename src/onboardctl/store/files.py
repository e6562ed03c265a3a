"""Files beside the store: made readable by their owner alone, put in place whole or not at all."""

from __future__ import annotations

import os
import shutil
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

COMPANIONS = ("-wal", "-shm")
"""What SQLite keeps beside a store while it is open."""


def make_private(path: Path) -> None:
    """Create an empty file with rights 0600.

    Raises:
        FileExistsError: something has that name.
        OSError: the folder does not allow it.
    """
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))


def place(temporary: Path, target: Path) -> None:
    """Give a finished file its name, never over another one, and make that last.

    Raises:
        FileExistsError: something has that name.
    """
    sync(temporary)
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if target.exists():
            raise FileExistsError(target) from None
        temporary.rename(target)
    temporary.unlink(missing_ok=True)
    sync(target.parent)


def put_over(temporary: Path, target: Path) -> None:
    """Let a finished file take the name of another one in a single step, and make that last."""
    sync(temporary)
    temporary.replace(target)
    sync(target.parent)


def name_also(path: Path, other: Path) -> None:
    """Give a file a second name, or copy it where a file system knows no second names.

    Raises:
        FileExistsError: something has that name.
    """
    try:
        os.link(path, other)
    except FileExistsError:
        raise
    except OSError:
        make_private(other)
        shutil.copyfile(path, other)
        sync(other)


def sync(path: Path) -> None:
    """Wait until a file, or the list of names in a folder, is on the disk."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove(path: Path) -> None:
    """Remove a database file that was never finished, with what SQLite left beside it."""
    for suffix in ("", *COMPANIONS, "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def rights(path: Path) -> int:
    """The permission bits of a file, for example ``0o600``."""
    return stat.S_IMODE(path.stat().st_mode)


def stamp(now: datetime) -> str:
    """A moment as part of a file name: ``20260302-090000``, in UTC."""
    return now.strftime("%Y%m%d-%H%M%S")
