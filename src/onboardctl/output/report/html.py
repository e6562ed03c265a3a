"""A report as one HTML page: no script, no request, charts as SVG with their numbers under them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from zlib import crc32

from onboardctl.core.report import reading
from onboardctl.core.report.model import Actions, Chart, Figures, Grid, Prose
from onboardctl.output.report import bars
from onboardctl.output.report.clean import ONE_WORD
from onboardctl.output.report.markup import Markup, element, join
from onboardctl.output.report.moments import as_of_words
from onboardctl.output.report.page_style import page_style
from onboardctl.output.report.spark import spark_svg, whole_points
from onboardctl.output.report.svg import chart_svg
from onboardctl.output.report.tables import (
    COLUMNS,
    UPRIGHT_AT_MOST,
    columns_in_use,
    qualified,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from onboardctl.core.report.model import (
        Action,
        Definition,
        Figure,
        Part,
        Report,
        Section,
        Value,
    )
    from onboardctl.output.report.tables import Column

ACCENT = "#0b57d0"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(report: Report) -> str:
    """The page as text; every text of the report is escaped."""
    columns = columns_in_use(report)
    turned = report.paper == "full" and len(columns - {"Owner"}) > UPRIGHT_AT_MOST
    style = page_style(accent_of(report), one_page=report.paper == "page", turned=turned)
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("title", f"{report.brand}: {report.title}" if report.brand else report.title),
        element("style", Markup(style)),
    )
    if any(len(whole_points(one.figure)) > 1 for one in reading.figures(report)):
        columns |= {"Trend"}
    main = element(
        "main",
        element(
            "header",
            element("p", report.brand, class_="brand") if report.brand else None,
            element("h1", report.title),
            element("p", _told(report.subtitle), class_="soft") if report.subtitle else None,
            [element("p", _told(line)) for line in report.intro],
        ),
        [_section(section, columns) for section in report.sections],
        _definitions(report),
        element("footer", f"As of {as_of_words(report)}. Made by onboardctl."),
    )
    body = element("body", main)
    return f"<!doctype html>\n{element('html', head, body, lang='en')}\n"


def accent_of(report: Report) -> str:
    """The colour of the brand, if it is one."""
    return report.accent if re.fullmatch(r"#[0-9a-fA-F]{6}", report.accent) else ACCENT


UNBROKEN = 18
"""A cell of a table with so few characters, a date or a number, is not broken."""
SOURCED_AT_MOST = 60
"""Definitions of which a page says the source; more make it heavy, and workbooks have them."""
LETTERS = 6.0
"""Pixels that a table of figures keeps for each unit of its columns' widths; narrower it scrolls."""


def _section(section: Section, columns: frozenset[str]) -> Markup:
    """A card; neighbouring charts share a row where the window is wide enough."""
    inner: list[Markup] = []
    pictures: list[Markup] = []
    for part in section.parts:
        if isinstance(part, Chart):
            pictures.append(_chart(part))
            continue
        if pictures:
            inner.append(element("div", pictures, class_="charts"))
            pictures = []
        inner.extend(_part(part, columns))
    if pictures:
        inner.append(element("div", pictures, class_="charts"))
    title = reading.heading(section)
    return element("section", element("h2", title) if title else None, inner)


def _part(part: Part, columns: frozenset[str]) -> Iterator[Markup]:
    title = getattr(part, "title", "")
    if title:
        yield element("h3", title)
    if isinstance(part, Prose):
        if part.bullets:
            yield element("ul", [element("li", _told(line)) for line in part.lines])
        else:
            yield from (element("p", _told(line)) for line in part.lines)
    elif isinstance(part, Figures):
        yield _figures(part.figures, columns)
    elif isinstance(part, Grid):
        yield from _grid(part)
    elif isinstance(part, Actions):
        yield _actions(part)


def _told(text: str) -> object:
    """A text in which days are not parted at the end of a line."""
    pieces: list[object] = []
    last = 0
    for found in ONE_WORD.finditer(text):
        words = found[0]
        day = element("span", words, class_="w") if "-" in words else words.replace(" ", "\u00a0")
        pieces += (text[last : found.start()], day)
        last = found.end()
    return [*pieces, text[last:]] if pieces else text


def _figures(figures: tuple[Figure, ...], columns: frozenset[str]) -> Markup:
    """A row for each number; every table of the page has the same columns, in line."""
    kept = [column for column in COLUMNS if column.title in columns - {"Owner"}]
    made: list[tuple[str, int, Callable[[Figure], Markup]]] = []
    for column in kept:
        made.append((column.title, column.width, _CELLS.get(column.title) or _cell(column)))
        if column.title == "Evidence":
            made.append(("", 10, lambda one: element("td", _bullet(one))))
        if column.title == kept[-2].title and "Trend" in columns:
            made.append(("Trend", 9, lambda one: element("td", spark_svg(one))))
    rows = [
        element("tr", [cell(one) for _, _, cell in made], class_="part" if one.indent else None)
        for one in figures
    ]
    total = sum(width for _, width, _ in made)
    widths = [element("col", style=f"width:{100 * width / total:.1f}%") for _, width, _ in made]
    heads = [(title, "r" if title == "n" else None) for title, _, _ in made]
    return _table(heads, rows, widths, least=round(total * LETTERS))


