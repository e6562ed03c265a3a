"""Verify a sandbox, of the workspace or of anybody, against all that makes it believable."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput, NotFound
from onboardctl.core.payloads.sandbox import (
    SandboxCheck,
    SandboxVerification,
)
from onboardctl.core.result import Result
from onboardctl.operations.sandbox import schema_of
from onboardctl.operations.sandbox_seed import diagnostics, parameters_of
from onboardctl.sandbox.places import (
    sandbox_file,
)

if TYPE_CHECKING:
    from datetime import date, datetime

    from onboardctl.operations.session import Session
    from onboardctl.sandbox.manifest import Manifest


def verify_sandbox(
    workspace: Path,
    location: Path,
    *,
    now: datetime,
    schema: str | None = None,
    as_of: date | None = None,
    segment: str | None = None,
) -> Result:
    """Examine a sandbox file, our own or somebody else's.

    Args:
        workspace: whose parameters say what shape was planned.
        location: the SQLite file.
        now: the moment of the report.
        schema: the name it must carry, when it belongs to a partner of the workspace.
        as_of: day before which all seed rows must lie; the manifest's unless given.
        segment: the manifest's unless given, else told from the tables.

    Raises:
        NotFound: the file is not there.
        InvalidInput: it is no SQLite database, or no sandbox.
    """
    from onboardctl.sandbox.load import open_read_only
    from onboardctl.sandbox.manifest import read_manifest
    from onboardctl.sandbox.verify import verify
    from onboardctl.sandbox.verify.subject import guess_segment

    if not location.is_file():
        raise NotFound(
            "sandbox.missing",
            f"there is no sandbox at {location}",
            hint="build one with `onboardctl seed-sandbox <partner>`",
        )
    connection = open_read_only(location)
    try:
        guess = guess_segment(connection)
        manifest = read_manifest(connection)
        segment = segment or (manifest.segment if manifest else guess)
        checks = verify(
            connection,
            lambda name: parameters_of(workspace, name),
            schema_name=schema,
            as_of=as_of.isoformat() if as_of else None,
            segment=segment,
        )
    except sqlite3.Error as problem:
        raise InvalidInput(
            "sandbox.unreadable", f"{location} cannot be read: {problem}"
        ) from problem
    finally:
        connection.close()
    return _report(location, manifest, segment, checks, now, as_of)


def _report(
    location: Path,
    manifest: Manifest | None,
    segment: str,
    checks: tuple[SandboxCheck, ...],
    now: datetime,
    as_of: date | None,
) -> Result:
    counts = dict.fromkeys(("passed", "failed", "skipped"), 0)
    for check in checks:
        counts[check.status] += 1
    data = SandboxVerification(
        str(location),
        manifest.schema_name if manifest else None,
        manifest.partner_id if manifest else None,
        segment,
        as_of.isoformat() if as_of else manifest.as_of if manifest else "",
        manifest.rows if manifest else 0,
        counts["passed"],
        counts["failed"],
        counts["skipped"],
        checks,
    )
    return Result(
        "sandbox verify",
        "sandbox-verification/1",
        data,
        as_of=now,
        errors=diagnostics(checks),
        exit_code=8 if counts["failed"] else 0,
    )


def verify_partner(
    session: Session, partner: str, *, as_of: date | None = None, segment: str | None = None
) -> Result:
    """Examine the sandbox of a partner, or a file named by its path."""
    workspace = session.settings.folder
    if _is_path(partner):
        return verify_sandbox(
            workspace, Path(partner), now=session.now, as_of=as_of, segment=segment
        )
    schema = schema_of(session, partner)
    return verify_sandbox(
        workspace,
        sandbox_file(workspace, schema),
        now=session.now,
        schema=schema,
        as_of=as_of,
        segment=segment,
    )


def _is_path(name: str) -> bool:
    return "/" in name or name.endswith((".db", ".sqlite", ".sqlite3"))
