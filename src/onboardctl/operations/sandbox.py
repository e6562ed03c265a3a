"""List, reset and drop the sandboxes of a workspace."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import TYPE_CHECKING

from onboardctl.core.errors import NotFound
from onboardctl.core.payloads.sandbox import (
    SandboxDropped,
    SandboxEntry,
    SandboxList,
)
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.sandbox_seed import build_sandbox
from onboardctl.sandbox.places import (
    licence_notice,
    sandbox_file,
    sandbox_folder,
)
from onboardctl.sandbox.request import SandboxRequest, schema_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from onboardctl.operations.session import Session
    from onboardctl.sandbox.manifest import Manifest


class ResetSandbox(NamedTuple):
    """A sandbox to build anew; ``None`` keeps what its manifest says."""

    partner: str
    as_of: date | None = None


def schema_of(session: Session, partner: str) -> str:
    """The schema of a partner; the sandbox of a partner that was removed answers to its schema."""
    folder = sandbox_folder(session.settings.folder)
    if partner.startswith("partner_") and (folder / f"{partner}.db").exists():
        return partner
    return schema_name(session.find_partner(partner)["slug"])


def list_sandboxes(workspace: Path, *, now: datetime, notice: bool = False) -> Result:
    """The sandboxes of a workspace by schema name, and files in their folder that are none."""
    entries, strangers = [], []
    folder = sandbox_folder(workspace)
    for path in sorted(folder.glob("*.db")) if folder.is_dir() else ():
        if path.name.startswith("."):
            continue
        entry = _entry(path)
        if entry is None:
            strangers.append(path.name)
        else:
            entries.append(entry)
    data = SandboxList(tuple(entries), tuple(strangers), licence_notice() if notice else None)
    return Result("sandbox list", "sandbox-list/1", data, as_of=now)


def _entry(path: Path) -> SandboxEntry | None:
    from onboardctl.sandbox.load import open_read_only
    from onboardctl.sandbox.manifest import read_manifest

    connection = open_read_only(path)
    try:
        manifest = read_manifest(connection)
        if manifest is None:
            return None
        return SandboxEntry(
            manifest.schema_name,
            manifest.partner_id,
            manifest.segment,
            manifest.seed,
            manifest.as_of,
            manifest.users,
            manifest.rows,
            _own_count(connection, manifest),
            path.stat().st_size,
            str(path),
            manifest.sha256,
        )
    finally:
        connection.close()


def _own_count(connection: sqlite3.Connection, manifest: Manifest) -> int:
    """Rows that the partner added; a table that cannot be read counts as none."""
    total = 0
    for name, _, _ in manifest.tables:
        if not name.isidentifier():
            continue
        try:
            found = connection.execute(f"SELECT count(*) FROM {name} WHERE origin <> 'seed'")
            total += int(found.fetchone()[0])
        except sqlite3.Error:
            continue
    return total


def reset_sandbox(
    session: Session, asked: ResetSandbox, progress: Callable[[int], None] | None = None
) -> Result:
    """Build a sandbox anew as its manifest says, keeping the partner's own rows.

    Raises:
        NotFound: the partner has no sandbox.
        Refused: the file has no manifest, so it is not ours to reset.
    """
    workspace = session.settings.folder
    row = session.find_partner(asked.partner)
    manifest = _existing(workspace, schema_name(row["slug"]), row["partner_id"])
    as_of = asked.as_of or date.fromisoformat(manifest.as_of)
    weeks = (date.fromisoformat(manifest.as_of) - date.fromisoformat(manifest.started_on)).days // 7
    request = SandboxRequest(
        manifest.partner_id,
        row["slug"],
        manifest.segment,
        manifest.users,
        manifest.seed,
        as_of,
        weeks,
    )
    return build_sandbox(
        workspace,
        request,
        "sandbox reset",
        now=session.now,
        dry_run=session.dry_run,
        progress=progress,
    )


def _existing(workspace: Path, schema: str, partner_id: str) -> Manifest:
    from onboardctl.sandbox.load import check_target

    target = sandbox_file(workspace, schema)
    manifest = check_target(target, schema, partner_id)
    if manifest is None:
        raise NotFound(
            "sandbox.missing",
            f"there is no sandbox at {target}",
            hint="build one with `onboardctl seed-sandbox <partner>`",
        )
    return manifest


def drop_sandbox(workspace: Path, schema: str, *, now: datetime, dry_run: bool = False) -> Result:
    """Remove a sandbox with everything in it, the partner's own rows included.

    Raises:
        NotFound: there is none of that name.
        Refused: the file has no manifest, so it is not ours to remove.
    """
    from onboardctl.sandbox import load

    target = sandbox_file(workspace, schema)
    entry = _entry(target) if target.is_file() else None
    if entry is None:
        load.check_target(target, schema, "")
        raise NotFound("sandbox.missing", f"there is no sandbox at {target}")
    load.check_target(target, schema, entry.partner_id)
    if not dry_run:
        with load.sole_writer(target):
            target.unlink()
    data = SandboxDropped(schema, str(target), entry.rows, entry.own_rows)
    return Result(
        "sandbox drop",
        "sandbox-dropped/1",
        data,
        as_of=now,
        messages=(f"dropped {schema} with {entry.rows + entry.own_rows:,} rows",),
        dry_run=dry_run,
    )
