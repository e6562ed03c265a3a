"""How the log and an undo are laid out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from onboardctl.core.payloads import history as p
from onboardctl.output.document import Block, Cell, Column, Document, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.look import Look


def log_view(payload: p.History, look: Look) -> Document:
    """Changes, newest first; their facts below when asked for."""
    changes = Table(
        (
            Column("change", "#", align="right"),
            Column("at", "When"),
            Column("actor", "Who", drop=1),
            Column("command", "Command", drop=2),
            Column("summary", "What"),
        ),
        tuple(
            (
                str(line.change),
                look.instant(line.at),
                line.actor,
                line.command,
                line.summary if line.counts else Cell(f"TAKEN BACK: {line.summary}", "muted"),
            )
            for line in payload.changes
        ),
        empty="nothing was changed yet",
        one_line=True,
    )
    blocks: list[Block] = [changes]
    blocks += [_fact_table(line) for line in payload.changes if line.facts]
    return Document(tuple(blocks), ids=tuple(str(line.change) for line in payload.changes))


def _fact_table(line: p.ChangeLine) -> Table:
    return Table(
        (Column("number", "#", align="right"), Column("kind", "Fact"), Column("says", "Says")),
        tuple(
            (str(fact.number), fact.kind, json.dumps(fact.payload, ensure_ascii=False))
            for fact in line.facts
        ),
        title=f"Change {line.change}",
    )


def undone_view(payload: p.Undone, look: Look) -> Document:
    """An undo says all in its message."""
    return Document((), ids=(str(payload.by),))


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    p.History: log_view,
    p.Undone: undone_view,
}
