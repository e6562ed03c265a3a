"""How tests build sandboxes and read their verification."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from onboardctl.operations.sandbox.seed import build_sandbox
from onboardctl.operations.sandbox.tenant import Making, parameters_of
from onboardctl.sandbox.request import SandboxRequest
from onboardctl.sandbox.verify import verify

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from onboardctl.core.payloads.sandbox import SandboxCheck

NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)
AS_OF = date(2026, 3, 4)


def request_for(segment: str = "agency", **changes: object) -> SandboxRequest:
    """A pilot of 500 users as of a fixed day."""
    return SandboxRequest("P-0001", "acme", segment, 500, 7, AS_OF)._replace(**changes)


def build(workspace: Path, request: SandboxRequest) -> Path:
    """Build a sandbox through the operation; returns its file."""
    return workspace / build_sandbox(workspace, request, Making("seed-sandbox", NOW)).data.location


def checks_of(connection: sqlite3.Connection, schema: str = "partner_acme") -> list[SandboxCheck]:
    """Every check of an open sandbox."""
    return list(verify(connection, lambda name: parameters_of(None, name), schema_name=schema))


def failures(connection: sqlite3.Connection) -> dict[str, str]:
    """Findings of the failed checks by their id."""
    return {one.id: one.finding for one in checks_of(connection) if one.status == "failed"}