def _cell(column: Column) -> Callable[[Figure], Markup]:
    """The cell of a column that is text alone."""

    def cell(one: Figure) -> Markup:
        slot = column.cell(one)
        below = element("small", _told(slot.below)) if slot.below else None
        return element("td", _told(slot.text), below, class_=slot.tone or None)

    return cell


def _titled(figure: Figure) -> Markup:
    """The name, a way to its definition, who answers for it, and what qualifies the number."""
    name: object = figure.title
    if figure.definition and not figure.indent:
        name = element("a", figure.title, href=f"#{anchor(figure.definition)}")
    said = "; ".join(qualified(figure))
    below = element("small", _told(said)) if said and not figure.indent else None
    owner = figure.owner.replace("_", " ") if not figure.indent else ""
    own = element("span", owner, class_="own") if owner else None
    return element("td", name, " " if own else None, own, below)


_CELLS: dict[str, Callable[[Figure], Markup]] = {"KPI": _titled}
"""Cells that are more than text."""


def _bullet(figure: Figure) -> Markup | None:
    """A bar from zero with a tick at the target; a picture of what the row says in words."""
    if figure.value is None or figure.target_value is None or figure.value < 0:
        return None
    end = bars.scale_end(figure)
    reach, tick = (
        round(100 * min(1.0, max(0.0, part / end))) for part in (figure.value, figure.target_value)
    )
    return element("i", class_="bu", style=f"--v:{reach}%;--t:{tick}%")


def _grid(grid: Grid) -> Iterator[Markup]:
    if not grid.rows:
        yield element("p", grid.empty, class_="soft")
        return
    heads = [(head.title, "r" if head.align == "right" else None) for head in grid.heads]
    yield _table(heads, [_grid_row(grid, row) for row in grid.rows])
    if grid.note:
        yield element("p", grid.note, class_="note")


def _grid_row(grid: Grid, row: tuple[Value, ...]) -> Markup:
    cells = []
    for head, cell in zip(grid.heads, row, strict=True):
        short = "w" if len(cell.text) <= UNBROKEN else ""
        look = " ".join(filter(None, ("r" if head.align == "right" else "", short, cell.tone)))
        cells.append(element("td", cell.text if short else _told(cell.text), class_=look or None))
    return element("tr", cells)


def _chart(chart: Chart) -> Markup:
    """The picture, what to see in it, and its numbers."""
    caption: object = chart.title
    if chart.definition:
        caption = element("a", chart.title, href=f"#{anchor(chart.definition)}")
    return element(
        "figure",
        element("figcaption", caption),
        chart_svg(chart),
        element("p", chart.note, class_="note") if chart.note else None,
        element("details", element("summary", "Numbers"), _chart_table(chart), open=""),
    )


def _chart_table(chart: Chart) -> Markup:
    heads: list[tuple[str, str | None]] = [("Period" if chart.kind != "bar" else "", None)]
    heads += [(one.name, None) for one in chart.series]
    rows = []
    for at, label in enumerate(chart.labels):
        running = any(not one.points[at].complete for one in chart.series)
        cells = [element("td", f"{label} to date" if running else label)]
        cells += [
            element(
                "td",
                one.points[at].text or "no data",
                class_=None if one.points[at].value is not None else "muted",
            )
            for one in chart.series
        ]
        rows.append(element("tr", cells))
    return _table(heads, rows)


def _actions(actions: Actions) -> Markup:
    if not actions.actions:
        return element("p", actions.empty, class_="soft")
    heads: list[tuple[str, str | None]] = [
        (title, None) for title in ("Action", "Owner", "Due", "State")
    ]
    return _table(heads, [_action(one) for one in actions.actions])


def _action(action: Action) -> Markup:
    what = f"{action.partner}: {action.text}" if action.partner else action.text
    note = element("small", _told(action.note)) if action.note else None
    return element(
        "tr",
        element("td", _told(what), note, class_="k"),
        element("td", action.owner),
        element("td", action.due_on.isoformat() if action.due_on else "", class_="w"),
        element("td", action.state, class_=reading.STATE_TONES.get(action.state) or None),
    )


def _table(
    heads: list[tuple[str, str | None]],
    rows: list[Markup],
    widths: list[Markup] | None = None,
    least: int = 0,
) -> Markup:
    top = element("tr", [element("th", title, class_=look) for title, look in heads])
    columns = element("colgroup", widths) if widths else None
    style = f"min-width:{least}px" if least else None
    table = element("table", columns, element("thead", top), element("tbody", rows), style=style)
    return element("div", table, class_="wide fig" if widths else "wide")


def _definitions(report: Report) -> Markup | None:
    """What the numbers mean; where all must fit on one page, without where that was taken from."""
    if not report.definitions:
        return None
    sourced = report.paper != "page" and len(report.definitions) <= SOURCED_AT_MOST
    return element(
        "section",
        element("h2", "What the numbers mean"),
        element("dl", [_definition(one, sourced=sourced) for one in report.definitions]),
    )


def _definition(one: Definition, *, sourced: bool) -> Markup:
    source = f" Source: {one.source}." if one.source and sourced else ""
    return join(
        (
            element("dt", f"{one.title} ", element("span", one.key), id=anchor(one.key)),
            element("dd", reading.meaning(one) + source),
        )
    )


def anchor(key: str) -> str:
    """The name under which a definition is found in its page: short, and the same in every page."""
    return f"d{crc32(key.encode()):x}"
