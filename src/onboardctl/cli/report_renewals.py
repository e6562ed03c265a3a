"""``report renewals``: contracts that end, and what they will be worth."""

from typing import Annotated

from typer import Option

from onboardctl.cli.context import Run
from onboardctl.cli.report_options import Format, Open, Out, Template
from onboardctl.core.result import Result


def renewals(
    run: Run,
    year: Annotated[
        int | None,
        Option(
            "--year",
            min=1970,
            max=9000,
            metavar="YYYY",
            help="Contracts that end in this calendar year.",
        ),
    ] = None,
    within: Annotated[
        int | None,
        Option("--within", min=0, max=3660, metavar="DAYS", help="Or within so many days; 365."),
    ] = None,
    format: Format = None,  # noqa: A002 -- the name of the flag
    out: Out = None,
    open: Open = False,  # noqa: A002 -- the name of the flag
    template: Template = None,
) -> Result:
    """Report contracts that end, what they will be worth, and what stayed

    The radar with late steps first, the expected yearly value with its range in each currency, how
    earlier calls came true, and GRR and NRR of the contracts that ran when the period began. A
    contract that nobody called or weighed is in no sum and is said apart.

    Examples:

        onboardctl report renewals
        onboardctl report renewals --within 120 -o md
        onboardctl report renewals --year 2027 --out renewals.xlsx --dry-run
    """
    from onboardctl.operations.report.deliver import Delivery, deliver
    from onboardctl.operations.report.renewals import ReportRenewals, report_renewals

    session = run.session()
    result = report_renewals(session, ReportRenewals(year, within))
    return deliver(session, result, Delivery(format, out, open, template, run.yes))
