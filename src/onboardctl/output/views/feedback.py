"""How feedback is laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.payloads import feedback as p
from onboardctl.output.document import Cell, Column, Document, Fields, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.look import Look


def list_view(payload: p.FeedbackList, look: Look) -> Document:
    """Feedback under columns."""
    table = Table(
        (
            Column("id", "Id", keep=True),
            Column("partner", "Partner", drop=2),
            Column("text", "What was said"),
            Column("theme", "Theme", drop=1),
            Column("state", "State"),
            Column("owner", "Owner", drop=3),
            Column("due_on", "Due", drop=4),
            Column("source", "From", drop=5),
            Column("tags", "Tags", wide=True),
            Column("kpi", "To move", wide=True),
        ),
        tuple(
            (
                line.id,
                line.partner or "",
                line.text,
                line.theme,
                _state(line),
                line.owner or "",
                line.due_on.isoformat() if line.due_on else "",
                line.source,
                ", ".join(line.tags),
                line.kpi,
            )
            for line in payload.feedback
        ),
        empty="no feedback is open",
    )
    return Document((table,), ids=tuple(line.id for line in payload.feedback))


def changed_view(payload: p.FeedbackChanged, look: Look) -> Document:
    """One piece of feedback, name by name."""
    line = payload.feedback
    pairs: list[tuple[str, Cell | str]] = [
        ("Said", line.text),
        ("From", f"{line.source}, {look.instant(line.received_at)}"),
    ]
    known: tuple[tuple[str, str | None], ...] = (
        ("Partner", line.name),
        ("Ticket", line.ticket),
        ("Theme", line.theme),
        ("Tags", ", ".join(line.tags)),
        ("Owner", line.owner),
        ("Due", look.day(line.due_on)),
        ("To move", line.kpi),
        ("Effect", payload.effect),
        ("Answer", line.answer),
        ("Answered", look.instant(line.answered_at)),
    )
    pairs += [(name, value) for name, value in known if value]
    pairs.insert(1, ("State", _state(line)))
    return Document((Fields(tuple(pairs), line.id),), ids=(line.id,))


def _state(line: p.FeedbackLine) -> Cell:
    if line.late_days:
        return Cell(f"{line.state}, LATE by {line.late_days} days", "bad")
    if line.outcome:
        return Cell(f"{line.outcome}, {line.state}", "good" if line.state == "answered" else None)
    return Cell(line.state, "warning" if line.state == "new" else None)


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    p.FeedbackList: list_view,
    p.FeedbackChanged: changed_view,
}
