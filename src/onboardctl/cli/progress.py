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
_MINUTE_SECONDS, _HOUR_SECONDS = 60, 3600


class Progress(Protocol):
    """Called with the number of things done since the last call."""

    def __call__(self, count: int = 1, /) -> None:
        """Count."""

    def begin(self, what: str, total: int | None) -> None:
        """Go on to the next stage of the work, which counts other things from 0."""


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
        self.clock = clock
        self.next_line = clock() + _LINE_EVERY_SECONDS
        self.begin(what, total)

    def begin(self, what: str, total: int | None) -> None:
        """Go on to the next stage; the ten seconds go on as well."""
        self.what, self.total, self.done, self.began = what, total, 0, self.clock()

    def __call__(self, count: int = 1, /) -> None:
        self.done += count
        moment = self.clock()
        if moment >= self.next_line:
            self.next_line = moment + _LINE_EVERY_SECONDS
            sys.stderr.write(f"{self.what}: {self._how_far(moment)}\n")

    def _how_far(self, moment: float) -> str:
        if self.total is None:
            return f"{self.done:,}"
        far = f"{self.done:,} of {self.total:,}"
        left = (self.total - self.done) * (moment - self.began) / self.done if self.done else 0.0
        return f"{far}, about {_lasting(left)} left" if left >= 1 else far

    def stop(self) -> None:
        """Nothing to take away."""


def _lasting(seconds: float) -> str:
    """A duration as people say it, rounded up to its unit."""
    for size, unit in ((_HOUR_SECONDS, "hour"), (_MINUTE_SECONDS, "minute"), (1, "second")):
        if seconds > size or size == 1:
            count = -(-int(seconds) // size) + (seconds % 1 > 0 and size == 1)
            return f"{count} {unit}{'' if count == 1 else 's'}"
    raise AssertionError(seconds)


class _Bar:
    """A Rich bar that appears after a second and leaves nothing behind."""

    def __init__(self, total: int | None, what: str, clock: Callable[[], float]) -> None:
        self.total, self.what, self.clock = total, what, clock
        self.done = 0
        self.start_at = clock() + _PATIENCE_SECONDS
        self.bar: Any = None
        self.task: Any = None

    def begin(self, what: str, total: int | None) -> None:
        """Go on to the next stage: a bar that is there begins anew under the new name."""
        self.what, self.total, self.done = what, total, 0
        if self.bar is not None:
            self.bar.remove_task(self.task)
            self.task = self.bar.add_task(what, total=total)

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
        from rich.progress import BarColumn, ProgressColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bars
        from rich.text import Text

        class HowMany(ProgressColumn):
            """How many of how many, the thousands set apart."""

            def render(self, task: Any) -> Text:
                whole = "" if task.total is None else f" of {task.total:,.0f}"
                return Text(f"{task.completed:,.0f}{whole}")

        self.bar = Bars(
            TextColumn("{task.description}"),
            BarColumn(),
            HowMany(),
            TimeRemainingColumn(compact=True),
            TextColumn("left"),
            console=Console(stderr=True),
            transient=True,
        )
        self.task = self.bar.add_task(self.what, total=self.total, completed=self.done)
        self.bar.start()
