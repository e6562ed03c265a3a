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

CASES_BETWEEN_FLOORS = 4


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
    """Wall time and CPU time in milliseconds, or ratios of them."""

    wall: float
    cpu: float


def program(*words: str) -> list[str]:
    """A command line of onboardctl as installed beside this interpreter."""
    script = Path(sys.executable).parent / "onboardctl"
    start = [str(script)] if script.exists() else [sys.executable, "-m", "onboardctl"]
    return [*start, *words]


def hello() -> Case:
    """H: what everything is compared with."""
    return Case("hello", [sys.executable, str(Path(__file__).parent / "hello.py")])


class Samples:
    """What every case took in every round; H ran anew before every few of them."""

    def __init__(self) -> None:
        self._own: dict[str, list[Timing]] = {}
        self._floor: dict[str, list[Timing]] = {}

    def add(self, name: str, own: Timing, floor: Timing) -> None:
        """One more run of a case and the run of H before it."""
        self._own.setdefault(name, []).append(own)
        self._floor.setdefault(name, []).append(floor)

    def median(self, name: str) -> Timing:
        """What a case took."""
        return _medians(self._own[name])

    @property
    def floor(self) -> Timing:
        """What H took."""
        return _medians([timing for several in self._floor.values() for timing in several])

    def in_floors(self, name: str) -> Timing:
        """How many H a case took: the median of the ratios to the H beside each run."""
        return _medians(_ratios(self._own[name], self._floor[name]))

    def beside(self, name: str, other: str) -> Timing:
        """How many times as much as another case: the median of the ratios of each round."""
        return _medians(_ratios(self._own[name], self._own[other]))


def measure(cases: Sequence[Case], rounds: int) -> Samples:
    """Run all cases once in every round, after one round that does not count.

    A machine that is busy for a second slows what runs in that second, so every ratio is taken
    between runs that were neighbours. Compare cases that stand side by side in the list.
    """
    floor, samples = hello(), Samples()
    for turn in range(rounds + 1):
        for place, case in enumerate(cases):
            if place % CASES_BETWEEN_FLOORS == 0:
                beside = _run(floor, turn)
            timing = _run(case, turn)
            if turn:
                samples.add(case.name, timing, beside)
    return samples


def _ratios(these: list[Timing], those: list[Timing]) -> list[Timing]:
    return [
        Timing(this.wall / that.wall, this.cpu / that.cpu)
        for this, that in zip(these, those, strict=True)
    ]


def _medians(several: list[Timing]) -> Timing:
    return Timing(
        statistics.median(timing.wall for timing in several),
        statistics.median(timing.cpu for timing in several),
    )


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
