"""How absences are laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.payloads import absence as p
from onboardctl.output.document import Column, Document, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.look import Look


def list_view(payload: p.AbsenceList, look: Look) -> Document:
    """Who is away when."""
    return Document(
        (_table(payload.absences, look),), ids=tuple(line.person for line in payload.absences)
    )


def set_view(payload: p.AbsenceSet, look: Look) -> Document:
    """The one that was set or taken back."""
    return Document((_table((payload.absence,), look),), ids=(payload.absence.person,))


def _table(lines: tuple[p.AbsenceLine, ...], look: Look) -> Table:
    return Table(
        (
            Column("person", "Person", keep=True),
            Column("name", "Name", drop=1),
            Column("first_on", "From"),
            Column("last_on", "To"),
            Column("reason", "Reason"),
        ),
        tuple(
            (line.person, line.name, look.day(line.first_on), look.day(line.last_on), line.reason)
            for line in lines
        ),
        empty="nobody is away",
    )


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    p.AbsenceList: list_view,
    p.AbsenceSet: set_view,
}
