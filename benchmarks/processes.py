"""Whole processes, timed in turn: wall time and CPU time of a child, medians over rounds."""

from __future__ import annotations

import os
import statistics
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

HELLO = "hello"


class Case(NamedTuple):
    """One command line to time.

    Attributes:
        name: unique within a run.
        words: the command line, or a function of the round that gives it.
        env: variables beside those of this process.
        code: the exit code that says it worked.
        terminal: run on a pseudo-terminal instead of with its output going nowhere.
    """

    name: str
    words: Sequence[str] | Callable[[int], Sequence[str]]
    env: Mapping[str, str] = {}
    code: int = 0
    terminal: bool = False


class Timing(NamedTuple):
    """Medians in milliseconds."""

    wall: float
    cpu: float


def program(*words: str) -> list[str]:
    """A command line of onboardctl as installed beside this interpreter."""
    script = Path(sys.executable).parent / "onboardctl"
    start = [str(script)] if script.exists() else [sys.executable, "-m", "onboardctl"]
    return [*start, *words]


def hello() -> Case:
    """H: what everything is compared with."""
    return Case(HELLO, [sys.executable, str(Path(__file__).parent / "hello.py")])


def measure(cases: Sequence[Case], rounds: int) -> dict[str, Timing]:
    """Medians of all cases, each of them run once in every round after one that does not count."""
    walls: dict[str, list[float]] = {case.name: [] for case in cases}
    cpus: dict[str, list[float]] = {case.name: [] for case in cases}
    for turn in range(rounds + 1):
        for case in cases:
            timing = _run(case, turn)
            if turn:
                walls[case.name].append(timing.wall)
                cpus[case.name].append(timing.cpu)
    return {
        name: Timing(statistics.median(walls[name]), statistics.median(cpus[name]))
        for name in walls
    }


def _run(case: Case, turn: int) -> Timing:
    words = list(case.words(turn) if callable(case.words) else case.words)
    # Without bytecode files every start would compile the program anew, which no user sees twice.
    base = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    env = {**base, **case.env}
    started = time.perf_counter()
    status, usage = (_on_terminal if case.terminal else _to_nowhere)(words, env)
    wall = (time.perf_counter() - started) * 1000
    code = os.waitstatus_to_exitcode(status)
    if code != case.code:
        raise SystemExit(f"{' '.join(words)} ended with {code} instead of {case.code}")
    return Timing(wall, (usage.ru_utime + usage.ru_stime) * 1000)


def _to_nowhere(words: list[str], env: dict[str, str]) -> tuple[int, object]:
    nowhere = [(os.POSIX_SPAWN_OPEN, handle, os.devnull, os.O_RDWR, 0) for handle in (0, 1, 2)]
    child = os.posix_spawnp(words[0], words, env, file_actions=nowhere)
    _, status, usage = os.wait4(child, 0)
    return status, usage


def _on_terminal(words: list[str], env: dict[str, str]) -> tuple[int, object]:
    master, slave = os.openpty()
    reader = threading.Thread(target=_drain, args=(master,), daemon=True)
    reader.start()
    streams = [(os.POSIX_SPAWN_DUP2, slave, handle) for handle in (0, 1, 2)]
    env = {**env, "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "40"}
    child = os.posix_spawnp(words[0], words, env, file_actions=streams)
    _, status, usage = os.wait4(child, 0)
    os.close(slave)
    reader.join(1)
    os.close(master)
    return status, usage


def _drain(handle: int) -> None:
    try:
        while os.read(handle, 65536):
            pass
    except OSError:
        return
