"""What can be wrong with a store, each with its own code and sentence. Exit code 7.

Whatever stopped a change, nothing of it was kept: every change is one transaction.
"""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

from onboardctl.core.errors import Conflict, InvalidInput, OnboardError, StoreError

if TYPE_CHECKING:
    import sqlite3

_RESTORE = "put the latest backup back with `onboardctl store restore`"


def missing(location: str) -> StoreError:
    """No file is there."""
    return StoreError(
        "store.missing",
        f"there is no store at {location}",
        hint="create a workspace with `onboardctl init`, or bring a backup back with"
        " `onboardctl store restore FILE`",
    )


def folder_missing(location: str) -> StoreError:
    """The folder a new store should go to does not exist."""
    folder = os.path.dirname(location) or "."  # noqa: PTH120
    return StoreError("store.no_folder", f"the folder {folder} does not exist; no store was made")


def is_folder(location: str) -> StoreError:
    """A folder has the name of the store."""
    return StoreError("store.folder", f"{location} is a folder, not a store")


def empty(location: str) -> StoreError:
    """The file has no bytes: a download or copy that never came."""
    return StoreError("store.empty", f"the store {location} is an empty file", hint=_RESTORE)


def not_sqlite(location: str) -> StoreError:
    """The file does not begin as an SQLite database does."""
    return StoreError(
        "store.not_sqlite",
        f"{location} is not a store: its first bytes are not those of an SQLite database",
        hint="check the path given as `store:`, --store or ONBOARDCTL_STORE; "
        "if the file was a store, " + _RESTORE,
    )


def foreign(location: str) -> StoreError:
    """A sound database that another program made."""
    return StoreError(
        "store.foreign",
        f"{location} is a database of another program; it was left as it is",
        hint="check the path given as `store:`, --store or ONBOARDCTL_STORE",
    )


def damaged(location: str) -> StoreError:
    """A page of the file is torn."""
    return StoreError(
        "store.damaged",
        f"the store {location} is damaged: a page of it does not hold what it should",
        hint="see how far it goes with `onboardctl store check`, then " + _RESTORE,
    )


def newer(location: str, needs: str, found: int, known: int) -> StoreError:
    """A later program changed the layout; this one must not touch it."""
    return StoreError(
        "store.newer",
        f"the store {location} has layout {found}, this program knows {known} at most;"
        " nothing was written",
        hint=f"install onboardctl {needs} or later",
    )


def older(location: str, found: int, known: int) -> StoreError:
    """The layout is behind the program."""
    return StoreError(
        "store.older",
        f"the store {location} has layout {found}, this program needs {known}",
        hint="bring it up to date with `onboardctl store migrate`; it makes a backup first",
    )


def busy(location: str) -> StoreError:
    """Another process held the store for as long as we were ready to wait."""
    return StoreError(
        "store.busy",
        f"the store {location} is busy with another process; nothing was changed",
        hint="try again",
    )


def replaced(location: str) -> StoreError:
    """A restore put another file in its place after this command had opened it."""
    return StoreError(
        "store.replaced",
        f"the store {location} was replaced while this command ran; nothing was changed",
        hint="try again",
    )


def read_only(location: str) -> StoreError:
    """The file may be read only."""
    return StoreError(
        "store.read_only",
        f"the store {location} is read-only; nothing was changed",
        hint=f"allow writing with `chmod u+w {location}`",
    )


def read_only_folder(location: str) -> StoreError:
    """The folder may be read only, and a change needs files beside the store."""
    folder = os.path.dirname(location) or "."  # noqa: PTH120
    return StoreError(
        "store.read_only_folder",
        f"the folder {folder} is read-only, and a change needs files beside the store;"
        " nothing was changed",
        hint=f"allow writing with `chmod u+w {folder}`",
    )


def full(location: str) -> StoreError:
    """No space left for the change."""
    return StoreError(
        "store.full",
        f"no space is left where the store {location} lies; nothing was changed",
        hint="free some space and try again; reading still works",
    )


def forbidden(location: str) -> StoreError:
    """The file belongs to somebody else."""
    return StoreError(
        "store.permission",
        f"you may not open the store {location}",
        hint=f"ask its owner, or see `ls -l {location}`",
    )


