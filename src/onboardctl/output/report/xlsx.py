"""A report as a workbook: its text on one sheet, native charts on another, every number tidy.

Needs the extra ``xlsx``. Texts are written as texts: nothing of a report is ever a formula.
"""

from __future__ import annotations

import io
from itertools import repeat
from math import ceil
from typing import TYPE_CHECKING, Any

from onboardctl.core.codec import encode
from onboardctl.core.report import reading
from onboardctl.core.report.model import Chart, Prose
from onboardctl.output.report.axis import axis_of
from onboardctl.output.report.clean import clean
from onboardctl.output.report.extras import wanted
from onboardctl.output.report.html import accent_of
from onboardctl.output.report.looks import colour_of
from onboardctl.output.report.moments import as_of_words, local
from onboardctl.output.report.tables import columns_in_use, table_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.core.report.model import Part, Report, Series
    from onboardctl.output.report.tables import Plain, Slot

TEXT_AT_MOST = 32_000
"""A cell of a workbook holds 32,767 characters."""
FIRST_WIDTH, OTHER_WIDTH = 44, 19
LINE = 15
"""Points that a line of a cell is high."""
CHART_ROWS = 17
_TONES = {"good": "#1A7F37", "warning": "#8A5A00", "bad": "#B3261E", "muted": "#59636E"}
_FORMATS = {"ratio": "0.0%", "%": '0.0"%"'}


def xlsx(report: Report) -> bytes:
    """The whole workbook.

    Raises:
        Refused: XlsxWriter is not installed; the message says how to get it.
    """
    module = wanted("xlsxwriter", "xlsx")
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = module.Workbook(target, options)
    book.set_properties(
        {
            "title": clean(report.title),
            "author": clean(report.brand) or "onboardctl",
            "created": local(report).replace(tzinfo=None),
        }
    )
    writer = _Writer(book, report)
    writer.overview()
    if any(reading.charts(report)):
        writer.charts()
    writer.figures()
    if report.definitions:
        writer.definitions()
    book.close()
    return target.getvalue()


