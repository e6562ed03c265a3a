"""A report as PDF, set by typst: accessible (PDF/UA-1), with our own charts, the same every time.

Needs the extra ``pdf``. The layout is ``report.typ``; texts travel to it as JSON.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onboardctl.core.report import reading
from onboardctl.core.report.model import Chart, Figures, Prose
from onboardctl.output.report.clean import clean
from onboardctl.output.report.extras import wanted
from onboardctl.output.report.html import accent_of
from onboardctl.output.report.moments import as_of_words, local
from onboardctl.output.report.spark import described as described_spark
from onboardctl.output.report.spark import spark_svg
from onboardctl.output.report.svg import STYLE, chart_svg, described
from onboardctl.output.report.tables import (
    UPRIGHT_AT_MOST,
    chart_table,
    columns_in_use,
    table_of,
)

if TYPE_CHECKING:
    from onboardctl.core.report.model import Definition, Part, Report, Section
    from onboardctl.output.report.tables import Plain

LAYOUT = Path(__file__).with_name("report.typ")


def pdf(report: Report) -> bytes:
    """The whole document; see :func:`set_on_paper`."""
    return set_on_paper(report)[0]


def set_on_paper(report: Report) -> tuple[bytes, str]:
    """The document, and what a reader must know of it; empty when it is accessible.

    PDF/UA demands a glyph for every character. Where this machine has no font for one, the
    document is set without that promise and the missing characters are boxes.

    Raises:
        Refused: typst is not installed; the message says how to get it.
    """
    typst = wanted("typst", "pdf")
    text = json.dumps(_data(report), ensure_ascii=False)
    settings: dict[str, Any] = {
        "format": "pdf",
        "sys_inputs": {"report": text},
        "timestamp": report.as_of,
    }
    try:
        return typst.compile(LAYOUT.read_bytes(), pdf_standards=["ua-1"], **settings), ""
    except typst.TypstError as problem:
        if "could not be displayed" not in str(problem):
            raise
        return typst.compile(LAYOUT.read_bytes(), **settings), str(problem)


def _data(report: Report) -> dict[str, Any]:
    moment = local(report)
    brand = clean(report.brand)
    columns = columns_in_use(report) - {"Owner"}
    return {
        "title": clean(report.title),
        "heading": clean(f"{report.brand}: {report.title}" if report.brand else report.title),
        "subtitle": clean(report.subtitle),
        "brand": brand,
        "accent": accent_of(report),
        "paper": report.paper,
        "landscape": report.paper == "full" and len(columns) > UPRIGHT_AT_MOST,
        "as_of": as_of_words(report),
        "date": [moment.year, moment.month, moment.day],
        "intro": [clean(line) for line in report.intro],
        "sections": [_section(section, columns) for section in report.sections],
        "definitions": [_definition(one) for one in report.definitions],
    }


def _section(section: Section, columns: frozenset[str]) -> dict[str, Any]:
    """Neighbouring charts stand side by side."""
    parts: list[dict[str, Any]] = []
    for part in section.parts:
        if not isinstance(part, Chart):
            parts.append(_part(part, columns))
        elif parts and parts[-1]["part"] == "charts":
            parts[-1]["charts"].append(_chart(part))
        else:
            parts.append({"part": "charts", "title": "", "charts": [_chart(part)]})
    return {"title": clean(reading.heading(section)), "parts": parts}


def _part(part: Part, columns: frozenset[str]) -> dict[str, Any]:
    if isinstance(part, Prose):
        lines = [clean(line) for line in part.lines]
        return {"part": "prose", "title": "", "lines": lines, "bullets": part.bullets}
    table = table_of(part, columns=columns)
    assert table is not None
    made = {"part": "table", "title": clean(table.title)} | _rows(table)
    return _with_trends(made, part) if isinstance(part, Figures) else made


def _with_trends(made: dict[str, Any], part: Figures) -> dict[str, Any]:
    """The line of each history in a column before the last one."""
    lines = [spark_svg(one, style=STYLE) for one in part.figures]
    if not any(lines):
        return made
    for row, one, line in zip(made["rows"], part.figures, lines, strict=True):
        alt = clean(described_spark(one)) if line else ""
        row.insert(-1, _EMPTY | {"svg": str(line or ""), "alt": alt})
    made["heads"].insert(-1, "Trend")
    made["weights"].insert(-1, 10)
    made["right"] = [at + 1 for at in made["right"]]
    return made


_EMPTY = {"text": "", "tone": "", "below": "", "strong": False, "svg": "", "alt": ""}


def _chart(chart: Chart) -> dict[str, Any]:
    return _rows(chart_table(chart)) | {
        "title": clean(chart.title),
        "svg": str(chart_svg(chart, style=STYLE)),
        "alt": clean(described(chart)),
        "caption": clean(chart.note),
    }


def _rows(table: Plain) -> dict[str, Any]:
    return {
        "heads": [clean(head) for head in table.heads],
        "weights": list(table.weights),
        "right": sorted(table.right),
        "rows": [
            [
                _EMPTY
                | {
                    "text": clean(slot.text),
                    "tone": slot.tone,
                    "below": clean(slot.below),
                    "strong": slot.strong,
                }
                for slot in row
            ]
            for row in table.rows
        ],
        "empty": clean(table.empty),
        "note": clean(table.note),
    }


def _definition(one: Definition) -> dict[str, str]:
    return {
        "title": clean(one.title),
        "key": clean(one.key),
        "text": clean(reading.meaning(one)),
    }
