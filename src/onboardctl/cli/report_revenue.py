"""``report revenue``: what partners bring, and what a customer is worth."""

from typing import Annotated

from typer import Option

from onboardctl.cli.completion import complete_partner
from onboardctl.cli.context import Run
from onboardctl.cli.report_options import Format, Open, Out, Template
from onboardctl.core.result import Result


def revenue(
    run: Run,
    partner: Annotated[
        str | None,
        Option("--partner", help="Only this partner.", autocompletion=complete_partner),
    ] = None,
    since: Annotated[
        str | None, Option("--from", metavar="MONTH", help="The first month; a year back.")
    ] = None,
    until: Annotated[
        str | None, Option("--to", metavar="MONTH", help="The last month; the running one.")
    ] = None,
    margin: Annotated[
        str | None, Option("--margin", metavar="PERCENT", help="Gross margin, for LTV.")
    ] = None,
    format: Format = None,  # noqa: A002 -- the name of the flag
    out: Out = None,
    open: Open = False,  # noqa: A002 -- the name of the flag
    template: Template = None,
) -> Result:
    """Report revenue, conversions, revenue share, LTV and CAC

    Every number says its formula with the numbers put in. Currencies stand apart; LTV and CAC are
    worked out only where all money is in one.

    Examples:

        onboardctl report revenue
        onboardctl report revenue --partner keystone-executive-search --margin 75% -o md
        onboardctl report revenue --from 2026-01 --to 2026-03 --out revenue.xlsx --dry-run
    """
    from onboardctl.operations.report.deliver import Delivery, deliver
    from onboardctl.operations.report.revenue import ReportRevenue, report_revenue

    session = run.session()
    result = report_revenue(session, ReportRevenue(partner, since, until, margin))
    return deliver(session, result, Delivery(format, out, open, template, run.yes))
