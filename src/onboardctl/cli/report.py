"""``report``: the numbers, with target, band and n."""

from enum import StrEnum
from typing import Annotated

from typer import Argument, Option

from onboardctl.cli import report_sla
from onboardctl.cli.commands import command, group
from onboardctl.cli.completion import complete_partner
from onboardctl.cli.context import Run
from onboardctl.cli.report_options import Format, Open, Out, Template
from onboardctl.core.result import Result
from onboardctl.core.types import Segment, Tier

app = group("Report the numbers with target, band and n")
command(app, "sla", writes=False, saves=True)(report_sla.sla)


class Grain(StrEnum):
    """Lengths of a period."""

    ALL = "all"
    MONTH = "month"
    QUARTER = "quarter"


class Whole(StrEnum):
    """Lengths of a period that can be over."""

    MONTH = "month"
    QUARTER = "quarter"


class Split(StrEnum):
    """What a KPI is split by."""

    TIER = "tier"
    SEGMENT = "segment"
    COHORT = "cohort"


@command(app, "kpi", writes=False, saves=True)
def kpi(
    run: Run,
    playbook: Annotated[
        str | None, Option("--playbook", help="Only this playbook; all in use by default.")
    ] = None,
    partner: Annotated[str | None, Option("--partner", help="Only this partner.")] = None,
    tier: Annotated[Tier | None, Option("--tier", help="Only this tier.")] = None,
    segment: Annotated[Segment | None, Option("--segment", help="Only this segment.")] = None,
    period: Annotated[
        Grain, Option("--period", help="The last whole month or quarter, or everything so far.")
    ] = Grain.ALL,
    cohort: Annotated[
        str | None, Option("--cohort", metavar="YYYY-MM", help="Only who started in this month.")
    ] = None,
    by: Annotated[
        Split | None, Option("--by", help="Also each tier, segment or month of start apart.")
    ] = None,
    compare: Annotated[
        bool, Option("--compare", help="Also the same period a year before.")
    ] = False,
    live: Annotated[
        bool, Option("--live", help="Measure everything anew, whatever is kept.")
    ] = False,
    group_name: Annotated[
        str | None, Option("--group", help="Only one group of KPIs, for example Activation.")
    ] = None,
    trend: Annotated[
        bool, Option("--trend", help="Also the last twelve months, or eight quarters, as a line.")
    ] = False,
    definitions: Annotated[
        bool, Option("--definitions", help="Print what each number means under the tables.")
    ] = False,
    everything: Annotated[
        bool, Option("--all", help="Also show KPIs with neither data nor a target.")
    ] = False,
    format: Format = None,  # noqa: A002 -- the name of the flag
    out: Out = None,
    open: Open = False,  # noqa: A002 -- the name of the flag
    template: Template = None,
) -> Result:
    """Report KPIs: value, target, band and what the evidence allows

    Each number stands with what it was divided by. "Met" judges the value against its target,
    exactly on target counts; "Band" is a fact of its own; "Evidence" says what so few cases can
    prove. Nothing recorded is "no data", never zero. KPIs stand in the order of their playbook.

    Examples:

        onboardctl report kpi
        onboardctl report kpi --playbook beta-28-day --tier enterprise --definitions
        onboardctl report kpi --period month --by tier -o csv
        onboardctl report kpi --group Activation --as-of 2026-03-31 -o md
        onboardctl report kpi --period quarter --out review.pptx --dry-run
    """
    from onboardctl.operations.report.deliver import Delivery, deliver
    from onboardctl.operations.report_kpi import ReportKpi, report_kpi

    wanted = Delivery(format, out, open, template, run.yes)
    result = report_kpi(
        run.session(present=True),
        ReportKpi(
            as_of=run.as_of,
            playbook=playbook,
            partner=partner,
            tier=tier.value if tier else None,
            segment=segment.value if segment else None,
            period=period.value,
            by=by.value if by else None,
            group=group_name,
            definitions=definitions,
            everything=everything,
            history=trend or wanted.draws,
            compare=compare,
            live=live,
            cohort=cohort,
        ),
    )
    return deliver(run.session(present=True), result, wanted)


