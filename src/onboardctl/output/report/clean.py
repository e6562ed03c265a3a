"""Stored text for pages and office files: nothing in it drives a program or breaks a file."""

from onboardctl.output.text import sanitise

_NOT_XML = str.maketrans({0xFFFE: "\\ufffe", 0xFFFF: "\\uffff"})
"""Two code points that no XML file may hold."""


def clean(text: str) -> str:
    """One line: control characters become visible, line breaks spaces."""
    return sanitise(text).translate(_NOT_XML)
