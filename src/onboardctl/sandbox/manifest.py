"""What a sandbox says about itself: seed, day, counts, checksums; and whose it is.

The manifest is the licence to reset: without one a file is somebody else's and is left alone.
The checksum of a table is the SHA-256 of its seed rows as compact JSON arrays in the order of the
primary key, joined by commas, in UTF-8. It depends on values alone, so every target has the same.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from typing import TYPE_CHECKING, Any

from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from onboardctl.sandbox.world import World

_CHUNK = 4096
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


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
    def sha256(self) -> str:
        """One checksum over those of all tables."""
        text = "\n".join(f"{name} {digest}" for name, _, digest in sorted(self.tables))
        return hashlib.sha256(text.encode()).hexdigest()


def checksum(rows: Iterable[Sequence[Any]]) -> tuple[int, str]:
    """Number and checksum of rows given in the order of their primary key."""
    digest, count = hashlib.sha256(), 0
    for chunk in _chunks(rows):
        text = _encode(chunk)[1:-1]
        digest.update(("," + text if count else text).encode())
        count += len(chunk)
    return count, digest.hexdigest()


def _chunks(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    if isinstance(rows, list):
        for start in range(0, len(rows), _CHUNK):
            yield rows[start : start + _CHUNK]
        return
    chunk: list[Sequence[Any]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def manifest_of(world: World, schema: str, tables: Iterable[tuple[str, int, str]]) -> Manifest:
    """The manifest of a tenant that was just made; its moment is the as-of day's first."""
    from onboardctl.sandbox.moments import day_text, instant_text
    from onboardctl.sandbox.parameters import GENERATOR_VERSION

    request = world.request
    return Manifest(
        request.seed,
        day_text(world.begins),
        request.as_of.isoformat(),
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
        rows = connection.execute("SELECT * FROM main._seed_manifest ORDER BY rowid").fetchall()
    except sqlite3.Error:
        return None
    if not rows or len(rows[0]) != len(Manifest._fields) + 2:
        return None
    tables = tuple([(row[0], row[1], row[2]) for row in rows])
    common: tuple[Any, ...] = rows[0][3:]
    return Manifest._make((*common, tables))
