"""Values that remember where in a file they were written: the tree every YAML reader works on.

:mod:`onboardctl.yamlfile` makes the tree; the compilers of :mod:`onboardctl.core` read it, so that
every finding can name file, line and column. Nothing here knows YAML itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol

from onboardctl.core.errors import Diagnostic
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LONGEST_EXCERPT = 10_000
_CODE = r"(?:[A-Z]{2}\d{3}|[a-z]+\.[a-z_]+)"
_SILENCED = re.compile(rf"#\s*noqa(?::\s*({_CODE}(?:[,\s]+{_CODE})*))?\s*$")


class Place(NamedTuple):
    """A stretch of one line: line and column count from 1, ``width`` is at least 1."""

    line: int
    column: int
    width: int = 1

    def __str__(self) -> str:
        return f"{self.line}:{self.column}"


class Mark(Protocol):
    """A position as YAML libraries give it: line and column from 0."""

    @property
    def line(self) -> int:
        """The line, counted from 0."""

    @property
    def column(self) -> int:
        """The column, counted from 0."""


def place_of(start: Mark, end: Mark) -> Place:
    """The place between two marks; what ends on another line is one character wide."""
    width = end.column - start.column if end.line == start.line else 1
    return Place(start.line + 1, start.column + 1, max(1, width))


class Source:
    """One file (or text) with its name and lines; every node of its tree points here."""

    __slots__ = ("_lines", "_quiet", "file", "text")

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self._lines: list[str] | None = None
        self._quiet: dict[int, str | None] | None = None

    @property
    def lines(self) -> list[str]:
        """The lines without their ends, split where YAML splits them."""
        if self._lines is None:
            self._lines = re.split(r"\r\n|[\n\r\x85\u2028\u2029]", self.text)
        return self._lines

    def line(self, number: int) -> str | None:
        """The text of a line counted from 1, or ``None`` past the end."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else None

    def problem(
        self,
        code: str,
        message: str,
        place: Place | None,
        *,
        hint: str | None = None,
        severity: str = "error",
    ) -> Diagnostic:
        """A finding at a place of this file, with the source line for the caret.

        A line longer than any honest one is left out: thousands of findings may lie on it.
        """
        if place is None:
            return Diagnostic(code, message, hint, self.file, severity=severity)
        line, column, width = place
        excerpt = self.line(line)
        if excerpt is not None and len(excerpt) > _LONGEST_EXCERPT:
            excerpt = None
        return Diagnostic(code, message, hint, self.file, line, column, severity, excerpt, width)

    def silences(self, finding: Diagnostic) -> bool:
        """Whether the finding's line ends in ``# noqa``, ``# noqa: PB210`` or ``# noqa: health.metric``.

        An error is never silenced.
        """
        if finding.severity == "error":
            return False
        if self._quiet is None:
            self._quiet = {
                number: match[1]
                for number, line in enumerate(self.lines, 1)
                if "noqa" in line and (match := _SILENCED.search(line))
            }
        if finding.line not in self._quiet:
            return False
        codes = self._quiet[finding.line]
        return codes is None or finding.code in re.split(r"[,\s]+", codes)


class Node:
    """A value with its place: a mapping, a list or a scalar.

    Attributes:
        kind: ``map``, ``list``, ``text``, ``int``, ``float``, ``bool`` or ``null``.
        value: for ``map`` a ``dict[str, Node]``, for ``list`` a ``list[Node]``, else the scalar.
        text: a scalar as written (``1.20`` stays ``1.20``); empty for maps and lists.
        start_mark, end_mark: where it begins and ends, as the YAML library says it.
        marks: for ``map`` the same of each key; :attr:`keys` has them as places.
        laid: for ``map`` the files of those keys that another file put in; ``None`` for none.
        plain: the scalar stands without quotes.
    """

    __slots__ = (
        "_keys",
        "end_mark",
        "kind",
        "laid",
        "marks",
        "plain",
        "source",
        "start_mark",
        "text",
        "value",
    )

    def __init__(
        self,
        source: Source,
        kind: str,
        value: Any,
        text: str,
        marks: tuple[Mark, Mark],
        plain: bool = False,
    ) -> None:
        self.source = source
        self.kind = kind
        self.value = value
        self.text = text
        self.start_mark, self.end_mark = marks
        self.plain = plain
        self.marks: dict[str, tuple[Mark, Mark]] = {}
        self.laid: dict[str, Source] | None = None
        self._keys: dict[str, Place] | None = None

    @property
    def line(self) -> int:
        """The line on which the value starts, counted from 1."""
        return self.start_mark.line + 1

    @property
    def column(self) -> int:
        """The column in which the value starts, counted from 1."""
        return self.start_mark.column + 1

    @property
    def end(self) -> int:
        """The column just after the value when it ends on its first line, else 0."""
        end = self.end_mark
        return end.column + 1 if end.line == self.start_mark.line else 0

    @property
    def keys(self) -> dict[str, Place]:
        """The place of each key of a map."""
        if self._keys is None:
            self._keys = {name: place_of(*marks) for name, marks in self.marks.items()}
        return self._keys

    def __repr__(self) -> str:
        return f"<{self.kind} at {self.source.file}:{self.line}:{self.column}>"

    @property
    def place(self) -> Place:
        """Where the value stands; a map or a list written over lines is one character wide."""
        return place_of(self.start_mark, self.end_mark)

    @property
    def is_scalar(self) -> bool:
        """Neither a map nor a list."""
        return self.kind not in {"map", "list"}

    def get(self, key: str) -> Node | None:
        """The value under a key; ``None`` when this is no map or has no such key."""
        return self.value.get(key) if self.kind == "map" else None

    def at(self, *path: str | int) -> Node | None:
        """The value under keys and indexes in turn; ``None`` when a step leads nowhere."""
        node: Node | None = self
        for step in path:
            if node is None:
                return None
            if isinstance(step, str):
                node = node.get(step)
            else:
                inside = node.kind == "list" and -len(node.value) <= step < len(node.value)
                node = node.value[step] if inside else None
        return node

    def items(self) -> Iterable[tuple[str, Node]]:
        """Keys and values of a map in file order; nothing for anything else."""
        return self.value.items() if self.kind == "map" else ()

    def __iter__(self) -> Iterator[Node]:
        """The entries of a list; nothing for anything else."""
        return iter(self.value if self.kind == "list" else ())

    def key_place(self, key: str) -> Place:
        """Where a key stands; the value itself when the key is unknown."""
        marks = self.marks.get(key)
        return place_of(*marks) if marks is not None else self.place

    def key_source(self, key: str) -> Source:
        """The file in which a key stands: that of the map, unless another file put it in."""
        return self.laid.get(key, self.source) if self.laid else self.source

    def data(self) -> Any:
        """Plain dicts, lists and scalars, without places."""
        if self.kind == "map":
            return {key: item.data() for key, item in self.value.items()}
        if self.kind == "list":
            return [item.data() for item in self.value]
        return self.value

    def problem(
        self, code: str, message: str, *, hint: str | None = None, severity: str = "error"
    ) -> Diagnostic:
        """A finding about this value."""
        return self.source.problem(code, message, self.place, hint=hint, severity=severity)

    def key_problem(
        self, key: str, code: str, message: str, *, hint: str | None = None, severity: str = "error"
    ) -> Diagnostic:
        """A finding about a key of this map, or about the map when the key is missing."""
        place = self.key_place(key)
        source = self.key_source(key)
        return source.problem(code, message, place, hint=hint, severity=severity)
