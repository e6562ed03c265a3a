"""Any report: its model as text, or the page that was made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.payloads.report import Reported, ReportFile
from onboardctl.output.document import Document, Records, Verbatim
from onboardctl.output.report.text import document_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.look import Look


def reported(payload: Reported, look: Look) -> Document:
    """The report as text."""
    return document_of(payload.report, look, definitions=payload.show_definitions)


def report_file(payload: ReportFile, _: Look) -> Document:
    """The page as it is, or nothing but the message of where it was saved."""
    fields = ("report", "format", "figure_count", "chart_count", "size", "file")
    records = Records(fields, (tuple(getattr(payload, field) for field in fields),))
    blocks = (Verbatim(payload.text),) if payload.file is None and payload.text else ()
    return Document(blocks, records, (payload.file or payload.report,))


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    Reported: reported,
    ReportFile: report_file,
}
