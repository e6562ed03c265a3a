"""What the two output streams can show: colour, width, characters; stdout and stderr apart."""

import os
import sys
from typing import TextIO

from onboardctl.core.record import NamedTuple

DEFAULT_WIDTH = 80


class Terminal(NamedTuple):
    """One stream as its reader sees it.

    Attributes:
        is_terminal: a person reads along.
        colour: colours may be used.
        unicode: characters beyond ASCII can be written.
        width: columns; ``None`` off-terminal, where nothing is cut.
        plain: no box drawing, no animation (``ONBOARDCTL_ACCESSIBLE`` or ``ACCESSIBLE``).
    """

    is_terminal: bool
    colour: bool
    unicode: bool
    width: int | None
    plain: bool


def detect(stream: TextIO, *, colour: bool | None = None) -> Terminal:
    """Judge one stream.

    Args:
        stream: ``sys.stdout`` or ``sys.stderr``.
        colour: what the flag said; ``None`` when no flag was given.
    """
    is_terminal = is_tty(stream)
    return Terminal(
        is_terminal=is_terminal,
        colour=_colour(is_terminal) if colour is None else colour,
        unicode=can_encode(stream),
        width=columns(stream) if is_terminal else None,
        plain=accessible(),
    )


def is_tty(stream: TextIO | None) -> bool:
    """Whether the stream is a terminal; a closed or missing stream is none."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def interactive() -> bool:
    """Questions can be asked: all three streams are terminals (questions appear on stderr)."""
    return is_tty(sys.stdin) and is_tty(sys.stdout) and is_tty(sys.stderr)


def accessible() -> bool:
    """The reader asked for plain rows, numbered questions and no redrawing."""
    return any(
        os.environ.get(name, "") not in {"", "0"}
        for name in ("ONBOARDCTL_ACCESSIBLE", "ACCESSIBLE")
    )


def can_encode(stream: TextIO) -> bool:
    """Whether the stream can carry any character."""
    encoding = (getattr(stream, "encoding", None) or "ascii").lower().replace("-", "")
    return encoding.startswith("utf")


def columns(stream: TextIO) -> int:
    """Columns of the terminal: ``COLUMNS`` first, then the terminal itself, then 80."""
    wanted = os.environ.get("COLUMNS", "")
    if wanted.isdecimal() and int(wanted) > 0:
        return int(wanted)
    try:
        return os.get_terminal_size(stream.fileno()).columns or DEFAULT_WIDTH
    except (OSError, ValueError):
        return DEFAULT_WIDTH


def _colour(is_terminal: bool) -> bool:
    """Colour by environment: ``NO_COLOR`` wins over ``FORCE_COLOR``; empty values count as unset."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return is_terminal and os.environ.get("TERM") != "dumb"
