"""Tell the rows of a tenant, and judge whether they are sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import CheckFailed, Diagnostic
from onboardctl.core.record import NamedTuple
from onboardctl.sandbox.places import reference_folder, seed_file
from onboardctl.sandbox.watching import NOBODY

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime
    from pathlib import Path

    from onboardctl.core.payloads.sandbox import SandboxCheck
    from onboardctl.sandbox.manifest import Manifest
    from onboardctl.sandbox.parameters import Parameters
    from onboardctl.sandbox.request import SandboxRequest
    from onboardctl.sandbox.tenant import Tenant
    from onboardctl.sandbox.watching import Watch


class Making(NamedTuple):
    """How a tenant is made: what was typed, when, and who watches."""

    command: str
    now: datetime
    dry_run: bool = False
    watch: Watch = NOBODY
    workers: int = 1


def tell_tenant(
    workspace: Path | None,
    request: SandboxRequest,
    watch: Watch = NOBODY,
    workers: int = 1,
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
    return generate(world, watch, workers), parameters


def parameters_of(workspace: Path | None, segment: str) -> Parameters:
    """The parameters of a segment in force in a workspace."""
    from onboardctl.sandbox.parameters import load_parameters

    return load_parameters(
        segment,
        lambda name: seed_file(workspace, "sandbox", name),
        lambda name: seed_file(None, "sandbox", name),
    )


def examine(
    connection: sqlite3.Connection,
    manifest: Manifest,
    parameters: Parameters,
    watch: Watch = NOBODY,
) -> tuple[SandboxCheck, ...]:
    """Verify rows that are about to be put in place.

    Raises:
        CheckFailed: with every finding.
    """
    from onboardctl.sandbox.verify import verify

    taken = {name: (rows, digest) for name, rows, digest in manifest.tables}
    checks = verify(
        connection,
        lambda _: parameters,
        schema_name=manifest.schema_name,
        checksums=taken,
        watch=watch,
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
