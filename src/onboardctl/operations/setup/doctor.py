"""Look the machine, the workspace and the store over, and say how to put each thing right.

Nothing is written and nothing is sent; secrets are never printed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from onboardctl.core.errors import NotFound, OnboardError
from onboardctl.core.payloads.check import FAIL, OK, WARN, Checked, CheckLine
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.setup.doctor_smtp import check_mail_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from onboardctl.settings import Settings

OLDEST_PYTHON = (3, 11)
OLDEST_SQLITE = (3, 38, 0)
"""STRICT tables came with 3.37, ``RETURNING`` with 3.35, the JSON operators with 3.38."""
NARROW = 60


class Surroundings(NamedTuple):
    """What the command line knows of the terminal: its width and the encoding of its output.

    ``connects`` asks for a visit to the mail server; without it nothing goes over the network.
    """

    width: int
    encoding: str
    environ: Mapping[str, str]
    connects: bool = False


def diagnose(load: Callable[[], Settings], around: Surroundings, now: datetime) -> Result:
    """Every finding; exit code 8 when one of them fails.

    Args:
        load: reads the settings of the workspace, or raises what is wrong with them.
        around: the terminal and the environment.
        now: the present.
    """
    from onboardctl.operations.setup.store import problems

    lines = [*_machine(), *_terminal(around), *_completion(around.environ)]
    settings = None
    try:
        settings = load()
    except OnboardError as error:
        lines.extend(_settings_problem(error))
    if settings is not None:
        lines.extend(_workspace(settings))
        lines.extend(check_mail_server(settings, around.environ, connect=around.connects))
        lines.extend(_store(settings, now))
    lines.extend(_content(settings))
    errors = problems(tuple(lines))
    return Result(
        command="doctor",
        schema="doctor/1",
        data=Checked(tuple(lines)),
        as_of=now,
        zone=settings.zone if settings else None,
        messages=() if errors else (_verdict(lines),),
        errors=errors,
        exit_code=8 if errors else 0,
    )


def _verdict(lines: list[CheckLine]) -> str:
    worth = sum(line.status == WARN for line in lines)
    if not worth:
        return "everything is in order"
    return (
        "nothing is broken; "
        + ("1 thing is" if worth == 1 else f"{worth} things are")
        + " worth a look"
    )


def _machine() -> Iterator[CheckLine]:
    from sqlite3 import sqlite_version, sqlite_version_info

    python = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info[:2] < OLDEST_PYTHON:
        yield CheckLine("python", FAIL, f"Python {python}", "install Python 3.11 or later")
    else:
        yield CheckLine("python", OK, f"Python {python}")
    if sqlite_version_info < OLDEST_SQLITE:
        fix = "use a Python built with SQLite 3.38 or later"
        yield CheckLine("sqlite", FAIL, f"SQLite {sqlite_version}", fix)
    else:
        yield CheckLine("sqlite", OK, f"SQLite {sqlite_version}")


def _terminal(around: Surroundings) -> Iterator[CheckLine]:
    if around.encoding.lower().replace("-", "") not in {"utf8", "utf8sig"}:
        fix = "export LC_ALL=C.UTF-8, or PYTHONUTF8=1"
        found = f"output is encoded as {around.encoding}; some names cannot be shown"
        yield CheckLine("terminal.encoding", WARN, found, fix)
    else:
        yield CheckLine("terminal.encoding", OK, "UTF-8")
    if around.width < NARROW:
        found = f"{around.width} columns; tables lose columns"
        yield CheckLine("terminal.width", WARN, found, "widen the terminal, or use -o json")
    else:
        yield CheckLine("terminal.width", OK, f"{around.width} columns")


def _completion(environ: Mapping[str, str]) -> Iterator[CheckLine]:
    home = Path(environ.get("HOME") or "~").expanduser()
    shell = Path(environ.get("SHELL", "")).name
    places = {
        "bash": (
            ".bashrc",
            ".bash_completion",
            ".local/share/bash-completion/completions/onboardctl",
        ),
        "zsh": (".zshrc", ".zfunc/_onboardctl"),
        "fish": (".config/fish/completions/onboardctl.fish",),
    }
    if shell not in places:
        return
    if any(_mentions(home / place) for place in places[shell]):
        yield CheckLine("completion", OK, f"set up for {shell}")
    else:
        fix = f"see `onboardctl completion --help`; for {shell}: onboardctl completion {shell}"
        yield CheckLine("completion", WARN, f"TAB does not complete in {shell} yet", fix)


def _mentions(path: Path) -> bool:
    try:
        return b"onboardctl" in path.read_bytes()
    except OSError:
        return False


def _settings_problem(error: OnboardError) -> Iterator[CheckLine]:
    if isinstance(error, NotFound):
        yield CheckLine("workspace", FAIL, error.message, error.hint)
        return
    for one in error.as_diagnostics():
        place = f"{one.place}: " if one.place else ""
        yield CheckLine("settings", FAIL, f"{place}{one.message}", one.hint or error.hint)


def _workspace(settings: Settings) -> Iterator[CheckLine]:
    yield CheckLine("workspace", OK, str(settings.folder))
    yield CheckLine("settings", OK, f"{settings.file.name} is sound")
    if not os.access(settings.folder, os.W_OK):
        fix = f"chmod u+w {settings.folder}"
        yield CheckLine("workspace.rights", WARN, "the folder is read-only", fix)
    without = [one.id for one in settings.tiers if not (one.response_sla and one.resolution_sla)]
    if without or not settings.tiers:
        named = ", ".join(without) or "every tier"
        tier = without[0] if without else "enterprise"
        fix = f"onboardctl config set tiers.{tier}.response_sla TIME"
        yield CheckLine(
            "settings.hours", WARN, f"response and resolution times are open: {named}", fix
        )
    if not settings.staff:
        fix = "add people under `staff:` in onboardctl.yaml"
        yield CheckLine("settings.staff", WARN, "tasks have roles but no people", fix)
    elif settings.person(settings.actor) is None:
        fix = "set `actor:` in onboardctl.yaml or ONBOARDCTL_ACTOR to one of your people"
        found = f'the log will name "{settings.actor}", who is not under `staff:`'
        yield CheckLine("settings.actor", WARN, found, fix)


def _store(settings: Settings, now: datetime) -> Iterator[CheckLine]:
    from onboardctl.operations.setup.store import SET_CLOCK
    from onboardctl.store import upkeep

    lines = upkeep.check(settings.store, None if os.environ.get(SET_CLOCK) else now)
    yield from lines
    if any(line.status == FAIL for line in lines):
        return
    yield from _clock(settings, now)
    yield from _owners(settings, now)


def _owners(settings: Settings, now: datetime) -> Iterator[CheckLine]:
    """Whoever was taken out of the settings by hand may still own work that nobody then does."""
    from contextlib import closing

    from onboardctl.core.names import counted, listed
    from onboardctl.operations.lines import local_day
    from onboardctl.store import open_store

    ours = {one.id for one in settings.staff}
    today = local_day(now, settings.zone or "UTC").isoformat()
    with closing(open_store(settings.store, read_only=True, now=now)) as store:
        rows = store.rows("team.load", today=today)
    gone = [row for row in rows if row["owner"] not in ours]
    if not gone or not ours:
        return
    pieces = sum(row["tasks"] + row["tickets"] + row["others"] for row in gone)
    whose = listed(f'"{row["owner"]}"' for row in gone)
    verb = "is" if pieces == 1 else "are"
    found = (
        f"{counted(pieces, 'piece')} of open work {verb} in the name of {whose}, not of your people"
    )
    fix = f"onboardctl team handover {gone[0]['owner']} PERSON"
    yield CheckLine("staff.owners", WARN, found, fix)


def _clock(settings: Settings, now: datetime) -> Iterator[CheckLine]:
    """A clock that runs behind the last fact makes every due date wrong."""
    from contextlib import closing

    from onboardctl.core.codec import instant_text
    from onboardctl.store import open_store

    with closing(open_store(settings.store, read_only=True, now=now)) as store:
        row = store.one("event.latest_change")
    last = row["recorded_at"] if row is not None else None
    if last is not None and last > instant_text(now):
        found = f"it is {instant_text(now)}, but the last change was recorded at {last}"
        fix = "set this computer's clock; unset ONBOARDCTL_NOW if you set it"
        yield CheckLine("clock", FAIL, found, fix)
    else:
        yield CheckLine("clock", OK, instant_text(now))


def _content(settings: Settings | None) -> Iterator[CheckLine]:
    folder = settings.folder if settings is not None else None
    yield from _playbooks(folder)
    yield from _templates(folder)


def _playbooks(folder: Path | None) -> Iterator[CheckLine]:
    from onboardctl.definitions import find_playbook, load_playbook, playbook_names

    names = playbook_names(folder)
    broken = [
        name for name in names if load_playbook(find_playbook(name, folder), folder)[0] is None
    ]
    for name in broken:
        found = f"{name} has errors and cannot be used"
        yield CheckLine("playbooks", FAIL, found, f"onboardctl playbook check {name}")
    if not broken:
        yield CheckLine("playbooks", OK, f"{len(names)} compile")


def _templates(folder: Path | None) -> Iterator[CheckLine]:
    from onboardctl.templating.catalogue import Library

    library = Library(folder / "templates" if folder is not None else None)
    files = library.files()
    broken = [one for one in files if library.read(one).template is None]
    for one in broken:
        found = f"{one.file} cannot be used"
        yield CheckLine("templates", FAIL, found, f"onboardctl template check {one.stem}")
    if not broken:
        yield CheckLine("templates", OK, f"{len(files)} compile")
