"""What lists of things under way have in common: campaigns and interventions read alike.

Each line names a partner and an id and says by when it is due, how it stands and who answers for
it; what lies between is each list's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from onboardctl.output.document import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

OUTCOMES = {
    "done": "good",
    "won": "good",
    "worked": "good",
    "failed": "bad",
    "lost": "muted",
    "dropped": "muted",
}
"""How something ends, with its colour."""


class Line(Protocol):
    """What a line of such a list knows."""

    @property
    def partner(self) -> str:
        """The partner's slug."""

    @property
    def owner(self) -> str | None:
        """Who answers for it."""

    @property
    def due_on(self) -> date | None:
        """The day it wants to be looked at."""

    @property
    def late(self) -> bool:
        """Whether that day has passed."""

    @property
    def outcome(self) -> str:
        """How it ended; empty while it goes on."""


def listed(
    own: Sequence[Column],
    rows: Iterable[tuple[Line, str, Sequence[Cell | str], Cell]],
    *,
    after: Sequence[Column] = (),
    empty: str,
) -> Table:
    """A list under columns: partner and id, its own columns, then due, state and owner.

    Args:
        own: columns between the id and the day.
        rows: for each line itself, its id, the cells of ``own`` and ``after``, and its state.
        after: columns behind the owner.
        empty: the sentence for none.
    """
    return Table(
        (
            Column("partner", "Partner", keep=True),
            Column("id", "Id", keep=True),
            *own,
            Column("due_on", "Due"),
            Column("state", "State"),
            Column("owner", "Owner", drop=1),
            *after,
        ),
        tuple(
            (
                line.partner,
                ident,
                *cells[: len(own)],
                line.due_on.isoformat() if line.due_on else "",
                state,
                line.owner or "",
                *cells[len(own) :],
            )
            for line, ident, cells, state in rows
        ),
        empty=empty,
    )


def state(line: Line, going_on: Cell, *, more: str = "") -> Cell:
    """How it ended, that it is late, or that it goes on."""
    if line.outcome:
        return Cell(f"{line.outcome} {more}".rstrip(), OUTCOMES.get(line.outcome, "muted"))
    return Cell("LATE", "bad") if line.late else going_on


def fields(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """What is known, under its name; what is not is left out."""
    return tuple((name, value) for name, value in pairs if value)
