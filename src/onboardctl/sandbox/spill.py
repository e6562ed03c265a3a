"""Rows by the hundred million in memory that does not grow: beyond a limit they lie in a file.

The file has no name, so nothing of it is left when the process ends, however it ends. A tenant of
the usual size never reaches the limit and touches no file.
"""

from __future__ import annotations

import heapq
import marshal
import os
import tempfile
from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, overload

from onboardctl.core.errors import StoreError
from onboardctl.sandbox.checksums import BLOCK
from onboardctl.sandbox.watching import NOBODY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onboardctl.sandbox.watching import Watch

Entry = tuple[Any, ...]
HELD = 65_536
"""Entries or rows of one kind that are held in memory."""
_Place = tuple[int, int]
_RUNS = 24
"""Sorted runs that are merged into one when there are so many, each read by blocks."""
_BLOCKS_HELD = 128
"""Blocks that make up what is held: so small is a block of a run that all of them fit in it."""


class _File:
    """Blocks of entries in a file without a name."""

    def __init__(self) -> None:
        """Make the file.

        Raises:
            StoreError: there is no folder for temporary files that can be written.
        """
        try:
            self._file = tempfile.TemporaryFile(prefix="onboardctl-", buffering=0)  # noqa: SIM115 -- as long as it
        except OSError as problem:
            raise _no_room(problem) from problem
        self._end = 0

    def put(self, block: list[Entry]) -> _Place:
        """Write a block; returns where it lies.

        Raises:
            StoreError: the disk is full.
        """
        data = marshal.dumps(block)
        place = (self._end, len(data))
        try:
            written = 0
            while written < len(data):
                written += os.pwrite(self._file.fileno(), data[written:], self._end + written)
        except OSError as problem:
            raise _no_room(problem) from problem
        self._end += len(data)
        return place

    def get(self, place: _Place) -> list[Entry]:
        """Read a block back."""
        start, length = place
        data: list[Entry] = marshal.loads(os.pread(self._file.fileno(), length, start))  # noqa: S302 -- written by this very process
        return data

    def close(self) -> None:
        """Give the room back."""
        self._file.close()


_Run = tuple[_File, list[_Place]]


def _no_room(problem: OSError) -> StoreError:
    folder = tempfile.tempdir or "the folder for temporary files"
    return StoreError(
        "sandbox.scratch",
        f"rows that do not fit into memory cannot be kept in {folder}: {problem.strerror}",
        hint="name a folder with room in the variable TMPDIR",
    )


class Sorter:
    """Takes entries in any order and gives them back sorted, as often as asked.

    Entries are tuples of numbers, texts and ``None`` that can be compared with one another.
    """

    def __init__(self, held: int = HELD) -> None:
        self._held, self._block = held, max(held // _BLOCKS_HELD, 1)
        self._entries: list[Entry] = []
        self._levels: list[list[_Run]] = []
        self._count = 0
        self._sorted = True

    def __len__(self) -> int:
        return self._count

    def add(self, entry: Entry) -> None:
        """Take in one entry."""
        self._entries.append(entry)
        self._count += 1
        self._sorted = False
        if len(self._entries) >= self._held:
            self._spill()

    def extend(self, entries: Iterable[Entry]) -> None:
        """Take in several entries."""
        before = len(self._entries)
        self._entries += entries
        self._count += len(self._entries) - before
        self._sorted = False
        if len(self._entries) >= self._held:
            self._spill()

    def _spill(self) -> None:
        self._entries.sort()
        self._keep(_run(iter(self._entries), self._block), 0)
        self._entries = []

    def _keep(self, run: _Run, level: int) -> None:
        """Keep a run; when there are many of its size they become one, so none is read often."""
        if level == len(self._levels):
            self._levels.append([])
        runs = self._levels[level]
        runs.append(run)
        if len(runs) >= _RUNS:
            merged = _run(heapq.merge(*map(_read, runs)), self._block)
            _close(runs)
            self._levels[level] = []
            self._keep(merged, level + 1)

    def __iter__(self) -> Iterator[Entry]:
        if not self._sorted:
            self._entries.sort()
            self._sorted = True
        runs = [run for level in self._levels for run in level]
        if not runs:
            return iter(self._entries)
        return heapq.merge(*map(_read, runs), self._entries)

    def drained(self) -> Iterator[Entry]:
        """The entries sorted, for the last time: their room is given back afterwards."""
        yield from self
        for level in self._levels:
            _close(level)
        self._entries, self._levels, self._count = [], [], 0


def _run(entries: Iterator[Entry], size: int) -> _Run:
    """A file of sorted entries, in blocks of ``size``."""
    file = _File()
    places = []
    while block := list(islice(entries, size)):
        places.append(file.put(block))
    return file, places


def _read(run: _Run) -> Iterator[Entry]:
    file, places = run
    for place in places:
        yield from file.get(place)


def _close(runs: list[_Run]) -> None:
    for file, _ in runs:
        file.close()


class Shelf(Sequence[Entry]):
    """Rows in a file, in the order in which they were put there."""

    def __init__(self) -> None:
        self._file = _File()
        self._places: list[_Place] = []
        self._count = 0

    def put(self, block: list[Entry]) -> None:
        """Add a block, which is the last one unless it has ``BLOCK`` rows."""
        self._places.append(self._file.put(block))
        self._count += len(block)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Entry]:
        for place in self._places:
            yield from self._file.get(place)

    @overload
    def __getitem__(self, place: int) -> Entry: ...
    @overload
    def __getitem__(self, place: slice) -> list[Entry]: ...

    def __getitem__(self, place: int | slice) -> Any:
        if isinstance(place, slice):
            start, stop, step = place.indices(self._count)
            rows: list[Entry] = []
            for number in range(start // BLOCK, -(-stop // BLOCK)):
                rows += self._file.get(self._places[number])
            return rows[start % BLOCK : stop - start + start % BLOCK : step]
        if not 0 <= place < self._count:
            raise IndexError(place)
        return self._file.get(self._places[place // BLOCK])[place % BLOCK]


def kept(rows: Iterable[Entry], held: int, watch: Watch = NOBODY) -> Sequence[Entry]:
    """Rows as a sequence: a list up to ``held`` rows and for less than a block, else a shelf."""
    source = iter(rows)
    few = list(islice(source, max(held - held % BLOCK, BLOCK)))
    more = list(islice(source, BLOCK))
    watch(len(few))
    if not more:
        return few
    shelf = Shelf()
    for start in range(0, len(few), BLOCK):
        shelf.put(few[start : start + BLOCK])
    del few
    while more:
        shelf.put(more)
        watch(len(more))
        more = list(islice(source, BLOCK))
    return shelf
