"""Writing to stdout and stderr so that a full device or a closed pipe never ends in a traceback."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from onboardctl.core.errors import OnboardError

if TYPE_CHECKING:
    from typing import TextIO


class OutputFailed(OnboardError):
    """The result could not be written: a full device, for example."""

    exit_code = 7


def write(text: str, *, exact: bool = False) -> None:
    """Write to stdout and make sure it arrived.

    Args:
        text: what to write; characters the stream cannot carry are written as escapes.
        exact: files for programs (CSV, TSV) go out as UTF-8 whatever the stream says.

    Raises:
        BrokenPipeError: the reader has gone.
        OutputFailed: the device is full or broken.
    """
    stream = sys.stdout
    try:
        if text.isascii():
            stream.write(text)
        elif exact and hasattr(stream, "buffer"):
            stream.flush()
            stream.buffer.write(text.encode("utf-8", "backslashreplace"))
        else:
            encoding = stream.encoding or "ascii"
            stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
    except BrokenPipeError:
        raise
    except OSError as problem:
        raise output_failed(problem) from problem
    flush()


def flush() -> None:
    """Make sure that what was written to stdout arrived; raises like :func:`write`."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as problem:
        raise output_failed(problem) from problem


def output_failed(problem: OSError) -> OutputFailed:
    """The error for a device that refused what was written to stdout."""
    abandon(sys.stdout)
    return OutputFailed(
        "output.write",
        f"the command ran, but its result could not be written: {problem.strerror}",
        hint="free the device and read the result again",
    )


def abandon(stream: TextIO) -> None:
    """Send what is left in a broken stream nowhere, so that Python's own exit stays quiet."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        return


def say(text: str) -> None:
    """Write to stderr; a closed or full stderr changes nothing."""
    try:
        stream = sys.stderr
        stream.write(
            text.encode(stream.encoding or "ascii", "backslashreplace").decode(
                stream.encoding or "ascii"
            )
        )
        stream.flush()
    except (OSError, ValueError, AttributeError):
        return
