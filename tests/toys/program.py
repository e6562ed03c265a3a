"""Run the program with the toy commands: in this process, in another one, on a terminal."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from onboardctl.cli.main import main

TESTS = Path(__file__).parents[1]
START = (
    "from onboardctl.cli import registry;"
    "registry.ENTRIES['toy'] = registry.Entry("
    "'toys.toy_commands:app', 'Play with toys', registry.CONTENT);"
    "from onboardctl.cli.main import entry_point; entry_point()"
)

CONTROL = (
    "import os, signal; os.close(os.open(os.ttyname(0), os.O_RDWR));"
    # A shell hands "ignore Ctrl-C" down to what it starts in the background; a terminal does not.
    "signal.signal(signal.SIGINT, signal.default_int_handler);"
)
"""Opening the terminal in a new session makes it the one whose Ctrl-C reaches the child."""


class Outcome(NamedTuple):
    """What a run left: exit code and both streams."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Stdout as exactly one JSON value."""
        return json.loads(self.out)


class InProcess:
    """Run command lines in this process with captured streams."""

    def __init__(self, capsys: Any) -> None:
        self.capsys = capsys

    def __call__(self, *words: str) -> Outcome:
        self.capsys.readouterr()
        code = main(list(words))
        captured = self.capsys.readouterr()
        return Outcome(code, captured.out, captured.err)


def environment(**more: str) -> dict[str, str]:
    """The environment of a child: this one, without what changes the output."""
    return {**os.environ, "PYTHONPATH": str(TESTS), **more}


def command_line(*words: str) -> list[str]:
    """A process of the program that knows the toys."""
    return [sys.executable, "-c", START, *words]


def in_child(*words: str, stdin: str | None = "", **env: str) -> Outcome:
    """Run in a child whose streams are pipes."""
    done = subprocess.run(
        command_line(*words),
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment(**env),
        timeout=60,
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


class OnTerminal:
    """A child on a pseudo-terminal: type when something has appeared, read what was drawn."""

    def __init__(self, *words: str, **env: str) -> None:
        self.master, slave = pty.openpty()
        self.drawn = ""
        self.child = subprocess.Popen(
            [sys.executable, "-c", CONTROL + START, *words],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            close_fds=True,
            env=environment(**{"TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1", **env}),
            start_new_session=True,
        )
        os.close(slave)

    def wait_for(self, text: str, patience: float = 30.0) -> None:
        """Read until the text has been drawn."""
        while text not in self.drawn:
            assert self._read(patience), f"{text!r} did not appear in {self.drawn!r}"

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self.master, keys.encode())

    def end(self) -> tuple[int, str]:
        """The exit code and everything drawn, with line ends as ``\\n``."""
        while self._read(30.0):
            pass
        os.close(self.master)
        return self.child.wait(30), self.drawn.replace("\r\n", "\n")

    def _read(self, patience: float) -> bool:
        ready, _, _ = select.select([self.master], [], [], patience)
        if not ready:
            self.child.kill()
            return False
        try:
            part = os.read(self.master, 65536)
        except OSError:
            return False
        self.drawn += part.decode("utf-8", "replace")
        return bool(part)
