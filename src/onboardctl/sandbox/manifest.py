"""What a sandbox says about itself: seed, day, counts, checksums; and whose it is.

The manifest is the licence to reset: without one a file is somebody else's and is left alone.
"""

from __future__ import annotations

import hashlib
import sqlite3
from typing import TYPE_CHECKING, Any

from onboardctl.core.record import NamedTuple
from onboardctl.sandbox.schema import SEGMENTS, tables_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from onboardctl.sandbox.world import World


class Manifest(NamedTuple):
    """The common part of all manifest rows, and counts and checksums by table."""

    seed: int
    started_on: str
    seeded_on: str
    as_of: str
    generator_version: int
    parameters_sha256: str
    segment: str
    partner_id: str
    schema_name: str
    users: int
    created_at: str
    tables: tuple[tuple[str, int, str], ...]

    @property
    def rows(self) -> int:
        """Seed rows of all tables."""
        return sum(count for _, count, _ in self.tables)

    @property
    def people(self) -> int:
        """Everybody who was invited, those of a top-up included."""
        return next((count for name, count, _ in self.tables if name == "users"), self.users)

    @property
    def sha256(self) -> str:
        """One checksum over those of all tables."""
        text = "\n".join(f"{name} {digest}" for name, _, digest in sorted(self.tables))
        return hashlib.sha256(text.encode()).hexdigest()


def manifest_of(world: World, schema: str, tables: Iterable[tuple[str, int, str]]) -> Manifest:
    """The manifest of a tenant that was just made; its moment is the as-of day's first."""
    from onboardctl.sandbox.moments import day_text, instant_text
    from onboardctl.sandbox.parameters import GENERATOR_VERSION

    request = world.request
    return Manifest(
        request.seed,
        day_text(world.begins),
        (request.seeded_on or request.as_of).isoformat(),
        request.as_of.isoformat(),
        GENERATOR_VERSION,
        world.parameters.sha256,
        request.segment,
        request.partner_id,
        schema,
        request.users,
        instant_text(world.ends),
        tuple(tables),
    )


def manifest_rows(manifest: Manifest) -> list[tuple[Any, ...]]:
    """The rows of ``_seed_manifest``."""
    common = tuple(manifest)[:-1]
    return [(name, count, digest, *common) for name, count, digest in manifest.tables]


def read_manifest(connection: sqlite3.Connection) -> Manifest | None:
    """The manifest of an open sandbox, or ``None`` when it has none or an unreadable one."""
    try:
        return manifest_from(connection.execute("SELECT * FROM main._seed_manifest").fetchall())
    except sqlite3.Error:
        return None


def manifest_from(rows: Sequence[tuple[Any, ...]]) -> Manifest | None:
    """The manifest of the rows of ``_seed_manifest``, tables in their usual order."""
    if not rows or len(rows[0]) != len(Manifest._fields) + 2:
        return None
    common: tuple[Any, ...] = rows[0][3:]
    manifest = Manifest._make((*common, tuple([(row[0], row[1], row[2]) for row in rows])))
    if manifest.segment not in SEGMENTS:
        return manifest
    place = {table.name: number for number, table in enumerate(tables_of(manifest.segment))}
    ordered = sorted(manifest.tables, key=lambda row: place.get(row[0], len(place)))
    return manifest._replace(tables=tuple(ordered))
