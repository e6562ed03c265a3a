"""``report executive`` and ``report qbr``: one page for leadership, a deck for a partner."""

from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.completion import complete_partner
from onboardctl.cli.context import Run
from onboardctl.cli.report_options import Format, Open, Out, Template, Whole
from onboardctl.core.result import Result


def executive(
    run: Run,
    period: Annotated[
        Whole, Option("--period", help="The last whole month or quarter.")
    ] = Whole.MONTH,
    kpi: Annotated[
        list[str] | None,
        Option(
            "--kpi", help="Show this KPI; repeatable. By default those with a target.", metavar="ID"
        ),
    ] = None,
    definitions: Annotated[
        bool, Option("--definitions", help="Print what each number means under the tables.")
    ] = False,
    format: Format = None,  # noqa: A002 -- the name of the flag
    out: Out = None,
    open: Open = False,  # noqa: A002 -- the name of the flag
    template: Template = None,
) -> Result:
    """Report on one page what leadership should know

    KPIs of the last whole period with target, trend and the running period beside them, what
    changed, what is held up, chances to grow, contracts that end soon, and decisions asked.

    Examples:

        onboardctl report executive
        onboardctl report executive --period quarter --kpi csat --kpi integration_completion
        onboardctl report executive --out summary.pdf --dry-run
    """
    from onboardctl.operations.report.deliver import Delivery, deliver
    from onboardctl.operations.report.executive import ReportExecutive, report_executive

    wanted = Delivery(format, out, open, template, run.yes)
    request = ReportExecutive(run.as_of, period.value, tuple(kpi or ()), definitions)
    return deliver(run.session(), report_executive(run.session(), request), wanted)


def qbr(
    run: Run,
    partner: Annotated[
        str,
        Argument(
            help="Partner id, slug or part of the name.",
            metavar="PARTNER",
            autocompletion=complete_partner,
        ),
    ],
    quarter: Annotated[
        str | None,
        Option("--quarter", help="Quarter to speak of, like 2026-Q1.", metavar="QUARTER"),
    ] = None,
    on: Annotated[
        str | None,
        Option("--on", help="Day of the meeting; by default the next one planned.", metavar="DATE"),
    ] = None,
    definitions: Annotated[
        bool, Option("--definitions", help="Print what each number means under the tables.")
    ] = False,
    format: Format = None,  # noqa: A002 -- the name of the flag
    out: Out = None,
    open: Open = False,  # noqa: A002 -- the name of the flag
    template: Template = None,
) -> Result:
    """Prepare the deck of a quarterly business review

    Outcomes come first, then the topics of the playbook's agenda with the partner's numbers,
    what stands in the way, and the steps of the next quarter. It says by which business day the
    deck must be out. Other partners appear as a whole only, and only where five or more stand
    behind a number.

    Examples:

        onboardctl report qbr sakura-manufacturing
        onboardctl report qbr sakura-manufacturing --quarter 2026-Q1 --on 2026-03-17
        onboardctl report qbr sakura-manufacturing --out qbr.pptx --dry-run
    """
    from onboardctl.operations.report.deliver import Delivery, deliver
    from onboardctl.operations.report.qbr import ReportQbr, report_qbr

    wanted = Delivery(format, out, open, template, run.yes)
    request = ReportQbr(run.as_of, partner, quarter, on, definitions)
    return deliver(run.session(), report_qbr(run.session(), request), wanted)
