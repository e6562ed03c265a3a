"""What counts at a moment: the definition, and the kept scores while they hold.

They hold on the day they were worked out, by the file as it was then; for whom they do not,
:mod:`onboardctl.operations.health.stale` says. So a read never says other than working out anew.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from onboardctl.core import codec
from onboardctl.core.record import NamedTuple
from onboardctl.operations.health.span import span_of

if TYPE_CHECKING:
    from onboardctl.core.health.definition import HealthDefinition
    from onboardctl.definitions.health import HealthFile
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row


class Basis(NamedTuple):
    """What counts at a moment: the file, what it says, and the kept scores while they hold."""

    file: HealthFile
    definition: HealthDefinition
    kept: Row | None


def mark_of(file: HealthFile) -> str:
    """What kept scores are known by: the file, and the shape of what this program keeps of each."""
    from zlib import crc32

    from onboardctl.core.payloads.health import HealthLine

    return f"{file.digest}-{crc32('/'.join(HealthLine._fields).encode()):08x}"


def basis(session: Session) -> Basis:
    """The definition that counts, from the kept scores where they rest on the same file.

    Raises:
        InvalidInput: ``health.invalid``: the file cannot be used.
    """
    from onboardctl.core.health.definition import HealthDefinition
    from onboardctl.definitions.health import find_health, require_health

    file = find_health(session.settings.folder)
    kept = session.store.one("health.kept")
    if kept is not None and kept["file"] == mark_of(file):
        definition = codec.decode(HealthDefinition, json.loads(kept["rules"]))
        day = span_of(session).day.isoformat()
        holds = session.as_of is None and kept["day"] == day
        return Basis(file, definition, kept if holds else None)
    return Basis(file, require_health(file), None)
