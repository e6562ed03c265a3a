"""Text on a terminal: control characters neutralised, columns counted, long values cut.

This is the one place where stored text is made safe to print.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.patterns import pattern

if TYPE_CHECKING:
    import re

_UNSAFE = pattern("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_WIDE = 2
_LATIN_1 = 0xFF
_ZERO_WIDTH_JOINER = 0x200D
_EMOJI_PRESENTATION = 0xFE0F
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_JAMO_FINALS = range(0x1160, 0x1200)


def sanitise(text: str) -> str:
    r"""One line that cannot drive a terminal.

    Line breaks and tabs become spaces; escape sequences, C1 controls, bidirectional overrides
    and lone surrogates become visible text such as ``\x1b``.
    """
    return text if text.isprintable() else _UNSAFE().sub(_visible, text)


def sanitise_lines(text: str) -> str:
    """Like :func:`sanitise`, but line breaks and tabs stay."""
    return "\n".join(
        "\t".join(sanitise(part) for part in line.split("\t")) for line in text.split("\n")
    )


def _visible(match: re.Match[str]) -> str:
    character = match.group()
    if character in "\t\n\r\u2028\u2029":
        return " "
    code = ord(character)
    return f"\\x{code:02x}" if code <= _LATIN_1 else f"\\u{code:04x}"


def width(text: str) -> int:
    """Terminal columns the text takes: 2 for wide characters, 0 for combining marks."""
    return len(text) if text.isascii() else sum(taken for _, taken in clusters(text))


def pad(text: str, columns: int, align: str = "left") -> str:
    """The text filled with spaces up to that many terminal columns."""
    gap = " " * max(0, columns - width(text))
    return gap + text if align == "right" else text + gap


def shorten(text: str, columns: int, ellipsis: str = "…") -> str:
    """The text cut to that many terminal columns, with an ellipsis when something is missing."""
    if width(text) <= columns:
        return text
    room = columns - len(ellipsis)
    if room < 0:
        return ellipsis[:columns]
    kept: list[str] = []
    for cluster, taken in clusters(text):
        room -= taken
        if room < 0:
            break
        kept.append(cluster)
    return "".join(kept).rstrip() + ellipsis


def clusters(text: str) -> list[tuple[str, int]]:
    """Characters as a terminal draws them, each with the columns it takes."""
    from unicodedata import category, east_asian_width

    found: list[tuple[str, int]] = []
    joined = False
    for character in text:
        code = ord(character)
        if found and (joined or (code in _SKIN_TONES and found[-1][1] == _WIDE)):
            found[-1] = (found[-1][0] + character, _WIDE)
            joined = code == _ZERO_WIDTH_JOINER
            continue
        joined = code == _ZERO_WIDTH_JOINER
        if code in _FLAG_LETTERS:
            half = found and found[-1][1] == 1 and ord(found[-1][0]) in _FLAG_LETTERS
            if half:
                found[-1] = (found[-1][0] + character, 2)
            else:
                found.append((character, 1))
            continue
        if category(character) in {"Mn", "Me", "Cf"} or code in _JAMO_FINALS:
            if found:
                before, taken = found[-1]
                wide = code == _EMOJI_PRESENTATION and taken == 1 and not before.isalnum()
                found[-1] = (before + character, 2 if wide else taken)
            else:
                found.append((character, 0))
            continue
        found.append((character, 2 if east_asian_width(character) in "WF" else 1))
    return found
