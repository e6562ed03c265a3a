"""The read rows of a training programme: the programme, its lessons, and certificates."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from onboardctl.core.codec import instant_text
from onboardctl.core.subject import by_key

if TYPE_CHECKING:
    from onboardctl.core.subject import Row, Rows
    from onboardctl.core.training.state import Programme

KEYS: dict[str, tuple[str, ...]] = {
    "programme": ("programme_id",),
    "training_session": ("programme_id", "held"),
    "quiz_attempt": ("programme_id", "person", "number"),
}
"""The read tables with their primary keys."""


def project(programme: Programme, _: object) -> Rows:
    """All read rows of one programme; none while its start is taken back."""
    if not programme.playbook:
        return by_key(KEYS, {})
    tables: dict[str, list[Row]] = {
        "programme": [
            {
                "programme_id": programme.id,
                "playbook": programme.playbook,
                "launch_on": programme.launch_on.isoformat() if programme.launch_on else None,
                "version": programme.version,
            }
        ],
        "training_session": [
            {
                "programme_id": programme.id,
                "held": one.id,
                "session": one.session,
                "at": instant_text(one.at),
                "trainer": one.trainer,
                "people": json.dumps(one.people),
                "cancelled": one.cancelled,
            }
            for one in programme.held.values()
        ],
        "quiz_attempt": [
            {
                "programme_id": programme.id,
                "person": person,
                "number": number,
                "at": instant_text(attempt.at),
                "score": attempt.score,
                "passed": int(attempt.passed),
                "needed": attempt.needed,
            }
            for person, tried in programme.attempts.items()
            for number, attempt in enumerate(tried, start=1)
        ],
    }
    return by_key(KEYS, tables)
