"""Stored text for pages and office files: nothing in it drives a program or breaks a file."""

import re

from onboardctl.output.text import sanitise

_NOT_XML = str.maketrans({0xFFFE: "\\ufffe", 0xFFFF: "\\uffff"})
"""Two code points that no XML file may hold."""
ONE_WORD = re.compile(r"\d{4}-(?:\d\d|W\d\d|Q\d)(?:-\d\d)?|\(n \d+\)")
"""Days, months, weeks and quarters, and an n: lines are not broken within."""
_JOINED = str.maketrans({"-": "\u2011", " ": "\u00a0"})


def clean(text: str) -> str:
    """One line: control characters become visible, line breaks spaces."""
    return sanitise(text).translate(_NOT_XML)


def joined(text: str) -> str:
    """A text whose days are never parted, for slides: with hyphens and spaces that do not break."""
    return ONE_WORD.sub(lambda found: found[0].translate(_JOINED), clean(text))
