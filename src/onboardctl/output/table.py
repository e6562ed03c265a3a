"""A document for people: aligned columns and pairs, cut to the terminal, whole in a pipe."""

from collections.abc import Callable, Iterator, Sequence

from onboardctl.core.record import NamedTuple
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
from onboardctl.output.text import pad, sanitise, sanitise_lines, shorten, width

Paint = Callable[[str, str | None], str]

_GAP = "  "
_COMFORT = 20
"""A column is cut to this many before another is dropped."""
_SMALLEST = 8
"""No column is cut further."""
_CODES = {"good": "32", "warning": "33", "bad": "31", "muted": "2", "bold": "1"}


class _Strip(NamedTuple):
    """One column of a table: its safe texts with their tones and widths, the title apart."""

    column: Column
    title: str
    texts: list[str]
    tones: list[str | None]
    taken: list[int]
    room: int


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
        yield from _fields(block, paint)
    elif isinstance(block, Lines):
        for line in block.lines:
            yield paint(*_safe(line))


def _verbatim(block: Verbatim, look: Look) -> str:
    return sanitise_lines(block.text) if look.terminal else block.text


def _fields(block: Fields, paint: Paint) -> Iterator[str]:
    names = [sanitise(name) for name, _ in block.pairs]
    widest = max((width(name) for name in names), default=0)
    for name, (_, value) in zip(names, block.pairs, strict=True):
        yield f"{paint(pad(name, widest), 'muted')}{_GAP}{paint(*_safe(value))}".rstrip()


def _table(table: Table, look: Look, paint: Paint, headers: bool) -> Iterator[str]:
    if not table.rows:
        yield sanitise(table.empty)
        return
    strips = [
        _strip(column, values)
        for column, values in zip(table.columns, zip(*table.rows, strict=True), strict=True)
        if look.wide or not column.wide
    ]
    if look.width is not None and not look.wide:
        strips = _fit(strips, look.width)
    ellipsis = "…" if look.unicode else "..."
    drawn = [_draw(strip, strip is strips[-1], ellipsis, paint, headers) for strip in strips]
    for row in zip(*drawn, strict=True):
        yield _GAP.join(row).rstrip()


def _strip(column: Column, values: Sequence[Cell | str]) -> _Strip:
    title = sanitise(column.title)
    safe = [_safe(value) for value in values]
    texts = [text for text, _ in safe]
    taken = [width(text) for text in texts]
    room = max(width(title), *taken)
    return _Strip(column, title, texts, [tone for _, tone in safe], taken, room)


def _draw(
    strip: _Strip, is_last: bool, ellipsis: str, paint: Paint, headers: bool
) -> Iterator[str]:
    """The cells of one column, filled to its room; the last one keeps no trailing spaces."""
    right = strip.column.align == "right"
    room = strip.room if right or not is_last else 0
    if headers:
        title = shorten(strip.title, strip.room, ellipsis)
        yield paint(pad(title, room, strip.column.align), "bold")
    for text, tone, taken in zip(strip.texts, strip.tones, strip.taken, strict=True):
        if taken > strip.room:
            yield paint(pad(shorten(text, strip.room, ellipsis), room, strip.column.align), tone)
        else:
            gap = " " * (room - taken)
            yield paint(gap + text if right else text + gap, tone)


def _fit(strips: list[_Strip], columns: int) -> list[_Strip]:
    """Drop columns by their number, then cut the widest, until the table fits the terminal."""
    strips = list(strips)
    while _total([min(one.room, _COMFORT) for one in strips]) > columns and any(
        one.column.drop for one in strips
    ):
        strips.pop(max(range(len(strips)), key=lambda at: (strips[at].column.drop, at)))
    rooms = [one.room for one in strips]
    while _total(rooms) > columns:
        loose = sorted((room, at) for at, room in enumerate(rooms) if not strips[at].column.keep)
        if not loose or loose[-1][0] <= _SMALLEST:
            break
        widest = loose[-1][1]
        next_widest = loose[-2][0] if len(loose) > 1 else 0
        excess = _total(rooms) - columns
        rooms[widest] -= max(1, min(excess, rooms[widest] - max(next_widest, _SMALLEST)))
    return [one._replace(room=room) for one, room in zip(strips, rooms, strict=True)]


def _total(rooms: Sequence[int]) -> int:
    return sum(rooms) + len(_GAP) * (len(rooms) - 1)


def _safe(value: Cell | str) -> tuple[str, str | None]:
    if isinstance(value, str):
        return (value if value.isprintable() else sanitise(value)), None
    return sanitise(value.text), value.tone


def _in_black(text: str, tone: str | None) -> str:
    return text


def _in_colour(text: str, tone: str | None) -> str:
    code = _CODES.get(tone or "")
    return f"\x1b[{code}m{text}\x1b[0m" if code and text else text
