"""How promises are laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.payloads import promises as p
from onboardctl.output.document import Cell, Column, Document, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.look import Look

_STATES = {
    "broken": Cell("BROKEN", "bad"),
    "late": Cell("kept LATE", "warning"),
    "kept": Cell("kept", "good"),
    "dropped": Cell("given up", "muted"),
    "void": Cell("void", "muted"),
}


def list_view(payload: p.PromiseList, look: Look) -> Document:
    """Promises in the order of their deadlines."""
    return Document(
        (_table(payload.promises, look, everybody=payload.partner is None),),
        ids=tuple(one.promise for one in payload.promises),
    )


def changed_view(payload: p.PromiseChanged, look: Look) -> Document:
    """One promise."""
    table = _table((payload.promise,), look, everybody=False)
    return Document((table,), ids=(payload.promise.promise,))


def _table(lines: tuple[p.PromiseLine, ...], look: Look, *, everybody: bool) -> Table:
    columns = (
        *((Column("partner", "Partner", keep=True),) if everybody else ()),
        Column("promise", "Promise", keep=True),
        Column("text", "It says", drop=2),
        Column("owner", "Owed by"),
        Column("due_at", "Due"),
        Column("state", "State"),
    )
    rows = tuple(
        (
            *((one.partner,) if everybody else ()),
            one.promise,
            one.text,
            "the partner" if one.owner == "partner" else (one.who or "us"),
            look.instant(one.due_at) or (f"waits: {one.waits_for}" if one.waits_for else ""),
            _STATES.get(one.state, Cell(one.state)),
        )
        for one in lines
    )
    return Table(columns, rows, empty="no promise is open")


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    p.PromiseList: list_view,
    p.PromiseChanged: changed_view,
}
