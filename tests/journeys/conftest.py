"""Journeys: command lines and their exact output, as plain text that anybody can read.

A file holds lines of these kinds:

    # a remark for the reader
    @ 2026-03-02T09:00:00Z          the clock from here on
    $ onboardctl today              a command line; what follows, up to a blank line, it prints
    ! a line it says on stderr
    = 4                             its exit code, when it is not 0
    > ws/calendars/plant.yaml       a file is written anew; its lines follow, each after ``| ``
    & ws/onboardctl.yaml            a mail server listens from here on, and that file names it

``pytest --update-golden`` rewrites the output; the change is then read in the diff.
"""

from __future__ import annotations

import contextlib
import io
import shlex
from typing import TYPE_CHECKING

import pytest

from mail_servers import MailServer
from onboardctl.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


OF_A_SERVER = "! onboardctl: warning: backups and the log of the server"
"""What a store on a server alone says; a journey reads the same on both engines without it."""


class _Stream(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return False


def run(command: str) -> list[str]:
    """The lines of a command: stdout, then stderr marked ``!``, then an exit code other than 0."""
    words = shlex.split(command)
    assert words[0] == "onboardctl"
    out, err = _Stream(), _Stream()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(words[1:])
    lines = out.getvalue().splitlines()
    lines += [f"! {line}" if line else "!" for line in err.getvalue().splitlines()]
    lines = [line for line in lines if not line.startswith(OF_A_SERVER)]
    return [*lines, f"= {code}"] if code else lines


def play(
    path: Path,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    mail_server: Callable[[], MailServer],
) -> str:
    """The whole journey as it goes now, in the form of its file."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("USER", "ada")
    monkeypatch.setenv("LOGNAME", "ada")
    written: list[str] = []
    in_output = False
    for line in path.read_text(encoding="utf-8").splitlines():
        if in_output and line:
            continue
        in_output = line.startswith("$ ")
        if in_output:
            printed = (text.replace(str(folder), "~") or "." for text in run(line[2:]))
            written += [line, *printed, ""]
        elif line.startswith("> "):
            target = folder / line[2:].strip()
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text("", encoding="utf-8")
            written.append(line)
        elif line.startswith("| "):
            with target.open("a", encoding="utf-8") as file:
                file.write(f"{line[2:]}\n")
            written.append(line)
        elif line.startswith("& "):
            with (folder / line[2:].strip()).open("a", encoding="utf-8") as file:
                where = f"host: localhost, port: {mail_server().port}, security: none"
                file.write(f"smtp: {{{where}}}\n")
            written.append(line)
        elif line.startswith("@ "):
            monkeypatch.setenv("ONBOARDCTL_NOW", line[2:].strip())
            written.append(line)
        elif line or (written and written[-1]):
            written.append(line)
    return "\n".join(written).rstrip("\n") + "\n"


@pytest.fixture
def journey(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """``journey(path)``: the file says what the program does."""

    def check(path: Path) -> None:
        with contextlib.ExitStack() as stack:
            actual = play(path, tmp_path, monkeypatch, lambda: stack.enter_context(MailServer()))
        if request.config.getoption("--update-golden"):
            path.write_text(actual, encoding="utf-8")
        assert actual == path.read_text(encoding="utf-8")

    return check
