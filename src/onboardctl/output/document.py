"""What a view builds and every text format prints: blocks of headings, pairs, tables and lines.

A view decides what is said and in which order; how it is drawn is left to ``output.table`` and
``output.markdown``.  Texts are data, never markup: control characters are neutralised by the
printer, so a view passes stored names on as they are.
"""

from typing import Any

from onboardctl.core.record import NamedTuple

TONES = ("good", "warning", "bad", "muted")


class Cell(NamedTuple):
    """A text with a tone; the text alone must carry the meaning ("LATE", not only red).

    ``tone`` is ``good``, ``warning``, ``bad``, ``muted`` or ``None``.
    """

    text: str
    tone: str | None = None


class Column(NamedTuple):
    """One column of a table.

    Attributes:
        key: the stable name of the column, snake_case; what ``--fields`` and tests speak of.
        title: the header a person reads.
        align: ``left`` or ``right``.
        drop: 0 stays whatever the width; on a narrow terminal the highest is dropped first.
        wide: shown by ``-o wide`` only.
        keep: never cut: something a person types.
    """

    key: str
    title: str
    align: str = "left"
    drop: int = 0
    wide: bool = False
    keep: bool = False


class Heading(NamedTuple):
    """A line that names what follows."""

    text: str


class Fields(NamedTuple):
    """Names and values, one below the other: the details of one thing."""

    pairs: tuple[tuple[str, Cell | str], ...]
    title: str | None = None


class Table(NamedTuple):
    """Rows under columns; a row has one text or Cell for each column, wide ones included.

    ``empty`` is the sentence that stands in for a table without rows. A text too wide for the
    terminal goes on below, or is cut where a row is ``one_line``: in lists one runs one's eye down.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell | str, ...], ...]
    title: str | None = None
    empty: str = "nothing to show"
    one_line: bool = False


class Lines(NamedTuple):
    """Sentences, one on each line, with an optional title."""

    lines: tuple[Cell | str, ...]
    title: str | None = None


class Verbatim(NamedTuple):
    """A finished text (a mail, a script): piped byte for byte, made safe on a terminal."""

    text: str


Block = Heading | Fields | Table | Lines | Verbatim


class Records(NamedTuple):
    """Flat rows of raw values for CSV, TSV and ``--fields``.

    Values are text, numbers, dates, instants, enums, ``None`` or small containers; ratios stay
    numbers and instants stay instants, the printer writes them.
    """

    fields: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


class Document(NamedTuple):
    """Everything a result says to a person, and its flat form.

    Attributes:
        blocks: in reading order.
        records: flat rows; ``None`` derives them from the payload (see ``output.records``).
        ids: what ``--quiet`` prints; ``None`` takes the first field of each record.
    """

    blocks: tuple[Block, ...]
    records: Records | None = None
    ids: tuple[str, ...] | None = None
