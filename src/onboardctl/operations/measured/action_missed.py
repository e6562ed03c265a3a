"""Actions for what missed its target: one for each KPI that asks for one, with its known remedy."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.action.events import ActionOpened
from onboardctl.core.kpi import words
from onboardctl.core.names import counted
from onboardctl.core.record import NamedTuple
from onboardctl.operations.measured.action_lines import (
    EVERY,
    changed,
    days_of,
    holder_of,
    line_of,
    open_one,
    steps_for,
    today_of,
)

if TYPE_CHECKING:
    from onboardctl.core.kpi.definition import KpiDefinition
    from onboardctl.core.payloads.action import ActionLine
    from onboardctl.core.payloads.kpi import KpiLine
    from onboardctl.core.result import Result
    from onboardctl.operations.session import Session


class OpenMissed(NamedTuple):
    """Take up every KPI that missed its target in the last whole month or quarter."""

    as_of: datetime
    period: str = "month"
    playbook: str | None = None


def open_missed(session: Session, request: OpenMissed) -> Result:
    """Open an action for each KPI that missed its target and has none open yet.

    A definition can forbid it (``on_miss: {open_action: false}``), and a number of too few cases
    asks for nothing. The owner is whoever holds the role that owns the KPI.

    Raises:
        NotFound: the playbook is unknown.
    """
    from onboardctl.operations.kpi.use import playbooks_in_use
    from onboardctl.operations.report.kpi import ReportKpi, report_kpi

    asked = ReportKpi(request.as_of, playbook=request.playbook, period=request.period)
    report = report_kpi(session, asked).data
    used = playbooks_in_use(session, request.playbook)
    definitions = {one.id: one for use in used for one in use.definitions}
    taken = {row["kpi"] for row in session.store.rows("action.list", **EVERY) if row["kpi"]}
    today = today_of(session)
    lines: list[ActionLine] = []
    with session.change("action open-missed") as change:
        for line in report.kpis:
            definition = definitions.get(line.id)
            if definition is None or line.id in taken or not _asks(definition, line):
                continue
            opened = ActionOpened(
                title=f"Bring {line.title} to {words.target_text(definition)}",
                owner=holder_of(session, definition.owner) or definition.owner,
                due_on=today + timedelta(days=days_of(definition)),
                kpi=line.id,
                expected=words.target_text(definition),
                period=line.period,
                value=line.text,
                source="missed",
            )
            made = open_one(session, change, opened)
            lines.append(line_of(session, made, None))
        change.summary = f"opened {counted(len(lines), 'action')} for missed KPIs"
    said = tuple(f"opened {one.id} for {one.owner}: {one.title}" for one in lines)
    steps = tuple(dict.fromkeys(step for line in lines for step in steps_for(used, line.kpi)))
    return changed(
        session, "action open-missed", tuple(lines), said or ("no KPI needs a new action",), steps
    )


def _asks(definition: KpiDefinition, line: KpiLine) -> bool:
    """Whether a line asks for an action: the target is missed, by enough cases to speak of."""
    allowed = definition.on_miss is None or definition.on_miss.open_action
    return allowed and line.target_met is False and line.verdict in ("missed", "undecided")
