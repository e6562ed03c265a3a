"""Text on the clipboard of the desktop, through the program the desktop has for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from onboardctl.core.errors import NotFound, Refused
from onboardctl.core.names import listed

_WAIT_SECONDS = 10


def copy_text(text: str) -> str:
    """Put a text on the clipboard; answers with the name of the program that took it.

    Raises:
        NotFound: ``clipboard.missing``: there is no program for it.
        Refused: ``clipboard.failed``: the program said no, for example without a desktop.
    """
    for command in _commands():
        program = shutil.which(command[0])
        if program is not None:
            _run([program, *command[1:]], text)
            return command[0]
    tried = [command[0] for command in _commands()]
    raise NotFound(
        "clipboard.missing",
        f"nothing here can reach the clipboard; {listed(tried)} would",
        hint="leave out --copy, or save the text with --out mail.txt",
    )


def _commands() -> list[list[str]]:
    """Programs that read a text from their input, the likeliest first."""
    if sys.platform == "darwin":
        return [["pbcopy"]]
    if sys.platform == "win32":
        return [["clip"]]
    x11 = [["xclip", "-selection", "clipboard"], ["xsel", "--clipboard", "--input"]]
    wayland = [["wl-copy"]]
    windows = [["clip.exe"]]
    return (
        [*wayland, *x11, *windows]
        if os.environ.get("WAYLAND_DISPLAY")
        else [*x11, *wayland, *windows]
    )


def _run(command: list[str], text: str) -> None:
    # Windows' own program reads UTF-16; all others read UTF-8.
    encoding = "utf-16" if Path(command[0]).stem.lower() == "clip" else "utf-8"
    try:
        subprocess.run(  # noqa: S603 -- the program was found on the path, the text is its input
            command,
            input=text.encode(encoding),
            check=True,
            timeout=_WAIT_SECONDS,
            # xclip stays behind to serve the clipboard and would hold an open pipe.
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise Refused(
            "clipboard.failed",
            f"{command[0]} did not take the text",
            hint="is this a desktop session? --out mail.txt saves it instead",
        ) from error
