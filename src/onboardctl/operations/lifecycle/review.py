"""Reviews: the calendar of those to come, those that were held, and those that were not."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.action.events import ActionOpened
from onboardctl.core.codec import parse_instant
from onboardctl.core.errors import InvalidInput, NotFound
from onboardctl.core.names import did_you_mean, listed, slug
from onboardctl.core.payloads import review as p
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.core.review import events as e
from onboardctl.core.review import state
from onboardctl.operations import moments
from onboardctl.operations.lifecycle.review_calendar import Slot, slots_of
from onboardctl.operations.lifecycle.review_lines import next_steps_of, own_line, row_of, slot_line
from onboardctl.operations.lines import local_day
from onboardctl.operations.partner import intake

if TYPE_CHECKING:
    from typing import Any

    from onboardctl.core.playbook import Agenda
    from onboardctl.operations.session import Session
    from onboardctl.store.changes import Change
    from onboardctl.store.engine import Row

USUAL = "partner-enablement"
"""The playbook whose team is meant unless a partner or another is named."""
REACH_DAYS = 190
"""How far back a time is looked for that a review stands for: half a year and a little."""
ACTION_DAYS = 30


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


class HoldReview(NamedTuple):
    """A review that took place: its id in the playbook or ``R-0001``, and what is recorded of it."""

    review: str
    partner: str | None = None
    playbook: str | None = None
    on: str | None = None
    attendees: tuple[str, ...] = ()
    minutes: str = ""
    notes: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()


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
    lines = [slot_line(slot, held.get(slot.when.id), label, today) for slot in known.slots]
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
        raise _unknown(name)
    return _answer(session, "review show", row)


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
        made = _new(session, change)
        made = change.append(made, [fact])
        change.summary = f"planned {made.id}: {fact.title}"
        found = row_of(session, made)
    return _answer(session, "review schedule", found, change.summary)


def hold_review(session: Session, request: HoldReview) -> Result:
    """Record that a review took place, with its minutes, decisions and actions.

    Raises:
        NotFound: no such partner, review or person.
        InvalidInput: a day in the future, nothing recorded, a note on no item of the agenda.
        Refused: it is recorded already, or was cancelled.
    """
    row = session.find_partner(request.partner) if request.partner else None
    zone = row["zone"] if row else session.settings.zone
    today = local_day(session.now, zone)
    on = today
    if request.on is not None:
        on = date.fromisoformat(moments.when(request.on, zone, session.now, "--on")[:10])
    partner_id = row["partner_id"] if row else ""
    with session.change("review hold") as change:
        slot, review = _meant(session, change, request, partner_id, on)
        actions = tuple(
            _open_action(session, change, title, partner_id, today) for title in request.actions
        )
        fact = e.ReviewHeld(
            title=slot.piece.title if slot else review.title,
            on=on,
            partner=partner_id or review.partner,
            slot=slot.when.id if slot else "",
            attendees=request.attendees,
            minutes=request.minutes,
            notes=_notes(slot.piece.agenda if slot else None, request.notes),
            decisions=request.decisions,
            actions=actions,
        )
        review = change.append(review, [state.hold(review, fact, today)])
        change.summary = f"held {fact.title} on {on.isoformat()}"
        found = row_of(session, review)
    return _answer(session, "review hold", found, change.summary)


def cancel_review(session: Session, name: str, reason: str) -> Result:
    """Say that a review planned by hand does not take place.

    Raises:
        NotFound: ``review.unknown``.
        Refused: it was held, or no reason is given.
    """
    with session.change("review cancel") as change:
        review = _planned(session, change, name)
        review = change.append(review, [state.cancel(review, reason)])
        change.summary = f"cancelled {review.id}: {review.title}"
        found = row_of(session, review)
    return _answer(session, "review cancel", found, change.summary)


def _meant(
    session: Session, change: Change, request: HoldReview, partner_id: str, on: date
) -> tuple[Slot | None, state.Review]:
    """The slot a review stands for with a fresh review, or the review planned by hand."""
    if request.review.upper().startswith("R-"):
        return None, _planned(session, change, request.review)
    known = slots_of(
        session,
        partner_id or None,
        on - timedelta(days=REACH_DAYS),
        on + timedelta(days=REACH_DAYS),
        request.playbook or USUAL,
        meetings=True,
    )
    names = sorted({slot.piece.id for slot in known.slots})
    if request.review not in names:
        raise NotFound(
            "review.unknown",
            f'"{known.playbook.id}" has no review "{request.review}" in these months'
            f"{did_you_mean(request.review, names)}",
            hint=f"it has {listed(names)}" if names else "see `onboardctl review list`",
        )
    rows = session.store.rows("review.of", partner_id=partner_id or None)
    taken = {one["slot"] for one in rows}
    own = [slot for slot in known.slots if slot.piece.id == request.review]
    free = [slot for slot in own if slot.when.id not in taken and slot.when.state != "cancelled"]
    if not free:
        raise NotFound("review.slot", f'every "{request.review}" near {on} is recorded already')
    nearest = min(free, key=lambda slot: (abs((slot.when.on - on).days), slot.when.on))
    return nearest, _new(session, change)


def _notes(agenda: Agenda | None, typed: tuple[str, ...]) -> dict[str, str]:
    """Notes by the item of the agenda they belong to; without an agenda any name will do."""
    items = [item.title for item in agenda.items] if agenda else []
    by_name = {slug(item): item for item in items}
    notes = {}
    for pair in typed:
        name, equals, text = pair.partition("=")
        if not equals or not text.strip():
            raise InvalidInput(
                "review.note", f'"{pair}" is not item=text', hint='write `--note "revenue=up 4%"`'
            )
        item = by_name.get(slug(name)) if items else name.strip()
        if item is None:
            raise NotFound(
                "review.item",
                f'the agenda has no item "{name}"{did_you_mean(slug(name), by_name)}',
                hint=f"it has {listed(by_name)}",
            )
        notes[item] = text.strip()
    return notes


def _open_action(session: Session, change: Change, title: str, partner_id: str, today: date) -> str:
    from onboardctl.core.action.state import open_action

    number = intake.next_number(session, "action")
    opened = ActionOpened(
        title=title,
        owner=session.actor,
        due_on=today + timedelta(days=ACTION_DAYS),
        partner=partner_id,
        source="review",
    )
    made = change.append(change.subject(f"A-{number:04}"), [open_action(opened, today)])
    return str(made.id)


def _new(session: Session, change: Change) -> state.Review:
    made: state.Review = change.subject(f"R-{intake.next_number(session, 'review'):04}")
    return made


def _planned(session: Session, change: Change, name: str) -> state.Review:
    if session.store.one("review.by_id", review_id=name.upper()) is None:
        raise _unknown(name)
    found: state.Review = change.subject(name.upper())
    return found


def _unknown(name: str) -> NotFound:
    return NotFound(
        "review.unknown",
        f'there is no review "{name}"',
        hint="see them with `onboardctl review list`",
    )


def _answer(
    session: Session, command: str, row: Row | dict[str, Any], said: str | None = None
) -> Result:
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
