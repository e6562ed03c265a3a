"""A document for people: aligned columns and pairs, cut to the terminal, whole in a pipe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.output.document import Cell, Fields, Heading, Lines, Table, Verbatim
from onboardctl.output.text import pad, sanitise, sanitise_lines, shorten, width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from onboardctl.output.document import Block, Column, Document
    from onboardctl.output.look import Look

_GAP = "  "
_COMFORT = 20
"""A column is cut to this many before another is dropped."""
_SMALLEST = 8
"""No column is cut further."""
_CODES = {"good": "32", "warning": "33", "bad": "31", "muted": "2", "bold": "1"}


def table_text(document: Document, look: Look, *, headers: bool = True) -> str:
    """The whole document as lines; blocks are separated by an empty line."""
    if len(document.blocks) == 1 and isinstance(document.blocks[0], Verbatim):
        return _verbatim(document.blocks[0], look)
    paint = _in_colour if look.colour else _in_black
    parts = ["\n".join(_block(block, look, paint, headers)) for block in document.blocks]
    return "\n\n".join(part for part in parts if part) + "\n" if any(parts) else ""


def _block(
    block: Block, look: Look, paint: Callable[[str, str | None], str], headers: bool
) -> Iterator[str]:
    if isinstance(block, Verbatim):
        yield _verbatim(block, look).rstrip("\n")
        return
    if isinstance(block, Heading):
        yield paint(sanitise(block.text), "bold")
        return
    if block.title and headers:
        yield paint(sanitise(block.title), "bold")
    if isinstance(block, Table):
        yield from _table(block, look, paint, headers)
    elif isinstance(block, Fields):
        yield from _fields(block, paint)
    elif isinstance(block, Lines):
        for line in block.lines:
            yield paint(*_safe(line))


def _verbatim(block: Verbatim, look: Look) -> str:
    return sanitise_lines(block.text) if look.terminal else block.text


def _fields(block: Fields, paint: Callable[[str, str | None], str]) -> Iterator[str]:
    names = [sanitise(name) for name, _ in block.pairs]
    widest = max((width(name) for name in names), default=0)
    for name, (_, value) in zip(names, block.pairs, strict=True):
        yield f"{paint(pad(name, widest), 'muted')}{_GAP}{paint(*_safe(value))}".rstrip()


def _table(
    table: Table, look: Look, paint: Callable[[str, str | None], str], headers: bool
) -> Iterator[str]:
    if not table.rows:
        yield sanitise(table.empty)
        return
    shown = [place for place, column in enumerate(table.columns) if look.wide or not column.wide]
    cells = [[_safe(row[place]) for place in shown] for row in table.rows]
    columns = [table.columns[place] for place in shown]
    columns, cells, widths = _fit(columns, cells, look)
    ellipsis = "…" if look.unicode else "..."
    if headers:
        titles = [(sanitise(column.title), "bold") for column in columns]
        yield _row(titles, columns, widths, ellipsis, paint)
    for row in cells:
        yield _row(row, columns, widths, ellipsis, paint)


def _row(
    row: Sequence[tuple[str, str | None]],
    columns: Sequence[Column],
    widths: Sequence[int],
    ellipsis: str,
    paint: Callable[[str, str | None], str],
) -> str:
    drawn: list[str] = []
    last = len(row) - 1
    for place, ((text, tone), column, room) in enumerate(zip(row, columns, widths, strict=True)):
        short = shorten(text, room, ellipsis)
        filled = (
            short if place == last and column.align == "left" else pad(short, room, column.align)
        )
        drawn.append(paint(filled, tone))
    return _GAP.join(drawn).rstrip()


def _fit(
    columns: list[Column], cells: list[list[tuple[str, str | None]]], look: Look
) -> tuple[list[Column], list[list[tuple[str, str | None]]], list[int]]:
    """Drop columns by their number, then cut the widest, until the table fits the terminal."""
    widths = [
        max([width(column.title), *(width(row[place][0]) for row in cells)])
        for place, column in enumerate(columns)
    ]
    if look.width is None or look.wide:
        return columns, cells, widths
    while _total([min(room, _COMFORT) for room in widths]) > look.width and any(
        column.drop for column in columns
    ):
        place = max(range(len(columns)), key=lambda at: (columns[at].drop, at))
        columns = columns[:place] + columns[place + 1 :]
        widths = widths[:place] + widths[place + 1 :]
        cells = [row[:place] + row[place + 1 :] for row in cells]
    while _total(widths) > look.width and max(widths) > _SMALLEST:
        widest = widths.index(max(widths))
        next_widest = sorted(widths)[-2] if len(widths) > 1 else 0
        excess = _total(widths) - look.width
        room_to_give = widths[widest] - max(next_widest, _SMALLEST)
        widths[widest] -= max(1, min(excess, room_to_give))
    return columns, cells, widths


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(_GAP) * (len(widths) - 1)


def _safe(value: Cell | str) -> tuple[str, str | None]:
    if isinstance(value, Cell):
        return sanitise(value.text), value.tone
    return sanitise(value), None


def _in_black(text: str, tone: str | None) -> str:
    return text


def _in_colour(text: str, tone: str | None) -> str:
    code = _CODES.get(tone or "")
    return f"\x1b[{code}m{text}\x1b[0m" if code and text else text
