"""How recurring work is laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.payloads import recurring as p
from onboardctl.output.document import Cell, Column, Document, Fields, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.look import Look

_TONES = {"moved": "warn", "cancelled": "muted"}


def list_view(payload: p.OccurrenceList, look: Look) -> Document:
    """Every time, by day."""
    return Document(
        (_table(payload.occurrences, look, payload.name),),
        ids=tuple(_id(line) for line in payload.occurrences),
    )


def set_view(payload: p.OccurrenceSet, look: Look) -> Document:
    """The one time something was said of."""
    return Document((_table((payload.occurrence,), look, None),), ids=(_id(payload.occurrence),))


def _id(line: p.OccurrenceLine) -> str:
    return f"{line.recurring}/{line.original_on.isoformat()}"


def _table(lines: tuple[p.OccurrenceLine, ...], look: Look, title: str | None) -> Table:
    return Table(
        (
            Column("recurring", "Recurring", keep=True),
            Column("original_on", "By rule", keep=True),
            Column("on", "Takes place"),
            Column("state", "State"),
            Column("title", "Title", drop=2),
            Column("owner", "Owner", drop=1),
            Column("note", "Note", drop=3),
        ),
        tuple(
            (
                line.recurring,
                look.day(line.original_on),
                look.day(line.on) if line.at is None else look.instant(line.at),
                Cell(
                    line.state.upper() if line.state != "planned" else line.state,
                    _TONES.get(line.state, ""),
                ),
                line.title,
                line.owner or line.owner_role,
                line.note,
            )
            for line in lines
        ),
        title=title,
        empty="nothing recurs in these days",
    )


def renewed_view(payload: p.TimesRenewed, _: Look) -> Document:
    """How much was laid out."""
    pairs = (
        ("Partners laid out further", str(payload.partners)),
        ("Times of teams", str(payload.team_times)),
    )
    return Document((Fields(pairs),), ids=())


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    p.OccurrenceList: list_view,
    p.OccurrenceSet: set_view,
    p.TimesRenewed: renewed_view,
}
