"""Where sandboxes lie in a workspace, and which seeds are in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.resources import bundled

if TYPE_CHECKING:
    from pathlib import Path

    from onboardctl.sandbox.targets import Target

_NOTICE_HEAD = "> "


def sandbox_folder(workspace: Path) -> Path:
    """The folder of all sandboxes of a workspace."""
    return workspace / "sandboxes"


def sandbox_file(workspace: Path, schema: str) -> Path:
    """The SQLite file of one schema."""
    return sandbox_folder(workspace) / f"{schema}.db"


def target_at(workspace: Path, schema: str, url: str | None = None) -> Target:
    """Where the sandbox of a schema lies: a file of the workspace, or a PostgreSQL database.

    Args:
        workspace: whose sandboxes folder is meant.
        schema: the schema name.
        url: ``postgresql://…``; ``None`` or ``sqlite`` is the file.
    """
    if is_postgres(url):
        from onboardctl.sandbox.targets.postgres import PostgresTarget

        return PostgresTarget(str(url), schema)
    from onboardctl.sandbox.targets.sqlite import SqliteTarget

    return SqliteTarget(sandbox_file(workspace, schema), schema)


def is_postgres(name: str | None) -> bool:
    """The name is the address of a PostgreSQL database."""
    return bool(name) and str(name).startswith(("postgresql://", "postgres://"))


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
