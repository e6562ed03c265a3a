"""The checksum of a table: the same on every target, whatever the size of the blocks it came in.

Each column is digested on its own, in the order of the primary key: texts as UTF-8, each followed
by the byte 1F, a missing one being the byte 00; whole numbers as eight bytes, the least significant
first, a missing one being the smallest number there is; decimals as IEEE 754 doubles in the same
order of bytes, a missing one being NaN. The checksum of the table is the SHA-256 of the digests of
its columns, without ``origin``, one after the other.
"""

from __future__ import annotations

import hashlib
import sys
from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from onboardctl.sandbox.schema import DECIMAL, WHOLE, Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BLOCK = 4096
"""Rows handled at a time; no result depends on it."""
_TURNED = 512
"""Rows turned into columns at a time: so many stay in the caches of a processor."""
_SEPARATOR, _MISSING = "\x1f", "\x00"
_NO_NUMBER = -(2**63)
_NO_DECIMAL = float("nan")
_UNREADABLE = "no value of its kind"


class Checksum:
    """Takes in the seed rows of a table, block by block."""

    def __init__(self, table: Table) -> None:
        self._columns = table.columns[:-1]
        self._digests = [hashlib.sha256() for _ in self._columns]
        self.rows = 0

    def add(self, rows: Sequence[Sequence[Any]]) -> None:
        """Take in rows that follow those taken in before."""
        for start in range(0, len(rows), _TURNED):
            self.add_columns(list(zip(*rows[start : start + _TURNED], strict=True)))

    def add_columns(self, columns: Sequence[Sequence[Any]]) -> None:
        """Take in a block that was turned into columns already."""
        for column, digest, values in zip(self._columns, self._digests, columns, strict=False):
            digest.update(encoded(column, values))
        self.rows += len(columns[0])

    def hexdigest(self) -> str:
        """The checksum of all rows so far."""
        return hashlib.sha256(b"".join([one.digest() for one in self._digests])).hexdigest()


def encoded(column: Column, values: Sequence[Any]) -> bytes:
    """The bytes of a column that its checksum is made of.

    A value of another kind, which somebody else's database may hold, gives bytes that no sound
    column gives.
    """
    try:
        if column.kind == WHOLE:
            return _numbers("q", values, _NO_NUMBER if column.empty else None)
        if column.kind == DECIMAL:
            return _numbers("d", values, _NO_DECIMAL if column.empty else None)
        if column.empty:
            values = [_MISSING if value is None else value for value in values]
        return (_SEPARATOR.join(values) + _SEPARATOR).encode()
    except (TypeError, OverflowError, UnicodeError):
        return f"{_UNREADABLE}: {values!r}".encode(errors="replace")


def _numbers(kind: str, values: Sequence[Any], missing: float | None) -> bytes:
    if missing is not None:
        values = [missing if value is None else value for value in values]
    numbers = array(kind, values)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def checksum(table: Table, rows: Iterable[Sequence[Any]]) -> tuple[int, str]:
    """Number and checksum of seed rows given in the order of their primary key."""
    taken = Checksum(table)
    for block in blocks(rows):
        taken.add(block)
    return taken.rows, taken.hexdigest()


def blocks(rows: Iterable[Sequence[Any]], size: int = BLOCK) -> Iterator[Sequence[Sequence[Any]]]:
    """Rows in blocks of ``size``, the last one shorter."""
    if isinstance(rows, Sequence):
        for start in range(0, len(rows), size):
            yield rows[start : start + size]
        return
    block: list[Sequence[Any]] = []
    for row in rows:
        block.append(row)
        if len(block) == size:
            yield block
            block = []
    if block:
        yield block