@command(app, "cohort", writes=False, saves=True)
def cohort(
    run: Run,
    playbook: Annotated[
        str | None, Option("--playbook", help="The playbook with checklists over its partners.")
    ] = None,
    start: Annotated[
        str | None,
        Option("--cohort", help="Only those who started then: 2026-02 or 2026-Q1.", metavar="WHEN"),
    ] = None,
    tier: Annotated[Tier | None, Option("--tier", help="Only this tier.")] = None,
    segment: Annotated[Segment | None, Option("--segment", help="Only this segment.")] = None,
    definitions: Annotated[
        bool, Option("--definitions", help="Print what each number means under the tables.")
    ] = False,
    format: Format = None,  # noqa: A002 -- the name of the flag
    out: Out = None,
    open: Open = False,  # noqa: A002 -- the name of the flag
    template: Template = None,
) -> Result:
    """Report where a cohort stands, week by week

    Each line of the playbook's weekly checklists with the share of partners that have done it,
    among those for whom it has come due. Lines with a share to reach are counted twice: over
    partners, and over their items. Below them every partner, and every month of the start.

    Examples:

        onboardctl report cohort
        onboardctl report cohort --playbook beta-28-day --cohort 2026-02 -o md
        onboardctl report cohort --tier enterprise --out cohort.pdf --dry-run
    """
    from onboardctl.operations.report.cohort import ReportCohort, report_cohort
    from onboardctl.operations.report.deliver import Delivery, deliver

    wanted = Delivery(format, out, open, template, run.yes)
    result = report_cohort(
        run.session(),
        ReportCohort(
            as_of=run.as_of,
            playbook=playbook,
            cohort=start,
            tier=tier.value if tier else None,
            segment=segment.value if segment else None,
            definitions=definitions,
        ),
    )
    return deliver(run.session(), result, wanted)


@command(app, "executive", writes=False, saves=True)
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


@command(app, "qbr", writes=False, saves=True)
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


@command(app, "capacity", writes=False, saves=True)
def capacity(
    run: Run,
    owner: Annotated[
        str | None, Option("--owner", help="Only this person, or me.", metavar="PERSON")
    ] = None,
    at_once: Annotated[
        int, Option("--at-once", help="So many tasks at once fill a person.", metavar="TASKS")
    ] = 5,
    definitions: Annotated[
        bool, Option("--definitions", help="Print what each number means under the tables.")
    ] = False,
    format: Format = None,  # noqa: A002 -- the name of the flag
    out: Out = None,
    open: Open = False,  # noqa: A002 -- the name of the flag
    template: Template = None,
) -> Result:
    """Report how much work lies on whom, and who is free when

    Counted from the dates of running plans: days of unfinished tasks of those there is room for.
    Plans know days, not hours, so how many tasks at once fill a person is yours to say. Absences
    of the settings are no working days.

    Examples:

        onboardctl report capacity
        onboardctl report capacity --owner kim --at-once 4
        onboardctl report capacity --out capacity.xlsx --dry-run
    """
    from onboardctl.operations.report.capacity import ReportCapacity, report_capacity
    from onboardctl.operations.report.deliver import Delivery, deliver

    wanted = Delivery(format, out, open, template, run.yes)
    request = ReportCapacity(run.as_of, owner, at_once, definitions)
    return deliver(run.session(), report_capacity(run.session(), request), wanted)


@command(app, "comms", writes=False, saves=True)
def comms(
    run: Run,
    period: Annotated[
        Whole, Option("--period", help="The last whole month or quarter, and what came since.")
    ] = Whole.MONTH,
    definitions: Annotated[
        bool, Option("--definitions", help="Print what each number means under the tables.")
    ] = False,
    format: Format = None,  # noqa: A002 -- the name of the flag
    out: Out = None,
    open: Open = False,  # noqa: A002 -- the name of the flag
    template: Template = None,
) -> Result:
    """Report which mails were owed, and what became of them

    How many new partners had their first mails within a day of the start, each kind of mail with
    how many went out in time, and what has not reached anybody yet. A mail that came back counts
    as not sent.

    Examples:

        onboardctl report comms
        onboardctl report comms --period quarter -o md
        onboardctl report comms --out mails.xlsx --dry-run
    """
    from onboardctl.operations.report.comms import ReportComms, report_comms
    from onboardctl.operations.report.deliver import Delivery, deliver

    wanted = Delivery(format, out, open, template, run.yes)
    request = ReportComms(run.as_of, period.value, definitions)
    return deliver(run.session(), report_comms(run.session(), request), wanted)
