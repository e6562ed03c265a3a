"""Reviews as a kind of subject: ``R-0001``."""

from __future__ import annotations

from onboardctl.core.review.state import KEYS, Review, evolve, project
from onboardctl.core.subject import SubjectKind

SUBJECT = SubjectKind(
    prefix="R",
    word="review",
    key="review_id",
    keys=KEYS,
    empty=Review,
    evolve=evolve,
    needs=lambda _: None,
    project=project,
)
