"""``report``: the numbers, with target, band and n."""

from enum import StrEnum
from typing import Annotated

from typer import Option

from onboardctl.cli.commands import command, group, later
from onboardctl.cli.context import Run
from onboardctl.cli.report_options import Format, Open, Out, Template
from onboardctl.cli.sandbox_target import Where
from onboardctl.core.errors import Usage
from onboardctl.core.result import Result
from onboardctl.core.types import Segment, Tier

app = group("Report the numbers with target, band and n")


class Grain(StrEnum):
    """Lengths of a period."""

    ALL = "all"
    MONTH = "month"
    QUARTER = "quarter"


class View(StrEnum):
    """Views of the report that have a name."""

    COMPLETION = "completion"
    READINESS = "readiness"
    ACTIVITY = "activity"
    FRESHNESS = "freshness"
    PRODUCT = "product"
    TIERS = "tiers"


class Persona(StrEnum):
    """Who the people of a sandbox are."""

    STUDENT = "student"
    CAREER_CHANGER = "career_changer"
    ADVISOR = "advisor"


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
        Grain | None,
        Option(
            "--period",
            help="The last whole month or quarter, or everything so far. By default the month; "
            "everything of one partner or cohort, and in the first month.",
        ),
    ] = None,
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
    preset: Annotated[
        View | None, Option("--preset", help="A view by name: its KPIs, each by segment or tier.")
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
    sandbox: Annotated[
        str | None,
        Option("--sandbox", metavar="PARTNER|all", help="Read a sandbox's rows, not the store."),
    ] = None,
    persona: Annotated[
        Persona | None, Option("--persona", help="Of a sandbox, only these people.")
    ] = None,
    filter_name: Annotated[
        str | None, Option("--filter", metavar="NAME", help="Of a sandbox, one of its filters.")
    ] = None,
    target: Where = None,
    format: Format = None,  # noqa: A002 -- the name of the flag
    out: Out = None,
    open: Open = False,  # noqa: A002 -- the name of the flag
    template: Template = None,
) -> Result:
    """Report KPIs: value, target, band and what the evidence allows

    Each number stands with what it was divided by. "Met" judges the value against its target,
    exactly on target counts; "Band" is a fact of its own; "Evidence" says what so few cases can
    prove. Nothing recorded is "no data", never zero. KPIs stand in the order of their playbook.
    The last whole month speaks, and what runs stands beside it. With --sandbox the four
    dashboards of a sandbox, from its own rows.

    Examples:

        onboardctl report kpi
        onboardctl report kpi --period all --by segment
        onboardctl report kpi --playbook beta-28-day --tier enterprise --definitions
        onboardctl report kpi --period month --by tier -o csv
        onboardctl report kpi --group Activation --as-of 2026-03-31 -o md
        onboardctl report kpi --preset product --segment university
        onboardctl report kpi --period quarter --out review.pptx --dry-run
        onboardctl report kpi --sandbox northwind-talent --persona student
    """
    from onboardctl.operations.report.deliver import Delivery, deliver
    from onboardctl.operations.report.kpi import ReportKpi, report_kpi

    wanted = Delivery(format, out, open, template, run.yes)
    if sandbox is not None:
        from onboardctl.operations.report.sandbox import ReportSandbox, report_sandbox

        tenant = ReportSandbox(
            sandbox,
            persona.value if persona else None,
            filter_name,
            segment.value if segment else None,
            target,
            definitions,
        )
        return deliver(run.session(present=True), report_sandbox(run.session(), tenant), wanted)
    if persona is not None or filter_name is not None:
        raise Usage(
            "report.sandbox_only",
            f"{'--persona' if persona else '--filter'} speaks of the people of a sandbox",
            hint="add --sandbox PARTNER, or --sandbox all",
        )
    result = report_kpi(
        run.session(present=True),
        ReportKpi(
            as_of=run.as_of,
            playbook=playbook,
            partner=partner,
            tier=tier.value if tier else None,
            segment=segment.value if segment else None,
            period=period.value if period else "usual",
            by=by.value if by else None,
            group=group_name,
            definitions=definitions,
            everything=everything,
            history=trend or wanted.draws,
            compare=compare,
            live=live,
            cohort=cohort,
            preset=preset.value if preset else None,
        ),
    )
    return deliver(run.session(present=True), result, wanted)


later(
    app,
    "sla",
    "onboardctl.cli.report_sla:sla",
    "Report SLA compliance: met, breached, at risk, and how long it took",
    writes=False,
    saves=True,
)
later(
    app,
    "issues",
    "onboardctl.cli.report_sla:issues",
    "Report the issues of a period by category, priority and source",
    writes=False,
    saves=True,
)
later(
    app,
    "cohort",
    "onboardctl.cli.report_team:cohort",
    "Report where a cohort stands, week by week",
    writes=False,
    saves=True,
)
later(
    app,
    "executive",
    "onboardctl.cli.report_review:executive",
    "Report on one page what leadership should know",
    writes=False,
    saves=True,
)
later(
    app,
    "qbr",
    "onboardctl.cli.report_review:qbr",
    "Prepare the deck of a quarterly business review",
    writes=False,
    saves=True,
)
later(
    app,
    "capacity",
    "onboardctl.cli.report_team:capacity",
    "Report how much work lies on whom, and who is free when",
    writes=False,
    saves=True,
)
later(
    app,
    "comms",
    "onboardctl.cli.report_team:comms",
    "Report which mails were owed, and what became of them",
    writes=False,
    saves=True,
)
later(
    app,
    "feedback",
    "onboardctl.cli.report_feedback:feedback",
    "Report what partners say, by theme, and what they are still owed",
    writes=False,
    saves=True,
)
later(
    app,
    "renewals",
    "onboardctl.cli.report_renewals:renewals",
    "Report contracts that end, what they will be worth, and what stayed",
    writes=False,
    saves=True,
)
later(
    app,
    "revenue",
    "onboardctl.cli.report_revenue:revenue",
    "Report revenue, conversions, revenue share, LTV and CAC",
    writes=False,
    saves=True,
)
later(
    app,
    "health",
    "onboardctl.cli.report_health:health",
    "Report how healthy partnerships are, who is at risk, and what helped",
    writes=False,
    saves=True,
)
later(
    app,
    "training",
    "onboardctl.cli.report_training:training",
    "Report who is certified, what was taught, and what the quiz shows",
    writes=False,
    saves=True,
)
later(
    app,
    "voc",
    "onboardctl.cli.report_voc:voc",
    "Report the voice of the customer: tickets, comments, use, feedback",
    writes=False,
    saves=True,
)
