"""What cannot go on by itself: escalated tickets and interventions, blocked tasks, missed gates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.codec import instant_text, parse_instant
from onboardctl.core.record import NamedTuple
from onboardctl.operations.lines import day, local_day

if TYPE_CHECKING:
    from datetime import date, datetime

    from onboardctl.operations.session import Session

COUNTED_TO = 1000


class Held(NamedTuple):
    """One task that is held up; ``state`` is ``blocked`` or ``gate missed``."""

    partner_id: str
    partner: str
    task: str
    title: str
    why: str
    owner: str
    due_on: date | None
    state: str


def held_up(session: Session, on: date, partner_id: str | None = None) -> list[Held]:
    """What is held up, the longest past its day first."""
    rows = session.store.rows("today.held", owner=None, limit=COUNTED_TO)
    found = []
    for row in rows:
        if partner_id is not None and row["partner_id"] != partner_id:
            continue
        missed = row["gate"] == "missed"
        due_on = day(row["due_on"])
        late = f"{(on - due_on).days} days past its day" if due_on and due_on < on else ""
        why = (
            "a criterion of its gate is not met or was refused"
            if missed
            else row["reason"] or "blocked"
        )
        found.append(
            Held(
                row["partner_id"],
                row["name"],
                row["task_id"],
                row["title"],
                f"{why} ({late})" if late else why,
                row["owner"] or row["owner_role"].replace("_", " "),
                due_on,
                "gate missed" if missed else "blocked",
            )
        )
    return found


def climbed(session: Session) -> list[Held]:
    """Interventions that went up the ladder and are not closed, the one due first in front."""
    rows = session.store.rows("intervention.list", partner_id=None, owner=None, every=0)
    return [
        Held(
            row["partner_id"],
            row["name"],
            row["intervention"],
            f"{row['sign'].replace('-', ' ')} at risk",
            f"{row['rung'].replace('-', ' ')}, {row['intervention']}",
            row["owner"] or "nobody",
            day(row["due_on"]),
            "escalated",
        )
        for row in rows
        if row["rung"]
    ]


def escalated(session: Session, now: datetime, partner_id: str | None = None) -> list[Held]:
    """Open tickets that were handed up or broke a target, the most urgent first."""
    found = []
    for row in session.store.rows("report.escalated", now=instant_text(now)):
        if partner_id is not None and row["partner_id"] != partner_id:
            continue
        broken = bool(row["broken"]) or (row["next_breach_at"] or "9999") < instant_text(now)
        level = row["level"]
        said = [f"at level {level}"] if level > 1 else []
        said += ["a target is broken"] if broken else []
        due_at = row["next_due_at"]
        found.append(
            Held(
                row["partner_id"],
                row["name"],
                row["ticket_id"],
                f"{row['ticket_id']} {row['title']}",
                f"{row['priority']}, {' and '.join(said)}",
                row["owner"] or "nobody",
                local_day(parse_instant(due_at), row["zone"]) if due_at else None,
                "breached" if broken else "escalated",
            )
        )
    return found
