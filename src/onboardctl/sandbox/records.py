"""The tables in which a sandbox speaks of itself, filled for one tenant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.sandbox.manifest import manifest_rows
from onboardctl.sandbox.places import licence_notice
from onboardctl.sandbox.schema import INCIDENTS, KPIS, MANIFEST, NOTICE, Table

if TYPE_CHECKING:
    from onboardctl.sandbox.manifest import Manifest
    from onboardctl.sandbox.tenant import Tenant

BANNER = "Synthetic data: every person, employer and event is invented."


def records_of(tenant: Tenant, manifest: Manifest) -> list[tuple[Table, list[tuple[Any, ...]]]]:
    """Manifest, figures, incidents and notice with their rows."""
    return [
        (MANIFEST, manifest_rows(manifest)),
        (KPIS, [tuple(row) for row in tenant.kpis]),
        (INCIDENTS, [tuple(row) for row in tenant.incidents]),
        (NOTICE, [("banner", BANNER), ("sources", licence_notice())]),
    ]
