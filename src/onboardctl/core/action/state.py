"""One action as its facts make it, and the rules by which it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.action import events as e
from onboardctl.core.codec import instant_text
from onboardctl.core.errors import InvalidInput, Refused
from onboardctl.core.record import NamedTuple
from onboardctl.core.subject import by_key

if TYPE_CHECKING:
    from datetime import date, datetime

    from onboardctl.core.facts import Recorded
    from onboardctl.core.subject import Rows

OPEN, DONE, DROPPED = "open", "done", "dropped"
KEYS: dict[str, tuple[str, ...]] = {"action": ("action_id",)}
"""The read table with its primary key."""


class Action(NamedTuple):
    """An action; ``opened`` is ``None`` while its opening is taken back."""

    id: str
    version: int = 0
    opened: e.ActionOpened | None = None
    opened_at: datetime | None = None
    owner: str = ""
    due_on: date | None = None
    state: str = OPEN
    closed_at: datetime | None = None
    result: str = ""


def evolve(action: Action, recorded: Recorded) -> Action:
    """The action after one more fact; total, never refusing."""
    event: Any = recorded.event
    if isinstance(event, e.ActionOpened):
        action = action._replace(
            opened=event, opened_at=recorded.occurred_at, owner=event.owner, due_on=event.due_on
        )
    elif isinstance(event, e.ActionChanged):
        action = action._replace(
            owner=event.owner or action.owner, due_on=event.due_on or action.due_on
        )
    elif isinstance(event, e.ActionClosed):
        action = action._replace(
            state=event.outcome, closed_at=recorded.occurred_at, result=event.result
        )
    return action._replace(version=recorded.number)


def open_action(opened: e.ActionOpened, opened_at: date) -> e.ActionOpened:
    """Take something up.

    Raises:
        InvalidInput: it has no title, or is due before it begins.
    """
    if not opened.title.strip():
        raise InvalidInput("action.title", "an action says what will be done")
    if opened.due_on < opened_at:
        raise InvalidInput("action.due", f"{opened.due_on.isoformat()} is over already")
    return opened


def close(action: Action, outcome: str, result: str) -> e.ActionClosed:
    """Say that an action is done or dropped.

    Raises:
        Refused: it is closed already.
        InvalidInput: it is dropped without a reason.
    """
    if action.state != OPEN:
        raise Refused("action.closed", f"{action.id} is {action.state} already")
    if outcome == DROPPED and not result.strip():
        raise InvalidInput(
            "action.reason", f"say why {action.id} is dropped", hint="add `--result TEXT`"
        )
    return e.ActionClosed(outcome, result)


def change(action: Action, owner: str | None, due_on: date | None, reason: str) -> e.ActionChanged:
    """Give an action another owner or date.

    Raises:
        Refused: it is closed.
    """
    if action.state != OPEN:
        raise Refused("action.closed", f"{action.id} is {action.state} already")
    return e.ActionChanged(owner, due_on, reason)


def project(action: Action, _: Any) -> Rows:
    """The read row; none while the opening is taken back."""
    opened = action.opened
    if opened is None or action.opened_at is None or action.due_on is None:
        return by_key(KEYS, {})
    row = {
        "action_id": action.id,
        "title": opened.title,
        "owner": action.owner,
        "due_on": action.due_on.isoformat(),
        "state": action.state,
        "kpi": opened.kpi,
        "partner_id": opened.partner,
        "expected": opened.expected,
        "period": opened.period,
        "value": opened.value,
        "source": opened.source,
        "result": action.result,
        "opened_at": instant_text(action.opened_at),
        "closed_at": instant_text(action.closed_at) if action.closed_at else None,
        "version": action.version,
    }
    return by_key(KEYS, {"action": [row]})
