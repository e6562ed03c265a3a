"""Actions for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.names import counted
from onboardctl.core.payloads.action import ActionLine, ActionList, ActionsChanged
from onboardctl.output.document import Cell, Column, Document, Lines, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.document import Block
    from onboardctl.output.look import Look

COLUMNS = (
    Column("id", "Action", keep=True),
    Column("title", "What"),
    Column("owner", "Owner"),
    Column("due_on", "Due"),
    Column("state", "State"),
    Column("kpi", "KPI", drop=1),
    Column("value", "Was", drop=2),
    Column("result", "Came of it", drop=3),
    Column("partner", "Partner", wide=True),
    Column("expected", "Expected", wide=True),
)


def rows(actions: tuple[ActionLine, ...]) -> tuple[tuple[Cell | str, ...], ...]:
    """Actions as rows of a table."""
    return tuple(
        (
            one.id,
            one.title,
            one.owner,
            one.due_on.isoformat(),
            f"{counted(one.overdue_days, 'day')} late" if one.overdue_days else one.state,
            one.kpi,
            f"{one.value} in {one.period}" if one.period else one.value,
            one.result,
            one.partner or "",
            one.expected,
        )
        for one in actions
    )


def action_list(payload: ActionList, look: Look) -> Document:
    """The actions."""
    return Document(
        (Table(COLUMNS, rows(payload.actions), empty="there is no action"),),
        ids=tuple(one.id for one in payload.actions),
    )


def actions_changed(payload: ActionsChanged, look: Look) -> Document:
    """What may help, below the sentence."""
    blocks: list[Block] = []
    if payload.steps:
        blocks.append(Lines(payload.steps, title="The playbook suggests"))
    return Document(tuple(blocks), ids=tuple(one.id for one in payload.actions))


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    ActionList: action_list,
    ActionsChanged: actions_changed,
}
