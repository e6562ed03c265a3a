"""Drawing a report of twelve charts and ten tables in each format, after its data are there.

Run with ``python -m benchmarks.report_pages``. The page has goals of its own; the other formats
stand beside it, and ``json.dumps`` of the same report is the floor.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from benchmarks.table import Line, at_most, heading
from onboardctl.core import codec
from onboardctl.core.report import model as m
from onboardctl.output.report.html import page
from onboardctl.output.report.pdf import pdf
from onboardctl.output.report.pptx import pptx
from onboardctl.output.report.xlsx import xlsx

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PAGE_MS = 25.0
PAGE_KB = 150.0
CHARTS, TABLES, MONTHS, ROWS = 12, 10, 24, 40
AS_OF = codec.parse_instant("2026-03-02T09:00:00Z")


def sample() -> m.Report:
    """Twelve charts of two years and three tiers, ten tables of forty rows."""
    labels = tuple(f"{2024 + at // 12}-{at % 12 + 1:02d}" for at in range(MONTHS))
    points = tuple(
        m.Point(label, at * 7 % 24 / 24, f"{at}% ({at}/100)", 100, at, 100)
        for at, label in enumerate(labels)
    )
    series = tuple(m.Series(name, points) for name in ("Developer", "Business", "Enterprise"))
    charts = tuple(
        m.Chart(f"Chart {at}", "line", "ratio", labels, series, 0.8, ">= 80%")
        for at in range(CHARTS)
    )
    heads = (m.Head("partner", "Partner"), m.Head("done", "Done", "right"))
    rows = tuple((m.Value(f"Partner {at}"), m.Value(f"{at}%", at / 100)) for at in range(ROWS))
    grids = tuple(m.Grid(heads, rows, f"Table {at}") for at in range(TABLES))
    sections = (m.Section("Trends", charts), m.Section("Tables", grids))
    return m.Report("kpi", "KPIs", "2024 to 2025", AS_OF, "UTC", sections)


def best_ms(action: Callable[[], object], rounds: int) -> float:
    """The fastest of so many rounds: other programs only ever add."""
    spent = []
    for _ in range(rounds):
        started = time.perf_counter()
        action()
        spent.append((time.perf_counter() - started) * 1000)
    return min(spent)


def measured(rounds: int, only: str) -> Iterator[Line]:
    """The page against its goals, the other formats beside it."""
    if only not in "report page":
        return
    report = sample()
    floor = best_ms(lambda: json.dumps(codec.encode(report)), rounds)
    yield heading("Reports of twelve charts and ten tables, after the data")
    spent = best_ms(lambda: page(report), rounds)
    yield at_most("report page, HTML", spent, PAGE_MS, "ms", f"{spent / floor:.1f} x bare JSON")
    size = len(page(report).encode()) / 1000
    yield at_most("report page, size", size, PAGE_KB, "kB", "one file, no script, no request")
    for name, write in (("XLSX", xlsx), ("PPTX", pptx), ("PDF", pdf)):
        spent = best_ms(lambda write=write: write(report), max(2, rounds // 5))
        yield Line(
            f"report page, {name}", f"{spent:.0f} ms", detail=f"{len(write(report)) // 1000} kB"
        )


if __name__ == "__main__":
    from benchmarks.table import text

    print(text(list(measured(15, ""))))
