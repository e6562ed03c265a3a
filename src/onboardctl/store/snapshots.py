"""States kept beside the facts, so that a command replays the last few facts and not all of them.

A snapshot is derived: `store verify` compares it with a replay, and one that another program wrote
counts for nothing. It holds as long as nothing it was made of is taken or put back, so an undo
drops it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from onboardctl import __version__
from onboardctl.core import codec
from onboardctl.store.layout import LAYOUT

if TYPE_CHECKING:
    from onboardctl.core.subject import SubjectKind
    from onboardctl.store.engine import Engine

PROGRAM = f"{__version__}/{LAYOUT}"
"""Who understands the snapshots this program writes: nobody but itself."""
EVERY = 16
"""A state is kept anew when so many facts have come since: replaying fewer costs less than that."""


def newest(engine: Engine, subject: str, kind: SubjectKind) -> Any:
    """The state kept of a subject; its ``version`` is the fact it reaches to. ``None`` without one."""
    if not kind.kept:
        return None
    row = engine.one("snapshot.of_subject", subject=subject)
    if row is None or row["program"] != PROGRAM:
        return None
    try:
        state: Any = codec.decode(type(kind.empty(subject)), json.loads(row["body"]))
    except (KeyError, TypeError, ValueError):
        return None  # whatever became of it, the facts are there
    return state if state.version == row["number"] else None


def keep_if_due(engine: Engine, state: Any, kind: SubjectKind) -> None:
    """Keep a state when many facts have come since one was kept."""
    if state.version < EVERY or not kind.kept:
        return
    row = engine.one("snapshot.reach", subject=state.id, program=PROGRAM)
    if row is None or state.version - row["number"] >= EVERY:
        engine.run("snapshot.put", **row_of(state))


def row_of(state: Any) -> dict[str, Any]:
    """A state as its row."""
    body = json.dumps(codec.encode(state, sparse=True), ensure_ascii=False, separators=(",", ":"))
    return {"subject": state.id, "number": state.version, "program": PROGRAM, "body": body}


def drop(engine: Engine, subject: str) -> None:
    """Forget what was kept of a subject."""
    engine.run("snapshot.drop", subject=subject)
