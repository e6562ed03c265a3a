"""``report feedback``: what partners say, and what they are owed."""

from typing import Annotated

from typer import Option

from onboardctl.cli.context import Run
from onboardctl.cli.report_options import Format, Open, Out, Template
from onboardctl.core.result import Result


def feedback(
    run: Run,
    days: Annotated[
        int, Option("--days", min=1, max=3660, metavar="DAYS", help="How many days back.")
    ] = 30,
    format: Format = None,  # noqa: A002 -- the name of the flag
    out: Out = None,
    open: Open = False,  # noqa: A002 -- the name of the flag
    template: Template = None,
) -> Result:
    """Report what partners say, by theme, and what they are still owed

    How much came in and was resolved, the themes with how many partners they touch, what is in
    hand with owner and day, and answers that nobody passed on yet. The median waits for what is
    open: it is not reached while half are.

    Examples:

        onboardctl report feedback
        onboardctl report feedback --days 90 -o md
        onboardctl report feedback --out feedback.xlsx --dry-run
    """
    from onboardctl.operations.report.deliver import Delivery, deliver
    from onboardctl.operations.report.feedback import ReportFeedback, report_feedback

    wanted = Delivery(format, out, open, template, run.yes)
    return deliver(
        run.session(), report_feedback(run.session(), ReportFeedback(run.as_of, days)), wanted
    )