def unreadable(location: str, reason: str) -> StoreError:
    """The system could not read or write, for a reason of its own."""
    return StoreError(
        "store.io",
        f"the store {location} could not be read or written: {reason}",
        hint="nothing was changed; check the disk or the network drive it lies on",
    )


def engine_unknown(location: str) -> StoreError:
    """A URL of a database that this version has no engine for."""
    scheme = location.partition("://")[0]
    return StoreError(
        "store.engine",
        f'a store is an SQLite file or a PostgreSQL database; "{scheme}://" is neither',
        hint="give a path such as onboardctl.db, or postgresql://user@host/database",
    )


def duplicate(where: str) -> Conflict:
    """A unique value is taken; ``where`` names it as the engine does, empty when it does not."""
    return Conflict(
        "store.duplicate",
        f"{where or 'a unique value'} holds that value already; nothing was changed",
    )


def too_large() -> InvalidInput:
    """A number beyond what both engines keep."""
    return InvalidInput("number.range", "a number is too large to be kept")


def from_os(error: OSError, location: str) -> StoreError:
    """The store's own words for what the system said about its files."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return full(location)
    if error.errno == errno.EROFS:
        return read_only_folder(location)
    if error.errno in {errno.EACCES, errno.EPERM}:
        folder = os.path.dirname(location) or "."  # noqa: PTH120
        return forbidden(location) if os.access(folder, os.W_OK) else read_only_folder(location)
    if error.errno == errno.ENOENT:
        return missing(location)
    if error.errno in {errno.EISDIR, errno.ENOTDIR}:
        return is_folder(location)
    return unreadable(location, error.strerror or "unknown reason")


def from_sqlite(error: sqlite3.Error, location: str) -> OnboardError | sqlite3.Error:
    """The store's own words for what SQLite said; a mistake in the program stays as it is."""
    name = getattr(error, "sqlite_errorname", None) or ""
    if name in {"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"}:
        return duplicate(str(error).partition(": ")[2])
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return busy(location)
    if name.startswith("SQLITE_READONLY"):
        return _not_writable(name, location)
    if name.startswith("SQLITE_FULL"):
        return full(location)
    if name.startswith("SQLITE_NOTADB"):
        return not_sqlite(location)
    if name.startswith("SQLITE_CORRUPT"):
        return damaged(location)
    if name.startswith("SQLITE_CANTOPEN"):
        return _not_opened(location)
    if name.startswith(("SQLITE_IOERR", "SQLITE_PERM", "SQLITE_NOMEM")):
        return _input_output(name, location)
    return error


def from_value(error: Exception) -> InvalidInput:
    """A value that no store can keep: half a character, or a number beyond 64 bits."""
    if isinstance(error, UnicodeEncodeError):
        return InvalidInput(
            "text.encoding",
            f"what was typed holds {_shown(error.object[error.start])}, which is not UTF-8 text",
            hint="type it again, or set the terminal to UTF-8",
        )
    return too_large()


def _shown(half: str) -> str:
    # Bytes of the command line that are not UTF-8 arrive as U+DC80 to U+DCFF.
    code = ord(half)
    return f"the byte 0x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else f"U+{code:04X}"  # noqa: PLR2004


def _not_writable(name: str, location: str) -> StoreError:
    folder = os.path.dirname(location) or "."  # noqa: PTH120
    if name == "SQLITE_READONLY_DIRECTORY" or not os.access(folder, os.W_OK):
        return read_only_folder(location)
    return read_only(location)


def _not_opened(location: str) -> StoreError:
    folder = os.path.dirname(location) or "."  # noqa: PTH120
    if os.path.isdir(location):  # noqa: PTH112
        return is_folder(location)
    if not os.path.exists(location):  # noqa: PTH110
        return missing(location)
    if not os.access(location, os.R_OK):
        return forbidden(location)
    if not os.access(folder, os.W_OK):
        return read_only_folder(location)
    if not os.access(location, os.W_OK):
        return read_only(location)
    return unreadable(location, "the file cannot be opened")


def _input_output(name: str, location: str) -> StoreError:
    # A file that may not grow (a quota, ulimit) reports a failed write, not a full disk.
    if name in {"SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_TRUNCATE"}:
        return full(location)
    return unreadable(location, f"{name.removeprefix('SQLITE_').lower().replace('_', ' ')}")
