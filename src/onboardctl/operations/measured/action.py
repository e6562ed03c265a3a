"""Actions: taken up by hand or because a KPI missed its target, closed with what came of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.action import state
from onboardctl.core.action.events import TOLD, ActionOpened
from onboardctl.core.errors import InvalidInput, NotFound
from onboardctl.core.payloads.action import ActionList
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations import moments
from onboardctl.operations.measured.action_lines import (
    action_line,
    changed,
    days_of,
    holder_of,
    line_of,
    open_one,
    steps_for,
    today_of,
)
from onboardctl.operations.partner import people

if TYPE_CHECKING:
    from onboardctl.core.kpi.definition import KpiDefinition
    from onboardctl.operations.session import Session
    from onboardctl.store.changes import Change


class AddAction(NamedTuple):
    """Something to take up; ``due`` is as typed, 30 days from now when it is not.

    With ``tell`` the updates to the partner say that it comes.
    """

    title: str
    owner: str | None = None
    due: str | None = None
    kpi: str | None = None
    partner: str | None = None
    expected: str = ""
    tell: bool = False


class ListActions(NamedTuple):
    """Which actions; ``closed`` adds those that are done or dropped, ``told`` leaves ours out."""

    owner: str | None = None
    kpi: str | None = None
    partner: str | None = None
    closed: bool = False
    told: bool = False


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


def add_action(session: Session, request: AddAction) -> Result:
    """Take something up.

    Raises:
        NotFound: the KPI, partner or person is unknown.
        InvalidInput: no title, a date that is over, or nobody to tell.
    """
    if request.tell and request.partner is None:
        raise InvalidInput(
            "action.tell", "an action is told to one partner", hint="add `--partner PARTNER`"
        )
    partner = session.find_partner(request.partner) if request.partner else None
    kpi, steps = _kpi(session, request.kpi)
    owner = request.owner and people.staff_member(session, request.owner)
    today = today_of(session)
    opened = ActionOpened(
        title=request.title,
        owner=owner or (kpi and holder_of(session, kpi.owner)) or session.actor,
        due_on=_due(session, request.due) or today + timedelta(days=days_of(kpi)),
        kpi=kpi.id if kpi else "",
        partner=partner["partner_id"] if partner else "",
        expected=request.expected,
        source=TOLD if request.tell else "review",
    )
    with session.change("action add") as change:
        made = open_one(session, change, state.open_action(opened, today))
        change.summary = f"opened {made.id}: {request.title}"
    line = line_of(session, made, partner["slug"] if partner else None)
    message = f"opened {made.id} for {line.owner}, due {line.due_on.isoformat()}"
    return changed(session, "action add", (line,), (message,), steps)


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
        source=TOLD if request.told else None,
    )
    today = today_of(session)
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
    line = line_of(session, action, None)
    return changed(session, "action close", (line,), (f"{action.id} is {outcome}",))


def change_action(session: Session, request: ChangeAction) -> Result:
    """Give an action another owner or date.

    Raises:
        NotFound: there is no such action or person.
        Refused: it is closed.
        InvalidInput: neither an owner nor a date, or a date that is over.
    """
    owner = people.staff_member(session, request.owner) if request.owner else None
    due_on = _due(session, request.due)
    if owner is None and due_on is None:
        raise InvalidInput("action.change", "give another owner or another date")
    with session.change("action edit") as change:
        action = _find(session, change, request.id)
        action = change.append(action, [state.change(action, owner, due_on, request.reason)])
        change.summary = f"{action.id} is with {action.owner}, due {action.due_on}"
    line = line_of(session, action, None)
    said = f"{action.id} is with {line.owner}, due {line.due_on.isoformat()}"
    return changed(session, "action edit", (line,), (said,))


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
    from onboardctl.operations.kpi.catalogue import find_kpi
    from onboardctl.operations.kpi.use import playbooks_in_use

    used = playbooks_in_use(session, None)
    found = find_kpi(name, [one for use in used for one in use.definitions])
    return found, steps_for(used, found.id)


def _due(session: Session, text: str | None) -> date | None:
    if text is None:
        return None
    zone = session.settings.zone or "UTC"
    due_on = date.fromisoformat(moments.when(text, zone, session.now, "--due")[:10])
    if due_on < today_of(session):
        raise InvalidInput("action.due", f"{due_on.isoformat()} is over already")
    return due_on
