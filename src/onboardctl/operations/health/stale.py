"""Whose kept score does not hold any more. Imported every morning, so it imports little itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from onboardctl.core import codec
from onboardctl.operations.health.span import MONTHS_BACK
from onboardctl.operations.kpi.facts.moments import last_intake
from onboardctl.operations.lines import local_day

if TYPE_CHECKING:
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

ALL_OF = 400
"""With more partners to work out anew than this, all are: each source is asked once then."""
MOST = 5 * ALL_OF
"""After more changes than this nobody is looked up one by one: scores are worked out each night."""


def stale(session: Session, kept: Row) -> set[str] | None:
    """Partners whose kept score does not hold; ``None`` when that may be everybody's."""
    ask = session.store.rows
    found: set[str] = set()
    later = session.store.one("health.changes_after", change_id=kept["change_id"])
    if later is not None and later["changes"] > MOST:
        return None
    rows = ask("health.touched", change_id=kept["change_id"], most=MOST + 1)
    if len(rows) > MOST:
        return None
    for row in rows:
        prefix, _, number = row["subject"].partition("-")
        if prefix == "E":
            return None  # a certificate counts for everybody that its holder serves
        if prefix in {"P", "L", "M"}:
            found.add(f"P-{number}")
        elif prefix in {"T", "R", "F"}:
            whose = ask("health.partner_of", subject=row["subject"])
            if not whose:
                return None  # it was taken back, or is about all partners
            found |= {one["partner_id"] for one in whose}
        if len(found) > ALL_OF:
            return None
    answered = ask("health.answered_after", intake=kept["survey_intake"])
    found |= {one["partner_id"] for one in answered}
    if last_intake(session, "usage", session.moment) > kept["usage_intake"]:
        day = local_day(session.moment, session.settings.zone)
        since = day - timedelta(days=31 * (MONTHS_BACK + 3))
        month = since.year * 100 + since.month
        used = ask("health.used_after", month=month, intake=kept["usage_intake"])
        found |= {one["partner_id"] for one in used}
    until = codec.instant_text(session.moment)
    broken = ask("health.broken_between", since=kept["scored_at"], until=until)
    found |= {one["partner_id"] for one in broken}
    return None if len(found) > ALL_OF else found
