"""Build the sandbox of a partner, continue it, or export its rows, and say what was built."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING

from onboardctl.clock import stopwatch
from onboardctl.core.errors import InvalidInput, NotFound, Refused, Usage
from onboardctl.core.payloads.sandbox import (
    SandboxCheck,
    SandboxIncident,
    SandboxKpi,
    SandboxSeeded,
    SandboxTable,
)
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.sandbox.estimate import estimate, is_large
from onboardctl.operations.sandbox.tenant import Making, examine, parameters_of, tell_tenant
from onboardctl.sandbox.places import licence_notice, sandbox_folder, target_at
from onboardctl.sandbox.request import (
    FEWEST_USERS,
    SandboxRequest,
    check_request,
    request_of,
    schema_name,
)
from onboardctl.sandbox.watching import NOBODY

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from pathlib import Path

    from onboardctl.operations.session import Session
    from onboardctl.sandbox.database import Database
    from onboardctl.sandbox.manifest import Manifest
    from onboardctl.sandbox.targets import Built, Target
    from onboardctl.sandbox.tenant import Tenant
    from onboardctl.sandbox.watching import Watch
    from onboardctl.store.engine import Row

_PILOT_MOST = 500
"""A pilot group has 100 to 500 users. Source: B2B Partners Program, phase 3 (B7)."""
FILES = ("csv", "jsonl", "sql")


class SeedSandbox(NamedTuple):
    """A sandbox as it is asked for on the command line; ``None`` takes what fits the partner.

    ``target`` is ``sqlite``, the URL of a PostgreSQL database, or a form of files.
    """

    partner: str
    users: int | None = None
    seed: int | None = None
    as_of: date | None = None
    weeks: int | None = None
    target: str = "sqlite"
    out: Path | None = None
    top_up: bool = False
    workers: int = 1
    roster: int = 0


def seed_sandbox(session: Session, asked: SeedSandbox, watch: Watch = NOBODY) -> Result:
    """Build the sandbox of a partner, verify it, and put it in place of an older one.

    Raises:
        NotFound: nobody answers to the partner's name, or there is nothing to top up.
        InvalidInput: the request or the parameters are impossible.
        Refused: what is there is not this partner's sandbox.
        Conflict: another command is writing the same sandbox.
        CheckFailed: the rows broke a rule; nothing was put in place.
    """
    row = session.find_partner(asked.partner)
    making = Making("seed-sandbox", session.now, session.dry_run, watch, asked.workers)
    workspace = session.settings.folder
    if asked.top_up:
        _check_top_up(asked)
        target = target_at(workspace, schema_name(row["slug"]), asked.target)
        return top_up(workspace, target, row, asked.as_of or session.now.date(), making)
    request = SandboxRequest(
        row["partner_id"],
        row["slug"],
        row["segment"],
        _pilot_size(row["users"]) if asked.users is None else asked.users,
        default_seed(row["partner_id"]) if asked.seed is None else asked.seed,
        asked.as_of or session.now.date(),
        26 if asked.weeks is None else asked.weeks,
        roster=asked.roster,
    )
    return build_sandbox(workspace, request, making, form=asked.target, out=asked.out)


def default_seed(partner_id: str) -> int:
    """The seed of a partner that asks for none: its own, and always the same."""
    return int.from_bytes(hashlib.sha256(partner_id.encode()).digest()[:4], "big")


def _pilot_size(users: int | None) -> int:
    return min(max(users or _PILOT_MOST, FEWEST_USERS), _PILOT_MOST)


def build_sandbox(
    workspace: Path,
    request: SandboxRequest,
    making: Making,
    *,
    form: str = "sqlite",
    out: Path | None = None,
) -> Result:
    """Build one sandbox; see :func:`seed_sandbox`, which looks the partner up.

    Args:
        workspace: where sandboxes and a workspace's own seeds lie.
        request: the tenant.
        making: how.
        form: ``sqlite`` or a PostgreSQL URL for the sandbox itself; ``csv``, ``jsonl`` or ``sql``
            for a folder of it.
        out: the folder of an export; beside the sandboxes unless given.
    """
    check_request(request, making.now.date())
    schema = schema_name(request.slug)
    if form in FILES:
        folder = out or sandbox_folder(workspace) / f"{schema}.{form}"
        return _export(workspace, request, folder, form, making)
    if out is not None:
        raise Usage("usage.out", "--out belongs to --target csv, jsonl or sql")
    target = target_at(workspace, schema, form)
    target.check(request.partner_id)
    if making.dry_run and is_large(request):
        return estimate(workspace, request, making, (target.location, target.form))
    return _seed(workspace, request, target, making)


def _seed(
    workspace: Path,
    request: SandboxRequest,
    target: Target,
    making: Making,
    before: Callable[[Database, Manifest, Tenant], None] | None = None,
) -> Result:
    """Tell the tenant and give it to the target; a dry run builds it in memory instead."""
    started = stopwatch()
    tenant, parameters = tell_tenant(workspace, request, making.watch, making.workers)
    checks: list[SandboxCheck] = []

    def check(connection: sqlite3.Connection, manifest: Manifest) -> None:
        checks.extend(examine(connection, manifest, parameters, making.watch))

    def look(database: Database, held: Manifest) -> None:
        if before:
            before(database, held, tenant)

    if making.dry_run:
        from onboardctl.sandbox.targets.sqlite import rehearse

        if before:
            held = target.check(request.partner_id)
            with target.reading() as database:
                look(database, held) if held else None
        built = rehearse(tenant, schema_name(request.slug), check, making.watch)
    else:
        built = target.seed(tenant, check, look, making.watch)
    seconds = stopwatch() - started
    return _seeded(making, tenant, (target.location, target.form), built, checks, seconds)


def _check_top_up(asked: SeedSandbox) -> None:
    """A top-up takes everything but the day from the sandbox that is there."""
    given = {"--users": asked.users, "--seed": asked.seed, "--weeks": asked.weeks}
    fixed = [option for option, value in given.items() if value is not None]
    if fixed:
        raise Usage(
            "usage.top_up",
            f"{fixed[0]} cannot go with --top-up, which continues the sandbox as it was seeded",
        )
    if asked.target in FILES or asked.out is not None:
        raise Usage("usage.top_up", "--top-up continues a sandbox; export its rows afterwards")


def top_up(workspace: Path, target: Target, row: Row, as_of: date, making: Making) -> Result:
    """Continue the sandbox of a partner up to a later day; no row that is there is rewritten.

    Raises:
        NotFound: there is no sandbox to continue.
        InvalidInput: the day is not later than the sandbox's own.
        Refused: other parameters or another generator made it, or its seed rows were changed.
    """
    from onboardctl.sandbox.continuity import Continued, continued
    from onboardctl.sandbox.parameters import GENERATOR_VERSION

    held = target.check(row["partner_id"])
    if held is None:
        raise NotFound(
            "sandbox.missing",
            f"there is no sandbox at {target.location}",
            hint=f"build one with `onboardctl seed-sandbox {row['slug']}`",
        )
    if as_of.isoformat() <= held.as_of:
        raise InvalidInput(
            "sandbox.up_to_date",
            f"{held.schema_name} is told up to {held.as_of} already, so {as_of} adds nothing",
            hint="name a later day with --as-of",
        )
    now_sha = parameters_of(workspace, held.segment).sha256
    if (held.generator_version, held.parameters_sha256) != (GENERATOR_VERSION, now_sha):
        raise Refused(
            "sandbox.other_parameters",
            f"{held.schema_name} was made with other parameters than those in force, so its story "
            "cannot be continued",
            hint=f"`onboardctl sandbox reset {row['slug']}` builds it anew",
        )
    request = request_of(held, row["slug"])._replace(as_of=as_of)
    check_request(request, making.now.date())
    done = [Continued(0, 0)]

    def before(database: Database, manifest: Manifest, tenant: Tenant) -> None:
        done[0] = continued(database, manifest, tenant)

    result = _seed(workspace, request, target, making, before)
    message = (
        f"continued {held.schema_name} from {held.as_of} to {as_of}: {done[0].added:,} rows added, "
        f"{done[0].closed:,} open ends closed, nothing rewritten"
    )
    return result._replace(
        data=result.data._replace(added_rows=done[0].added, closed_rows=done[0].closed),
        messages=(message,),
    )


def _export(
    workspace: Path, request: SandboxRequest, folder: Path, form: str, making: Making
) -> Result:
    """Verify the rows in memory, then write them as a folder of files."""
    from onboardctl.sandbox.targets import files
    from onboardctl.sandbox.targets.sqlite import rehearse

    schema = schema_name(request.slug)
    files.check_folder(folder, schema)
    if making.dry_run and is_large(request):
        return estimate(workspace, request, making, (str(folder), form))
    started = stopwatch()
    tenant, parameters = tell_tenant(workspace, request, making.watch, making.workers)
    checks: list[SandboxCheck] = []

    def check(connection: sqlite3.Connection, manifest: Manifest) -> None:
        checks.extend(examine(connection, manifest, parameters, making.watch))

    built = rehearse(tenant, schema, check, making.watch)
    if not making.dry_run:
        built = files.export(tenant, folder, schema, form, making.watch)
    seconds = stopwatch() - started
    result = _seeded(making, tenant, (str(folder), form), built, checks, seconds)
    return result._replace(
        messages=(f"wrote {schema} as {form} to {folder}, {built.manifest.rows:,} rows",),
        next_steps=(),
    )


def _seeded(
    making: Making,
    tenant: Tenant,
    place: tuple[str, str],
    built: Built,
    checks: list[SandboxCheck],
    seconds: float,
) -> Result:
    manifest, request = built.manifest, tenant.world.request
    location, form = place
    data = SandboxSeeded(
        request.partner_id,
        manifest.schema_name,
        request.segment,
        location,
        form,
        request.seed,
        manifest.as_of,
        tenant.people,
        (request.as_of - date.fromisoformat(manifest.started_on)).days // 7,
        manifest.rows,
        built.size_bytes,
        manifest.sha256,
        built.own_rows,
        sum(check.status == "passed" for check in checks),
        dict(tenant.personas),
        tuple([SandboxTable(*row) for row in manifest.tables]),
        tuple([SandboxKpi(*row) for row in tenant.kpis]),
        tuple([SandboxIncident(*row) for row in tenant.incidents]),
        licence_notice(),
        seconds=round(seconds, 1) if making.dry_run else None,
    )
    where = f" --target {location.partition(', schema ')[0]}" if form == "postgresql" else ""
    kept = f", {built.own_rows} rows of the partner's own kept" if built.own_rows else ""
    return Result(
        making.command,
        "sandbox-seeded/1",
        data,
        as_of=making.now,
        messages=(
            f"seeded {manifest.schema_name} with {data.users:,} users in {manifest.rows:,} rows{kept}",
        ),
        next_steps=(
            f"onboardctl sandbox verify {request.slug}{where}",
            f"onboardctl sandbox keys create {request.slug}{where}",
        ),
        dry_run=making.dry_run,
    )
