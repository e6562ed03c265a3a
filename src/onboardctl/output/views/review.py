"""How reviews are laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.names import counted
from onboardctl.core.payloads import review as p
from onboardctl.output.document import Block, Cell, Column, Document, Fields, Lines, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.look import Look

_STANDINGS = {
    "held": ("held", "good"),
    "missed": ("NOT HELD", "bad"),
    "coming": ("coming", None),
    "cancelled": ("cancelled", "muted"),
}


def list_view(payload: p.ReviewList, look: Look) -> Document:
    """Reviews under columns, then how many were not held."""
    whose = payload.partner or f"the team of {payload.playbook}"
    table = Table(
        (
            Column("review", "Review", keep=True),
            Column("on", "On"),
            Column("standing", "State"),
            Column("notes", "Agenda", align="right", drop=2),
            Column("decisions", "Decisions", align="right", drop=3),
            Column("prepare_on", "Prepare by", drop=1),
            Column("id", "Id", drop=4),
            Column("title", "Title", wide=True),
            Column("at", "At", wide=True),
        ),
        tuple(
            (
                line.review,
                look.day(line.on),
                Cell(*_STANDINGS[line.standing]),
                f"{line.noted_count}/{line.item_count}"
                if line.item_count and line.standing == "held"
                else "",
                str(line.decision_count) if line.decision_count else "",
                line.prepare_on.isoformat()
                if line.prepare_on and line.standing == "coming"
                else "",
                line.id or "",
                line.title,
                look.instant(line.at),
            )
            for line in payload.reviews
        ),
        title=f"Reviews of {whose}, {payload.first_on} to {payload.last_on}",
        empty="no review falls into these days",
    )
    missed = counted(payload.missed_count, "review")
    told = (f"{missed} not held",) if payload.missed_count else ()
    blocks: tuple[Block, ...] = (table, Lines(told)) if told else (table,)
    return Document(blocks, ids=tuple(line.id or line.slot for line in payload.reviews))


def shown_view(payload: p.ReviewShown, look: Look) -> Document:
    """What is recorded of one review."""
    known: tuple[tuple[str, str], ...] = (
        ("Partner", payload.partner or ""),
        ("State", payload.state),
        ("Stands for", payload.slot),
        ("Planned", look.instant(payload.planned_at)),
        ("Held", look.day(payload.held_on)),
        ("There", ", ".join(payload.attendees)),
        ("Minutes", payload.minutes),
        ("Actions", ", ".join(payload.actions)),
        ("Reason", payload.reason),
    )
    pairs = tuple((name, value) for name, value in known if value)
    blocks: list[Block] = [Fields(pairs, f"{payload.id}: {payload.title}")]
    if payload.notes:
        blocks.append(Fields(tuple((one.item, one.text) for one in payload.notes), "Notes"))
    if payload.decisions:
        blocks.append(Lines(payload.decisions, "Decisions"))
    return Document(tuple(blocks), ids=(payload.id,))


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    p.ReviewList: list_view,
    p.ReviewShown: shown_view,
}
