"""A document of the terminal as a report, for answers that have no model of their own.

The texts are those of the terminal: what is a number there is a text here, so such a report has
tables and no charts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.report.model import Grid, Head, Prose, Report, Section, Value
from onboardctl.output.document import Cell, Fields, Heading, Lines, Table, Verbatim

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.core.report.model import Part
    from onboardctl.output.document import Block, Document


def report_of_document(document: Document, command: str, as_of: datetime, zone: str) -> Report:
    """The document in its order; a heading begins a section, the first one is the title."""
    title, blocks = command.capitalize(), document.blocks
    if blocks and isinstance(first := blocks[0], Heading):
        title, blocks = first.text, blocks[1:]
    sections: list[Section] = []
    for block in blocks:
        if isinstance(block, Heading):
            sections.append(Section(block.text, ()))
            continue
        part, name = _part(block)
        if name or not sections:
            sections.append(Section(name, (part,)))
        else:
            last = sections.pop()
            sections.append(last._replace(parts=(*last.parts, part)))
    kind = command.removeprefix("report ").replace(" ", "-")
    kept = tuple(one for one in sections if one.parts)
    return Report(kind, title, "", as_of, zone, kept)


def _part(block: Block) -> tuple[Part, str]:
    """A block as a part, and the title it had."""
    if isinstance(block, Table):
        heads = tuple(Head(one.key, one.title, one.align) for one in block.columns)
        rows = tuple(tuple(_value(cell) for cell in row) for row in block.rows)
        return Grid(heads, rows, empty=block.empty), block.title or ""
    if isinstance(block, Fields):
        pairs = tuple((Value(name), _value(value)) for name, value in block.pairs)
        return Grid((Head("name", ""), Head("value", "")), pairs), block.title or ""
    if isinstance(block, Lines):
        return Prose(tuple(_value(line).text for line in block.lines)), block.title or ""
    assert isinstance(block, Verbatim)
    return Prose(tuple(block.text.splitlines())), ""


def _value(cell: Cell | str) -> Value:
    if isinstance(cell, str):
        return Value(cell)
    return Value(cell.text, tone=cell.tone or "")
