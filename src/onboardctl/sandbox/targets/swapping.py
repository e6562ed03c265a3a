"""Put a new folder in the place of an old one, so that there is always one whole folder there.

Linux and macOS exchange two folders in one step. Where the system or the file system cannot, the
old one steps aside first; should the process die between the two steps, whoever looks next finds
it there and puts it back.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_HERE = -100
"""``AT_FDCWD`` of Linux: a path is taken as it is."""
_EXCHANGE = 2
"""``RENAME_EXCHANGE`` of Linux and ``RENAME_SWAP`` of macOS."""
_ASIDE = ".aside"


def swap(fresh: Path, folder: Path) -> None:
    """Let ``folder`` be what ``fresh`` is, and remove what it was.

    Raises:
        OSError: the folder cannot be written; it is as it was.
    """
    if not os.path.lexists(folder):
        fresh.rename(folder)
    elif _exchange(fresh, folder):
        shutil.rmtree(fresh, ignore_errors=True)
    else:
        _step_by_step(fresh, folder)


def _step_by_step(fresh: Path, folder: Path) -> None:
    aside = _aside(folder)
    folder.rename(aside)
    try:
        fresh.rename(folder)
    except OSError:
        aside.rename(folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def recover(folder: Path) -> None:
    """Clear up after a process that died: an old folder that stepped aside comes back."""
    aside = _aside(folder)
    if aside.is_dir():
        if os.path.lexists(folder):
            shutil.rmtree(aside, ignore_errors=True)
        else:
            aside.rename(folder)
    for leftover in folder.parent.glob(f".{folder.name}.*.new"):
        number = leftover.name.split(".")[-2]
        if number.isdigit() and not _is_running(int(number)):
            shutil.rmtree(leftover, ignore_errors=True)


def fresh_beside(folder: Path) -> Path:
    """Where this process builds the folder that will take the place of another."""
    return folder.parent / f".{folder.name}.{os.getpid()}.new"


@contextmanager
def held_still(folder: Path) -> Iterator[None]:
    """Nobody else swaps or recovers beside the folder meanwhile."""
    import fcntl

    handle = os.open(folder.parent, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _aside(folder: Path) -> Path:
    return folder.parent / f".{folder.name}{_ASIDE}"


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; false when this system or file system cannot."""
    call = _system_call()
    return call is not None and call(os.fsencode(one), os.fsencode(other)) == 0


def _system_call() -> Callable[[bytes, bytes], int] | None:
    library: Any = ctypes.CDLL(None)
    if sys.platform == "darwin":
        swap_names = getattr(library, "renamex_np", None)
        return swap_names and (lambda one, other: swap_names(one, other, _EXCHANGE))
    rename = getattr(library, "renameat2", None)
    return rename and (lambda one, other: rename(_HERE, one, _HERE, other, _EXCHANGE))
