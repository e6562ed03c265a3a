"""Say what a large sandbox would be without building it: told small, twice, and drawn out.

Tables that grow with the people grow in proportion, the others not at all, so two small tenants of
the same request give the line on which the large one lies. The time comes from the rate that was
measured while they were told, loaded and verified.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from onboardctl.clock import stopwatch
from onboardctl.core.payloads.sandbox import SandboxSeeded, SandboxTable
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.sandbox.tenant import Making, examine, tell_tenant
from onboardctl.sandbox.places import licence_notice
from onboardctl.sandbox.request import schema_name

if TYPE_CHECKING:
    import sqlite3
    from datetime import date
    from pathlib import Path

    from onboardctl.sandbox.manifest import Manifest
    from onboardctl.sandbox.request import SandboxRequest

_LARGE_USERS, _LARGE_ROSTER = 2_000, 100_000
_FEW, _MORE = 500, 1_500
_LISTED = 20_000


class _Size(NamedTuple):
    """What a tenant amounts to: rows by table, people by persona, bytes, checks and seconds."""

    rows: dict[str, float]
    personas: dict[str, float]
    size_bytes: float
    checks: int
    seconds: float


def is_large(request: SandboxRequest) -> bool:
    """Whether a dry run says about how much it would be, rather than building it in memory."""
    return request.users > _LARGE_USERS or request.roster > _LARGE_ROSTER


def estimate(
    workspace: Path, request: SandboxRequest, making: Making, place: tuple[str, str]
) -> Result:
    """About how many rows and bytes a sandbox would have, and how long it would take.

    Args:
        workspace: where sandboxes and a workspace's own seeds lie.
        request: the tenant.
        making: how; always a dry run.
        place: location and form of the target.
    """
    listed = min(request.roster, _LISTED)
    small = min(request.users, _FEW)
    few = _measured(workspace, request._replace(users=small, roster=listed), making)
    whole = few
    if request.users > small:
        more = _measured(workspace, request._replace(users=_MORE, roster=listed), making)
        whole = _drawn_out(few, more, (request.users - small) / (_MORE - small))
    if request.roster > listed:
        none = _measured(workspace, request._replace(users=small, roster=0), making)
        listing = _drawn_out(none, few, request.roster / listed)
        whole = _sum(whole, listing, few)
    return _said(request, making, place, whole)


def _measured(workspace: Path, request: SandboxRequest, making: Making) -> _Size:
    from onboardctl.sandbox.targets.sqlite import rehearse

    started = stopwatch()
    tenant, parameters = tell_tenant(workspace, request, making.watch, making.workers)
    checks: list[object] = []

    def check(connection: sqlite3.Connection, manifest: Manifest) -> None:
        checks.extend(examine(connection, manifest, parameters, making.watch))

    built = rehearse(tenant, schema_name(request.slug), check, making.watch)
    return _Size(
        {name: float(rows) for name, rows, _ in built.manifest.tables},
        {persona: float(count) for persona, count in tenant.personas.items()},
        float(built.size_bytes),
        len(checks),
        stopwatch() - started,
    )


def _drawn_out(first: _Size, second: _Size, times: float) -> _Size:
    """``first``, and ``times`` the step from it to ``second``."""

    def drawn(one: float, other: float) -> float:
        return max(one + times * (other - one), 0.0)

    return _Size(
        {name: drawn(count, second.rows[name]) for name, count in first.rows.items()},
        {name: drawn(count, second.personas[name]) for name, count in first.personas.items()},
        drawn(first.size_bytes, second.size_bytes),
        first.checks,
        drawn(first.seconds, second.seconds),
    )


def _sum(one: _Size, other: _Size, twice: _Size) -> _Size:
    """Two sizes that have ``twice`` in common."""
    return _Size(
        {name: count + other.rows[name] - twice.rows[name] for name, count in one.rows.items()},
        one.personas,
        one.size_bytes + other.size_bytes - twice.size_bytes,
        one.checks,
        max(one.seconds + other.seconds - twice.seconds, one.seconds),
    )


def _said(request: SandboxRequest, making: Making, place: tuple[str, str], whole: _Size) -> Result:
    location, form = place
    rows = {name: round(count) for name, count in whole.rows.items()}
    data = SandboxSeeded(
        request.partner_id,
        schema_name(request.slug),
        request.segment,
        location,
        form,
        request.seed,
        request.as_of.isoformat(),
        round(sum(whole.personas.values())),
        (request.as_of - _begins(request)).days // 7,
        sum(rows.values()),
        round(whole.size_bytes),
        None,
        0,
        0,
        {persona: round(count) for persona, count in whole.personas.items()},
        tuple([SandboxTable(name, count, None) for name, count in rows.items()]),
        (),
        (),
        licence_notice(),
        seconds=round(whole.seconds, 1),
        exact=False,
    )
    roughly = round(data.rows, 2 - len(str(data.rows)))
    return Result(
        making.command,
        "sandbox-seeded/1",
        data,
        as_of=making.now,
        messages=(
            f"would seed {data.schema_name} with {data.users:,} users in about {roughly:,} rows",
        ),
        dry_run=True,
    )


def _begins(request: SandboxRequest) -> date:
    """The Monday on which the story begins."""
    start = (request.seeded_on or request.as_of) - timedelta(weeks=request.weeks)
    return start - timedelta(days=start.weekday())
