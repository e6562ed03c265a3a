"""Progress on stderr: a bar on a terminal once work takes a second, rare lines elsewhere."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol

from onboardctl.output.terminal import accessible, is_tty

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PATIENCE_SECONDS = 1.0
_LINE_EVERY_SECONDS = 10.0


class Progress(Protocol):
    """Called with the number of things done since the last call."""

    def __call__(self, count: int = 1, /) -> None:
        """Count."""


@contextmanager
def progress(
    total: int | None, what: str, clock: Callable[[], float] = monotonic
) -> Iterator[Progress]:
    """Count work of ``total`` things called ``what``; ``None`` means the total is unknown."""
    animated = is_tty(sys.stderr) and not accessible()
    counter: _Bar | _Text = _Bar(total, what, clock) if animated else _Text(total, what, clock)
    try:
        yield counter
    finally:
        counter.stop()


class _Text:
    """A line every ten seconds, so that a log of a long run shows life."""

    def __init__(self, total: int | None, what: str, clock: Callable[[], float]) -> None:
        self.total, self.what, self.clock = total, what, clock
        self.done = 0
        self.next_line = clock() + _LINE_EVERY_SECONDS

    def __call__(self, count: int = 1, /) -> None:
        self.done += count
        moment = self.clock()
        if moment >= self.next_line:
            self.next_line = moment + _LINE_EVERY_SECONDS
            of_total = "" if self.total is None else f" of {self.total}"
            sys.stderr.write(f"{self.what}: {self.done}{of_total}\n")

    def stop(self) -> None:
        """Nothing to take away."""


class _Bar:
    """A Rich bar that appears after a second and leaves nothing behind."""

    def __init__(self, total: int | None, what: str, clock: Callable[[], float]) -> None:
        self.total, self.what, self.clock = total, what, clock
        self.done = 0
        self.start_at = clock() + _PATIENCE_SECONDS
        self.bar: Any = None
        self.task: Any = None

    def __call__(self, count: int = 1, /) -> None:
        self.done += count
        if self.bar is None and self.clock() >= self.start_at:
            self._show()
        if self.bar is not None:
            self.bar.update(self.task, completed=self.done)

    def stop(self) -> None:
        """Take the bar away."""
        if self.bar is not None:
            self.bar.stop()

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import Progress as Bars

        self.bar = Bars(console=Console(stderr=True), transient=True)
        self.task = self.bar.add_task(self.what, total=self.total, completed=self.done)
        self.bar.start()
