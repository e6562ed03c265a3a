"""A table in a file as records of text, whatever its format; memory does not grow with the file.

CSV may be parted by comma, semicolon or tab. JSON is one list of objects, JSON Lines one object a
line. Every field is text here; what it means is the affair of the command that imports it.
"""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

from onboardctl.core.errors import Diagnostic, InvalidInput
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.record import NamedTuple
from onboardctl.operations.importing.encodings import LEGACY, detect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FORMATS = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".json": "json", ".jsonl": "jsonl"}
FORMATS |= {".ndjson": "jsonl"}
MOST_COLUMNS = 100
LONGEST_FIELD = 20_000
DELIMITERS = ",;\t|"
SAMPLE = 65_536
REMARKS = ("row", "column", "problem")
"""Columns that a file of rejected rows has at its end; they are passed over when it comes back."""


class Column(NamedTuple):
    """One column a table may have.

    Attributes:
        name: its heading; case, spaces and hyphens in a file's heading do not matter.
        required: the file must have it.
        also: other headings it goes by.
    """

    name: str
    required: bool = True
    also: tuple[str, ...] = ()


class Record(NamedTuple):
    """One row: its line or position in the file, counted as people count, and its fields.

    ``fields`` stand in the order of the columns asked for, empty where the file has none.
    """

    number: int
    fields: list[str]


