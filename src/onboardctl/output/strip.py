"""One column of a table on its way to the terminal."""

from collections.abc import Sequence

from onboardctl.core.record import NamedTuple
from onboardctl.output.document import Column
from onboardctl.output.text import sanitise, width

GAP = "  "


class Strip(NamedTuple):
    """The texts of a column, safe to print, with their tones and the terminal columns they take.

    ``titles`` are the lines of its header, ``room`` is how many columns the strip gets.
    """

    column: Column
    titles: list[str]
    texts: list[str]
    tones: list[str | None]
    taken: list[int]
    room: int


def strip_of(column: Column, texts: list[str], tones: list[str | None]) -> Strip:
    """A strip with room for its widest text and its title."""
    taken = [width(text) for text in texts]
    title = sanitise(column.title)
    return Strip(column, [title], texts, tones, taken, max(width(title), *taken))


def total(rooms: Sequence[int]) -> int:
    """The columns that strips of such rooms take with the gaps between them."""
    return sum(rooms) + len(GAP) * (len(rooms) - 1)
