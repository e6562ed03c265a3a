"""Open what a path names so that it can be examined: a SQLite file, or a folder of exported files."""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

from onboardctl.core.errors import InvalidInput, NotFound, StoreError
from onboardctl.sandbox.schema import CORE, DECIMAL, RECORDS, SEGMENTS, WHOLE, Table
from onboardctl.sandbox.targets.swapping import held_still, recover

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

Asked = TypeVar("Asked")
Found = TypeVar("Found")
Rows = tuple[list[str], list[tuple[Any, ...]]]
_SCRIPT = "sandbox.sql"


def missing(location: str) -> NotFound:
    """There is nothing to examine."""
    return NotFound(
        "sandbox.missing",
        f"there is no sandbox at {location}",
        hint="build one with `onboardctl seed-sandbox <partner>`",
    )


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to the rows at a path; nothing done with it changes them.

    Raises:
        NotFound: there is nothing.
        InvalidInput: a file of a folder cannot be read.
        StoreError: the file cannot be opened.
    """
    if not path.exists():
        with suppress(OSError), held_still(path):
            recover(path)
    if not path.exists():
        raise missing(str(path))
    connection = _folder(path) if path.is_dir() else read_only(path)
    try:
        yield connection
    finally:
        connection.close()


def read_only(path: Path) -> sqlite3.Connection:
    """A connection that cannot change the file.

    Raises:
        StoreError: the file cannot be opened.
    """
    try:
        return sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None
        )
    except sqlite3.Error as problem:
        raise StoreError("sandbox.open", f"{path} cannot be opened: {problem}") from problem


def _folder(folder: Path) -> sqlite3.Connection:
    """The files of an export as a database in memory."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        if (folder / _SCRIPT).is_file():
            connection.executescript((folder / _SCRIPT).read_text(encoding="utf-8"))
            return connection
        known: dict[str, list[Table]] = {}
        for table in (one for tables in (CORE, *SEGMENTS.values(), RECORDS) for one in tables):
            known.setdefault(table.name, []).append(table)
        for name, tables in known.items():
            for suffix, read in _READERS.items():
                file = folder / f"{name}{suffix}"
                if file.is_file():
                    table = _understood(file, _likeliest, tables)
                    _fill(connection, table, *_understood(file, read, table))
    except BaseException:
        connection.close()
        raise
    return connection


def _likeliest(file: Path, tables: list[Table]) -> Table:
    """Of the tables of that name, which differ by segment, the one whose columns the file has."""
    with file.open(encoding="utf-8", newline="") as lines:
        first = next(lines, "")
    named = set(json.loads(first) if first.startswith("{") else next(csv.reader([first]), []))
    return max(tables, key=lambda table: len(named & set(table.names)))


def _understood(file: Path, read: Callable[[Path, Asked], Found], asked: Asked) -> Found:
    try:
        return read(file, asked)
    except (ValueError, KeyError, AttributeError) as problem:
        raise InvalidInput("sandbox.unreadable", f"{file} cannot be read: {problem}") from problem


def _fill(
    connection: sqlite3.Connection, table: Table, names: list[str], rows: list[tuple[Any, ...]]
) -> None:
    columns = ", ".join('"' + name.replace('"', '""') + '"' for name in names)
    if not columns:
        return
    connection.execute(f"CREATE TABLE {table.name} ({columns})")
    marks = ", ".join("?" * len(names))
    connection.executemany(f"INSERT INTO {table.name} VALUES ({marks})", rows)


def _csv(file: Path, table: Table) -> Rows:
    kinds = {column.name: column.kind for column in table.columns}
    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines)
        names = next(reader, [])
        parsers = [_PARSERS.get(kinds.get(name, ""), _text) for name in names]
        rows = [
            tuple([parse(value) for parse, value in zip(parsers, row, strict=True)])
            for row in reader
        ]
    return names, rows


def _jsonl(file: Path, table: Table) -> Rows:
    names = list(table.names)
    with file.open(encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines if line.strip()]
    return names, [tuple([one.get(name) for name in names]) for one in found]


def _text(value: str) -> Any:
    return value or None


def _number(kind: Callable[[str], Any]) -> Callable[[str], Any]:
    def parse(value: str) -> Any:
        if not value:
            return None
        try:
            return kind(value)
        except ValueError:
            return value

    return parse


_PARSERS: dict[str, Callable[[str], Any]] = {WHOLE: _number(int), DECIMAL: _number(float)}
_READERS: dict[str, Callable[[Path, Table], Rows]] = {".csv": _csv, ".jsonl": _jsonl}
