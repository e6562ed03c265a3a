"""How our people are laid out: a line each, and everything open in a person's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.payloads import team as p
from onboardctl.output.document import Block, Cell, Column, Document, Fields, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from onboardctl.output.look import Look


def list_view(payload: p.TeamList, look: Look) -> Document:
    """Our people under columns."""
    table = Table(
        (
            Column("person", "Person", keep=True),
            Column("name", "Name", drop=1),
            Column("roles", "Roles"),
            Column("days", "Works", drop=3),
            Column("away", "Away", drop=2),
            Column("partners", "Leads", align="right"),
            Column("tasks", "Tasks", align="right"),
            Column("late", "Late", align="right"),
            Column("tickets", "Tickets", align="right"),
            Column("others", "Other", align="right"),
            Column("zone", "Zone", wide=True),
            Column("email", "Address", wide=True),
        ),
        tuple(
            (
                line.person,
                line.name,
                ", ".join(line.roles),
                " ".join(line.days),
                line.away,
                str(line.partners or ""),
                str(line.tasks or ""),
                Cell(str(line.late), "bad") if line.late else "",
                str(line.tickets or ""),
                str(line.others or ""),
                line.zone or "",
                line.email,
            )
            for line in payload.people
        ),
        empty="onboardctl.yaml names nobody under staff",
    )
    return Document((table,), ids=tuple(line.person for line in payload.people))


def person_view(payload: p.TeamShown, look: Look) -> Document:
    """One person, and what is open in their name."""
    line = payload.line
    pairs = [("Person", f"{line.name} ({line.person})" if line.name else line.person)]
    pairs += [
        (title, said)
        for title, said in (
            ("Address", line.email),
            ("Roles", ", ".join(line.roles)),
            ("Zone", line.zone or ""),
            ("Works", " ".join(line.days)),
            ("Away", line.away),
        )
        if said
    ]
    blocks: list[Block] = [Fields(tuple(pairs)), _owned(payload.owned, "In their name")]
    return Document(tuple(blocks), ids=tuple(f"{one.kind}/{one.ref}" for one in payload.owned))


def _owned(lines: Iterable[p.OwnedLine], title: str) -> Table:
    return Table(
        (
            Column("kind", "What", keep=True),
            Column("ref", "Id", keep=True),
            Column("partner", "Partner", keep=True),
            Column("title", "Title", drop=1),
            Column("due", "Due"),
        ),
        tuple((one.kind, one.ref, one.partner, one.title, one.due) for one in lines),
        title=title,
        empty="nothing is open",
    )


def handover_view(payload: p.HandedOver, look: Look) -> Document:
    """What changed hands."""
    table = _owned(payload.items, f"From {payload.giver} to {payload.taker}")
    return Document((table,), ids=tuple(f"{one.kind}/{one.ref}" for one in payload.items))


def removed_view(payload: p.PersonRemoved, look: Look) -> Document:
    """Nothing but the sentence."""
    return Document((), ids=(payload.person,))


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    p.TeamList: list_view,
    p.TeamShown: person_view,
    p.HandedOver: handover_view,
    p.PersonRemoved: removed_view,
}
