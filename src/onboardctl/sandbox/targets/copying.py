"""Rows as PostgreSQL's COPY reads them, a block of columns at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.sandbox.schema import DECIMAL, WHOLE, Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_MISSING = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def copy_text(table: Table, columns: Sequence[Sequence[Any]]) -> bytes:
    """A block of rows in COPY's text format."""
    written = [
        _written(column, values) for column, values in zip(table.columns, columns, strict=True)
    ]
    return ("\n".join(map("\t".join, zip(*written, strict=True))) + "\n").encode()


def _written(column: Column, values: Sequence[Any]) -> Iterable[str]:
    if column.kind in (WHOLE, DECIMAL):
        if column.empty:
            return [_MISSING if value is None else repr(value) for value in values]
        return map(repr, values)
    if column.empty:
        return [
            _MISSING if value is None else value.translate(_ESCAPES) if _special(value) else value
            for value in values
        ]
    if _special("".join(values)):
        return [value.translate(_ESCAPES) for value in values]
    return values


def _special(text: str) -> bool:
    return "\\" in text or "\n" in text or "\r" in text or "\t" in text