class RejectedRowError(Exception):
    """A row cannot be taken: which column is wrong, and why."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column
        self.message = message


class Broken(NamedTuple):
    """A row that could not even be read, with what there was of it."""

    number: int
    fields: list[str]
    message: str


class Table(NamedTuple):
    """A file opened for reading.

    ``places`` are the positions in the file of the columns asked for, ``None`` where it has none.
    ``lenient`` passes over columns that were not asked for, as exports of other systems have them.
    """

    path: Path
    format: str
    encoding: str
    delimiter: str
    columns: tuple[Column, ...]
    places: tuple[int | None, ...] = ()
    lenient: bool = False

    @property
    def notes(self) -> tuple[Diagnostic, ...]:
        """What a person should know of how the file was read."""
        if self.encoding != LEGACY:
            return ()
        return (
            Diagnostic(
                "import.encoding",
                f"{self.path.name} is not UTF-8; it was read as Windows-1252",
                hint="look at names with accents, or save the file as UTF-8",
                severity="warning",
            ),
        )

    def records(self) -> Iterator[Record | Broken]:
        """The rows in the order of the file."""
        readers = {"csv": self._of_csv, "json": self._of_json, "jsonl": self._of_lines}
        try:
            yield from readers[self.format]()
        except UnicodeError:
            raise _not_text(self.path) from None

    def raw(self) -> Iterator[tuple[int, list[str]]]:
        """The rows of a CSV file as they stand, each with its line, for loops in a hurry."""
        with self.path.open(encoding=self.encoding, newline="") as file:
            reader = csv.reader(file, delimiter=self.delimiter)
            next(reader)
            for row in reader:
                yield reader.line_num, row

    def _of_csv(self) -> Iterator[Record | Broken]:
        width = max((place for place in self.places if place is not None), default=-1)
        whole = self._width()
        with self.path.open(encoding=self.encoding, newline="") as file:
            reader = csv.reader(file, delimiter=self.delimiter)
            next(reader)
            while True:
                try:
                    row = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    yield Broken(reader.line_num, [], _unreadable(error))
                    continue
                if not any(row):
                    continue
                if len(row) > whole or len(row) <= width:
                    message = f"{len(row)} fields, the heading has {whole}"
                    yield Broken(reader.line_num, row, message)
                    continue
                yield Record(
                    reader.line_num,
                    ["" if place is None else row[place].strip() for place in self.places],
                )

    def _width(self) -> int:
        with self.path.open(encoding=self.encoding, newline="") as file:
            return len(next(csv.reader(file, delimiter=self.delimiter)))

    def _of_json(self) -> Iterator[Record | Broken]:
        try:
            whole = json.loads(self.path.read_text(encoding=self.encoding))
        except (ValueError, RecursionError) as error:
            raise InvalidInput(
                "import.json", f"{self.path.name} is no JSON: {_json_fault(error)}"
            ) from error
        if not isinstance(whole, list):
            raise InvalidInput(
                "import.json",
                f"{self.path.name} holds no list of rows",
                hint='write [{"…": …}, …], or one object a line in a .jsonl file',
            )
        for number, row in enumerate(whole, 1):
            yield self._object(number, row)

    def _of_lines(self) -> Iterator[Record | Broken]:
        with self.path.open(encoding=self.encoding) as file:
            for number, line in enumerate(file, 1):
                if not line.strip():
                    continue
                try:
                    row = json.loads(line)
                except (ValueError, RecursionError) as error:
                    yield Broken(number, [line.rstrip("\n")], f"no JSON: {_json_fault(error)}")
                    continue
                yield self._object(number, row)

    def _object(self, number: int, row: Any) -> Record | Broken:
        if not isinstance(row, dict):
            return Broken(number, [json.dumps(row)], "no object with named fields")
        known = _headings(self.columns)
        fields = dict.fromkeys((column.name for column in self.columns), "")
        for key, value in row.items():
            column = known.get(heading(str(key)))
            if column is None and self.lenient:
                continue
            if column is None:
                near = did_you_mean(str(key), [one.name for one in self.columns])
                return Broken(number, list(fields.values()), f'unknown field "{key}"{near}')
            if isinstance(value, (dict, list)):
                return Broken(number, list(fields.values()), f'"{key}" is not a single value')
            fields[column.name] = _text(value)
        missing = [one.name for one in self.columns if one.required and one.name not in row]
        absent = [name for name in missing if not fields[name]]
        if absent:
            return Broken(number, list(fields.values()), f"no {listed(absent)}")
        return Record(number, list(fields.values()))


def open_table(path: Path, columns: tuple[Column, ...], *, lenient: bool = False) -> Table:
    """Find out what a file is, and check its heading.

    Args:
        path: the file.
        columns: those it may have.
        lenient: others are passed over instead of being an error.

    Raises:
        NotFound: there is no such file.
        InvalidInput: it is empty, no text, of no known format, or its heading does not fit; all
            that is wrong with the heading is said at once.
    """
    kind = FORMATS.get(path.suffix.lower())
    if kind is None:
        raise InvalidInput(
            "import.format",
            f"{path.name} is neither .csv, .json nor .jsonl",
            hint="name the file after what it holds",
        )
    encoding = detect(path)
    table = Table(path, kind, encoding, "", columns, lenient=lenient)
    if kind != "csv":
        return table
    try:
        return _with_heading(table)
    except UnicodeError:
        raise _not_text(path) from None


def heading(text: str) -> str:
    """A heading as it is compared: ``Answered At`` is ``answered_at``."""
    return "_".join(text.strip().lower().replace("-", " ").replace("_", " ").split())


def _with_heading(table: Table) -> Table:
    csv.field_size_limit(LONGEST_FIELD)
    with table.path.open(encoding=table.encoding, newline="") as file:
        sample = file.read(SAMPLE)
    first = sample.lstrip("\r\n").partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count) if first else ","
    try:
        names = [heading(name) for name in next(csv.reader([first], delimiter=delimiter))]
    except (csv.Error, StopIteration):
        raise InvalidInput(
            "import.heading", f"the heading of {table.path.name} cannot be read"
        ) from None
    if len(names) > MOST_COLUMNS:
        raise InvalidInput(
            "import.too_wide",
            f"{table.path.name} has {len(names)} columns; {MOST_COLUMNS} are read at most",
            hint=f"this import takes {listed([one.name for one in table.columns], most=20)}",
        )
    places = _places(table, names)
    return table._replace(delimiter=delimiter, places=places)


def _places(table: Table, names: list[str]) -> tuple[int | None, ...]:
    known = _headings(table.columns)
    found: dict[str, int] = {}
    wrong = []
    if tuple(names[-len(REMARKS) :]) == REMARKS:
        names = names[: -len(REMARKS)]
    for place, name in enumerate(names):
        column = known.get(name)
        if table.lenient and (column is None or column.name in found):
            continue
        if column is None:
            near = did_you_mean(name, [one.name for one in table.columns])
            wrong.append(f'column {place + 1} is "{name}", which is not known{near}')
        elif column.name in found:
            wrong.append(f'column {place + 1} is "{name}" once more')
        else:
            found[column.name] = place
    lacking = [one.name for one in table.columns if one.required and one.name not in found]
    if lacking:
        wrong.append(f"there is no column {listed(lacking)}")
    if wrong:
        takes = listed([one.name for one in table.columns], most=20)
        raise InvalidInput(
            "import.heading",
            f"the heading of {table.path.name} does not fit"
            + (f": {wrong[0]}" if len(wrong) == 1 else ""),
            hint=f"this import takes {takes}",
            diagnostics=tuple(
                Diagnostic("import.heading", text, file=table.path.name, line=1)
                for text in (wrong if len(wrong) > 1 else ())
            ),
        )
    return tuple(found.get(column.name) for column in table.columns)


def _headings(columns: tuple[Column, ...]) -> dict[str, Column]:
    return {heading(name): column for column in columns for name in (column.name, *column.also)}


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip()


def _not_text(path: Path) -> InvalidInput:
    return InvalidInput(
        "import.not_text",
        f"{path.name} is no text file",
        hint="save the sheet as CSV (UTF-8) first",
    )


def _json_fault(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg.lower()} at line {error.lineno}, column {error.colno}"
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)


def _unreadable(error: csv.Error) -> str:
    """Why a line is none, in words; the one thing that people meet is a cell without an end."""
    if "field limit" in str(error):
        return "a cell is longer than can be read; is a quotation mark not closed?"
    return f"the line cannot be read: {error}"
