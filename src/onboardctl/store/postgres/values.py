"""Values between Python and the server, as SQLite hands them over.

Python's truth goes in as 0 or 1 and comes out so; sums of whole numbers are whole numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psycopg.adapt import Dumper, Loader

if TYPE_CHECKING:
    import psycopg
    from psycopg.abc import Buffer


class _Truth(Dumper):
    """A Python ``bool`` as a number."""

    oid = 20  # bigint

    def dump(self, obj: bool) -> bytes:
        return b"1" if obj else b"0"


class _Flag(Loader):
    """A comparison's result as 0 or 1."""

    def load(self, data: Buffer) -> int:
        return int(bytes(data) == b"t")


class _Number(Loader):
    """What sums and averages give."""

    def load(self, data: Buffer) -> int | float:
        text = bytes(data).decode()
        return float(text) if "." in text or "N" in text else int(text)


def adapt(connection: psycopg.Connection[Any]) -> None:
    """Make a connection hand values over so."""
    connection.adapters.register_dumper(bool, _Truth)
    connection.adapters.register_loader("bool", _Flag)
    connection.adapters.register_loader("numeric", _Number)
