"""Pieces of feedback as a kind of subject: ``F-0001``."""

from __future__ import annotations

from onboardctl.core.feedback.state import KEYS, Feedback, evolve, project
from onboardctl.core.subject import SubjectKind

SUBJECT = SubjectKind(
    prefix="F",
    word="feedback note",
    key="feedback_id",
    keys=KEYS,
    empty=Feedback,
    evolve=evolve,
    needs=lambda _: None,
    project=project,
)
