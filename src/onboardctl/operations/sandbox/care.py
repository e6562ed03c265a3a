"""List, reset and drop sandboxes, in a workspace or in a PostgreSQL database."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from onboardctl.core.errors import NotFound, OnboardError
from onboardctl.core.payloads.sandbox import (
    SandboxDropped,
    SandboxEntry,
    SandboxList,
)
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.sandbox.seed import build_sandbox
from onboardctl.operations.sandbox.tenant import Making
from onboardctl.sandbox.places import (
    is_postgres,
    licence_notice,
    sandbox_folder,
    target_at,
)
from onboardctl.sandbox.request import request_of, schema_name
from onboardctl.sandbox.watching import NOBODY

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path

    from onboardctl.operations.session import Session
    from onboardctl.sandbox.database import Database
    from onboardctl.sandbox.manifest import Manifest
    from onboardctl.sandbox.targets import Target
    from onboardctl.sandbox.watching import Watch


class ResetSandbox(NamedTuple):
    """A sandbox to build anew; ``None`` keeps the day of its manifest."""

    partner: str
    as_of: date | None = None
    target: str | None = None


def schema_of(session: Session, partner: str, url: str | None = None) -> str:
    """The schema of a partner; the sandbox of a partner that was removed answers to its schema."""
    if partner.startswith("partner_"):
        folder = sandbox_folder(session.settings.folder)
        if is_postgres(url) or (folder / f"{partner}.db").exists():
            return schema_name(partner.removeprefix("partner_"))
    return schema_name(session.find_partner(partner)["slug"])


def held_target(session: Session, partner: str, url: str | None) -> tuple[Target, Manifest]:
    """The sandbox of a partner, which must be there.

    Raises:
        NotFound: it is not.
        Refused: something else is in its place.
    """
    target = target_at(session.settings.folder, schema_of(session, partner, url), url)
    return target, existing(target, partner)


def existing(target: Target, partner: str) -> Manifest:
    """The manifest of a sandbox that must be there.

    Raises:
        NotFound: it is not.
    """
    manifest = target.held()
    if manifest is None:
        raise NotFound(
            "sandbox.missing",
            f"there is no sandbox at {target.location}",
            hint=f"build one with `onboardctl seed-sandbox {partner}`",
        )
    return manifest


def list_sandboxes(
    workspace: Path, *, now: datetime, notice: bool = False, url: str | None = None
) -> Result:
    """The sandboxes of a workspace or a database by schema name, and what else is there."""
    entries, strangers = [], []
    for name, target in _targets(workspace, url):
        entry = _entry(target)
        if entry is None:
            strangers.append(name)
        else:
            entries.append(entry)
    data = SandboxList(tuple(entries), tuple(strangers), licence_notice() if notice else None)
    return Result("sandbox list", "sandbox-list/1", data, as_of=now)


def held_targets(workspace: Path, url: str | None) -> list[tuple[Target, Manifest]]:
    """All sandboxes of a workspace or a database, by schema name."""
    found = []
    for _, target in _targets(workspace, url):
        try:
            manifest = target.held()
        except OnboardError:
            continue
        if manifest is not None:
            found.append((target, manifest))
    return found


def _targets(workspace: Path, url: str | None) -> list[tuple[str, Target]]:
    if is_postgres(url):
        from onboardctl.sandbox.targets.postgres import schemas

        return [(name, target_at(workspace, name, url)) for name in schemas(str(url))]
    folder = sandbox_folder(workspace)
    files = sorted(folder.glob("*.db")) if folder.is_dir() else []
    return [
        (path.name, target_at(workspace, path.stem))
        for path in files
        if not path.name.startswith(".")
    ]


def _entry(target: Target) -> SandboxEntry | None:
    try:
        manifest = target.held()
    except OnboardError:
        return None
    if manifest is None:
        return None
    with target.reading() as database:
        return SandboxEntry(
            manifest.schema_name,
            manifest.partner_id,
            manifest.segment,
            manifest.seed,
            manifest.as_of,
            manifest.people,
            manifest.rows,
            _own_count(database, manifest),
            target.size_bytes(),
            target.location,
            manifest.sha256,
        )


def _own_count(database: Database, manifest: Manifest) -> int:
    """Rows that the partner added; a table that cannot be read counts as none."""
    total = 0
    for name, _, _ in manifest.tables:
        if not name.isidentifier():
            continue
        try:
            total += int(database.rows(f"SELECT count(*) FROM {name} WHERE origin <> 'seed'")[0][0])
        except sqlite3.Error:
            continue
    return total


def reset_sandbox(session: Session, asked: ResetSandbox, watch: Watch = NOBODY) -> Result:
    """Build a sandbox anew as its manifest says, keeping the partner's own rows.

    Raises:
        NotFound: the partner has no sandbox.
        Refused: what is there has no manifest, so it is not ours to reset.
    """
    row = session.find_partner(asked.partner)
    target, manifest = held_target(session, asked.partner, asked.target)
    target.check(row["partner_id"])
    request = request_of(manifest, row["slug"])
    if asked.as_of:
        request = request._replace(as_of=asked.as_of, seeded_on=None)
    making = Making("sandbox reset", session.now, session.dry_run, watch)
    return build_sandbox(session.settings.folder, request, making, form=asked.target or "sqlite")


def drop_sandbox(target: Target, partner: str, *, now: datetime, dry_run: bool = False) -> Result:
    """Remove a sandbox with everything in it, the partner's own rows included.

    Raises:
        NotFound: there is none.
        Refused: it has no manifest, so it is not ours to remove.
    """
    existing(target, partner)
    entry = _entry(target)
    assert entry is not None
    if not dry_run:
        target.drop()
    data = SandboxDropped(entry.schema_name, target.location, entry.rows, entry.own_rows)
    return Result(
        "sandbox drop",
        "sandbox-dropped/1",
        data,
        as_of=now,
        messages=(f"dropped {entry.schema_name} with {entry.rows + entry.own_rows:,} rows",),
        dry_run=dry_run,
    )
