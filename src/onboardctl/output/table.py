"""A document for people: aligned columns and pairs, made to fit the terminal, whole in a pipe."""

from collections.abc import Callable, Iterator, Sequence

from onboardctl.output.document import (
    Block,
    Cell,
    Column,
    Document,
    Fields,
    Heading,
    Lines,
    Table,
    Verbatim,
)
from onboardctl.output.look import Look
from onboardctl.output.strip import GAP, Strip, strip_of, total
from onboardctl.output.text import pad, sanitise, sanitise_lines, shorten, width

Paint = Callable[[str, str | None], str]

_NARROWEST = 20
"""Columns that a sentence gets however far in it stands."""
_CODES = {"good": "32", "warning": "33", "bad": "31", "muted": "2", "bold": "1"}


def table_text(document: Document, look: Look, *, headers: bool = True) -> str:
    """The whole document as lines; blocks are separated by an empty line.

    A document that is one finished text is printed as it is.
    """
    if len(document.blocks) == 1 and isinstance(document.blocks[0], Verbatim):
        return _verbatim(document.blocks[0], look)
    paint = _in_colour if look.colour else _in_black
    parts = ["\n".join(_block(block, look, paint, headers)) for block in document.blocks]
    return "\n\n".join(part for part in parts if part) + "\n" if any(parts) else ""


def _block(block: Block, look: Look, paint: Paint, headers: bool) -> Iterator[str]:
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
        yield from _fields(block, look, paint)
    elif isinstance(block, Lines):
        yield from _lines(block, look, paint)


def _verbatim(block: Verbatim, look: Look) -> str:
    return sanitise_lines(block.text) if look.terminal else block.text


def _fields(block: Fields, look: Look, paint: Paint) -> Iterator[str]:
    names = [sanitise(name) for name, _ in block.pairs]
    widest = max((width(name) for name in names), default=0)
    indent = " " * (widest + len(GAP))
    for name, (_, value) in zip(names, block.pairs, strict=True):
        text, tone = _safe(value)
        lead = f"{paint(pad(name, widest), 'muted')}{GAP}"
        for line in _wrapped(text, look, len(indent)):
            yield f"{lead}{paint(line, tone)}".rstrip()
            lead = indent


def _lines(block: Lines, look: Look, paint: Paint) -> Iterator[str]:
    """Sentences; one that is too long goes on below, as far in as it began."""
    for line in block.lines:
        text, tone = _safe(line)
        indent = " " * (len(text) - len(text.lstrip()))
        for part in _wrapped(text.lstrip(), look, len(indent)):
            yield paint(indent + part, tone)


def _wrapped(text: str, look: Look, indent: int) -> list[str]:
    """The text in lines that fit beside the indent, whole where nothing is narrow."""
    if look.width is None or look.wide or indent + width(text) <= look.width:
        return [text]
    from onboardctl.output.folding import fold

    return fold(text, max(_NARROWEST, look.width - indent), whole_words=True)


def _table(table: Table, look: Look, paint: Paint, headers: bool) -> Iterator[str]:
    if not table.rows:
        yield sanitise(table.empty)
        return
    strips = [
        _strip(column, values)
        for column, values in zip(table.columns, zip(*table.rows, strict=True), strict=True)
        if look.wide or not column.wide
    ]
    if look.width is not None and not look.wide and total([s.room for s in strips]) > look.width:
        from onboardctl.output.fitting import fit

        strips = fit(strips, look.width, one_line=table.one_line)
    ellipsis = "…" if look.unicode else "..."
    drawn = [_draw(strip, strip is strips[-1], ellipsis, paint, headers) for strip in strips]
    for row in zip(*drawn, strict=True):
        yield GAP.join(row).rstrip()


def _strip(column: Column, values: Sequence[Cell | str]) -> Strip:
    safe = [_safe(value) for value in values]
    return strip_of(column, [text for text, _ in safe], [tone for _, tone in safe])


def _draw(strip: Strip, is_last: bool, ellipsis: str, paint: Paint, headers: bool) -> Iterator[str]:
    """The cells of one column, filled to its room; the last one keeps no trailing spaces."""
    right = strip.column.align == "right"
    room = strip.room if right or not is_last else 0
    for title in strip.titles if headers else ():
        yield paint(pad(shorten(title, strip.room, ellipsis), room, strip.column.align), "bold")
    for text, tone, taken in zip(strip.texts, strip.tones, strip.taken, strict=True):
        if taken > strip.room:
            yield paint(pad(shorten(text, strip.room, ellipsis), room, strip.column.align), tone)
        else:
            gap = " " * (room - taken)
            yield paint(gap + text if right else text + gap, tone)


def _safe(value: Cell | str) -> tuple[str, str | None]:
    if isinstance(value, str):
        return (value if value.isprintable() else sanitise(value)), None
    return sanitise(value.text), value.tone


def _in_black(text: str, tone: str | None) -> str:
    return text


def _in_colour(text: str, tone: str | None) -> str:
    code = _CODES.get(tone or "")
    return f"\x1b[{code}m{text}\x1b[0m" if code and text else text
