"""What commands about actions share: lines, owners, dates, and the answer."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from onboardctl.core.action import state
from onboardctl.core.payloads.action import ActionLine, ActionsChanged
from onboardctl.core.result import Result

if TYPE_CHECKING:
    from onboardctl.core.action.events import ActionOpened
    from onboardctl.core.kpi.definition import KpiDefinition
    from onboardctl.operations.kpi.use import InUse
    from onboardctl.operations.session import Session
    from onboardctl.store.changes import Change


USUAL_DAYS = 30
"""Within how many days an action is closed (A36)."""


def action_line(row: Any, today: date) -> ActionLine:
    """A stored action as a line; overdue days are counted to ``today``."""
    due_on = date.fromisoformat(row["due_on"])
    late = (today - due_on).days if row["closed_at"] is None else 0
    return ActionLine(
        row["action_id"],
        row["title"],
        row["owner"],
        due_on,
        row["state"],
        row["kpi"],
        row["slug"],
        row["expected"],
        row["period"],
        row["value"],
        row["result"],
        datetime.fromisoformat(row["opened_at"]),
        datetime.fromisoformat(row["closed_at"]) if row["closed_at"] else None,
        max(0, late),
    )


def steps_for(used: tuple[InUse, ...], kpi: str) -> tuple[str, ...]:
    """What the playbook advises where this KPI falls short (E18)."""
    return tuple(
        step
        for use in used
        for issue in use.known_issues
        if kpi in issue.get("kpis", ())
        for step in issue["steps"]
    )


EVERY: dict[str, Any] = {
    "closed": 0,
    "owner": None,
    "kpi": None,
    "partner_id": None,
    "source": None,
}


def open_one(session: Session, change: Change, opened: ActionOpened) -> state.Action:
    """A new action under the next number."""
    from onboardctl.operations.partner.intake import next_number  # a report only reads actions

    number = next_number(session, "action")
    made: state.Action = change.append(change.subject(f"A-{number:04}"), [opened])
    return made


def days_of(kpi: KpiDefinition | None) -> int:
    """Within how many days an action about a KPI is closed."""
    minutes = kpi.on_miss.due_minutes if kpi and kpi.on_miss else None
    return USUAL_DAYS if minutes is None else minutes // 1440


def holder_of(session: Session, role: str) -> str | None:
    """The first of our people who plays a role."""
    return next((one.id for one in session.settings.staff if role in one.roles), None)


def today_of(session: Session) -> date:
    """The day it is in the zone of the workspace."""
    from zoneinfo import ZoneInfo

    return session.moment.astimezone(ZoneInfo(session.settings.zone or "UTC")).date()


def line_of(session: Session, action: state.Action, slug: str | None) -> ActionLine:
    """An action as a line of an answer."""
    row = state.project(action, None)["action"][action.id,]
    return action_line({**row, "slug": slug}, today_of(session))


def changed(
    session: Session,
    command: str,
    lines: tuple[ActionLine, ...],
    messages: tuple[str, ...],
    steps: tuple[str, ...] = (),
) -> Result:
    """The answer of a command that changed actions."""
    return Result(
        command,
        "actions-changed/1",
        ActionsChanged(lines, steps),
        as_of=session.now,
        zone=session.settings.zone,
        messages=messages,
        next_steps=("onboardctl action list",),
        dry_run=session.dry_run,
    )
