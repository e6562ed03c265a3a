"""Imports for people: the rows that were set aside, each with its place and reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.payloads.importing import Imported
from onboardctl.output.document import Column, Document, Fields, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.document import Block
    from onboardctl.output.look import Look


def imported(payload: Imported, look: Look) -> Document:
    """Counts, then the first rejected rows."""
    blocks: list[Block] = [
        Fields(
            (
                ("read", f"{payload.rows} from {payload.file} ({payload.encoding})"),
                ("new or changed", str(payload.new)),
                ("unchanged", str(payload.unchanged)),
                ("rejected", str(payload.rejected)),
            )
        )
    ]
    if payload.problems:
        columns = (
            Column("row", "Row", align="right"),
            Column("column", "Column"),
            Column("value", "Value", drop=1),
            Column("problem", "Problem"),
        )
        rows = tuple((str(one.row), one.column, one.value, one.problem) for one in payload.problems)
        title = "Not taken"
        if payload.rejected > len(payload.problems):
            title += f": the first {len(payload.problems)} of {payload.rejected}"
        blocks.append(Table(columns, rows, title=title))
    return Document(tuple(blocks))


VIEWS: dict[type, Callable[[Any, Look], Document]] = {Imported: imported}
