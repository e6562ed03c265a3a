"""Findings of a check for people: the word carries the meaning, the fix stands below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.payloads.check import FAIL, OK, WARN, Checked, CheckLine
from onboardctl.output.document import Cell, Column, Document, Lines, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.look import Look

_TONES = {OK: "good", WARN: "warning", FAIL: "bad"}


def blocks(lines: tuple[CheckLine, ...]) -> tuple[Table | Lines, ...]:
    """A table of findings, and what to do about those that need it."""
    table = Table(
        columns=(Column("status", ""), Column("name", "Check"), Column("detail", "Found")),
        rows=tuple(
            (Cell(one.status.upper(), _TONES[one.status]), one.name, one.detail) for one in lines
        ),
    )
    fixes = tuple(f"{one.name}: {one.fix}" for one in lines if one.fix)
    return (table, Lines(fixes, "What to do")) if fixes else (table,)


def checked(payload: Checked, look: Look) -> Document:
    """All findings."""
    return Document(blocks(payload.lines))


VIEWS: dict[type, Callable[[Any, Look], Document]] = {Checked: checked}
