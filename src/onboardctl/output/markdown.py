"""A document as GitHub-flavoured Markdown, with every stored text escaped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onboardctl.output.document import Cell, Fields, Heading, Lines, Table, Verbatim
from onboardctl.output.text import sanitise

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from onboardctl.output.document import Block, Document

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~])")
_BLOCK_START = re.compile(r"^(\s*)([#+-]|\d+[.)])(?=\s|$)")


def markdown_text(document: Document) -> str:
    """The whole document; blocks are separated by an empty line."""
    if len(document.blocks) == 1 and isinstance(document.blocks[0], Verbatim):
        return document.blocks[0].text
    return "\n\n".join("\n".join(_block(block)) for block in document.blocks) + "\n"


def escape(text: str) -> str:
    """A text that Markdown shows as it is."""
    return _BLOCK_START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", sanitise(text)))


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Verbatim):
        yield block.text.rstrip("\n")
        return
    if isinstance(block, Heading):
        yield f"## {escape(block.text)}"
        return
    if block.title:
        yield f"### {escape(block.title)}"
        yield ""
    if isinstance(block, Table):
        yield from _table(block)
    elif isinstance(block, Fields):
        for name, value in block.pairs:
            yield f"- **{escape(name)}**: {escape(_plain(value))}"
    elif isinstance(block, Lines):
        for line in block.lines:
            yield f"- {escape(_plain(line))}"


def _table(table: Table) -> Iterator[str]:
    if not table.rows:
        yield escape(table.empty)
        return
    yield _row([column.title for column in table.columns])
    yield (
        "|"
        + "|".join(" ---: " if column.align == "right" else " --- " for column in table.columns)
        + "|"
    )
    for row in table.rows:
        yield _row([_plain(value) for value in row])


def _row(values: Sequence[str]) -> str:
    return "| " + " | ".join(escape(value) for value in values) + " |"


def _plain(value: Cell | str) -> str:
    return value.text if isinstance(value, Cell) else value
