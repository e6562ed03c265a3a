"""Build the sandbox of a partner, or export its rows, and say what was built."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from onboardctl.core.errors import CheckFailed, Diagnostic, Usage
from onboardctl.core.payloads.sandbox import (
    SandboxCheck,
    SandboxIncident,
    SandboxKpi,
    SandboxSeeded,
    SandboxTable,
)
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.sandbox.places import (
    licence_notice,
    reference_folder,
    sandbox_file,
    sandbox_folder,
    seed_file,
)
from onboardctl.sandbox.request import FEWEST_USERS, SandboxRequest, check_request, schema_name

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from datetime import date, datetime
    from pathlib import Path

    from onboardctl.operations.session import Session
    from onboardctl.sandbox.load import Built
    from onboardctl.sandbox.manifest import Manifest
    from onboardctl.sandbox.parameters import Parameters
    from onboardctl.sandbox.tenant import Tenant


_PILOT_MOST = 500
"""A pilot group has 100 to 500 users. Source: B2B Partners Program, phase 3 (B7)."""


class SeedSandbox(NamedTuple):
    """A sandbox as it is asked for on the command line; ``None`` takes what fits the partner."""

    partner: str
    users: int | None = None
    seed: int | None = None
    as_of: date | None = None
    weeks: int = 26
    target: str = "sqlite"
    out: Path | None = None


def seed_sandbox(
    session: Session, asked: SeedSandbox, progress: Callable[[int], None] | None = None
) -> Result:
    """Build the sandbox of a partner, verify it, and put it in place of an older one.

    Raises:
        NotFound: nobody answers to the partner's name.
        InvalidInput: the request or the parameters are impossible.
        Refused: the file that is there is not this partner's sandbox.
        Conflict: another command is writing the same sandbox.
        CheckFailed: the rows broke a rule; nothing was put in place.
    """
    row = session.find_partner(asked.partner)
    request = SandboxRequest(
        row["partner_id"],
        row["slug"],
        row["segment"],
        _pilot_size(row["users"]) if asked.users is None else asked.users,
        default_seed(row["partner_id"]) if asked.seed is None else asked.seed,
        asked.as_of or session.now.date(),
        asked.weeks,
    )
    return build_sandbox(
        session.settings.folder,
        request,
        "seed-sandbox",
        now=session.now,
        dry_run=session.dry_run,
        progress=progress,
        form=asked.target,
        out=asked.out,
    )


def default_seed(partner_id: str) -> int:
    """The seed of a partner that asks for none: its own, and always the same."""
    return int.from_bytes(hashlib.sha256(partner_id.encode()).digest()[:4], "big")


def _pilot_size(users: int | None) -> int:
    return min(max(users or _PILOT_MOST, FEWEST_USERS), _PILOT_MOST)


def build_sandbox(
    workspace: Path,
    request: SandboxRequest,
    command: str,
    *,
    now: datetime,
    dry_run: bool = False,
    progress: Callable[[int], None] | None = None,
    form: str = "sqlite",
    out: Path | None = None,
) -> Result:
    """Build one sandbox; see :func:`seed_sandbox`, which looks the partner up.

    Args:
        workspace: where sandboxes and a workspace's own seeds lie.
        request: the tenant.
        command: the words typed.
        now: the present, aware.
        dry_run: count and measure, write nothing.
        progress: told how many more people are done.
        form: ``sqlite`` for the sandbox itself; ``csv``, ``jsonl`` or ``sql`` for a folder of it.
        out: the folder of an export; beside the sandboxes unless given.
    """
    from onboardctl.sandbox import load

    check_request(request, now.date())
    schema = schema_name(request.slug)
    if form != "sqlite":
        folder = out or sandbox_folder(workspace) / f"{schema}.{form}"
        return _export(workspace, request, folder, (command, form), now=now, dry_run=dry_run)
    if out is not None:
        raise Usage("usage.out", "--out belongs to --target csv, jsonl or sql")
    target = sandbox_file(workspace, schema)
    load.check_target(target, schema, request.partner_id)
    tenant, parameters = tell_tenant(workspace, request, progress)
    if dry_run:
        return _seeded(command, tenant, target, _rehearse(tenant, schema), now, dry_run=True)
    with load.sole_writer(target):
        before = load.check_target(target, schema, request.partner_id)
        own = load.own_rows(target, tenant) if before else {}
        checks: list[SandboxCheck] = []

        def examine(connection: sqlite3.Connection, manifest: Manifest) -> None:
            checks.extend(_examine(connection, manifest, parameters))

        built = load.build(tenant, target, schema, own=own, check=examine)
        size = built.path.stat().st_size
        load.swap_in(built, target)
    return _seeded(command, tenant, target, (built, size, checks), now, dry_run=False)


def _export(
    workspace: Path,
    request: SandboxRequest,
    folder: Path,
    asked: tuple[str, str],
    *,
    now: datetime,
    dry_run: bool,
) -> Result:
    """Verify the rows in memory, then write them as a folder of files."""
    from onboardctl.sandbox import export
    from onboardctl.sandbox.load import Built, rehearse

    command, form = asked
    schema = schema_name(request.slug)
    export.check_folder(folder, schema)
    tenant, parameters = tell_tenant(workspace, request)
    checks: list[SandboxCheck] = []

    def examine(connection: sqlite3.Connection, manifest: Manifest) -> None:
        checks.extend(_examine(connection, manifest, parameters))

    built, size = rehearse(tenant, schema, examine)
    if not dry_run:
        made = export.export(tenant, folder, schema, form)
        built, size = Built(made.path, made.manifest, 0), made.size_bytes
    result = _seeded(command, tenant, folder, (built, size, checks), now, dry_run=dry_run)
    return result._replace(
        data=result.data._replace(target=form),
        messages=(f"wrote {schema} as {form} to {folder}, {built.manifest.rows:,} rows",),
        next_steps=(),
    )


def tell_tenant(
    workspace: Path | None,
    request: SandboxRequest,
    progress: Callable[[int], None] | None = None,
) -> tuple[Tenant, Parameters]:
    """All rows of a request, and the parameters they were drawn with."""
    from onboardctl.sandbox.generate import generate
    from onboardctl.sandbox.names import load_names
    from onboardctl.sandbox.reference_data import load_reference
    from onboardctl.sandbox.world import World

    parameters = parameters_of(workspace, request.segment)
    world = World(
        request,
        parameters,
        load_reference(reference_folder(workspace)),
        load_names(
            seed_file(workspace, "names", "packs.csv"),
            seed_file(workspace, "sandbox", "sentences.csv"),
        ),
    )
    done = 0

    def told(people: int, _: int) -> None:
        nonlocal done
        if progress:
            progress(people - done)
        done = people

    return generate(world, told), parameters


def parameters_of(workspace: Path | None, segment: str) -> Parameters:
    """The parameters of a segment in force in a workspace."""
    from onboardctl.sandbox.parameters import load_parameters

    return load_parameters(
        segment,
        lambda name: seed_file(workspace, "sandbox", name),
        lambda name: seed_file(None, "sandbox", name),
    )


def _examine(
    connection: sqlite3.Connection, manifest: Manifest, parameters: Parameters
) -> tuple[SandboxCheck, ...]:
    """Verify a file that is about to be put in place.

    Raises:
        CheckFailed: with every finding.
    """
    from onboardctl.sandbox.verify import verify

    taken = {name: (rows, digest) for name, rows, digest in manifest.tables}
    checks = verify(
        connection, lambda _: parameters, schema_name=manifest.schema_name, checksums=taken
    )
    found = diagnostics(checks)
    if found:
        raise CheckFailed(
            "sandbox.unsound",
            f"the new rows of {manifest.schema_name} break {len(found)} "
            f"{'rule' if len(found) == 1 else 'rules'}, so nothing was put in place",
            hint="another --seed may do; parameters of your own may ask for the impossible",
            diagnostics=found,
        )
    return checks


def diagnostics(checks: tuple[SandboxCheck, ...]) -> tuple[Diagnostic, ...]:
    """The failed checks of a sandbox as findings, in their order."""
    return tuple(
        [
            Diagnostic(f"sandbox.{check.id}", f"{check.rule.rstrip('.')}: {check.finding}")
            for check in checks
            if check.status == "failed"
        ]
    )


def _rehearse(tenant: Tenant, schema: str) -> tuple[Built, int, list[SandboxCheck]]:
    """Build in memory, for exact counts and size without a file."""
    from onboardctl.sandbox.load import rehearse

    built, size = rehearse(tenant, schema)
    return built, size, []


def _seeded(
    command: str,
    tenant: Tenant,
    target: Path,
    outcome: tuple[Built, int, list[SandboxCheck]],
    now: datetime,
    *,
    dry_run: bool,
) -> Result:
    from onboardctl.sandbox.figures import incidents_of, kpis_of

    built, size, checks = outcome
    manifest, request = built.manifest, tenant.world.request
    personas = dict.fromkeys(("student", "career_changer", "advisor"), 0)
    for one in tenant.journeys:
        personas[one.persona] += 1
    data = SandboxSeeded(
        request.partner_id,
        manifest.schema_name,
        request.segment,
        str(target),
        "sqlite",
        request.seed,
        manifest.as_of,
        request.users,
        request.weeks,
        manifest.rows,
        size,
        manifest.sha256,
        built.own_rows,
        sum(check.status == "passed" for check in checks),
        personas,
        tuple([SandboxTable(*row) for row in manifest.tables]),
        tuple([SandboxKpi(*row) for row in kpis_of(tenant)]),
        tuple([SandboxIncident(*row) for row in incidents_of(tenant)]),
        licence_notice(),
    )
    kept = f", {built.own_rows} rows of the partner's own kept" if built.own_rows else ""
    return Result(
        command,
        "sandbox-seeded/1",
        data,
        as_of=now,
        messages=(
            f"seeded {manifest.schema_name} with {request.users} users in {manifest.rows:,} rows{kept}",
        ),
        next_steps=(
            f"onboardctl sandbox verify {request.slug}",
            f"onboardctl sandbox keys create {request.slug}",
        ),
        dry_run=dry_run,
    )
