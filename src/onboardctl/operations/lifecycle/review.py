"""Reviews: the calendar of those to come, those that were held, and those that were not."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.codec import parse_instant
from onboardctl.core.errors import InvalidInput, NotFound
from onboardctl.core.payloads import review as p
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.core.review import state
from onboardctl.operations import moments
from onboardctl.operations.lifecycle.review_calendar import slots_of
from onboardctl.operations.lifecycle.review_lines import next_steps_of, own_line, row_of, slot_line
from onboardctl.operations.lines import local_day
from onboardctl.operations.partner import intake

if TYPE_CHECKING:
    from typing import Any

    from onboardctl.operations.session import Session
    from onboardctl.store.changes import Change
    from onboardctl.store.engine import Row

USUAL = "partner-enablement"
"""The playbook whose team is meant unless a partner or another is named."""


class ListReviews(NamedTuple):
    """Whose reviews, and how many days back and ahead."""

    partner: str | None = None
    playbook: str | None = None
    back: int = 60
    ahead: int = 60


class PlanReview(NamedTuple):
    """A review beside those of the playbook."""

    title: str
    at: str
    partner: str | None = None
    reason: str = ""


def list_reviews(session: Session, request: ListReviews) -> Result:
    """Reviews of the playbook with whether they were held, and those planned by hand.

    Raises:
        NotFound: no such partner, or nobody follows the playbook.
    """
    row = session.find_partner(request.partner) if request.partner else None
    zone = row["zone"] if row else session.settings.zone
    today = local_day(session.moment, zone)
    first, last = today - timedelta(days=request.back), today + timedelta(days=request.ahead)
    partner_id = row["partner_id"] if row else None
    known = slots_of(session, partner_id, first, last, request.playbook or USUAL)
    recorded = session.store.rows("review.of", partner_id=partner_id)
    held = {one["slot"]: one for one in recorded if one["slot"]}
    label = row["slug"] if row else None
    lines = [
        slot_line(slot, held.get(slot.when.id), label, today, known.ticked) for slot in known.slots
    ]
    lines += [
        line
        for one in recorded
        if not one["slot"]
        for line in (own_line(one, label, zone, today),)
        if first <= line.on <= last
    ]
    lines.sort(key=lambda line: (line.on, line.review))
    missed = sum(line.standing == "missed" for line in lines)
    data = p.ReviewList(label, known.playbook.id, first, last, missed, tuple(lines))
    return Result(
        "review list",
        "reviews/1",
        data,
        as_of=session.moment,
        zone=zone,
        next_steps=next_steps_of(data),
    )


def show_review(session: Session, name: str) -> Result:
    """One review with its minutes.

    Raises:
        NotFound: ``review.unknown``.
    """
    row = session.store.one("review.by_id", review_id=name.upper())
    if row is None:
        raise unknown_review(name)
    return answer(session, "review show", row)


def plan_review(session: Session, request: PlanReview) -> Result:
    """Plan a review beside those of the playbook.

    Raises:
        NotFound: no such partner.
        InvalidInput: no title, or not a moment.
    """
    row = session.find_partner(request.partner) if request.partner else None
    at = _moment(session, request.at, row["zone"] if row else session.settings.zone)
    fact = state.plan(request.title, at, row["partner_id"] if row else "", request.reason)
    with session.change("review schedule") as change:
        made = new_review(session, change)
        made = change.append(made, [fact])
        change.summary = f"planned {made.id}: {fact.title}"
        found = row_of(session, made)
    return answer(session, "review schedule", found, change.summary)


def cancel_review(session: Session, name: str, reason: str) -> Result:
    """Say that a review planned by hand does not take place.

    Raises:
        NotFound: ``review.unknown``.
        Refused: it was held, or no reason is given.
    """
    with session.change("review cancel") as change:
        review = planned_review(session, change, name)
        review = change.append(review, [state.cancel(review, reason)])
        change.summary = f"cancelled {review.id}: {review.title}"
        found = row_of(session, review)
    return answer(session, "review cancel", found, change.summary)


def new_review(session: Session, change: Change) -> state.Review:
    """A review with the next number, of which nothing is recorded yet."""
    made: state.Review = change.subject(f"R-{intake.next_number(session, 'review'):04}")
    return made


def planned_review(session: Session, change: Change, name: str) -> state.Review:
    """The review of that number.

    Raises:
        NotFound: ``review.unknown``.
    """
    if session.store.one("review.by_id", review_id=name.upper()) is None:
        raise unknown_review(name)
    found: state.Review = change.subject(name.upper())
    return found


def unknown_review(name: str) -> NotFound:
    """There is no review of that name."""
    return NotFound(
        "review.unknown",
        f'there is no review "{name}"',
        hint="see them with `onboardctl review list`",
    )


def answer(
    session: Session, command: str, row: Row | dict[str, Any], said: str | None = None
) -> Result:
    """One review as an answer, from its read row."""
    notes = json.loads(row["notes"])
    data = p.ReviewShown(
        id=row["review_id"],
        partner=row["slug"],
        title=row["title"],
        state=row["state"],
        slot=row["slot"],
        planned_at=parse_instant(row["planned_at"]) if row["planned_at"] else None,
        held_on=date.fromisoformat(row["held_on"]) if row["held_on"] else None,
        attendees=tuple(json.loads(row["attendees"])),
        minutes=row["minutes"],
        notes=tuple(p.ReviewNote(item, text) for item, text in notes.items()),
        decisions=tuple(json.loads(row["decisions"])),
        actions=tuple(json.loads(row["actions"])),
        reason=row["reason"],
    )
    whose = f" --partner {data.partner}" if data.partner else ""
    return Result(
        command,
        "review/1",
        data,
        as_of=session.moment,
        zone=session.settings.zone,
        messages=(said,) if said else (),
        next_steps=(f"onboardctl review list{whose}",),
        dry_run=session.dry_run,
    )


def _moment(session: Session, typed: str, zone: str) -> datetime:
    text = moments.when(typed, zone, session.now, "--at")
    if "T" not in text:
        raise InvalidInput(
            "date.time", f'--at "{typed}" has no time', hint='write it like "2026-03-10 14:00"'
        )
    return parse_instant(text)
