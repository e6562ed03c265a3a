"""Recurring work on the morning list: what takes place today, what was due and is not ticked, what is next."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from onboardctl.core import codec
from onboardctl.core.payloads.plan import TodayLine
from onboardctl.operations.lines import local_day

if TYPE_CHECKING:
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

FORGIVEN_DAYS = 7
"""A time that nobody ticked is asked for so long, or until the next one; the value is ours."""


class RecurringLines:
    """Lines of recurring work by group, from one query.

    Attributes:
        late: times that are over and not ticked; of one recurring work only the last.
        due: times of today, in the partner's days.
        soon: times of the days after.
    """

    def __init__(self, session: Session, owner: str | None, limit: int, soon_days: int) -> None:
        today = local_day(session.moment, session.settings.zone)
        rows = session.store.rows(
            "today.recurring",
            since=(today - timedelta(days=FORGIVEN_DAYS)).isoformat(),
            until=(today + timedelta(days=soon_days + 1)).isoformat(),
            owner=owner,
            limit=limit * 3,
        )
        self.late: list[TodayLine] = []
        self.due: list[TodayLine] = []
        self.soon: list[TodayLine] = []
        last = _last_over(session, rows)
        for row in rows:
            on = date.fromisoformat(row["takes_on"])
            local = local_day(session.moment, row["zone"])
            if on > local + timedelta(days=soon_days):
                continue
            if on < local and last[row["partner_id"], row["recurring_id"]] != row["takes_on"]:
                continue
            group = "late" if on < local else "today" if on == local else "soon"
            mine = {"late": self.late, "today": self.due, "soon": self.soon}[group]
            mine.append(_line(row, group, on, local))


def _last_over(session: Session, rows: list[Row]) -> dict[tuple[str, str], str]:
    """The latest time up to today of each recurring work: those before it are past asking for."""
    last: dict[tuple[str, str], str] = {}
    for row in rows:
        if row["takes_on"] <= local_day(session.moment, row["zone"]).isoformat():
            key = row["partner_id"], row["recurring_id"]
            last[key] = max(last.get(key, ""), row["takes_on"])
    return last


def _line(row: Row, group: str, on: date, today: date) -> TodayLine:
    moved = f", {row['note']}" if row["note"] else ""
    return TodayLine(
        rank=0,
        group=group,
        partner=row["slug"],
        name=row["name"],
        what=row["title"],
        ref=row["recurring_id"],
        owner_role=row["owner_role"],
        owner=row["owner"],
        due_on=on,
        due_at=codec.parse_instant(row["takes_at"]) if row["takes_at"] else None,
        late_days=(today - on).days if on < today else None,
        note=f"comes back{moved}",
        command=f"onboardctl recurring done {row['slug']} {row['recurring_id']} {row['original_on']}",
    )
