"""A report as a document for the terminal and for Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.report import reading
from onboardctl.core.report.model import Actions, Chart, Figures, Grid, Prose
from onboardctl.output.document import Cell, Column, Document, Heading, Lines, Records, Table
from onboardctl.output.report import bars

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from onboardctl.core.report.model import (
        Action,
        Definition,
        Figure,
        Part,
        Report,
        Section,
        Value,
    )
    from onboardctl.output.document import Block
    from onboardctl.output.look import Look

NO_DATA = "no data"
ROOMY = 100
"""Columns of a text that no terminal bounds."""
SPACIOUS = 120
"""Columns from which figures have a bar beside them."""
LAVISH = 160
"""Columns from which interval, change, n, owner and the day of the newest fact have a column; a page of Markdown has them too."""


def document_of(report: Report, look: Look, *, definitions: bool = False) -> Document:
    """Blocks in reading order: title, what it covers, sections, what qualifies the numbers."""
    blocks: list[Block] = [Heading(report.title)]
    opening = tuple(line for line in (report.subtitle, *report.intro) if line)
    if opening:
        blocks.append(Lines(opening))
    last = max((at for at, one in enumerate(report.sections) if _has_figures(one)), default=None)
    for at, section in enumerate(report.sections):
        blocks.extend(_section(section, look))
        notes = tuple(_notes(report, moved=_room(look) < LAVISH)) if at == last else ()
        if notes:
            blocks.append(Lines(notes, title="Notes"))
    if definitions and report.definitions:
        blocks.append(Lines(tuple(map(definition_text, report.definitions)), title="Definitions"))
    return Document(tuple(blocks), records_of(report), _ids(report))


def records_of(report: Report) -> Records:
    """The tidy rows, for CSV and TSV."""
    rows = (tuple(row[field] for field in reading.TIDY) for row in reading.tidy(report))
    return Records(reading.TIDY, tuple(rows))


def definition_text(definition: Definition) -> str:
    """A definition on one line: ``Title [key]: text Target: … Bands: …``."""
    return f"{definition.title} [{definition.key}]: {reading.meaning(definition)}"


def _ids(report: Report) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.figure.id for one in reading.figures(report)))


def _has_figures(section: Section) -> bool:
    return any(isinstance(part, Figures) for part in section.parts)


def _section(section: Section, look: Look) -> Iterator[Block]:
    """The title of a section stands over its first part, unless that has one of its own."""
    title = reading.heading(section)
    if len(section.parts) != 1 and title:
        yield Heading(title)
        title = ""
    for part in section.parts:
        yield from _part(part, title, look)


def _part(part: Part, title: str, look: Look) -> Iterator[Block]:
    named = title or getattr(part, "title", "")
    if isinstance(part, Prose):
        yield Lines(part.lines, title=named or None)
    elif isinstance(part, Figures):
        yield figures_table(part.figures, named, look)
    elif isinstance(part, Grid):
        yield _grid(part, named)
    elif isinstance(part, Chart):
        yield _chart(part, look)
    elif isinstance(part, Actions):
        yield _actions(part, named)


def figures_table(figures: tuple[Figure, ...], title: str, look: Look) -> Table:
    """Figures with as many columns as they fill and the terminal holds."""
    room = _room(look)
    parts = [part for part in _columns(look) if any(part[2](one) for one in figures)]
    parts = [part for part in parts if room >= part[3]]
    columns = tuple(column for column, _, _, _ in parts)
    rows = tuple(tuple(cell(one) for _, cell, _, _ in parts) for one in figures)
    return Table(columns, rows, title=title or None, empty="no figure")


def _room(look: Look) -> int:
    """The columns there are: as many as wanted on a page, as people have on a terminal."""
    if look.wide or look.page:
        return LAVISH
    return ROOMY if look.width is None else look.width


def _columns(
    look: Look,
) -> list[tuple[Column, Callable[[Figure], Cell | str], Callable[[Figure], object], int]]:
    """Column, cell, whether a figure needs it, and the least width of the terminal for it."""
    judged = _is_judged

    def bar(one: Figure) -> str:
        return "" if look.page else bars.bullet(one, unicode=look.unicode)

    def trend(one: Figure) -> str:
        return bars.history(one, unicode=look.unicode)

    return [
        (Column("title", "KPI"), _name, lambda _: True, 0),
        (Column("value", "Value"), _text, lambda _: True, 0),
        (Column("interval", "Interval", drop=5), reading.interval, reading.interval, LAVISH),
        (Column("target", "Target", drop=1), lambda one: one.target, judged, 0),
        (Column("met", "Met"), _met, judged, 0),
        (Column("verdict", "Evidence"), _verdict, judged, 0),
        (Column("band", "Band", drop=2), lambda one: one.band, lambda one: one.band, 0),
        (Column("to_date", "To date", drop=3), lambda one: one.to_date, lambda one: one.to_date, 0),
        (
            Column("previous", "Before", drop=4),
            lambda one: one.previous,
            lambda one: one.previous,
            0,
        ),
        (
            Column("change", "Change", drop=5),
            lambda one: one.change,
            lambda one: one.change,
            LAVISH,
        ),
        (
            Column("year_before", "Year before", drop=4),
            lambda one: one.year_before,
            lambda one: one.year_before,
            0,
        ),
        (Column("bar", "To target", drop=6), bar, bar, SPACIOUS),
        (Column("trend", "Trend", drop=5), trend, lambda one: trend(one).strip(), 0),
        (Column("n", "n", align="right", drop=6), _count, _count, LAVISH),
        (Column("owner", "Owner", drop=6), _owner, _owner, LAVISH),
        (Column("newest", "Data to", drop=7), _newest, _newest, LAVISH),
    ]


def _is_judged(figure: Figure) -> bool:
    return bool(figure.target)


def _name(figure: Figure) -> str:
    return "  " * figure.indent + figure.title


def _text(figure: Figure) -> Cell:
    return Cell(figure.text, "muted" if figure.text == NO_DATA else None)


def _met(figure: Figure) -> Cell:
    if not figure.target:
        return Cell("")
    word = {True: "yes", False: "no", None: "-"}[figure.met]
    return Cell(word, "muted" if figure.met is None else reading.met_tone(figure) or None)


def _count(figure: Figure) -> str:
    return "" if figure.n is None else str(figure.n)


def _newest(figure: Figure) -> str:
    return "" if figure.indent or figure.newest_at is None else f"{figure.newest_at:%Y-%m-%d}"


def _owner(figure: Figure) -> str:
    return "" if figure.indent else figure.owner.replace("_", " ")


def _verdict(figure: Figure) -> Cell:
    return Cell(figure.verdict, reading.VERDICT_TONES.get(figure.verdict))


def _grid(grid: Grid, title: str) -> Table:
    columns = tuple(
        Column(head.key, head.title, head.align, drop=0 if place < 3 else place)  # noqa: PLR2004
        for place, head in enumerate(grid.heads)
    )
    return Table(
        columns,
        tuple(tuple(_cell(value) for value in row) for row in grid.rows),
        title=title or None,
        empty=grid.empty,
    )


def _cell(value: Value) -> Cell:
    return Cell(value.text, value.tone or None)


def _chart(chart: Chart, look: Look) -> Table:
    """The numbers of a chart, one row for each label, the line of each series under its name."""
    lines = [
        bars.sparkline(
            [point.value for point in one.points if point.complete], unicode=look.unicode
        )
        for one in chart.series
    ]
    columns = (
        Column("label", "Period" if chart.kind != "bar" else ""),
        *(Column(f"series_{at}", one.name) for at, one in enumerate(chart.series)),
    )
    rows: list[tuple[Cell | str, ...]] = [
        (
            _label(chart, at),
            *(Cell(one.points[at].text, _gap(one.points[at].value)) for one in chart.series),
        )
        for at in range(len(chart.labels))
    ]
    if chart.kind == "line" and any(line.strip() for line in lines):
        rows.append(("Trend", *lines))
    target = f" ({chart.target_label})" if chart.target_text else ""
    return Table(columns, tuple(rows), title=f"{chart.title}{target}", empty=NO_DATA)


def _label(chart: Chart, at: int) -> str:
    running = any(not one.points[at].complete for one in chart.series)
    return f"{chart.labels[at]} to date" if running else chart.labels[at]


def _gap(value: float | None) -> str | None:
    return "muted" if value is None else None


def _actions(actions: Actions, title: str) -> Table:
    return Table(
        (
            Column("action", "Action"),
            Column("owner", "Owner"),
            Column("due", "Due"),
            Column("state", "State", drop=1),
        ),
        tuple(row for one in actions.actions for row in _action(one)),
        title=title or None,
        empty=actions.empty,
    )


def _action(one: Action) -> Iterator[tuple[Cell | str, ...]]:
    """What is to be done, and below it which number it answers and what came of it."""
    state = one.state.upper() if one.state == "late" else one.state
    yield (
        f"{one.partner}: {one.text}" if one.partner else one.text,
        one.owner,
        one.due_on.isoformat() if one.due_on else "",
        Cell(state, _state_tone(one.state)),
    )
    if one.note:
        yield (Cell(f"  {one.note}", "muted"), "", "", "")


def _state_tone(state: str) -> str | None:
    return reading.STATE_TONES.get(state) or None


def _notes(report: Report, *, moved: bool) -> Iterable[str]:
    """What qualifies a number, one line for each figure that is no part of another.

    ``moved`` adds how far it moved, where that has no column of its own.
    """
    found = list(reading.figures(report))
    homes: dict[str, set[str]] = {}
    for one in found:
        homes.setdefault(one.figure.title, set()).add(one.figure.id)
    for section, figure in found:
        change = f"{figure.change} since the period before" if moved and figure.change else ""
        said = (*((change,) if change else ()), *figure.remarks)
        if said and not figure.segment:
            several = len(homes[figure.title]) > 1
            name = f"{section}: {figure.title}" if several else figure.title
            yield f"{name}: {'; '.join(said)}"
