"""What the team of the example ticked of its recurring work: all that took place while it was active."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from onboardctl.core.partner.recurring_facts import RecurringHeld
from onboardctl.operations.lines import local_day

if TYPE_CHECKING:
    from onboardctl.core.partner.state import Partner
    from onboardctl.operations.session import Session


def tick(session: Session) -> None:
    """Tick every time up to the last day of which something is known of its partner."""
    with session.change("recurring done") as change:
        for row in session.store.rows("partner.imported"):
            partner = change.partner(session.find_partner(row["slug"])["partner_id"])
            change.append(partner, _held(session, partner), occurred_at=partner.active_at)
        change.summary = "recurring work ticked"


def _held(session: Session, partner: Partner) -> list[RecurringHeld]:
    assert partner.active_at is not None
    heard = local_day(partner.active_at, partner.zone)
    today = local_day(session.now, partner.zone)
    found = []
    for name, planned in sorted(partner.ahead.items()):
        recurring, _, original = name.rpartition("/")
        if planned.on <= heard and planned.on < today and not planned.cancelled:
            found.append(RecurringHeld(recurring, date.fromisoformat(original), planned.on))
    return found
