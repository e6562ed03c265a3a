"""Reviews as lines of the list: those that recur and those planned by hand."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from onboardctl.core.codec import parse_instant
from onboardctl.core.payloads import review as p
from onboardctl.core.review import state
from onboardctl.operations.lines import local_day

if TYPE_CHECKING:
    from collections.abc import Container
    from typing import Any

    from onboardctl.operations.lifecycle.review_calendar import Slot
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row


def row_of(session: Session, review: state.Review) -> dict[str, Any]:
    """The read row of a review that was just recorded, with the partner's short name."""
    row = dict(state.project(review, None)["review"][review.id,])
    partner = session.store.one("partner.by_key", key=review.partner) if review.partner else None
    return {**row, "slug": partner["slug"] if partner else None}


def slot_line(
    slot: Slot,
    held: Row | None,
    partner: str | None,
    today: date,
    ticked: Container[str] = (),
) -> p.ReviewLine:
    """A time of a recurring review, with what was recorded of it.

    ``ticked`` names times that are known to have been held, with minutes or without.
    """
    standing = "coming" if slot.when.on >= today else "missed"
    if slot.when.state == "cancelled":
        standing = "cancelled"
    if held is not None or slot.when.id in ticked:
        standing = "held"
    items = slot.piece.agenda.items if slot.piece.agenda else ()
    return p.ReviewLine(
        partner=partner,
        review=slot.piece.id,
        slot=slot.when.id,
        id=held["review_id"] if held else None,
        title=slot.piece.title,
        on=slot.when.on,
        at=slot.when.at,
        standing=standing,
        noted_count=len(json.loads(held["notes"])) if held else 0,
        item_count=len(items),
        decision_count=len(json.loads(held["decisions"])) if held else 0,
        action_count=len(json.loads(held["actions"])) if held else 0,
        prepare_on=slot.prepare_on,
    )


def own_line(row: Row, partner: str | None, zone: str, today: date) -> p.ReviewLine:
    """A review that was planned by hand, or held without a plan."""
    at = parse_instant(row["planned_at"]) if row["planned_at"] else None
    on = date.fromisoformat(row["held_on"]) if row["held_on"] else local_day(at, zone)
    standing = str(row["state"])
    if standing == state.PLANNED:
        standing = "coming" if on >= today else "missed"
    return p.ReviewLine(
        partner=partner,
        review=row["review_id"],
        slot="",
        id=row["review_id"],
        title=row["title"],
        on=on,
        at=at,
        standing=standing,
        noted_count=len(json.loads(row["notes"])),
        item_count=0,
        decision_count=len(json.loads(row["decisions"])),
        action_count=len(json.loads(row["actions"])),
        prepare_on=None,
    )


def next_steps_of(data: p.ReviewList) -> tuple[str, ...]:
    """The command that the first line asks for."""
    whose = f" --partner {data.partner}" if data.partner else f" --playbook {data.playbook}"
    for line in data.reviews:
        if line.standing == "missed":
            return (
                (
                    f"onboardctl review hold {line.review}{whose} --on {line.on.isoformat()}"
                    " --minutes TEXT"
                ),
            )
    return ()
