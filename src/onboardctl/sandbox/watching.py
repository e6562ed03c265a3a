"""Who watches a sandbox being built: told what is being done, of how many, and how many are done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sized
    from typing import TypeVar

    Block = TypeVar("Block", bound=Sized)


class Watch(Protocol):
    """Is called with the number of things done since the last call."""

    def __call__(self, count: int, /) -> None:
        """Count."""

    def begin(self, what: str, total: int | None) -> None:
        """The next stage begins; ``None`` is an unknown total."""


class Nobody:
    """Watches nothing."""

    def __call__(self, count: int, /) -> None:
        """Count nothing."""

    def begin(self, what: str, total: int | None) -> None:
        """Take no notice."""


NOBODY = Nobody()


def watched(blocks: Iterable[Block], watch: Watch) -> Iterator[Block]:
    """Blocks as they come, each counted when it has been dealt with."""
    for block in blocks:
        yield block
        watch(len(block))
