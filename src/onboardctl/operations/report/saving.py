"""Files a person asked for with ``--out``: whole or not at all, and never over another by accident."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from onboardctl.core.errors import Conflict, InvalidInput


def may_replace(path: Path, *, replace: bool) -> None:
    """Refuse to overwrite a file unless that was agreed to.

    Raises:
        Conflict: ``file.exists``.
        InvalidInput: ``file.folder``: it names a folder, or one that does not exist.
    """
    if path.is_dir():
        raise InvalidInput("file.folder", f"{path} is a folder; name the file to write")
    if not path.parent.is_dir():
        raise InvalidInput("file.folder", f"the folder {path.parent} does not exist")
    if path.exists() and not replace:
        raise Conflict("file.exists", f"{path} exists already", hint="replace it with --yes")


def save(path: Path, data: bytes, *, replace: bool = False) -> None:
    """Write a file through a temporary one beside it; readable by its owner alone.

    Args:
        path: where to; relative to the current folder.
        data: everything the file shall hold.
        replace: an existing file may be replaced.

    Raises:
        Conflict: ``file.exists``.
        InvalidInput: ``file.folder`` or ``file.write``; nothing was written.
    """
    may_replace(path, replace=replace)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise _not_written(path, error) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        _place(temporary, path, replace=replace)
    except OSError as error:
        raise _not_written(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def _place(temporary: Path, path: Path, *, replace: bool) -> None:
    if replace:
        temporary.replace(path)
        return
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise Conflict(
            "file.exists", f"{path} exists already", hint="replace it with --yes"
        ) from None
    except OSError:
        # A file system without hard links: the check before it is all there is.
        may_replace(path, replace=False)
        temporary.replace(path)


def _not_written(path: Path, error: OSError) -> InvalidInput:
    reason = error.strerror or "it cannot be written"
    return InvalidInput("file.write", f"{path} was not written: {reason}")
