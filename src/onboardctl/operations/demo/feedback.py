"""The example's feedback in each of its states, and a partner whose silence is taken up."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from onboardctl.operations.lifecycle import feedback, intervention, review, review_holding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from onboardctl.operations.session import Session


def voices(present: datetime) -> Iterator[tuple[datetime, Callable[[Session], object]]]:
    """What was said and done, with its moment, in order."""
    due = (present + timedelta(days=12)).date().isoformat()
    yield (
        present - timedelta(days=6),
        _said("Exports lose the umlauts of names", "call", "harbor", "data-import", "encoding"),
    )
    yield (
        present - timedelta(days=4),
        _said("A guide for advisors would help", "survey", "lakeside", "training", "guide"),
    )
    yield (
        present - timedelta(days=5),
        _said("The console forgets filters", "council", "keystone", "dashboards", "filters"),
    )
    yield (
        present - timedelta(days=3),
        lambda now: feedback.assign_feedback(
            now, feedback.AssignFeedback("F-0001", "tim", due, effect="fewer tickets on imports")
        ),
    )
    yield (
        present - timedelta(days=1),
        lambda now: feedback.resolve_feedback(
            now, "F-0002", "Filters are kept since Monday", declined=False
        ),
    )

    yield (
        present - timedelta(days=11),
        lambda now: review_holding.hold_review(
            now,
            review_holding.HoldReview(
                "wednesday-review",
                minutes="three themes went through",
                decisions=("umlauts in exports come first",),
                actions=("Write a guide for advisors",),
            ),
        ),
    )
    yield (
        present - timedelta(days=2),
        lambda now: review.plan_review(
            now,
            review.PlanReview(
                "Why the gate was missed",
                f"{(present + timedelta(days=2)).date()} 15:00",
                "orchard-recruiting",
            ),
        ),
    )
    yield (
        present - timedelta(hours=4),
        lambda now: intervention.open_intervention(
            now,
            intervention.OpenIntervention(
                "quillfeather", "activity", before="silent for a week", owner="ada"
            ),
        ),
    )


def _said(
    text: str, source: str, partner: str, theme: str, tag: str
) -> Callable[[Session], object]:
    return lambda now: feedback.add_feedback(
        now, feedback.AddFeedback(text, source, partner, theme, (tag,))
    )
