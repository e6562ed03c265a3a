"""``report health``: how scores are spread and moved, who is at risk, and what helped."""

from typing import Annotated

from typer import Option

from onboardctl.cli.context import Run
from onboardctl.cli.report_options import Format, Open, Out, Template
from onboardctl.core.result import Result
from onboardctl.core.types import Tier


def health(
    run: Run,
    tier: Annotated[Tier | None, Option("--tier", help="Only this tier.")] = None,
    lead: Annotated[
        str | None, Option("--lead", metavar="PERSON|me", help="Only partners they lead.")
    ] = None,
    format: Format = None,  # noqa: A002 -- the name of the flag
    out: Out = None,
    open: Open = False,  # noqa: A002 -- the name of the flag
    template: Template = None,
) -> Result:
    """Report how healthy partnerships are, who is at risk, and what helped

    The spread over the bands with the frozen week before, who moved, who is at risk and what is
    done about it, which interventions worked, and how contracts ended by the band before.

    Examples:

        onboardctl report health
        onboardctl report health --tier enterprise -o csv
        onboardctl report health --out health.html --dry-run
    """
    from onboardctl.operations.report.deliver import Delivery, deliver
    from onboardctl.operations.report.health import ReportHealth, report_health

    session = run.session()
    result = report_health(session, ReportHealth(tier.value if tier else None, lead))
    return deliver(session, result, Delivery(format, out, open, template, run.yes))
