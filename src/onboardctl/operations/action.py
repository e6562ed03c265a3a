"""Actions: taken up by hand or because a KPI missed its target, closed with what came of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from onboardctl.core.action import state
from onboardctl.core.action.events import ActionOpened
from onboardctl.core.errors import InvalidInput, NotFound
from onboardctl.core.kpi import words
from onboardctl.core.names import counted
from onboardctl.core.payloads.action import ActionLine, ActionList, ActionsChanged
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations import intake

if TYPE_CHECKING:
    from onboardctl.core.kpi.definition import KpiDefinition
    from onboardctl.core.payloads.kpi import KpiLine
    from onboardctl.operations.kpi_use import InUse
    from onboardctl.operations.session import Session
    from onboardctl.store.changes import Change

USUAL_DAYS = 30
"""Within how many days an action is closed (A36)."""


class AddAction(NamedTuple):
    """Something to take up; ``due`` is as typed, 30 days from now when it is not."""

    title: str
    owner: str | None = None
    due: str | None = None
    kpi: str | None = None
    partner: str | None = None
    expected: str = ""


class ListActions(NamedTuple):
    """Which actions; ``closed`` adds those that are done or dropped."""

    owner: str | None = None
    kpi: str | None = None
    partner: str | None = None
    closed: bool = False


class CloseAction(NamedTuple):
    """The action that is done, or dropped, and what came of it."""

    id: str
    result: str = ""
    dropped: bool = False


class ChangeAction(NamedTuple):
    """Another owner or date for an action."""

    id: str
    owner: str | None = None
    due: str | None = None
    reason: str = ""


class OpenMissed(NamedTuple):
    """Take up every KPI that missed its target in the last whole month or quarter."""

    as_of: datetime
    period: str = "month"
    playbook: str | None = None


def add_action(session: Session, request: AddAction) -> Result:
    """Take something up.

    Raises:
        NotFound: the KPI, partner or person is unknown.
        InvalidInput: no title, or a date that is over.
    """
    partner = session.find_partner(request.partner) if request.partner else None
    kpi, steps = _kpi(session, request.kpi)
    owner = request.owner and intake.staff_member(session, request.owner)
    today = _today(session)
    opened = ActionOpened(
        title=request.title,
        owner=owner or (kpi and _holder(session, kpi.owner)) or session.actor,
        due_on=_due(session, request.due) or today + timedelta(days=_days(kpi)),
        kpi=kpi.id if kpi else "",
        partner=partner["partner_id"] if partner else "",
        expected=request.expected,
    )
    with session.change("action add") as change:
        made = _open(session, change, state.open_action(opened, today))
        change.summary = f"opened {made.id}: {request.title}"
    line = _line_of(session, made, partner["slug"] if partner else None)
    message = f"opened {made.id} for {line.owner}, due {line.due_on.isoformat()}"
    return _changed(session, "action add", (line,), (message,), steps)


def list_actions(session: Session, request: ListActions) -> Result:
    """Actions, the open ones first and of those the earliest due.

    Raises:
        NotFound: the partner or owner is unknown.
    """
    partner = session.find_partner(request.partner) if request.partner else None
    rows = session.store.rows(
        "action.list",
        closed=int(request.closed),
        owner=session.owner(request.owner),
        kpi=request.kpi,
        partner_id=partner["partner_id"] if partner else None,
    )
    today = _today(session)
    return Result(
        "action list",
        "actions/1",
        ActionList(tuple(action_line(row, today) for row in rows)),
        as_of=session.moment,
        zone=session.settings.zone,
    )


def close_action(session: Session, request: CloseAction) -> Result:
    """Say what came of an action.

    Raises:
        NotFound: there is no such action.
        Refused: it is closed already.
        InvalidInput: it is dropped without a reason.
    """
    outcome = state.DROPPED if request.dropped else state.DONE
    with session.change("action close") as change:
        action = _find(session, change, request.id)
        fact = state.close(action, outcome, request.result)
        action = change.append(action, [fact])
        change.summary = f"{action.id} {outcome}"
    line = _line_of(session, action, None)
    return _changed(session, "action close", (line,), (f"{action.id} is {outcome}",))


def change_action(session: Session, request: ChangeAction) -> Result:
    """Give an action another owner or date.

    Raises:
        NotFound: there is no such action or person.
        Refused: it is closed.
        InvalidInput: neither an owner nor a date, or a date that is over.
    """
    owner = intake.staff_member(session, request.owner) if request.owner else None
    due_on = _due(session, request.due)
    if owner is None and due_on is None:
        raise InvalidInput("action.change", "give another owner or another date")
    with session.change("action edit") as change:
        action = _find(session, change, request.id)
        action = change.append(action, [state.change(action, owner, due_on, request.reason)])
        change.summary = f"{action.id} is with {action.owner}, due {action.due_on}"
    line = _line_of(session, action, None)
    said = f"{action.id} is with {line.owner}, due {line.due_on.isoformat()}"
    return _changed(session, "action edit", (line,), (said,))


def open_missed(session: Session, request: OpenMissed) -> Result:
    """Open an action for each KPI that missed its target and has none open yet.

    A definition can forbid it (``on_miss: {open_action: false}``), and a number of too few cases
    asks for nothing. The owner is whoever holds the role that owns the KPI.

    Raises:
        NotFound: the playbook is unknown.
    """
    from onboardctl.operations.kpi_use import playbooks_in_use
    from onboardctl.operations.report_kpi import ReportKpi, report_kpi

    asked = ReportKpi(request.as_of, playbook=request.playbook, period=request.period)
    report = report_kpi(session, asked).data
    used = playbooks_in_use(session, request.playbook)
    definitions = {one.id: one for use in used for one in use.definitions}
    taken = {row["kpi"] for row in session.store.rows("action.list", **_EVERY) if row["kpi"]}
    today = _today(session)
    lines: list[ActionLine] = []
    with session.change("action open-missed") as change:
        for line in report.kpis:
            definition = definitions.get(line.id)
            if definition is None or line.id in taken or not _asks(definition, line):
                continue
            opened = ActionOpened(
                title=f"Bring {line.title} to {words.target_text(definition)}",
                owner=_holder(session, definition.owner) or definition.owner,
                due_on=today + timedelta(days=_days(definition)),
                kpi=line.id,
                expected=words.target_text(definition),
                period=line.period,
                value=line.text,
                source="missed",
            )
            made = _open(session, change, opened)
            lines.append(_line_of(session, made, None))
        change.summary = f"opened {counted(len(lines), 'action')} for missed KPIs"
    said = tuple(f"opened {one.id} for {one.owner}: {one.title}" for one in lines)
    steps = tuple(dict.fromkeys(step for line in lines for step in steps_for(used, line.kpi)))
    return _changed(
        session, "action open-missed", tuple(lines), said or ("no KPI needs a new action",), steps
    )


def _asks(definition: KpiDefinition, line: KpiLine) -> bool:
    """Whether a line asks for an action: the target is missed, by enough cases to speak of."""
    allowed = definition.on_miss is None or definition.on_miss.open_action
    return allowed and line.target_met is False and line.verdict in ("missed", "undecided")


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


_EVERY: dict[str, Any] = {"closed": 0, "owner": None, "kpi": None, "partner_id": None}


def _open(session: Session, change: Change, opened: ActionOpened) -> state.Action:
    number = intake.next_number(session, "action")
    made: state.Action = change.append(change.subject(f"A-{number:04}"), [opened])
    return made


def _find(session: Session, change: Change, name: str) -> state.Action:
    row = session.store.one("action.by_id", action_id=name.upper())
    if row is None:
        raise NotFound(
            "action.unknown",
            f'there is no action "{name}"',
            hint="see them with `onboardctl action list`",
        )
    found: state.Action = change.subject(row["action_id"])
    return found


def _kpi(session: Session, name: str | None) -> tuple[KpiDefinition | None, tuple[str, ...]]:
    """The KPI that is meant and the steps its playbook suggests."""
    if name is None:
        return None, ()
    from onboardctl.operations.kpi import find_kpi
    from onboardctl.operations.kpi_use import playbooks_in_use

    used = playbooks_in_use(session, None)
    found = find_kpi(name, [one for use in used for one in use.definitions])
    return found, steps_for(used, found.id)


def _days(kpi: KpiDefinition | None) -> int:
    minutes = kpi.on_miss.due_minutes if kpi and kpi.on_miss else None
    return USUAL_DAYS if minutes is None else minutes // 1440


def _holder(session: Session, role: str) -> str | None:
    """The first of our people who plays a role."""
    return next((one.id for one in session.settings.staff if role in one.roles), None)


def _due(session: Session, text: str | None) -> date | None:
    if text is None:
        return None
    zone = session.settings.zone or "UTC"
    due_on = date.fromisoformat(intake.when(text, zone, session.now, "--due")[:10])
    if due_on < _today(session):
        raise InvalidInput("action.due", f"{due_on.isoformat()} is over already")
    return due_on


def _today(session: Session) -> date:
    from zoneinfo import ZoneInfo

    return session.moment.astimezone(ZoneInfo(session.settings.zone or "UTC")).date()


def _line_of(session: Session, action: state.Action, slug: str | None) -> ActionLine:
    row = state.project(action, None)["action"][action.id,]
    return action_line({**row, "slug": slug}, _today(session))


def _changed(
    session: Session,
    command: str,
    lines: tuple[ActionLine, ...],
    messages: tuple[str, ...],
    steps: tuple[str, ...] = (),
) -> Result:
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
