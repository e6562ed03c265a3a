"""What the report commands answer: the report itself, or the file it was written to."""

from onboardctl.core.record import NamedTuple
from onboardctl.core.report.model import Report


class Reported(NamedTuple):
    """A report as data: its sections with every number, and what the numbers mean."""

    report: Report
    show_definitions: bool = False


class ReportFile(NamedTuple):
    """A report written in one of the formats. ``text`` is the page when it is printed.

    ``figure_count`` and ``chart_count`` say what it holds, ``size`` is in bytes; ``file`` is
    where it was saved, ``None`` when it is printed.
    """

    report: str
    title: str
    format: str
    figure_count: int
    chart_count: int
    size: int
    file: str | None = None
    text: str | None = None
