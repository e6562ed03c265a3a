"""Rows into the store, so many at a time, each batch whole or not at all.

A row that is wrong by itself is set aside with its reason and the rest goes on. Nothing is lost:
what was set aside is written to a file beside the one imported, ready to be mended and imported.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any, TypeVar

from onboardctl.core.errors import InvalidInput
from onboardctl.core.payloads.importing import Imported, RejectedRow
from onboardctl.operations.importing.reading import Broken, RejectedRowError

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.operations.importing.reading import Record, Table

Row = TypeVar("Row")

SHOWN = 20
BATCH = 1_000
SUFFIX = ".rejected.csv"


class Rejects:
    """Rows that were set aside: the first ones for the answer, all of them in a file.

    The file is made when the first row is set aside, and replaces the one of an earlier try.
    A dry run counts and shows them, and writes nothing.
    """

    def __init__(self, table: Table, *, keep: bool) -> None:
        self.path = table.path.with_name(table.path.stem + SUFFIX)
        self.count = 0
        self.first: list[RejectedRow] = []
        self._names = [column.name for column in table.columns]
        self._keep = keep
        self._file: Any = None
        self._writer: Any = None

    def add(self, number: int, column: str, message: str, fields: list[str]) -> None:
        """Set one row aside."""
        self.count += 1
        if self.count <= SHOWN:
            value = ""
            if column in self._names and len(fields) == len(self._names):
                value = fields[self._names.index(column)]
            self.first.append(RejectedRow(number, column, value, message))
        if not self._keep:
            return
        if self._writer is None:
            self._open()
        self._writer.writerow([*fields, number, column, message])

    def close(self) -> None:
        """Finish the file."""
        if self._file is not None:
            self._file.close()

    def _open(self) -> None:
        try:
            self._file = self.path.open("w", encoding="utf-8", newline="")
        except OSError as error:
            raise InvalidInput(
                "import.rejects",
                f"{self.path.name} cannot be written: {error.strerror}",
                hint="rejected rows go beside the file imported; copy it to a folder of yours",
            ) from error
        self._writer = csv.writer(self._file)
        self._writer.writerow([*self._names, "row", "column", "problem"])


def load(
    table: Table,
    convert: Callable[[Record], Row],
    keep: Callable[[list[Row]], int],
    *,
    dry_run: bool,
    size: int = BATCH,
) -> Imported:
    """Read every row, convert it, and keep the converted ones in batches.

    Args:
        table: an opened file.
        convert: one record to what the store takes; raises :class:`RejectedRowError`.
        keep: stores a batch in one transaction and answers how many rows were new or changed; on
            a dry run it does the same and keeps nothing.
        dry_run: write no file of rejected rows.
        size: rows of a batch.

    Returns:
        What became of the rows, all of them accounted for.
    """
    rejects = Rejects(table, keep=not dry_run)
    batch: list[Row] = []
    read = taken = new = 0
    try:
        for record in table.records():
            read += 1
            if isinstance(record, Broken):
                rejects.add(record.number, "", record.message, record.fields)
                continue
            try:
                batch.append(convert(record))
            except RejectedRowError as why:
                rejects.add(record.number, why.column, why.message, record.fields)
                continue
            if len(batch) >= size:
                new += keep(batch)
                taken += len(batch)
                batch = []
        if batch:
            new += keep(batch)
            taken += len(batch)
    finally:
        rejects.close()
    return Imported(
        file=str(table.path),
        format=table.format,
        encoding=table.encoding,
        rows=read,
        taken=taken,
        new=new,
        unchanged=taken - new,
        rejected=rejects.count,
        rejected_file=str(rejects.path) if rejects.count and not dry_run else None,
        problems=tuple(rejects.first),
    )
