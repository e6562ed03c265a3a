"""View of tickets handed to a board."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.payloads.ticket_export import ExportedIssue, TicketExport
from onboardctl.output.document import Document, Fields, Records, Verbatim

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.document import Block
    from onboardctl.output.look import Look


def ticket_export(payload: TicketExport, look: Look) -> Document:
    """The text of the file, or what a written one holds."""
    block: Block = Verbatim(payload.text)
    if payload.file is not None:
        block = Fields(
            (
                ("new", str(payload.new)),
                ("changed", str(payload.changed)),
                ("unchanged", str(payload.unchanged)),
                ("file", payload.file),
            )
        )
    records = Records(ExportedIssue._fields, tuple(tuple(one) for one in payload.issues))
    return Document((block,), records, ids=tuple(one.ticket for one in payload.issues))


VIEWS: dict[type, Callable[[Any, Look], Document]] = {TicketExport: ticket_export}
