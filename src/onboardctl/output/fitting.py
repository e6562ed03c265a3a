"""Columns made to fit a terminal: how far away a moment is goes first, then columns, then width.

Loaded only when a table is wider than the terminal.
"""

from onboardctl.core.patterns import pattern
from onboardctl.output.folding import fold
from onboardctl.output.strip import Strip, strip_of, total
from onboardctl.output.text import width

_COMFORT = 20
"""A column is narrowed to this many before another is dropped; in a list to a few less."""
_COMFORT_IN_LIST = 16
_SMALLEST = 8
"""No column is narrowed further."""
_SMALLEST_FOLDED = 6
"""A text that goes on below may be narrower, as long as its words are."""
_LONGEST_WORD = 14
"""A text that goes on below keeps words up to this length whole."""
_DATED_TEXT = 26
"""A date with its weekday and what is said of it takes no more columns; a sentence does."""
_DATED = pattern(r"\d{4}-\d{2}-\d{2}")
_MOMENT = pattern(r"(\d{4}-\d{2}-\d{2} \d{2}:\d{2}) \([^)]*\)")


def fit(strips: list[Strip], columns: int, *, one_line: bool) -> list[Strip]:
    """The strips with room for each, as many of them as the terminal has columns for.

    What a person types is never cut, numbers and dates only where all else is as narrow as it
    gets: half a date says something else. With ``one_line`` every other text may be cut; without
    it, it goes on in the next line, so that its column stays wide enough for its words.
    """
    strips = [_without_distance(one) for one in strips]
    least = [_least(one, one_line) for one in strips]
    comfort = _COMFORT_IN_LIST if one_line else _COMFORT
    while total(_comfortable(strips, least, comfort)) > columns and any(
        one.column.drop for one in strips
    ):
        at = max(range(len(strips)), key=lambda at: (strips[at].column.drop, at))
        del strips[at], least[at]
    rooms = _narrowed([one.room for one in strips], least, columns)
    if total(rooms) > columns:
        last = [one.room if one.column.keep else min(one.room, _SMALLEST) for one in strips]
        rooms = _narrowed(rooms, last, columns)
    fitted = [one._replace(room=room) for one, room in zip(strips, rooms, strict=True)]
    return fitted if one_line else _folded(fitted)


def _folded(strips: list[Strip]) -> list[Strip]:
    """Rows with a text wider than its strip go on in rows below."""
    texts: list[list[str]] = [[] for _ in strips]
    tones: list[list[str | None]] = [[] for _ in strips]
    for row in zip(
        *(zip(one.texts, one.taken, one.tones, strict=True) for one in strips), strict=True
    ):
        broken = [
            [text] if taken <= strip.room else fold(text, strip.room)
            for strip, (text, taken, _) in zip(strips, row, strict=True)
        ]
        height = max(map(len, broken))
        for at, lines in enumerate(broken):
            texts[at] += lines + [""] * (height - len(lines))
            tones[at] += [row[at][2]] * height
    titles = [fold(strip.titles[0], strip.room) for strip in strips]
    deepest = max(map(len, titles))
    return [
        strip_of(strip.column, texts[at], tones[at])._replace(
            titles=titles[at] + [""] * (deepest - len(titles[at])), room=strip.room
        )
        for at, strip in enumerate(strips)
    ]


def _narrowed(rooms: list[int], least: list[int], columns: int) -> list[int]:
    """The widest first, down to the next one, until all fit or none can give way."""
    while (excess := total(rooms) - columns) > 0:
        loose = sorted((room, at) for at, room in enumerate(rooms) if room > least[at])
        if not loose:
            break
        room, at = loose[-1]
        stop = max(least[at], loose[-2][0] if len(loose) > 1 else 0)
        rooms[at] -= max(1, min(excess, room - stop))
    return rooms


def _comfortable(strips: list[Strip], least: list[int], comfort: int) -> list[int]:
    return [min(one.room, max(comfort, low)) for one, low in zip(strips, least, strict=True)]


def _least(strip: Strip, one_line: bool) -> int:
    """How narrow a strip may become."""
    column = strip.column
    if column.keep or column.align == "right" or _holds_dates(strip):
        return strip.room
    if one_line:
        return min(strip.room, _SMALLEST)
    words = (width(word) for text in [*strip.titles, *strip.texts] for word in text.split())
    longest = max((word for word in words if word <= _LONGEST_WORD), default=0)
    return min(strip.room, max(_SMALLEST_FOLDED, longest))


def _holds_dates(strip: Strip) -> bool:
    """Dates with a word or two beside them, not sentences with dates in them."""
    return strip.room <= _DATED_TEXT and any(map(_DATED().search, strip.texts))


def _without_distance(strip: Strip) -> Strip:
    """Moments without how far away they are."""
    texts = [_MOMENT().sub(r"\1", text) for text in strip.texts]
    return strip if texts == strip.texts else strip_of(strip.column, texts, strip.tones)
