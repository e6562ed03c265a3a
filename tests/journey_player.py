"""Plays a journey file: moves the clock, runs its command lines, and keeps what came of them."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from journey_mails import readable
from mail_servers import MailServer
from onboardctl.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

OF_A_SERVER = "! onboardctl: warning: backups and the log of the server"
"""What a store on a server alone says; a journey reads the same on both engines without it."""
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Job(NamedTuple):
    """A command that runs by itself.

    Attributes:
        weekday: 0 for Monday.
        every: weeks from one run to the next.
        at: hour and minute, UTC.
        since: when it was set up; the first run is the first of its weekdays after it.
        command: the command line, perhaps with the file its output is added to.
    """

    weekday: int
    every: int
    at: str
    since: datetime
    command: str

    def runs(self, after: datetime, until: datetime) -> Iterator[datetime]:
        """Its instants after one moment and up to another."""
        hour, minute = (int(part) for part in self.at.split(":"))
        moment = self.since.replace(hour=hour, minute=minute, second=0)
        moment += timedelta(days=(self.weekday - moment.weekday()) % 7)
        while moment <= until:
            if moment > max(after, self.since):
                yield moment
            moment += timedelta(weeks=self.every)


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


class Player:
    """One journey on its way.

    Args:
        path: its file; exports it speaks of lie beside it.
        folder: where it plays.
        servers: closes the mail servers it starts.

    Attributes:
        written: the journey as it went, line by line.
        kept: what was sent and reported, by the path of its golden file.
    """

    def __init__(
        self,
        path: Path,
        folder: Path,
        monkeypatch: pytest.MonkeyPatch,
        servers: contextlib.ExitStack,
    ) -> None:
        self.written: list[str] = []
        self.kept: dict[str, list[str]] = {}
        self._path = path
        self._folder = folder
        self._patch = monkeypatch
        self._stack = servers
        self._servers: list[MailServer] = []
        self._taken = 0
        self._clock: datetime | None = None
        self._jobs: list[Job] = []
        self._exports: list[str] = []
        self._target = folder

    def play(self) -> None:
        """From the first line to the last."""
        self._patch.chdir(self._folder)
        self._patch.setenv("USER", "ada")
        self._patch.setenv("LOGNAME", "ada")
        kinds = {"$ ": self._command, "> ": self._begin, "| ": self._add, "& ": self._serve,
                 "@ ": self._move, "% ": self._set_up, "< ": self._grow}  # fmt: skip
        in_output = False
        for line in self._path.read_text(encoding="utf-8").splitlines():
            if in_output and line:
                continue
            in_output = line.startswith("$ ")
            if in_output or line or (self.written and self.written[-1]):
                self.written.append(line)
            if line[:2] in kinds:
                kinds[line[:2]](line[2:].strip("\n"))

    def _command(self, command: str) -> None:
        shown = self._output(command)
        self.written += [*shown, ""]

    def _output(self, command: str) -> list[str]:
        """What a command says here; what goes into a file is kept under the name of that file."""
        command, _, file = command.partition(" > ")
        lines = [text.replace(str(self._folder), "~") or "." for text in run(command)]
        self._keep_mails()
        if not file:
            return lines
        told = [line for line in lines if line[:2] in ("! ", "= ")]
        printed = [line for line in lines if line not in told]
        self.kept.setdefault(file.strip(), []).extend("" if x == "." else x for x in printed)
        return [line for line in told if not line.startswith("! next:")]

    def _keep_mails(self) -> None:
        got = [mail for server in self._servers for mail in server.got]
        for mail in got[self._taken :]:
            day = f"{self._clock:%Y-%m-%d}"
            words = re.sub(r"[^a-z0-9]+", "-", mail.subject.lower()).strip("-")
            name = stem = f"mails/{day}-{words[:70].strip('-')}"
            number = 1
            while f"{name}.txt" in self.kept:
                number += 1
                name = f"{stem}-{number}"
            self.kept[f"{name}.txt"] = readable(mail)
        self._taken = len(got)

    def _begin(self, name: str) -> None:
        self._target = self._folder / name.strip()
        self._target.parent.mkdir(parents=True, exist_ok=True)
        self._target.write_text("", encoding="utf-8")

    def _add(self, text: str) -> None:
        with self._target.open("a", encoding="utf-8") as file:
            file.write(f"{text}\n")

    def _serve(self, name: str) -> None:
        self._servers.append(self._stack.enter_context(MailServer()))
        where = f"host: localhost, port: {self._servers[-1].port}, security: none"
        with (self._folder / name.strip()).open("a", encoding="utf-8") as file:
            file.write(f"smtp: {{{where}}}\n")

    def _move(self, moment: str) -> None:
        until = datetime.fromisoformat(moment.strip())
        due = [(at, number, job) for number, job in enumerate(self._jobs)
               for at in job.runs(self._clock or until, until)]  # fmt: skip
        for at, _, job in sorted(due, key=lambda one: one[:2]):
            self._set(at)
            command, _, file = job.command.partition(" > ")
            told = self._output(f"{command} > {file}" if file else f"{command} > jobs.txt")
            self.kept.setdefault(file or "jobs.txt", []).extend(f"{at:%Y-%m-%d} {x}" for x in told)
        self._set(until)

    def _set(self, moment: datetime) -> None:
        self._clock = moment
        self._patch.setenv("ONBOARDCTL_NOW", f"{moment:%Y-%m-%dT%H:%M:%SZ}")
        for name in self._exports:
            self._export(name)

    def _set_up(self, text: str) -> None:
        when, at, command = text.split(maxsplit=2)
        weekday, _, weeks = when.partition("/")
        assert self._clock is not None
        self._jobs.append(Job(WEEKDAYS.index(weekday), int(weeks or 1), at, self._clock, command))

    def _grow(self, name: str) -> None:
        self._exports.append(name.strip())
        self._export(name.strip())

    def _export(self, name: str) -> None:
        """A file beside the journey with the rows of the two weeks before the clock."""
        header, *rows = (self._path.parent / name).read_text(encoding="utf-8").splitlines()
        day = header.split(",").index("day")
        assert self._clock is not None
        first, last = self._clock - timedelta(days=14), self._clock
        rows = [row for row in rows if f"{first:%F}" <= row.split(",")[day] < f"{last:%F}"]
        (self._folder / name).write_text("\n".join([header, *rows, ""]), encoding="utf-8")
