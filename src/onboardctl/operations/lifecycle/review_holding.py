"""Record that a review took place: with minutes by hand, or by the mail that it consists of."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.action.events import ActionOpened
from onboardctl.core.errors import InvalidInput, NotFound, Refused
from onboardctl.core.names import did_you_mean, listed, slug
from onboardctl.core.partner.recurring_facts import REACH_DAYS as MAIL_REACH_DAYS
from onboardctl.core.partner.recurring_facts import RecurringHeld, nearest_open
from onboardctl.core.record import NamedTuple
from onboardctl.core.review import events as e
from onboardctl.core.review import state
from onboardctl.operations import moments
from onboardctl.operations.lifecycle.review import USUAL, answer, new_review, planned_review
from onboardctl.operations.lifecycle.review_calendar import Slot, slots_of
from onboardctl.operations.lifecycle.review_lines import row_of
from onboardctl.operations.lines import local_day
from onboardctl.operations.partner import intake

if TYPE_CHECKING:
    from onboardctl.core.playbook import Agenda, Recurring
    from onboardctl.core.result import Result
    from onboardctl.operations.session import Session
    from onboardctl.store.changes import Change

REACH_DAYS = 190
"""How far back a time is looked for that a review stands for: half a year and a little."""
ACTION_DAYS = 30


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
        if slot is not None and partner_id:
            _tick(change, partner_id, slot, fact)
        change.summary = f"held {fact.title} on {on.isoformat()}"
        found = row_of(session, review)
    return answer(session, "review hold", found, change.summary)


def hold_by_mail(
    session: Session, change: Change, piece: Recurring, playbook: str, *, on: date, evidence: str
) -> None:
    """Record the work of a team as held on a day, where it consists of a mail that went out.

    Nothing is recorded when no open time of it lies within a week.
    """
    reach = timedelta(days=MAIL_REACH_DAYS)
    known = slots_of(session, None, on - reach, on + reach, playbook, meetings=True)
    taken = {one["slot"] for one in session.store.rows("review.of", partner_id=None)}
    free = [
        slot
        for slot in known.slots
        if slot.piece.id == piece.id
        and slot.when.id not in taken
        and slot.when.state != "cancelled"
    ]
    if not free:
        return
    nearest = min(free, key=lambda slot: (abs((slot.when.on - on).days), slot.when.on))
    held = e.ReviewHeld(title=piece.title, on=on, slot=nearest.when.id, minutes=f"sent: {evidence}")
    review = new_review(session, change)
    change.append(review, [state.hold(review, held, on)])


def _tick(change: Change, partner_id: str, slot: Slot, held: e.ReviewHeld) -> None:
    """Tick the time of the recurring work that the review stands for, unless it is ticked.

    Where dates have moved since it was laid out, it is the time that the morning list asks for.
    """
    partner = change.partner(partner_id)
    name, piece = slot.when.id, slot.piece.id
    if name in partner.held:
        return
    original = slot.when.original_on
    if name not in partner.ahead:
        original = nearest_open(partner, piece, held.on) or original
    change.append(partner, [RecurringHeld(piece, original, held.on, held.title)])


def _meant(
    session: Session, change: Change, request: HoldReview, partner_id: str, on: date
) -> tuple[Slot | None, state.Review]:
    """The slot a review stands for with a fresh review, or the review planned by hand."""
    if request.review.upper().startswith("R-"):
        return None, planned_review(session, change, request.review)
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
    taken = {one["slot"]: one["review_id"] for one in rows}
    own = [
        slot
        for slot in known.slots
        if slot.piece.id == request.review and slot.when.state != "cancelled"
    ]
    if not own:
        raise NotFound("review.slot", f'every "{request.review}" near {on} was called off')
    nearest = min(
        own, key=lambda at: (abs((at.when.on - on).days), at.when.id in taken, at.when.on)
    )
    if nearest.when.id in taken:
        raise Refused(
            "review.held",
            f'the "{request.review}" of {nearest.when.on} is recorded already, as '
            f"{taken[nearest.when.id]}",
            hint="name the day of the one you mean with --on; what is held beside those of the "
            "playbook is planned with `onboardctl review schedule`",
        )
    return nearest, new_review(session, change)


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
