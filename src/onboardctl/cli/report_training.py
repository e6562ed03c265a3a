"""``report training``: who is certified, what was taught, and what the quiz shows."""

from typing import Annotated

from typer import Option

from onboardctl.cli.context import Run
from onboardctl.cli.report_options import Format, Open, Out, Template
from onboardctl.core.result import Result


def training(
    run: Run,
    playbook: Annotated[
        str | None,
        Option("--playbook", metavar="ID", help="Whose training; partner-enablement by default."),
    ] = None,
    format: Format = None,  # noqa: A002 -- the name of the flag
    out: Out = None,
    open: Open = False,  # noqa: A002 -- the name of the flag
    template: Template = None,
) -> Result:
    """Report who is certified, what was taught, and what the quiz shows

    Coverage by team and person against the target and its deadline, lessons held and who came,
    the quiz by topic, and certificates that end within 60 days.

    Examples:

        onboardctl report training
        onboardctl report training -o csv
        onboardctl report training --out training.xlsx --dry-run
    """
    from onboardctl.operations.report.deliver import Delivery, deliver
    from onboardctl.operations.report.training import ReportTraining, report_training

    session = run.session()
    result = report_training(session, ReportTraining(playbook))
    return deliver(session, result, Delivery(format, out, open, template, run.yes))
