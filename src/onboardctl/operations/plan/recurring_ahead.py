"""Lay out the times of recurring work some weeks ahead, whenever dates move or the weeks run out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from onboardctl.operations.lines import local_day

if TYPE_CHECKING:
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


def laid_from_facts(session: Session, partner_id: str) -> LaidOut | None:
    """What follows for the recurring work of one of many plans whose dates stand.

    Nothing but these times follows, so the rows of the partner can be written alone.
    """
    from onboardctl.operations.plan import planning
    from onboardctl.store import event_log

    partner: Partner = event_log.load(session.store, partner_id)
    playbook = session.playbook(partner.digest)
    fact = _fact(session, partner, playbook, planning.in_force(partner, playbook))
    return None if fact is None else _laid(partner, playbook, fact)


def _laid(partner: Partner, playbook: Playbook, fact: RecurringLaidOut) -> LaidOut:
    from onboardctl.core import facts
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
        facts.to_payload(fact),
        tuple(row for key, row in after.items() if before.get(key) != row),
        tuple(
            {"partner_id": partner.id, "recurring_id": key[0], "original_on": key[1]}
            for key in before
            if key not in after
        ),
    )
