"""Lay out the times of recurring work some weeks ahead, whenever dates move or the weeks run out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from onboardctl.operations.lines import local_day

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from onboardctl.core.partner.recurring_facts import RecurringLaidOut
    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Playbook
    from onboardctl.core.schedule.values import Schedule
    from onboardctl.core.subject import Row
    from onboardctl.operations.session import Session
    from onboardctl.store.changes import Change
    from onboardctl.store.redating import LaidOut

BACK = timedelta(days=14)
"""Times that are over stay laid out so long, to be ticked late."""
AHEAD = timedelta(weeks=12)
RENEWED = timedelta(weeks=6)
"""With less than this ahead they are laid out again."""
GOES_ON = ("onboarding", "completed")
"""Statuses of partners whose recurring work goes on; it ends where its own rule says."""


def comes_back(playbook: Playbook) -> bool:
    """Whether anything comes back for each partner."""
    return any(piece.scope == "partner" for piece in playbook.recurring)


def is_fresh(partner: Partner, playbook: Playbook, today: date) -> bool:
    """Whether enough is laid out, as long as no date has moved."""
    if not comes_back(playbook):
        return True
    return partner.ahead_until is not None and partner.ahead_until >= today + RENEWED


def lay_out(
    session: Session,
    change: Change,
    partner: Partner,
    playbook: Playbook,
    dated: Schedule | None = None,
) -> Partner:
    """The partner after its times were laid out, where they differ from what is known.

    Args:
        session: with the moment and the calendars.
        change: the change under way.
        partner: as it stands in it.
        playbook: its definition.
        dated: its plan, where that was just computed.
    """
    if not comes_back(playbook) or partner.status not in GOES_ON:
        return partner
    fact = _fact(session, partner, playbook, dated)
    return change.append(partner, [fact]) if fact is not None else partner


def _fact(
    session: Session, partner: Partner, playbook: Playbook, dated: Schedule | None
) -> RecurringLaidOut | None:
    from onboardctl.core.partner.recurring_facts import RecurringLaidOut
    from onboardctl.core.partner.state import PlannedTime
    from onboardctl.core.schedule.recurring import recurrences
    from onboardctl.operations.plan import planning

    today = local_day(session.now, partner.zone)
    calendar = session.calendar(partner, playbook)
    if dated is None:
        dated = planning.compute(partner, playbook, session.now, calendar)
    until = today + AHEAD
    found = recurrences(
        playbook, dated, calendar, (today - BACK, until), planning.changed_occurrences(partner)
    )
    times = {
        one.id: PlannedTime(one.on, one.at, one.state == "cancelled", one.note) for one in found
    }
    known_until = partner.ahead_until
    if known_until is not None and known_until >= today + RENEWED:

        def near(laid: dict[str, PlannedTime]) -> dict[str, PlannedTime]:
            return {name: one for name, one in laid.items() if today <= one.on <= known_until}

        if near(times) == near(partner.ahead):
            return None
    elif known_until is None and not times:
        return None
    return RecurringLaidOut(until, times)


def moves_with(playbook: Playbook, before: str, after: str) -> bool:
    """Whether times of recurring work may have moved with a plan.

    Args:
        playbook: its definition.
        before: its anchors as its row had them.
        after: the same as its row has them now.
    """
    if not comes_back(playbook):
        return False
    tasks = {task.id for task in playbook.tasks} | {phase.id for phase in playbook.phases}
    return before != after or any(piece.during in tasks for piece in playbook.recurring)


def follow(session: Session, change: Change, partner_ids: list[str]) -> int:
    """Lay out the recurring work of plans that were just dated from their rows.

    Such partners are many, and nothing but these times follows: their rows are written alone.

    Returns:
        Of how many partners times were laid out.
    """
    from onboardctl.operations.plan import planning
    from onboardctl.store import event_log, redating

    found = []
    for partner_id in partner_ids:
        partner: Partner = event_log.load(session.store, partner_id)
        playbook = session.playbook(partner.digest)
        fact = _fact(session, partner, playbook, planning.in_force(partner, playbook))
        if fact is not None:
            found.append(_laid(partner, playbook, fact))
    redating.write_times(change, found)
    return len(found)


def renew(session: Session, change: Change, but: Collection[str]) -> int:
    """Lay out further what runs out, of everybody except some who were seen to already.

    Returns:
        How many partners there were.
    """
    day = local_day(session.now, session.settings.zone) + RENEWED
    rows = session.store.rows("recurring.running_out", day=day.isoformat())
    ids = [
        row["partner_id"]
        for row in rows
        if row["partner_id"] not in but and comes_back(session.playbook(row["digest"]))
    ]
    return follow(session, change, ids)


def _laid(partner: Partner, playbook: Playbook, fact: RecurringLaidOut) -> LaidOut:
    from onboardctl.core.partner import gates, recurring_facts
    from onboardctl.store.redating import LaidOut

    def rows_of(state: Partner) -> dict[tuple[str, str], Row]:
        made = recurring_facts.rows(
            state, playbook, lambda role: gates.person_for(state, playbook, role)
        )
        return {(row["recurring_id"], row["original_on"]): row for row in made}

    before = rows_of(partner)
    after = rows_of(recurring_facts.laid_out(partner, fact, None))
    return LaidOut(
        partner.id,
        partner.version + 1,
        fact,
        tuple(row for key, row in after.items() if before.get(key) != row),
        tuple(
            {"partner_id": partner.id, "recurring_id": key[0], "original_on": key[1]}
            for key in before
            if key not in after
        ),
    )
