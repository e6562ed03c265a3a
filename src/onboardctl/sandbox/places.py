"""Where sandboxes lie in a workspace, and which seeds are in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.resources import bundled

if TYPE_CHECKING:
    from pathlib import Path

_NOTICE_HEAD = "> "


def sandbox_folder(workspace: Path) -> Path:
    """The folder of all sandboxes of a workspace."""
    return workspace / "sandboxes"


def sandbox_file(workspace: Path, schema: str) -> Path:
    """The SQLite file of one schema."""
    return sandbox_folder(workspace) / f"{schema}.db"


def seed_file(workspace: Path | None, part: str, name: str) -> Path:
    """A seeds file: the workspace's own where it has one, else the bundled one."""
    if workspace is not None:
        own = workspace / "seeds" / part / name
        if own.is_file():
            return own
    return bundled("seeds") / part / name


def reference_folder(workspace: Path | None) -> Path:
    """The folder of the occupations and skills in force."""
    return seed_file(workspace, "reference", "occupations.csv").parent


def licence_notice() -> str:
    """The notice that must travel with the O*NET data, as one paragraph, and the BLS source."""
    text = (bundled("seeds") / "reference" / "LICENSES.md").read_text(encoding="utf-8")
    quoted = [
        line.removeprefix(_NOTICE_HEAD).strip()
        for line in text.splitlines()
        if line.startswith(_NOTICE_HEAD)
    ]
    return (
        " ".join(quoted)
        + " Employment and wages: U.S. Bureau of Labor Statistics, Occupational Employment and "
        "Wage Statistics, May 2023. All people, employers and events are synthetic."
    )
