"""A report with every kind of part, as people read it: reviewed as text."""

from __future__ import annotations

import pytest

from onboardctl.output.csv import csv_text
from onboardctl.output.look import Look
from onboardctl.output.markdown import markdown_text
from onboardctl.output.report.html import page
from onboardctl.output.report.svg import STYLE, chart_svg
from onboardctl.output.report.text import document_of, records_of
from onboardctl.output.table import table_text
from report_toys import AS_OF, BARS, COLUMNS, LINE, report


@pytest.mark.parametrize("width", [80, 120])
def test_the_report_on_a_terminal(golden, width):
    look = Look(AS_OF, zone="Europe/Berlin", terminal=True, width=width)
    golden(f"report/terminal-{width}.txt", table_text(document_of(report(), look), look))


def test_the_report_on_a_terminal_without_unicode(golden):
    look = Look(AS_OF, zone="Europe/Berlin", terminal=True, width=120, unicode=False)
    golden("report/terminal-ascii.txt", table_text(document_of(report(), look), look))


def test_the_report_for_a_chat(golden):
    look = Look(AS_OF, zone="Europe/Berlin")
    golden("report/report.md", markdown_text(document_of(report(), look, definitions=True)))


def test_the_report_for_a_spreadsheet(golden):
    golden("report/report.csv", csv_text(records_of(report())))


def test_the_report_as_a_page(golden):
    golden("report/report.html", page(report()))


@pytest.mark.parametrize("chart", [LINE, BARS, COLUMNS], ids=["line", "bar", "column"])
def test_the_charts(golden, chart):
    golden(
        f"report/{chart.kind}.svg", str(chart_svg(chart, style=STYLE)).replace("><", ">\n<") + "\n"
    )
