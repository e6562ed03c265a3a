"""From text to a tree of located nodes, in one pass over the events of libyaml.

Refused with their place: syntax errors, duplicate keys, aliases and anchors, tags, several
documents, keys that are not plain text, nesting and sizes beyond any honest file. The loop is
iterative, so no input can exhaust the stack.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml
from yaml._yaml import CParser

from onboardctl.core.errors import Diagnostic, InvalidInput, NotFound
from onboardctl.core.located import Mark, Node, Place, Source, place_of
from onboardctl.core.record import NamedTuple
from onboardctl.yamlfile.hints import syntax_problem
from onboardctl.yamlfile.scalars import is_ambiguous, resolve

if TYPE_CHECKING:
    from pathlib import Path

LIMIT = 1_000_000
"""The largest file read, in bytes: fifty times the longest playbook."""
_DEEPEST = 60
_MOST_NODES = 200_000
_AMBIGUOUS_START = frozenset("0123456789+-.yYnNoOtTfF")

_Scalar = yaml.ScalarEvent
_MapStart = yaml.MappingStartEvent
_ListStart = yaml.SequenceStartEvent
Marks = tuple[Mark, Mark]
_Ends = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


class Document(NamedTuple):
    """What a text says and everything wrong with it.

    ``root`` is ``None`` for an empty text and after a syntax error. ``problems`` holds errors and
    warnings in file order; only errors make the text unusable.
    """

    source: Source
    root: Node | None
    problems: tuple[Diagnostic, ...] = ()

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The problems that forbid using the text."""
        return tuple(problem for problem in self.problems if problem.severity == "error")


class _Stop(Exception):
    def __init__(self, problem: Diagnostic) -> None:
        super().__init__(problem.message)
        self.problem = problem


def parse(text: str, file: str = "<text>") -> Document:
    """The tree of a text and every problem found; never raises for what the text says.

    Args:
        text: one YAML document.
        file: how messages name it.
    """
    source = Source(file, text)
    if len(text) > LIMIT or len(text.encode("utf-8", "replace")) > LIMIT:
        message = f"the file is larger than {LIMIT:,} bytes; split it with `use:`"
        return Document(source, None, (source.problem("PB001", message, None),))
    builder = _Builder(source)
    try:
        builder.run()
    except _Stop as stop:
        return Document(source, None, (*builder.problems, stop.problem))
    return Document(source, builder.root, tuple(builder.problems))


def load(text: str, file: str = "<text>") -> Node:
    """The tree of a text that must be sound and not empty.

    Raises:
        InvalidInput: ``yaml.invalid``, with every error as a diagnostic.
    """
    document = parse(text, file)
    errors = document.errors
    if document.root is None and not errors:
        errors = (document.source.problem("PB001", "the file is empty", None),)
    if errors:
        raise InvalidInput("yaml.invalid", f"{file} cannot be read", diagnostics=errors)
    assert document.root is not None
    return document.root


def read_document(path: Path, file: str | None = None) -> Document:
    """:func:`parse` a file; bytes that are not UTF-8 are a problem with a place.

    Args:
        path: the file.
        file: how messages name it; the path as given when ``None``.

    Raises:
        NotFound: ``file.missing``, or it is a folder or cannot be opened.
    """
    name = file or str(path)
    try:
        with path.open("rb") as stream:
            data = stream.read(LIMIT + 4)
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise NotFound("file.missing", f"{name}: {reason}") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _not_utf8(name, data, error.start)
    return parse(text, name)


def read(path: Path, file: str | None = None) -> Node:
    """:func:`load` a file.

    Raises:
        NotFound: the file is missing or unreadable.
        InvalidInput: ``yaml.invalid``, with every error as a diagnostic.
    """
    document = read_document(path, file)
    if document.root is not None and not document.errors:
        return document.root
    name = document.source.file
    errors = document.errors or (document.source.problem("PB001", "the file is empty", None),)
    raise InvalidInput("yaml.invalid", f"{name} cannot be read", diagnostics=errors)


def _not_utf8(name: str, data: bytes, position: int) -> Document:
    source = Source(name, data.decode("utf-8", "replace"))
    before = data[:position].decode("utf-8", "replace")
    line = before.count("\n") + 1
    column = len(before) - (before.rfind("\n") + 1) + 1
    message = f"byte 0x{data[position]:02x} is not UTF-8; save the file as UTF-8"
    return Document(source, None, (source.problem("PB001", message, Place(line, column)),))


