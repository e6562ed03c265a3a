"""People by the hundred thousand, to try bulk imports and slow dashboards with.

They have no journeys, so nothing has to be told: each column of a block is looked up in a table of
65,536 values that holds its law (256 where few values do), at positions drawn as bytes. A block depends on its number alone,
and memory on the size of a block.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, repeat
from typing import TYPE_CHECKING, Any, overload

from onboardctl.sandbox.checksums import BLOCK
from onboardctl.sandbox.moments import instant_text
from onboardctl.sandbox.names import AREA_CODES, DOMAINS, plain
from onboardctl.sandbox.schema import PERSONAS, SEED
from onboardctl.sandbox.streams import Choice, normal_quantile, stream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.sandbox.world import World

_SLOTS, _FEW = 65_536, 256
_STATUSES = (("listed", 0.6), ("invited", 0.3), ("active", 0.1))
_MEAN, _DEVIATION = 55.0, 14.0


class Roster(Sequence["tuple[Any, ...]"]):
    """The rows of the table ``roster``, made as they are asked for, the same each time."""

    def __init__(self, world: World, count: int) -> None:
        self._seed, self._count = world.seed, count
        people = _people(world)
        self._names = [f"{given} {family}" for given, family in people]
        addressed = {name: plain(name) for pair in people for name in pair}
        self._addresses = [f"{addressed[one]}.{addressed[two]}.r" for one, two in people]
        self._phones = _even(
            [f"+1 ({area}) 555-01{last:02d}" for area in AREA_CODES for last in range(100)]
        )
        self._personas = _by_law(Choice([(PERSONAS[0], 0.5), (PERSONAS[1], 0.5)]), _FEW)
        self._locales = _by_law(world.locales)
        self._cities = _even(world.names.cities, _FEW)
        self._targets = _by_law(world.starting_points)
        self._statuses = _by_law(Choice(_STATUSES), _FEW)
        self._scores = [
            min(max(round(_MEAN + _DEVIATION * normal_quantile((slot + 0.5) / _SLOTS), 2), 0), 100)
            for slot in range(_SLOTS)
        ]
        middle = (world.begins + world.ends) // 2
        self._listed = _moments(world.begins, middle)
        self._seen = _moments(middle, world.ends)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return self._from(0)

    @overload
    def __getitem__(self, place: int) -> tuple[Any, ...]: ...
    @overload
    def __getitem__(self, place: slice) -> list[tuple[Any, ...]]: ...

    def __getitem__(self, place: int | slice) -> Any:
        """Rows at places from 0 on, told without those in front of their block."""
        if isinstance(place, slice):
            start, stop, step = place.indices(self._count)
            return list(islice(self._from(start), 0, stop - start, step))
        if not 0 <= place < self._count:
            raise IndexError(place)
        return next(self._from(place))

    def _from(self, start: int) -> Iterator[tuple[Any, ...]]:
        first = start - start % BLOCK
        for block in range(first, self._count, BLOCK):
            rows = self._block(block, min(BLOCK, self._count - block))
            yield from islice(rows, start - block if block == first else 0, None)

    def _block(self, first: int, size: int) -> Iterator[tuple[Any, ...]]:
        """Rows from a place on; the draws are those of a whole block, so no block is special."""
        rng = stream(self._seed, "roster", first // BLOCK)

        def draw() -> Sequence[int]:
            return memoryview(rng.randbytes(2 * BLOCK)).cast("H")

        def draw_byte() -> Sequence[int]:
            return rng.randbytes(BLOCK)

        numbers = range(first + 1, first + 1 + size)
        texts = [f"{number:07d}" for number in numbers]
        people = draw()
        return zip(
            numbers,
            map("R".__add__, texts),
            map(self._names.__getitem__, people),
            map(
                "".join,
                zip(
                    map(self._addresses.__getitem__, people),
                    texts,
                    repeat(f"@{DOMAINS[first // BLOCK % len(DOMAINS)]}"),
                    strict=False,
                ),
            ),
            map(self._phones.__getitem__, draw()),
            map(self._personas.__getitem__, draw_byte()),
            map(self._locales.__getitem__, people),
            map(self._cities.__getitem__, draw_byte()),
            map(self._targets.__getitem__, draw()),
            map(self._scores.__getitem__, draw()),
            map(self._listed.__getitem__, draw()),
            map(self._seen.__getitem__, draw()),
            map(self._statuses.__getitem__, draw_byte()),
            repeat(SEED),
            strict=False,
        )


def _people(world: World) -> list[tuple[str, str]]:
    """Given and family names of one language each, in all their combinations one after the other."""
    packs = [world.names.packs[locale] for locale in _by_law(world.locales)]
    return [
        (
            pack.given[slot * 31 % len(pack.given)],
            pack.family[(slot * 17 + slot // len(pack.given)) % len(pack.family)],
        )
        for slot, pack in enumerate(packs)
    ]


def _even(values: Sequence[str], slots: int = _SLOTS) -> list[str]:
    """A table in which all values are equally likely."""
    return [values[slot * len(values) // slots] for slot in range(slots)]


def _by_law(choice: Choice[str], slots: int = _SLOTS) -> list[str]:
    """The inverse of a distribution, as a table."""
    return [choice.at((slot + 0.5) / slots) for slot in range(slots)]


def _moments(since: int, until: int) -> list[str]:
    return [instant_text(since + slot * (until - since) // _SLOTS) for slot in range(_SLOTS)]
