"""Actions as a kind of subject: ``A-0001``."""

from __future__ import annotations

from onboardctl.core.action.state import KEYS, Action, evolve, project
from onboardctl.core.subject import SubjectKind

SUBJECT = SubjectKind(
    prefix="A",
    word="action",
    key="action_id",
    keys=KEYS,
    empty=Action,
    evolve=evolve,
    needs=lambda _: None,
    project=project,
)
