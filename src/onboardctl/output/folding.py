"""Text folded into lines of a width; loaded only when something is too wide."""

from onboardctl.core.patterns import pattern
from onboardctl.output.text import clusters, width

_JOINTS = pattern(r"[^-/._,:@]*[-/._,:@]*")
"""Where a word that is too long may be parted: after these characters."""


def fold(text: str, columns: int, *, whole_words: bool = False) -> list[str]:
    """The text in lines of at most so many terminal columns, parted between words.

    A word too long for a line is parted at its joints (hyphens, dots, slashes), else anywhere; with
    ``whole_words`` it stays whole and sticks out, so that a path can be copied. At least one line,
    which may be empty.
    """
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if width(longer) <= columns:
            line = longer
            continue
        if line:
            lines.append(line)
        *whole, line = [word] if whole_words else _parted(word, columns)
        lines += whole
    return [*lines, line] if line or not lines else lines


def _parted(word: str, columns: int) -> list[str]:
    """A word in pieces that fit; whole if it does."""
    if width(word) <= columns:
        return [word]
    pieces = [""]
    for joint in _JOINTS().findall(word):
        if width(pieces[-1] + joint) <= columns:
            pieces[-1] += joint
        else:
            pieces += _anywhere(joint, columns)
    return [piece for piece in pieces if piece]


def _anywhere(word: str, columns: int) -> list[str]:
    pieces, room = [""], columns
    for cluster, taken in clusters(word):
        if taken > room and pieces[-1]:
            pieces.append("")
            room = columns
        pieces[-1] += cluster
        room -= taken
    return pieces
