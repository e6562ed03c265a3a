"""Reading the fields of a located mapping, with a finding for each that is not what it should be."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.points import ParseFailure, parse_duration

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onboardctl.core.errors import Diagnostic
    from onboardctl.core.located import Node

_MINUTES = {"m": 1, "h": 60, "d": 1440, "w": 10_080}


class Reader:
    """Collects what is wrong while values are read; a faulty field reads as empty."""

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []

    @property
    def errors(self) -> int:
        """How many findings so far forbid the definition."""
        return sum(1 for one in self.found if one.severity == "error")

    def add(self, finding: Diagnostic) -> None:
        """Keep a finding."""
        self.found.append(finding)

    def known_keys(self, node: Node, known: Iterable[str], what: str) -> None:
        """Every key must be one of these."""
        names = tuple(known)
        if node.kind != "map":
            self.add(node.problem("PB004", f"{what} must be a mapping"))
            return
        for key in node.value:
            if key not in names:
                self.add(
                    node.key_problem(
                        key, "PB003", f'unknown key "{key}" in {what}{did_you_mean(key, names)}'
                    )
                )

    def text(self, node: Node, key: str, *, required: bool = False) -> str:
        """A scalar as written; empty when missing."""
        given = node.get(key)
        if given is None or given.kind == "null":
            if required:
                self.add(node.problem("PB004", f'missing "{key}"'))
            return ""
        if not given.is_scalar:
            self.add(given.problem("PB004", f'"{key}" must be a text'))
            return ""
        if required and not given.text.strip():
            self.add(given.problem("PB004", f'"{key}" is empty'))
        return given.text

    def texts(self, node: Node, key: str) -> tuple[str, ...]:
        """A list of texts; one text alone is a list of one."""
        given = node.get(key)
        if given is None:
            return ()
        if given.is_scalar:
            return (given.text,)
        if given.kind != "list" or any(not item.is_scalar for item in given):
            self.add(given.problem("PB004", f'"{key}" must be a list of texts'))
            return ()
        return tuple(item.text for item in given)

    def choice(
        self, node: Node, key: str, choices: tuple[str, ...], *, required: bool = False
    ) -> str:
        """One of several words; empty when missing or another."""
        text = self.text(node, key, required=required)
        if text and text not in choices:
            where = node.get(key) or node
            self.add(
                where.problem(
                    "PB004",
                    f'"{text}" is no {key}{did_you_mean(text, choices)}; known: '
                    + listed(choices, most=20),
                )
            )
            return ""
        return text

    def number(self, node: Node, key: str, *, required: bool = False) -> str | None:
        """A number as decimal text, exactly as written."""
        text = self.text(node, key, required=required)
        if not text:
            return None
        try:
            Fraction(text)
        except (ValueError, ZeroDivisionError):
            where = node.get(key) or node
            self.add(where.problem("PB407", f'"{text}" is no number, for "{key}"'))
            return None
        return text

    def whole(self, node: Node, key: str, usual: int, *, least: int) -> int:
        """A whole number of at least ``least``; ``usual`` when missing."""
        given = node.get(key)
        if given is None:
            return usual
        if given.kind != "int" or given.value < least:
            self.add(
                given.problem(
                    "PB004",
                    f'"{key}" must be a whole number of at least {least}, not "{given.text}"',
                )
            )
            return usual
        return int(given.value)

    def minutes(self, node: Node, key: str) -> int | None:
        """A length of elapsed time such as ``24h``, ``7d`` or ``2w``, in minutes."""
        text = self.text(node, key)
        if not text:
            return None
        where = node.get(key) or node
        try:
            duration = parse_duration(text)
        except ParseFailure as error:
            self.add(where.problem("PB004", f'"{key}": {error}'))
            return None
        if duration.unit not in _MINUTES or duration.amount < 0:
            self.add(
                where.problem(
                    "PB004", f'"{key}" is elapsed time in m, h, d or w, as in 24h; found "{text}"'
                )
            )
            return None
        return duration.amount * _MINUTES[duration.unit]
