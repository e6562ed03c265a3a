"""The quarter ahead: what stands in the way, the next steps of the plan, and the meeting itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.report.model import (
    Action,
    Actions,
    Prose,
)
from onboardctl.operations.lines import day
from onboardctl.operations.report.held import escalated, held_up
from onboardctl.operations.report.qbr_deck import Deck

if TYPE_CHECKING:
    from onboardctl.core.partner.state import Partner
    from onboardctl.core.report.model import Part
    from onboardctl.operations.report.qbr_deck import Deck
    from onboardctl.operations.report.review import Review
    from onboardctl.store.engine import Row


LINES_AT_MOST = 8


NEXT_DAYS = 91


def in_the_way(deck: Deck, on: date) -> Actions:
    """What is held up, and what is past its day."""
    tickets = escalated(deck.session, deck.numbers.as_of, deck.partner.id)
    held = [*tickets, *held_up(deck.session, on, deck.partner.id)]
    people = deck.session.settings.person
    actions = [
        Action(
            f"{one.title}: {one.why}",
            person.name if (person := people(one.owner)) else one.owner,
            one.due_on,
            one.state,
        )
        for one in held
    ]
    known = {one.task for one in held}
    for row in _open_tasks(deck):
        due_on = day(row["due_on"])
        if (
            row["task_id"] not in known
            and due_on is not None
            and due_on < on
            and not row["waits_for"]
            and not row["optional"]
        ):
            actions.append(Action(row["title"], _owner(deck, row), due_on, "late"))
    return Actions(
        tuple(actions[:LINES_AT_MOST]),
        title="What stands in the way",
        empty="Nothing is held up or late.",
    )


def next_quarter(deck: Deck, on: date) -> Actions:
    """Tasks of the plan that come due in the next three months."""
    last = on + timedelta(days=NEXT_DAYS)
    actions = []
    for row in _open_tasks(deck):
        due_on = day(row["due_on"])
        if due_on is not None and on <= due_on <= last:
            actions.append(Action(row["title"], _owner(deck, row), due_on, "open"))
    empty = "The plan holds nothing more; agree on goals for the quarter."
    return Actions(tuple(actions[:LINES_AT_MOST]), title="Next steps of the plan", empty=empty)


def _open_tasks(deck: Deck) -> list[Row]:
    return deck.session.store.rows(
        "task.list_of_partner",
        partner_id=deck.partner.id,
        owner=None,
        state=None,
        unfinished=1,
        limit=500,
    )


def _owner(deck: Deck, row: Row) -> str:
    """By name where we know it: the partner reads this."""
    person = deck.session.settings.person(row["owner"]) if row["owner"] else None
    return person.name if person else str(row["owner"] or row["owner_role"].replace("_", " "))


def meeting_of(deck: Deck, review: Review) -> tuple[Part, ...]:
    """When the review is, when the deck is due, and who is at the table."""
    roles = {role.id: role.title for role in deck.playbook.roles}
    names = [roles.get(one, one.replace("_", " ")) for one in review.participants]
    said = [
        f"{review.title}: {review.on:%A}, {review.on}{_clock(review, deck.partner)}.",
        f"This deck is due on {review.pre_read_on:%A}, {review.pre_read_on}.",
    ]
    if names:
        said.append(f"At the table: {', '.join(names)}.")
    return (Prose(tuple(said), bullets=True),)


def _clock(review: Review, partner: Partner) -> str:
    if review.at is None:
        return ""
    from zoneinfo import ZoneInfo

    return f" at {review.at.astimezone(ZoneInfo(partner.zone)):%H:%M} ({partner.zone})"
