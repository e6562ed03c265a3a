"""The partnership on the morning list: renewals, feedback, payouts and others that are due."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.payloads.plan import TodayLine
from onboardctl.operations.lines import local_day

if TYPE_CHECKING:
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

SOON_DAYS = 2


class DueLines:
    """What is late, what is due today, and what is due soon; each the earliest first."""

    def __init__(self, session: Session, owner: str | None, limit: int) -> None:
        self.session = session
        self.on = local_day(session.moment, session.settings.zone)
        self.late: list[TodayLine] = []
        self.due: list[TodayLine] = []
        self.soon: list[TodayLine] = []
        until = (self.on + timedelta(days=SOON_DAYS)).isoformat()
        asked = {"until": until, "owner": owner, "limit": limit}
        rows = session.store.rows
        found = [_renewal(row) for row in rows("renewal.attention", **asked)]
        found += [_feedback(row) for row in rows("feedback.due", **asked)]
        found += [_undertaking(row) for row in rows("campaign.due", **asked)]
        found += [_intervention(row) for row in rows("intervention.due", **asked)]
        found += [_action(row) for row in rows("action.due", **asked)]
        found += [_payout(row) for row in rows("money.wanted", **asked)]
        for line in sorted(found, key=lambda line: (line.due_on, line.partner, line.ref)):
            self._place(line)

    def _place(self, line: TodayLine) -> None:
        assert line.due_on is not None
        if line.due_on < self.on:
            days = (self.on - line.due_on).days
            self.late.append(line._replace(group="late", late_days=days))
        elif line.due_on == self.on:
            self.due.append(line._replace(group="today"))
        else:
            self.soon.append(line._replace(group="soon"))


def _renewal(row: Row) -> TodayLine:
    what = f"renewal: {row['next_step']}"
    note = f"the contract ends {row['ends_on']}"
    verb = (
        f"renewal close {row['slug']} renewed --ends DATE"
        if row["next_step"] == "renewal"
        else f"renewal step {row['slug']} {row['next_step']}"
    )
    return _line(row, row["next_due_on"], what, row["next_step"], row["lead"], note, verb)


def _feedback(row: Row) -> TodayLine:
    verb = f"feedback resolve {row['feedback_id']} --answer TEXT"
    ident = row["feedback_id"]
    return _line(row, row["due_on"], f"feedback: {row['text']}", ident, row["owner"], "", verb)


def _undertaking(row: Row) -> TodayLine:
    ident = row["undertaking"]
    note = f"{row['steps_done']} of {row['steps_required']} steps" if row["steps_required"] else ""
    verb = f"campaign show {row['slug']} {ident}"
    return _line(row, row["due_on"], row["title"], ident, row["owner"], note, verb)


def _intervention(row: Row) -> TodayLine:
    ident = row["intervention"]
    what = f"{row['rung'] or row['play']}: {row['sign']}"
    verb = f"intervention show {row['slug']} {ident}"
    return _line(row, row["due_on"], what, ident, row["owner"], "intervention", verb)


def _action(row: Row) -> TodayLine:
    """An action of a KPI review; one that is about all partners names none."""
    ident = row["action_id"]
    verb = f"action close {ident} --result TEXT"
    return _line(
        row, row["due_on"], f"action: {row['title']}", ident, row["owner"], row["kpi"], verb
    )


def _payout(row: Row) -> TodayLine:
    """A share of the revenue that is to be paid; a part of it may be paid already."""
    part = ", partly paid" if row["paid"] != "0.00" else ""
    verb = f"payout record {row['slug']} {row['period']}"
    note = f"{row['amount']} {row['currency']}{part}"
    return _line(
        row, row["due_on"], f"payout: {row['period']}", row["period"], row["lead"], note, verb
    )


def _line(
    row: Row, due_on: str, what: str, ref: str, owner: str | None, note: str, verb: str
) -> TodayLine:
    return TodayLine(
        rank=0,
        group="",
        partner=row["slug"] or "",
        name=row["name"] or "",
        what=what,
        ref=ref,
        owner_role="",
        owner=owner,
        due_on=date.fromisoformat(due_on),
        due_at=None,
        late_days=None,
        note=note,
        command=f"onboardctl {verb}",
    )
