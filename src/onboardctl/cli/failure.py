"""Failures as text on stderr or as a JSON envelope on stdout, and the log of a bug."""

from __future__ import annotations

import os
from errno import ENAMETOOLONG
from typing import TYPE_CHECKING

from onboardctl.core.errors import Diagnostic, InvalidInput, OnboardError
from onboardctl.output.text import pad, sanitise, width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

PROGRAM = "onboardctl"


def findings_of(error: OnboardError) -> tuple[Diagnostic, ...]:
    """The findings of an error; a single one takes the hint of the error when it has none."""
    found = error.as_diagnostics()
    if len(found) == 1 and found[0].hint is None:
        return (found[0]._replace(hint=error.hint),)
    return found


def error_text(error: OnboardError) -> str:
    """The text for stderr: every finding, and the sentence that sums up several."""
    found = findings_of(error)
    lines = [line for one in found for line in finding_lines(one)]
    if len(found) > 1:
        lines += finding_lines(Diagnostic(error.code, error.message, error.hint))
    return "\n".join(lines) + "\n"


def finding_lines(one: Diagnostic) -> Iterator[str]:
    """One finding: the sentence with its place and code, the line of the file, and the hint."""
    place = f"{sanitise(one.place)}: " if one.place else ""
    code = f"  [{one.code}]" if one.code else ""
    yield f"{PROGRAM}: {one.severity}: {place}{sanitise(one.message)}{code}"
    if one.excerpt is not None:
        yield from _excerpt(one)
    if one.hint:
        yield f"hint: {sanitise(one.hint)}"


def _excerpt(one: Diagnostic) -> Iterator[str]:
    number = "" if one.line is None else str(one.line)
    excerpt = sanitise(one.excerpt or "").rstrip()
    yield f"{number:>5} | {excerpt}"
    if one.column is not None:
        before = width(excerpt[: one.column - 1])
        yield f"{'':>5} | {pad('', before)}{'^' * max(1, one.width)}"


def unusable_path(error: Exception) -> OnboardError | None:
    """What to say of a path that no system can open, wherever it was typed; else ``None``."""
    if isinstance(error, OSError) and error.errno == ENAMETOOLONG:
        name = os.path.basename(str(error.filename))  # noqa: PTH119
        return InvalidInput("path.long", f'the name "{name[:40]}…" is too long for a file')
    if isinstance(error, ValueError) and str(error).startswith("embedded null"):
        return InvalidInput("path.nul", "a path holds the character NUL, which no file name can")
    return None


def log_bug(error: BaseException, argv: Sequence[str], now: datetime) -> tuple[str | None, str]:
    """Write the details of a bug to a file that only its owner can read.

    Returns:
        The path, or ``None`` when it could not be written, and the details.
    """
    from platform import platform, python_version
    from traceback import format_exception

    from onboardctl import __version__

    details = (
        f"onboardctl {__version__}, Python {python_version()}, {platform()}\n"
        f"at {now.isoformat()}\narguments: {list(argv)!r}\n\n{''.join(format_exception(error))}"
    )
    folder = os.path.join(_state_home(), PROGRAM)  # noqa: PTH118 -- pathlib costs start-up
    path = os.path.join(folder, f"bug-{now:%Y%m%dT%H%M%SZ}-{os.getpid()}.log")  # noqa: PTH118
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(details)
    except OSError:
        return None, details
    return path, details


def _state_home() -> str:
    given = os.environ.get("XDG_STATE_HOME", "")
    if os.path.isabs(given):  # noqa: PTH117
        return given
    return os.path.join(os.path.expanduser("~"), ".local", "state")  # noqa: PTH111, PTH118
