"""One review as its facts make it, and the rules by which it changes.

Source: Partner Enablement Playbook, governance (A22, A25 to A27); Partnership Lifecycle, reviews
(C18).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from onboardctl.core.codec import instant_text
from onboardctl.core.errors import InvalidInput, Refused
from onboardctl.core.record import NamedTuple
from onboardctl.core.review import events as e
from onboardctl.core.subject import by_key

if TYPE_CHECKING:
    from datetime import date, datetime

    from onboardctl.core.facts import Recorded
    from onboardctl.core.subject import Rows

PLANNED, HELD, CANCELLED = "planned", "held", "cancelled"
KEYS: dict[str, tuple[str, ...]] = {"review": ("review_id",)}
"""The read table with its primary key."""


class Review(NamedTuple):
    """A review; ``state`` is empty while whatever made it is taken back."""

    id: str
    version: int = 0
    state: str = ""
    title: str = ""
    partner: str = ""
    planned_at: datetime | None = None
    held: e.ReviewHeld | None = None
    reason: str = ""
    recorded_by: str = ""


def evolve(review: Review, recorded: Recorded) -> Review:
    """The review after one more fact; total, never refusing."""
    event: Any = recorded.event
    if isinstance(event, e.ReviewPlanned):
        review = review._replace(
            state=PLANNED,
            title=event.title,
            partner=event.partner,
            planned_at=event.at,
            reason=event.reason,
        )
    elif isinstance(event, e.ReviewHeld):
        review = review._replace(state=HELD, title=event.title, partner=event.partner, held=event)
    elif isinstance(event, e.ReviewCancelled):
        review = review._replace(state=CANCELLED, reason=event.reason)
    return review._replace(version=recorded.number, recorded_by=recorded.actor)


def plan(title: str, at: datetime, partner: str, reason: str) -> e.ReviewPlanned:
    """Plan a review beside those of the playbook.

    Raises:
        InvalidInput: ``review.title``.
    """
    if not title.strip():
        raise InvalidInput("review.title", "a review needs a title")
    return e.ReviewPlanned(title.strip(), at, partner, reason)


def hold(review: Review, held: e.ReviewHeld, today: date) -> e.ReviewHeld:
    """Record that a review took place.

    Raises:
        InvalidInput: ``review.future``; ``review.minutes``: nothing of it is recorded.
        Refused: ``review.held``, ``review.cancelled``.
    """
    _refuse_over(review)
    if held.on > today:
        raise InvalidInput("review.future", f"{held.on.isoformat()} lies in the future")
    if not (held.minutes.strip() or held.notes or held.decisions):
        raise InvalidInput(
            "review.minutes",
            "a review that was held leaves minutes, notes or decisions",
            hint="add `--minutes TEXT`, `--note ITEM=TEXT` or `--decision TEXT`",
        )
    return held


def cancel(review: Review, reason: str) -> e.ReviewCancelled:
    """Say that a planned review does not take place.

    Raises:
        Refused: ``review.held``, ``review.cancelled``, ``reason.missing``.
    """
    _refuse_over(review)
    if not reason.strip():
        raise Refused("reason.missing", "cancelling needs a reason", hint="add `--reason TEXT`")
    return e.ReviewCancelled(reason)


def project(review: Review, _: Any) -> Rows:
    """The read row; none while whatever made it is taken back."""
    if not review.state:
        return by_key(KEYS, {})
    held = review.held
    row = {
        "review_id": review.id,
        "partner_id": review.partner or None,
        "slot": held.slot if held else "",
        "title": review.title,
        "state": review.state,
        "planned_at": instant_text(review.planned_at) if review.planned_at else None,
        "held_on": held.on.isoformat() if held else None,
        "attendees": json.dumps(held.attendees if held else (), ensure_ascii=False),
        "minutes": held.minutes if held else "",
        "notes": json.dumps(held.notes if held else {}, ensure_ascii=False),
        "decisions": json.dumps(held.decisions if held else (), ensure_ascii=False),
        "actions": json.dumps(held.actions if held else ()),
        "reason": review.reason,
        "recorded_by": review.recorded_by,
    }
    return by_key(KEYS, {"review": [row]})


def _refuse_over(review: Review) -> None:
    if review.state in {HELD, CANCELLED}:
        raise Refused(f"review.{review.state}", f"{review.id} is {review.state} already")
