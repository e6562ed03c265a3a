"""A report in the format that was asked for: printed, saved whole or not at all, or opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from onboardctl.core.errors import Diagnostic, Usage
from onboardctl.core.payloads.report import Reported, ReportFile
from onboardctl.core.record import NamedTuple
from onboardctl.core.report import reading
from onboardctl.core.report.formats import DRAWN, FORMATS, PRINTED

if TYPE_CHECKING:
    from onboardctl.core.report.model import Report
    from onboardctl.core.result import Result
    from onboardctl.operations.session import Session

_SUFFIXES = {f".{one}": one for one in FORMATS[1:]} | {".txt": "table"}


class Delivery(NamedTuple):
    """How a report shall leave.

    Attributes:
        format: one of :data:`~onboardctl.core.report.formats.FORMATS`; ``None`` follows from the name of ``out``.
        out: file to write; ``None`` prints, or names the file after the report.
        open: look at it in the program that opens such files.
        template: a presentation whose layouts the slides take.
        replace: an existing file may be replaced.
    """

    format: str | None = None
    out: str | None = None
    open: bool = False
    template: str | None = None
    replace: bool = False

    @property
    def form(self) -> str | None:
        """The format that follows from everything said; ``None`` leaves it to ``--output``.

        Raises:
            Usage: the name of the file does not say which.
        """
        if self.format is not None:
            return self.format
        if self.out is not None:
            return _by_name(self.out)
        if self.template is not None:
            return "pptx"
        return "html" if self.open else None

    @property
    def draws(self) -> bool:
        """Charts are wanted: the report should carry what they need."""
        return self.form in DRAWN


def deliver(session: Session, result: Result, wanted: Delivery) -> Result:
    """The result as it is for the terminal, or with the file that was made of its report.

    Raises:
        Usage: flags that contradict each other.
        Refused: the package of the format is not installed.
        Conflict: the file exists already.
    """
    form = wanted.form
    if wanted.template is not None and form != "pptx":
        raise Usage("report.template", "--template is for slides: add --format pptx")
    if form is None or (form in PRINTED and wanted.out is None and not wanted.open):
        return result
    report = report_of(session, result)
    data, warnings = rendered(session, result, report, wanted, form)
    made = ReportFile(
        report=report.kind,
        title=report.title,
        format=form,
        figure_count=sum(1 for _ in reading.figures(report)),
        chart_count=sum(1 for _ in reading.charts(report)),
        size=len(data),
    )
    if form == "html" and wanted.out is None and not wanted.open:
        return _answer(session, result, made._replace(text=data.decode()), ())
    result = result._replace(warnings=(*result.warnings, *warnings))
    path = _path(session, report, wanted, form)
    sentences = [_saved(session, report, path, data, wanted)]
    if wanted.open and not session.dry_run:
        sentences.append(_opened(path))
    return _answer(session, result, made._replace(file=str(path)), tuple(sentences))


def report_of(session: Session, result: Result) -> Report:
    """The model of a result; one without a model of its own is read off its document."""
    data = result.data
    if isinstance(data, Reported):
        return branded(session, data.report)
    from onboardctl.core.payloads.report_kpi import KpiReport
    from onboardctl.core.payloads.report_sla import SlaReport
    from onboardctl.core.report.of_kpi import kpi_report

    if isinstance(data, SlaReport):
        from onboardctl.core.report.of_sla import sla_report

        return branded(session, sla_report(data, result.as_of, session.settings.zone or "UTC"))
    if isinstance(data, KpiReport):
        return branded(session, kpi_report(data, session.settings.zone or "UTC"))
    from onboardctl.output.look import Look
    from onboardctl.output.render import document_of
    from onboardctl.output.report.of_document import report_of_document

    zone = result.zone or "UTC"
    document = document_of(result, Look(result.as_of, zone=zone))
    return branded(session, report_of_document(document, result.command, result.as_of, zone))


def branded(session: Session, report: Report) -> Report:
    """A report under the brand of the workspace, unless it has one of its own."""
    if report.brand:
        return report
    brands = session.settings.brands
    chosen = [one for one in brands if one.id == session.settings.brand] or list(brands)
    if len(chosen) != 1:
        return report
    return report._replace(brand=chosen[0].name, accent=chosen[0].accent or "")


def rendered(
    session: Session, result: Result, report: Report, wanted: Delivery, form: str
) -> tuple[bytes, tuple[Diagnostic, ...]]:
    """The whole file in a format, and what a reader must know of it."""
    if form == "html":
        from onboardctl.output.report.html import page

        return page(report).encode(), ()
    if form == "xlsx":
        from onboardctl.output.report.xlsx import xlsx

        return xlsx(report), ()
    if form == "pptx":
        from onboardctl.output.report.pptx import pptx

        return pptx(report, Path(wanted.template) if wanted.template else None), ()
    if form == "pdf":
        from onboardctl.output.report.pdf import set_on_paper

        data, problem = set_on_paper(report)
        return data, (_no_font(),) if problem else ()
    return _text(session, result, report, form).encode(), ()


def _no_font() -> Diagnostic:
    return Diagnostic(
        "report.font",
        "no font of this machine has every character of the report; boxes stand for the others",
        hint="install a font that has them, for example Noto Sans CJK, and write the file again",
        severity="warning",
    )


def _text(session: Session, result: Result, report: Report, form: str) -> str:
    from onboardctl.output.look import Look

    if form == "json":
        from onboardctl.output.envelope import envelope, json_text

        return json_text(envelope(result, session.now), ascii_only=False)
    look = Look(result.as_of, zone=report.zone)
    if form == "csv":
        from onboardctl.output.csv import csv_text
        from onboardctl.output.render import records_of

        return csv_text(records_of(result, look))
    from onboardctl.output.report.text import document_of

    document = document_of(report, look._replace(page=form == "md"), definitions=True)
    if form == "md":
        from onboardctl.output.markdown import markdown_text

        return markdown_text(document)
    from onboardctl.output.table import table_text

    return table_text(document, look)


def _by_name(out: str) -> str:
    suffix = Path(out).suffix.lower()
    if suffix not in _SUFFIXES:
        raise Usage(
            "report.format",
            f'the name "{out}" does not say what to write',
            hint=f"end it in {', '.join(_SUFFIXES)}, or add --format",
        )
    return _SUFFIXES[suffix]


def _path(session: Session, report: Report, wanted: Delivery, form: str) -> Path:
    """Where to: the name given, a temporary file to look at, or a name that says what it is."""
    if wanted.out is not None:
        return Path(wanted.out)
    name = file_name(report, form)
    if wanted.open:
        import tempfile

        return Path(tempfile.mkdtemp(prefix="onboardctl-")) / name
    return Path(name)


def file_name(report: Report, form: str) -> str:
    """``kpi-2026-03-02.pdf``: the report and its day in the reader's zone."""
    from onboardctl.output.report.moments import local

    ending = "txt" if form == "table" else form
    return f"{report.kind}-{local(report):%Y-%m-%d}.{ending}"


def _saved(session: Session, report: Report, path: Path, data: bytes, wanted: Delivery) -> str:
    from onboardctl.operations.report.saving import may_replace, save

    if session.dry_run:
        may_replace(path, replace=wanted.replace)
    else:
        save(path, data, replace=wanted.replace)
    return f"saved {report.title} to {path}"


def _opened(path: Path) -> str:
    import webbrowser

    if webbrowser.open(path.absolute().as_uri()):
        return f"opened {path}"
    return f"no program could be started; open {path}"


def _answer(
    session: Session, result: Result, made: ReportFile, messages: tuple[str, ...]
) -> Result:
    return result._replace(
        schema="report-file/1",
        data=made,
        messages=(*messages, *result.messages),
        next_steps=(),
        dry_run=session.dry_run,
    )
