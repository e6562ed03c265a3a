"""Where the workspace is: as told, or the nearest folder upwards that holds ``onboardctl.yaml``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from onboardctl.core.errors import NotFound
from onboardctl.settings.values import FILE_NAME

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "ONBOARDCTL_WORKSPACE"


def find_workspace(
    told: str | Path | None, environ: Mapping[str, str], here: Path | None = None
) -> tuple[Path, str]:
    """The folder of the workspace, absolute, and what led to it.

    Args:
        told: the value of ``--workspace``.
        environ: the environment.
        here: where to start looking; the current folder when ``None``.

    Returns:
        The folder and one of ``--workspace``, ``ONBOARDCTL_WORKSPACE`` or ``folder``.

    Raises:
        NotFound: ``workspace.missing``; the hint names ``onboardctl init``.
    """
    if told is not None:
        return _named(Path(told), "--workspace"), "--workspace"
    named = environ.get(VARIABLE)
    if named:
        return _named(Path(named), VARIABLE), VARIABLE
    start = (here or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / FILE_NAME).is_file():
            return folder, "folder"
    raise NotFound(
        "workspace.missing",
        f"there is no workspace here: neither {start} nor a folder above it holds {FILE_NAME}",
        hint="create one with `onboardctl init`, or name one with --workspace",
    )


def _named(folder: Path, by: str) -> Path:
    folder = folder.expanduser().absolute()
    if folder.is_file() and folder.name == FILE_NAME:
        folder = folder.parent
    if (folder / FILE_NAME).is_file():
        return folder
    what = f"holds no {FILE_NAME}" if folder.is_dir() else "is not a folder"
    raise NotFound(
        "workspace.missing",
        f"{by} names {folder}, which {what}",
        hint=f"create it with `onboardctl init {folder}`",
    )
