"""Whether a sandbox is sound.

Its rows fit together, tell a possible story, have the planned shape, reach nobody real, and give
the figures they promise.

Every check reads the database and nothing else, so it also judges one that somebody else filled;
what needs a manifest is skipped, with a sentence, where there is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.sandbox.manifest import read_manifest
from onboardctl.sandbox.verify.causality import causality
from onboardctl.sandbox.verify.contract import contract, determinism
from onboardctl.sandbox.verify.integrity import integrity
from onboardctl.sandbox.verify.safety import safety
from onboardctl.sandbox.verify.shape import shape
from onboardctl.sandbox.verify.subject import Subject, guess_segment
from onboardctl.sandbox.watching import NOBODY

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping
    from typing import Any

    from onboardctl.core.payloads.sandbox import SandboxCheck
    from onboardctl.sandbox.watching import Watch

GROUPS: tuple[tuple[str, Callable[[Subject], list[SandboxCheck]]], ...] = (
    ("integrity", integrity),
    ("causality", causality),
    ("shape", shape),
    ("safety", safety),
    ("kpi contract", contract),
    ("determinism", determinism),
)


def verify(
    connection: sqlite3.Connection,
    parameters: Callable[[str], Mapping[str, Any]],
    *,
    schema_name: str | None = None,
    as_of: str | None = None,
    segment: str | None = None,
    checksums: Mapping[str, tuple[int, str]] | None = None,
    watch: Watch = NOBODY,
) -> tuple[SandboxCheck, ...]:
    """All checks of an open sandbox, group by group; nothing in it is changed.

    Args:
        connection: the sandbox.
        parameters: a segment to its parameters; they say which shape was planned.
        schema_name: the name it must carry, ``None`` for any.
        as_of: the day before which all seed rows must lie; the manifest's unless given.
        segment: the manifest's unless given, else told from the tables.
        checksums: counts and checksums already taken from the rows of this very file.
        watch: told how many groups of checks are done.
    """
    manifest = read_manifest(connection)
    segment = segment or (manifest.segment if manifest else guess_segment(connection))
    subject = Subject(
        connection, manifest, segment, parameters(segment), schema_name, as_of, checksums
    )
    try:
        watch.begin("groups of checks made", len(GROUPS) + 1)
        subject.prepare()
        watch(1)
        found: list[SandboxCheck] = []
        for _, group in GROUPS:
            found += group(subject)
            watch(1)
        return tuple(found)
    finally:
        subject.release()
