"""Parts of a report as plain tables, for the formats that lay out paper and slides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.record import NamedTuple
from onboardctl.core.report import reading
from onboardctl.core.report.model import Actions, Chart, Figures, Grid

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.core.report.model import Action, Figure, Part, Report

UPRIGHT_AT_MOST = 7
"""Columns of figures that an upright sheet of paper holds; for more it is turned."""
LEAST, MOST = 6, 34
"""Characters between which the width of a column follows its texts."""
PAD = 6
"""Characters for the edges of a cell, so that a short date or heading beside long texts stays whole."""

PART = "\u2003"
"""What stands before the name of a part of the number above it."""


class Slot(NamedTuple):
    """A cell: its text with a tone, a raw number where it is one, and a remark below it."""

    text: str
    tone: str = ""
    value: float | str | None = None
    below: str = ""
    strong: bool = False


class Plain(NamedTuple):
    """A table of texts. ``weights`` are relative widths; ``right`` the columns of numbers."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Slot, ...], ...]
    right: frozenset[int]
    title: str = ""
    empty: str = ""
    note: str = ""
    fixed: tuple[int, ...] = ()

    @property
    def weights(self) -> tuple[int, ...]:
        """A width for each column: fixed ones, or from its longest text, within bounds."""
        if self.fixed:
            return self.fixed
        found = []
        for at, head in enumerate(self.heads):
            longest = max((len(row[at].text) for row in self.rows), default=0)
            below = max((len(row[at].below) for row in self.rows), default=0)
            wanted = max(len(head), longest, min(below, MOST))
            found.append(PAD + max(LEAST, min(MOST, wanted)))
        return tuple(found)


def table_of(part: Part, *, columns: frozenset[str] | None = None) -> Plain | None:
    """The table of a part; ``None`` for prose.

    Args:
        part: of the report.
        columns: those that tables of figures have, see :func:`columns_in_use`.
    """
    if isinstance(part, Figures):
        return figures_table(part, columns)
    if isinstance(part, Grid):
        return _grid(part)
    if isinstance(part, Chart):
        return chart_table(part)
    if isinstance(part, Actions):
        return _actions(part)
    return None


def _named(one: Figure) -> Slot:
    below = "" if one.indent else "; ".join(qualified(one))
    return Slot(PART * one.indent + one.title, below=below)


def _owned(one: Figure) -> Slot:
    """The name, and below it who answers for the number, where that has no column."""
    named = _named(one)
    owner = "" if one.indent else one.owner.replace("_", " ")
    return named._replace(below="; ".join(filter(None, (owner, named.below))))


def qualified(one: Figure) -> tuple[str, ...]:
    """What qualifies a number, and of when its newest fact is."""
    newest = f"data to {one.newest_at:%Y-%m-%d}" if one.newest_at is not None else ""
    return (*one.remarks, *((newest,) if newest else ()))


def _valued(one: Figure) -> Slot:
    tone = "" if one.value is not None else "muted"
    return Slot(one.text, tone, one.value, below=reading.interval(one), strong=True)


def _met(one: Figure) -> Slot:
    return Slot(reading.met_word(one) or ("-" if one.target else ""), reading.met_tone(one))


def _evidence(one: Figure) -> Slot:
    return Slot(one.verdict, reading.VERDICT_TONES.get(one.verdict, ""))


class Column(NamedTuple):
    """A column of figures: its title, its cell, and its share of the width."""

    title: str
    cell: Callable[[Figure], Slot]
    width: int


COLUMNS = (
    Column("KPI", _named, 32),
    Column("Value", _valued, 17),
    Column("Target", lambda one: Slot(one.target), 11),
    Column("Met", _met, 9),
    Column("Evidence", _evidence, 14),
    Column("Band", lambda one: Slot(one.band), 15),
    Column("To date", lambda one: Slot(one.to_date), 13),
    Column("Before", lambda one: Slot(one.previous, below=one.change), 13),
    Column("Year before", lambda one: Slot(one.year_before), 13),
    Column("Owner", lambda one: Slot(one.owner.replace("_", " ")), 12),
    Column("n", lambda one: Slot("" if one.n is None else str(one.n), value=one.n), 7),
)


def columns_in_use(report: Report) -> frozenset[str]:
    """Columns that some figure of the report fills: all its tables have the same ones."""
    every = [one.figure for one in reading.figures(report)]
    return frozenset(
        column.title for column in COLUMNS if any(column.cell(one).text for one in every)
    )


def figures_table(part: Figures, columns: frozenset[str] | None = None) -> Plain:
    """A row for each number, under the columns asked for, or under those it fills."""
    kept = [
        column
        for column in COLUMNS
        if (
            column.title in columns
            if columns is not None
            else any(column.cell(one).text for one in part.figures)
        )
    ]
    heads = tuple(column.title for column in kept)
    if kept and "Owner" not in heads:
        kept[0] = kept[0]._replace(cell=_owned)
    return Plain(
        heads,
        tuple(tuple(column.cell(one) for column in kept) for one in part.figures),
        frozenset(at for at, title in enumerate(heads) if title == "n"),
        part.title,
        "no figure",
        fixed=tuple(column.width for column in kept),
    )


def _grid(grid: Grid) -> Plain:
    rows = tuple(tuple(Slot(cell.text, cell.tone, cell.value) for cell in row) for row in grid.rows)
    right = frozenset(at for at, head in enumerate(grid.heads) if head.align == "right")
    heads = tuple(head.title for head in grid.heads)
    return Plain(heads, rows, right, grid.title, grid.empty, grid.note)


def chart_table(chart: Chart) -> Plain:
    """The numbers of a chart, a row for each label; a gap says so."""
    rows = []
    for at, label in enumerate(chart.labels):
        running = any(not one.points[at].complete for one in chart.series)
        cells = [Slot(f"{label} to date" if running else label)]
        for one in chart.series:
            point = one.points[at]
            tone = "muted" if point.value is None else ""
            cells.append(Slot(point.text or "no data", tone, point.value))
        rows.append(tuple(cells))
    heads = ("Period" if chart.kind != "bar" else "", *(one.name for one in chart.series))
    return Plain(heads, tuple(rows), frozenset(range(1, len(heads))), empty="no data")


def _actions(part: Actions) -> Plain:
    rows = tuple(_action(one) for one in part.actions)
    return Plain(("Action", "Owner", "Due", "State"), rows, frozenset(), part.title, part.empty)


def _action(one: Action) -> tuple[Slot, ...]:
    return (
        Slot(f"{one.partner}: {one.text}" if one.partner else one.text, below=one.note),
        Slot(one.owner),
        Slot(one.due_on.isoformat() if one.due_on else ""),
        Slot(one.state, reading.STATE_TONES.get(one.state, "")),
    )
