"""Recurring work on the morning list: what is today, what was due and is not ticked, what is next.

A partner's own times are ticked by `recurring done`, by its mail or by its review; those of a team
by a review or a mail alone.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from onboardctl.core import codec
from onboardctl.core.payloads.plan import TodayLine
from onboardctl.operations.lines import local_day

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

FORGIVEN_DAYS = 7
"""A time that nobody ticked is asked for so long, or until the next one; the value is ours."""

_TICK, _LIST = "onboardctl recurring done", "onboardctl recurring list"


class RecurringLines:
    """Lines of recurring work by group, from a query for partners and one for teams.

    Attributes:
        late: times that are over and not ticked; of one recurring work only the last.
        due: times of today, in the partner's days.
        soon: times of the days after.
    """

    def __init__(self, session: Session, owner: str | None, limit: int, soon_days: int) -> None:
        today = local_day(session.moment, session.settings.zone)
        asked = {
            "since": (today - timedelta(days=FORGIVEN_DAYS)).isoformat(),
            "until": (today + timedelta(days=soon_days + 1)).isoformat(),
            "owner": owner,
            "limit": limit * 3,
        }
        self.session = session
        self.soon_days = soon_days
        self.late: list[TodayLine] = []
        self.due: list[TodayLine] = []
        self.soon: list[TodayLine] = []
        sends = session.settings.smtp is not None
        rows = session.store.rows("today.recurring", **asked)
        self._place((row, row["partner_id"], _of_partner(row, sends=sends)) for row in rows)
        if session.as_of is None:  # how the times of teams were laid out earlier is not kept
            rows = session.store.rows("today.team", **asked)
            self._place((row, row["playbook"], _of_team(row, sends=sends)) for row in rows)

    def _place(self, found: Iterable[tuple[Row, str, TodayLine]]) -> None:
        """Sort lines into their groups; of times that are over only the last of its kind stays."""
        lines = list(found)
        last = self._last_over(lines)
        for row, whose, line in lines:
            on = date.fromisoformat(row["takes_on"])
            local = local_day(self.session.moment, row["zone"])
            if on > local + timedelta(days=self.soon_days):
                continue
            if on < local and last[whose, row["recurring_id"]] != row["takes_on"]:
                continue
            group = "late" if on < local else "today" if on == local else "soon"
            mine = {"late": self.late, "today": self.due, "soon": self.soon}[group]
            late_days = (local - on).days if on < local else None
            placed = line._replace(group=group, due_on=on, late_days=late_days)
            mine.append(placed._replace(command=_command(placed, row)))

    def _last_over(self, lines: list[tuple[Row, str, TodayLine]]) -> dict[tuple[str, str], str]:
        """The latest time up to today of each recurring work: those before are past asking for."""
        last: dict[tuple[str, str], str] = {}
        for row, whose, _ in lines:
            if row["takes_on"] <= local_day(self.session.moment, row["zone"]).isoformat():
                key = whose, row["recurring_id"]
                last[key] = max(last.get(key, ""), row["takes_on"])
        return last


def _command(line: TodayLine, row: Row) -> str:
    """What to type: no time to come is ticked, it is shown."""
    if line.group == "soon" and line.command.startswith(_TICK):
        return f"{_LIST} {row['slug']} {row['recurring_id']}"
    return line.command


def _of_partner(row: Row, *, sends: bool) -> TodayLine:
    moved = f", {row['note']}" if row["note"] else ""
    tick = f"recurring done {row['slug']} {row['recurring_id']} {row['original_on']}"
    if row["template"] and sends:
        tick = f"send {row['template']} --partner {row['slug']}"
    return _line(row, row["slug"], row["name"], f"comes back{moved}", tick)


def _of_team(row: Row, *, sends: bool) -> TodayLine:
    command = f"review list --playbook {row['playbook']}"
    if row["template"] and sends:
        command = f"send {row['template']} --partner {row['partner']}"
    return _line(row, "", "", f"the team of {row['playbook']}", command)


def _line(row: Row, slug: str, name: str, note: str, command: str) -> TodayLine:
    return TodayLine(
        rank=0,
        group="",
        partner=slug,
        name=name,
        what=row["title"],
        ref=row["recurring_id"],
        owner_role=row["owner_role"],
        owner=row["owner"],
        due_on=None,
        due_at=codec.parse_instant(row["takes_at"]) if row["takes_at"] else None,
        late_days=None,
        note=note,
        command=f"onboardctl {command}",
    )