class _Writer:
    """Fills the sheets of one workbook."""

    def __init__(self, book: Any, report: Report) -> None:
        self.book = book
        self.report = report
        self.columns = columns_in_use(report)
        self._looks: dict[tuple[tuple[str, Any], ...], Any] = {}

    def look(self, **properties: Any) -> Any:
        """A cell format, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._looks:
            self._looks[key] = self.book.add_format({"valign": "top", **properties})
        return self._looks[key]

    def overview(self) -> None:
        """Everything but the charts, as a person reads it."""
        sheet = self.book.add_worksheet("Report")
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_column(0, 0, FIRST_WIDTH)
        sheet.set_column(1, 12, OTHER_WIDTH)
        title = self.look(bold=True, font_size=18)
        self._text(sheet, 0, 0, self.report.title, title)
        row = 1
        opening = [self.report.brand, self.report.subtitle, f"As of {as_of_words(self.report)}"]
        for line in filter(None, [*opening, *self.report.intro]):
            self._text(sheet, row, 0, line, self.look(font_color=_TONES["muted"]))
            row += 1
        for section in self.report.sections:
            parts = [part for part in section.parts if not isinstance(part, Chart)]
            if not parts:
                continue
            row += 1
            heading = self.look(bold=True, font_size=13, top=2, top_color=accent_of(self.report))
            for column in range(8):
                sheet.write_blank(row, column, None, heading)
            self._text(sheet, row, 0, reading.heading(section), heading)
            row += 1
            for part in parts:
                row = self._part(sheet, row, part) + 1

    def _part(self, sheet: Any, row: int, part: Part) -> int:
        if isinstance(part, Prose):
            for line in part.lines:
                self._text(sheet, row, 0, f"• {line}" if part.bullets else line, self.look())
                row += 1
            return row
        table = table_of(part, columns=self.columns)
        assert table is not None
        if table.title:
            self._text(sheet, row, 0, table.title, self.look(bold=True))
            row += 1
        return self._table(sheet, row, table)

    def _table(self, sheet: Any, row: int, table: Plain) -> int:
        if not table.rows:
            self._text(sheet, row, 0, table.empty, self.look(font_color=_TONES["muted"]))
            return row + 1
        for column, head in enumerate(table.heads):
            side = {"align": "right"} if column in table.right else {}
            look = self.look(bold=True, bottom=1, text_wrap=True, **side)
            self._text(sheet, row, column, head, look)
        for line in table.rows:
            row += 1
            sheet.set_row(row, LINE * max(map(_lines, line, _widths())))
            for column, slot in enumerate(line):
                self._slot(sheet, row, column, slot, right=column in table.right)
        return row + 1

    def _slot(self, sheet: Any, row: int, column: int, slot: Slot, *, right: bool) -> None:
        """What people read; a number that reads like its text is a number."""
        looks: dict[str, Any] = {"text_wrap": True} | ({"align": "right"} if right else {})
        if slot.tone:
            looks |= {"font_color": _TONES[slot.tone]}
        if slot.strong or slot.tone in {"good", "bad"}:
            looks |= {"bold": True}
        if isinstance(slot.value, (int, float)) and f"{slot.value:g}" == slot.text:
            sheet.write_number(row, column, slot.value, self.look(**looks | {"align": "right"}))
            return
        text = f"{slot.text}\n{slot.below}" if slot.below else slot.text
        self._text(sheet, row, column, text, self.look(**looks))

    def charts(self) -> None:
        """Each chart beside the numbers it is drawn from."""
        sheet = self.book.add_worksheet("Charts")
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 12, 15)
        row = 0
        for chart in reading.charts(self.report):
            top = row
            self._text(sheet, row, 0, chart.title, self.look(bold=True, font_size=13))
            if chart.note:
                row += 1
                self._text(sheet, row, 0, chart.note, self.look(font_color=_TONES["muted"]))
            row += 1
            first = self._series(sheet, row, chart)
            self._chart(sheet, chart, first, top)
            row = max(first + len(chart.labels), top + CHART_ROWS) + 2

    def _series(self, sheet: Any, row: int, chart: Chart) -> int:
        """The numbers of a chart; gives the row of the first label."""
        bold = self.look(bold=True, bottom=1, text_wrap=True)
        heads = [one.name for one in chart.series]
        heads += ["Target"] if chart.target is not None else []
        for column, head in enumerate(heads, start=1):
            self._text(sheet, row, column, head, bold)
        number = self.look(num_format=_FORMATS.get(chart.unit, "General"))
        for at, label in enumerate(chart.labels):
            running = any(not one.points[at].complete for one in chart.series)
            self._text(sheet, row + 1 + at, 0, f"{label} to date" if running else label, None)
            values = [one.points[at].value for one in chart.series]
            values += [chart.target] if chart.target is not None else []
            for column, value in enumerate(values, start=1):
                if value is not None:
                    sheet.write_number(row + 1 + at, column, value, number)
            for column, one in enumerate(chart.series, start=len(heads) + 1):
                self._text(sheet, row + 1 + at, column, one.points[at].text or "no data", None)
        for column, one in enumerate(chart.series, start=len(heads) + 1):
            self._text(sheet, row, column, f"{one.name} (in words)", bold)
        return row + 1

    def _chart(self, sheet: Any, chart: Chart, first: int, top: int) -> None:
        kind = {"line": "line", "column": "column", "bar": "bar"}[chart.kind]
        drawn = self.book.add_chart({"type": kind})
        last = first + len(chart.labels) - 1
        for column, one in enumerate(chart.series, start=1):
            drawn.add_series(_series_of(one, column, first, last, kind))
        if chart.target is not None and kind == "line":
            drawn.add_series(_target_of(len(chart.series) + 1, first, last, chart.target_label))
        scale = axis_of(chart)
        axis: dict[str, Any] = {
            "num_format": "0%" if chart.unit == "ratio" else "General",
            "min": scale.low,
            "max": scale.high,
            "major_unit": scale.step,
        }
        axis |= {"major_gridlines": {"visible": True, "line": {"color": "#D8DEE4"}}}
        if kind == "bar":
            drawn.set_y_axis({"reverse": True, "crossing": "max"})
            drawn.set_x_axis(axis)
        else:
            drawn.set_y_axis(axis)
        drawn.set_title({"name": _no_reference(chart.titled), "name_font": {"size": 12}})
        drawn.set_legend({"position": "bottom"})
        drawn.show_blanks_as("gap")
        drawn.set_size({"width": 620, "height": 20 * CHART_ROWS - 10})
        place = 2 * len(chart.series) + 3
        sheet.insert_chart(top, place, drawn, {"description": clean(chart.title)})

    def figures(self) -> None:
        """Every number with every field, one on each row, as a table to filter."""
        sheet = self.book.add_worksheet("Numbers")
        rows = [[row[name] for name in reading.TIDY] for row in reading.tidy(self.report)]
        heads = [{"header": name} for name in reading.TIDY]
        sheet.add_table(
            0,
            0,
            max(1, len(rows)),
            len(heads) - 1,
            {"columns": heads, "name": "numbers", "style": "Table Style Light 1"},
        )
        for at, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, (int, float)) and not isinstance(value, bool):
                    sheet.write_number(at, column, value)
                elif value is not None and value != "":
                    told = {True: "true", False: "false"}.get(value, value)
                    self._text(sheet, at, column, str(encode(told)), None)
        sheet.set_column(0, len(heads) - 1, 14)
        sheet.set_column(4, 4, 34)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(8)
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)

    def definitions(self) -> None:
        """What the numbers mean."""
        sheet = self.book.add_worksheet("Definitions")
        heads = ("Key", "Title", "Meaning", "Target", "Bands", "Origin", "Source", "Owner")
        for column, width in enumerate((36, 30, 70, 18, 40, 10, 36, 20)):
            sheet.set_column(column, column, width)
            self._text(sheet, 0, column, heads[column], self.look(bold=True, bottom=1))
        for row, one in enumerate(self.report.definitions, start=1):
            cells = (
                one.key,
                one.title,
                one.text,
                one.target,
                ", ".join(one.bands),
                one.origin,
                one.source,
                one.owner,
            )
            for column, cell in enumerate(cells):
                self._text(sheet, row, column, cell, self.look(text_wrap=True))
        sheet.freeze_panes(1, 0)

    def _text(self, sheet: Any, row: int, column: int, text: str, look: Any) -> None:
        """A text as a text: ``=1+1`` stays four characters."""
        safe = "\n".join(clean(part) for part in text.split("\n"))
        sheet.write_string(row, column, safe[:TEXT_AT_MOST], look)


def _widths() -> Iterator[int]:
    """How many characters the columns of the report hold, one after the other."""
    yield FIRST_WIDTH
    yield from repeat(OTHER_WIDTH)


def _lines(slot: Slot, width: int) -> int:
    """Lines that a cell takes; Excel makes room by itself, other programs want to be told."""
    told = (slot.text, *filter(None, (slot.below,)))
    return sum(max(1, ceil(len(one) / (width * 0.95))) for one in told)


def _no_reference(title: str) -> str:
    """A title that is never taken for a reference to a cell."""
    safe = clean(title)
    return f" {safe}" if safe.startswith("=") else safe


def _series_of(one: Series, column: int, first: int, last: int, kind: str) -> dict[str, Any]:
    colour = colour_of(one, column - 1)
    found: dict[str, Any] = {
        "name": ["Charts", first - 1, column],
        "categories": ["Charts", first, 0, last, 0],
        "values": ["Charts", first, column, last, column],
    }
    if kind != "line":
        labels = {"data_labels": {"value": True}} if kind == "bar" else {}
        return found | _area(one.tone, colour) | labels
    markers = ("circle", "square", "triangle", "diamond")
    marker = {
        "type": markers[(column - 1) % 4],
        "size": 6,
        "fill": {"color": colour},
        "border": {"color": colour},
    }
    points = [
        None
        if point.complete
        else {"line": {"color": colour, "dash_type": "square_dot"}, "fill": {"color": "#FFFFFF"}}
        for point in one.points
    ]
    dashes = ("solid", "dash", "round_dot", "dash_dot")
    line = {"color": colour, "width": 2, "dash_type": dashes[(column - 1) % 4]}
    return found | {"line": line, "marker": marker, "points": points}


_HATCHES = {"warning": "wide_upward_diagonal", "good": "light_horizontal", "muted": "percent_20"}
"""Areas that mean something differ in grey, too; what is bad is solid."""


def _area(tone: str, colour: str) -> dict[str, Any]:
    if tone not in _HATCHES:
        return {"fill": {"color": colour}}
    hatch = {"pattern": _HATCHES[tone], "fg_color": colour, "bg_color": "#FFFFFF"}
    return {"pattern": hatch, "border": {"color": colour}}


def _target_of(column: int, first: int, last: int, text: str) -> dict[str, Any]:
    return {
        "name": clean(text),
        "categories": ["Charts", first, 0, last, 0],
        "values": ["Charts", first, column, last, column],
        "line": {"color": "#B3261E", "width": 1.5, "dash_type": "dash"},
        "marker": {"type": "none"},
    }