class _Builder:
    """One pass over the events; holds the tree made so far and the problems met."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.root: Node | None = None
        self.problems: list[Diagnostic] = []

    def run(self) -> None:
        """Read all events."""
        try:
            self._run(CParser(self.source.text))
        except yaml.YAMLError as error:
            raise _Stop(syntax_problem(self.source, error)) from error
        except UnicodeEncodeError as error:
            message = "the text holds half of a character pair (a lone surrogate)"
            raise _Stop(self.source.problem("PB001", message, None)) from error

    def _run(self, parser: Any) -> None:  # noqa: C901, PLR0912, PLR0915 -- the hot loop, flat on purpose
        source, next_event = self.source, parser.get_event
        stack: list[Node] = []
        here: Any = None  # the map or list being filled
        filling_map = False
        key: str | None = None
        count = 0
        event = next_event()
        while event is not None:
            kind = type(event)
            if kind is _Scalar:
                count += 1
                text, marks = event.value, (event.start_mark, event.end_mark)
                plain = not event.style
                if event.tag is not None or event.anchor is not None:
                    self._refuse_mark(event)
                if key is None and filling_map:
                    key = self._key(here, text, marks, plain)
                    event = next_event()
                    continue
                if plain:
                    what, value = resolve(text)
                    if what == "text" and text[0] in _AMBIGUOUS_START and is_ambiguous(text):
                        self._ambiguous(text, marks)
                    node = Node(source, what, value, text, marks, plain=True)
                else:
                    node = Node(source, "text", text, text, marks)
                if count > _MOST_NODES:
                    self._stop(event.start_mark, "too many values")
                if filling_map:
                    here.value.setdefault(key, node)
                    key = None
                elif here is None:
                    self.root = node
                else:
                    here.value.append(node)
            elif kind is _MapStart or kind is _ListStart:
                count += 1
                start = event.start_mark
                if event.tag is not None or event.anchor is not None:
                    self._refuse_mark(event)
                if key is None and filling_map:
                    self._stop(start, self._key_advice(start))
                if len(stack) >= _DEEPEST or count > _MOST_NODES:
                    self._stop(
                        start, "nested too deeply" if count <= _MOST_NODES else "too many values"
                    )
                is_map = kind is _MapStart
                marks = (start, event.end_mark)
                node = Node(source, "map" if is_map else "list", {} if is_map else [], "", marks)
                if here is None:
                    self.root = node
                elif filling_map:
                    here.value.setdefault(key, node)
                    key = None
                else:
                    here.value.append(node)
                stack.append(node)
                here, filling_map = node, is_map
            elif kind in _Ends:
                stack.pop().end_mark = event.end_mark
                here = stack[-1] if stack else None
                filling_map = here is not None and here.kind == "map"
            elif kind is yaml.AliasEvent:
                message = (
                    f'aliases are not used here; write the value again, or quote "*{event.anchor}"'
                )
                self._stop(event.start_mark, message)
                raise AssertionError
            elif kind is yaml.DocumentStartEvent and self.root is not None:
                self._stop(event.start_mark, "a second document starts here; one file holds one")
            event = next_event()

    def _key(self, here: Node, text: str, marks: Marks, plain: bool) -> str:
        if text in here.marks:
            message = f'duplicate key "{text}", first at {here.key_place(text)}'
            self.problems.append(self.source.problem("PB002", message, place_of(*marks)))
            return text
        if plain and text[:1] in _AMBIGUOUS_START and is_ambiguous(text):
            self._ambiguous(text, marks)
        here.marks[text] = marks
        return text

    def _key_advice(self, mark: Any) -> str:
        line = self.source.line(mark.line + 1) or ""
        if line[: mark.column + 1].endswith("{{"):
            return "'{{' starts two YAML maps; put quotes around the whole value"
        return "a key must be text; put quotes around it"

    def _ambiguous(self, text: str, marks: Marks) -> None:
        message = f"this plain scalar means different things in YAML 1.1 and 1.2 ({text}); quote it"
        self.problems.append(
            self.source.problem(
                "PB007", message, place_of(*marks), hint=f'write "{text}"', severity="warning"
            )
        )

    def _refuse_mark(self, event: Any) -> None:
        line = self.source.line(event.start_mark.line + 1) or ""
        if event.anchor is not None:
            message = (
                f'anchors are not used here; quote a text that starts with "&" ({event.anchor})'
            )
            self._stop(event.start_mark, message)
        elif line[event.start_mark.column : event.start_mark.column + 1] == "!":
            message = f'"{event.tag}" is a YAML tag, and tags are not used here; quote the text'
            self._stop(event.start_mark, message)

    def _stop(self, mark: Any, message: str) -> None:
        raise _Stop(self.source.problem("PB001", message, Place(mark.line + 1, mark.column + 1)))
