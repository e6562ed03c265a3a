"""Single values: texts of a form, numbers, truth values, words of a closed set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.names import did_you_mean
from onboardctl.core.points import ParseFailure
from onboardctl.core.shape.reading import MISSING, Form, Leaf, Reading, Shape, hash_hint

if TYPE_CHECKING:
    from onboardctl.core.errors import Diagnostic
    from onboardctl.core.located import Node


class Scalar(Shape):
    """Text of a form: ids, durations, points, free text."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.words = form.words
        self.blank = ""

    def read(self, reading: Reading, node: Node, key: str) -> Any:
        """The value of a text of the form."""
        form = self.form
        if node.kind != "text" and (not node.is_scalar or node.kind == "null"):
            return reading.wrong(node, f'"{key}" must be {form.words}', hash_hint(node))
        value: Any = node.text
        if form.parse is not None:
            try:
                value = form.parse(node.text, reading.context)
            except ParseFailure as failure:
                reading.report(_unreadable(node, key, form, failure))
                return form.mended(node.text) if form.mended is not None else MISSING
        if form.collect:
            leaf = Leaf(value, node, reading.record, reading.label)
            reading.leaves.setdefault(form.name, []).append(leaf)
        return node.text if form.keep else value


class Whole(Shape):
    """A whole number within bounds, both inclusive."""

    blank = 0

    def __init__(self, unit: str = "", least: int = 0, most: int = 1_000_000) -> None:
        self.unit = unit
        self.least = least
        self.most = most
        self.words = f"a whole number of {unit}" if unit else "a whole number"

    def read(self, reading: Reading, node: Node, key: str) -> Any:
        """The number."""
        if node.kind != "int":
            shown = node.text if node.is_scalar and node.text else f'"{key}"'
            quoted = shown if shown.startswith('"') else f'"{shown}"'
            return reading.wrong(node, f"{quoted} is not {self.words}")
        if not self.least <= node.value <= self.most:
            return reading.wrong(node, f'"{key}" must be from {self.least} to {self.most}')
        return node.value


class Flag(Shape):
    """``true`` or ``false``."""

    words = "true or false"
    blank = False

    def read(self, reading: Reading, node: Node, key: str) -> Any:
        """The truth value."""
        if node.kind != "bool":
            shown = f', found "{node.text}"' if node.is_scalar and node.text else ""
            return reading.wrong(node, f'"{key}" must be true or false{shown}')
        return node.value


class Choice(Shape):
    """One of a closed set of words."""

    def __init__(self, *choices: str) -> None:
        self.choices = choices
        self.words = f"one of {', '.join(choices)}"
        self.blank = choices[0]

    def read(self, reading: Reading, node: Node, key: str) -> Any:
        """The chosen word."""
        if node.is_scalar and node.text in self.choices:
            return node.text
        if not node.is_scalar or not node.text:
            return reading.wrong(node, f'"{key}" must be {self.words}')
        near = did_you_mean(node.text, self.choices)
        return reading.wrong(node, f'{key}: "{node.text}" is not {self.words}{near}')


class Free(Shape):
    """Any scalar: the default of a fact."""

    words = "text, a number, true or false"

    def read(self, reading: Reading, node: Node, key: str) -> Any:
        """The scalar as YAML reads it."""
        if not node.is_scalar:
            return reading.wrong(node, f'"{key}" must be {self.words}')
        return node.value


class Raw(Shape):
    """Data that another reader understands: kept as plain values, or left to it altogether."""

    words = "a part of its own format"

    def __init__(self, *, keep: bool = True) -> None:
        self.keep = keep

    def read(self, reading: Reading, node: Node, key: str) -> Any:
        """Plain data; :data:`MISSING` when the other reader goes to the node itself."""
        return node.data() if self.keep else MISSING


def _unreadable(node: Node, key: str, form: Form, failure: ParseFailure) -> Diagnostic:
    message = failure.message if form.named else f"{key}: {failure.message}"
    finding = node.problem(
        form.code,
        message,
        hint=_expected(form, failure),
    )
    if node.end and node.plain and 0 < failure.position < len(node.text):
        return finding._replace(
            column=node.column + failure.position, width=len(node.text) - failure.position
        )
    return finding


def _expected(form: Form, failure: ParseFailure) -> str | None:
    if not failure.expected:
        return None
    return failure.expected if form.named else f"expected {failure.expected}"
