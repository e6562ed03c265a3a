"""``report voc``: the voice of the customer over two weeks."""

from typing import Annotated

from typer import Option

from onboardctl.cli.context import Run
from onboardctl.cli.report_options import Format, Open, Out, Template
from onboardctl.core.result import Result


def voc(
    run: Run,
    days: Annotated[
        int, Option("--days", min=1, max=366, help="So many days, beside as many before; 14.")
    ] = 14,
    format: Format = None,  # noqa: A002 -- the name of the flag
    out: Out = None,
    open: Open = False,  # noqa: A002 -- the name of the flag
    template: Template = None,
) -> Result:
    """Report the voice of the customer: tickets, comments, use, feedback

    Two weeks up to now beside the two weeks before, over all partners. The mail `voc_digest` says
    the same in fewer words.

    Examples:

        onboardctl report voc
        onboardctl report voc --days 28 -o md
        onboardctl report voc --out voc.pptx --dry-run
    """
    from onboardctl.operations.report.deliver import Delivery, deliver
    from onboardctl.operations.report.voc import ReportVoc, report_voc

    session = run.session()
    result = report_voc(session, ReportVoc(session.moment, days))
    return deliver(session, result, Delivery(format, out, open, template, run.yes))
