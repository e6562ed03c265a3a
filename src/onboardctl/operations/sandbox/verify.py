"""Verify a sandbox, of the workspace or of anybody, against all that makes it believable."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput, Usage
from onboardctl.core.payloads.sandbox import (
    SandboxCheck,
    SandboxVerification,
)
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.sandbox.care import schema_of
from onboardctl.operations.sandbox.tenant import diagnostics, parameters_of
from onboardctl.sandbox.places import is_postgres, sandbox_file, target_at
from onboardctl.sandbox.request import checked_schema
from onboardctl.sandbox.targets.opening import missing, opened
from onboardctl.sandbox.watching import NOBODY

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import date, datetime

    from onboardctl.operations.session import Session
    from onboardctl.sandbox.manifest import Manifest
    from onboardctl.sandbox.watching import Watch


class VerifySandbox(NamedTuple):
    """What to examine: a partner's sandbox, a file or folder, or a schema of a database.

    ``schema`` names the schema when ``subject`` is the URL of a database; ``as_of`` and
    ``segment`` are the manifest's unless given.
    """

    subject: str
    target: str | None = None
    schema: str | None = None
    as_of: date | None = None
    segment: str | None = None


def verify_sandbox(session: Session, asked: VerifySandbox, watch: Watch = NOBODY) -> Result:
    """Examine a sandbox, our own or one that somebody else filled.

    Raises:
        NotFound: it is not there.
        InvalidInput: it is no database, or no sandbox.
    """
    workspace = session.settings.folder
    if is_postgres(asked.subject) or _is_path(asked.subject):
        return verify_elsewhere(workspace, asked, now=session.now, watch=watch)
    schema = schema_of(session, asked.subject, asked.target)
    target = target_at(workspace, schema, asked.target)
    if not is_postgres(asked.target) and not sandbox_file(workspace, schema).is_file():
        raise missing(target.location)
    return _verify(
        workspace,
        target.location,
        target.examined(),
        asked._replace(schema=schema),
        session.now,
        watch,
    )


def verify_elsewhere(
    workspace: Path, asked: VerifySandbox, *, now: datetime, watch: Watch = NOBODY
) -> Result:
    """Examine what is named by its path or address, whoever made it."""
    if is_postgres(asked.subject):
        if not asked.schema:
            raise Usage(
                "usage.schema", "--schema says which schema of the database is to be verified"
            )
        target = target_at(workspace, checked_schema(asked.schema), asked.subject)
        return _verify(workspace, target.location, target.examined(), asked, now, watch)
    path = Path(asked.subject)
    return _verify(workspace, str(path), opened(path), asked, now, watch)


def _verify(
    workspace: Path,
    location: str,
    source: AbstractContextManager[sqlite3.Connection],
    asked: VerifySandbox,
    now: datetime,
    watch: Watch,
) -> Result:
    from onboardctl.sandbox.manifest import read_manifest
    from onboardctl.sandbox.verify import verify
    from onboardctl.sandbox.verify.subject import guess_segment

    try:
        with source as connection:
            guess = guess_segment(connection)
            manifest = read_manifest(connection)
            segment = asked.segment or (manifest.segment if manifest else guess)
            checks = verify(
                connection,
                lambda name: parameters_of(workspace, name),
                schema_name=asked.schema if manifest else None,
                as_of=asked.as_of.isoformat() if asked.as_of else None,
                segment=segment,
                watch=watch,
            )
    except sqlite3.Error as problem:
        raise InvalidInput(
            "sandbox.unreadable", f"{location} cannot be read: {problem}"
        ) from problem
    return _report(location, manifest, segment, checks, now, asked.as_of)


def _report(
    location: str,
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
        location,
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


def _is_path(name: str) -> bool:
    return "/" in name or name.endswith((".db", ".sqlite", ".sqlite3", ".csv", ".jsonl", ".sql"))
