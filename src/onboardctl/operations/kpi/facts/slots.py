"""When recurring work was due, and when it was held: as a review with minutes, or ticked.

Only work of which somebody ever recorded a meeting is looked at: where nobody keeps book, nothing
is known, and that is not the same as nothing held.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from onboardctl.core.kpi.observations import Slot
from onboardctl.operations.kpi.facts.moments import ONE_DAY, first_moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.core.partner.state import Partner
    from onboardctl.core.recurrence.occurrence import Occurrence
    from onboardctl.operations.kpi.facts.history import History
    from onboardctl.operations.kpi.facts.people import People
    from onboardctl.operations.session import Session

Held = dict[tuple[str, str], str]
"""The day a review was held on, by partner (empty for the team) and time of the playbook."""


def slots_of(
    session: Session,
    playbook: str,
    who: People,
    activity: str,
    as_of: datetime,
    history: History | None,
) -> list[Slot]:
    """Every time some recurring work was due up to a moment, by partner; for a team's once.

    Args:
        session: an open store.
        playbook: whose team is meant by work of a team.
        who: the partners.
        activity: id of the recurring work.
        as_of: the moment; what is called off by then was not due.
        history: how partners and reviews stood then; ``None`` at the present.
    """
    if not is_held(session, activity, history):
        return []
    held = _held(session, activity, history)
    found: list[Slot] = []
    own = {digest for digest in who.digests.values() if _is_of_partners(session, digest, activity)}
    for partner in sorted(who.zones):
        if who.digests[partner] in own:  # a team's work is looked up in no partner's facts
            found += _slots(session, _partner(session, partner, history), activity, held, as_of)
    team = session.store.one("review.first_partner", playbook=playbook)
    if team is not None:
        one = _partner(session, team["partner_id"], history)
        found += _slots(session, one, activity, held, as_of, scope="team")
    return found


def _is_of_partners(session: Session, digest: str, activity: str) -> bool:
    """Whether a version of the playbook has the work once for each partner."""
    playbook = session.playbook(digest)
    return any(one.id == activity and one.scope == "partner" for one in playbook.recurring)


def is_held(session: Session, activity: str, history: History | None) -> bool:
    """Whether a meeting of some recurring work was ever recorded, of whomever."""
    if _held(session, activity, history):
        return True
    rows = session.store.rows("kpi.held_times", recurring=activity)
    if history is None:
        return bool(rows)
    if any(row["partner_id"] not in history.partners for row in rows):
        return True
    states = (history.partner(one) for one in sorted(history.partners))
    return any(name.startswith(f"{activity}/") for one in states for name in one.held)


def _held(session: Session, activity: str, history: History | None) -> Held:
    rows = session.store.rows(
        "review.held_of", first=f"{activity}/", last=f"{activity}0"
    )  # "0" follows "/"
    if history is not None:
        kept = [row for row in rows if row["review_id"] not in history.reviews]
        rows = kept + [row for row in history.held() if row["slot"].startswith(f"{activity}/")]
    return {
        (row["partner_id"] or "", row["slot"]): row["held_on"] for row in rows if row["held_on"]
    }


def _partner(session: Session, partner_id: str, history: History | None) -> Partner:
    return session.partner(partner_id) if history is None else history.partner(partner_id)


def _slots(
    session: Session,
    partner: Partner,
    activity: str,
    held: Held,
    as_of: datetime,
    scope: str = "partner",
) -> Iterator[Slot]:
    for when in _times(session, partner, activity, as_of, scope):
        if when.state == "cancelled":
            continue
        owner = partner.id if scope == "partner" else ""
        on = held.get((owner, when.id))
        if on is None and owner and when.id in partner.held:
            on = partner.held[when.id].took_on.isoformat()
        ends = first_moment(when.on.isoformat(), partner.zone) + ONE_DAY
        due = when.at or ends
        yield Slot(owner, activity, due, None if on is None else first_moment(on, partner.zone))


def _times(
    session: Session, partner: Partner, activity: str, as_of: datetime, scope: str
) -> tuple[Occurrence, ...]:
    """The times of one piece of recurring work from the partner's beginning to the moment."""
    from onboardctl.core.schedule.recurring import recurrences
    from onboardctl.operations.plan import planning

    if partner.created_at is None:
        return ()
    playbook = session.playbook(partner.digest)
    pieces = tuple(one for one in playbook.recurring if one.id == activity and one.scope == scope)
    if not pieces:
        return ()
    calendar = session.calendar(partner, playbook)
    plan = planning.compute(partner, playbook, as_of, calendar)
    begun = plan.anchor(playbook.origin)
    if begun is None:
        return ()
    until = as_of
    if partner.status in ("paused", "removed"):
        until = min(until, partner.paused_at or partner.active_at or until)
    last = until.astimezone(ZoneInfo(partner.zone)).date()
    return recurrences(
        playbook._replace(recurring=pieces),
        plan,
        calendar,
        (begun.on - timedelta(days=1), last),
        planning.changed_occurrences(partner),
        scope=scope,
    )
