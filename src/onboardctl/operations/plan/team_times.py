"""When the mails and reviews of teams take place: laid out each night, for the morning list.

They follow the plan of the partner that began first, are no facts, and are recorded as held by the
review or the mail itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core import codec
from onboardctl.operations.lifecycle.review_calendar import slots_of
from onboardctl.operations.lines import local_day
from onboardctl.operations.plan.recurring_ahead import AHEAD, BACK
from onboardctl.store import recurring_pieces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.operations.session import Session


def lay_out(session: Session) -> int:
    """Lay out the times of every team anew, and note what recurring work is where nobody did.

    Returns:
        How many times there are.
    """
    rows = [
        row
        for found in session.store.rows("recurring.playbooks")
        for row in _times(session, found["playbook"])
    ]
    with session.store.atomic(keep=not session.dry_run):
        for version in session.store.rows("recurring.versions_without_pieces"):
            recurring_pieces.keep(session.store, session.playbook(version["digest"]))
        session.store.run("recurring.drop_team_times")
        session.store.many("recurring.put_team_time", rows)
    return len(rows)


def _times(session: Session, playbook: str) -> Iterator[dict[str, Any]]:
    """Times of mails and reviews of one playbook; what a machine does every night asks nobody."""
    today = local_day(session.now, session.settings.zone)
    known = slots_of(session, None, today - BACK, today + AHEAD, playbook, meetings=True)
    people = {
        role: person.id for person in reversed(session.settings.staff) for role in person.roles
    }
    for slot in known.slots:
        piece, when = slot.piece, slot.when
        if when.state == "cancelled" or not (piece.review or piece.template):
            continue
        role = piece.owners[0] if piece.owners else ""
        yield {
            "playbook": playbook,
            "recurring_id": piece.id,
            "original_on": when.original_on.isoformat(),
            "takes_on": when.on.isoformat(),
            "takes_at": codec.instant_text(when.at) if when.at else None,
            "zone": known.zone,
            "title": piece.title,
            "owner_role": role,
            "owner": people.get(role),
            "template": (piece.template or "").replace("-", "_"),
            "partner": known.partner,
        }
