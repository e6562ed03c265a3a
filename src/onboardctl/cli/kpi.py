"""``kpi``: list, show, explain, check and record KPIs."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, group
from onboardctl.cli.context import Run
from onboardctl.cli.report import Grain
from onboardctl.cli.report_options import Whole
from onboardctl.core.errors import NotFound
from onboardctl.core.result import Result
from onboardctl.core.types import Segment, Tier

app = group("Show and explain KPI definitions")


def _folder(run: Run) -> Path | None:
    """The workspace whose playbooks come first; none needed to read the bundled ones."""
    try:
        folder: Path = run.settings().folder
    except NotFound as error:
        if error.code != "workspace.missing" or run.options.workspace is not None:
            raise
        return None
    return folder


def _has_store(run: Run) -> bool:
    store = run.settings().store
    return "://" in str(store) or Path(store).exists()


@command(app, "list", writes=False, as_of=False)
def list_(
    run: Run,
    playbook: Annotated[str | None, Option("--playbook", help="Only this playbook.")] = None,
    group_name: Annotated[
        str | None, Option("--group", help="Only one group, for example Usage.")
    ] = None,
    sources: Annotated[
        bool, Option("--sources", help="Show what feeds each KPI, and by which commands.")
    ] = False,
) -> Result:
    """List KPI definitions in the order of their playbooks

    Reads the playbooks as their files say now, those of the workspace before the bundled ones.
    With --sources it says of each what it rests on: facts that the program keeps anyway, or
    numbers that somebody writes down.

    Examples:

        onboardctl kpi list --playbook beta-28-day
        onboardctl kpi list --group Satisfaction -o csv
        onboardctl kpi list --playbook customer-onboarding --sources
    """
    from onboardctl.operations.kpi.catalogue import list_kpis

    return list_kpis(_folder(run), playbook, group_name, run.now, show_sources=sources)


@command(app, "show", writes=False, as_of=False)
def show(
    run: Run,
    kpi: Annotated[str, Argument(metavar="KPI", help="Id, or the part after the dot.")],
) -> Result:
    """Show one KPI definition with target, bands and source

    Examples:

        onboardctl kpi show beta-28-day.time_to_first_value
        onboardctl kpi show beta-28-day.nps --json
    """
    from onboardctl.operations.kpi.catalogue import show_kpi

    return show_kpi(_folder(run), kpi, run.now)


@command(app, "explain", writes=False)
def explain(
    run: Run,
    kpi: Annotated[str, Argument(metavar="KPI", help="Id, or the part after the dot.")],
    partner: Annotated[str | None, Option("--partner", help="Only this partner.")] = None,
    period: Annotated[
        Grain, Option("--period", help="The last whole month or quarter, or everything so far.")
    ] = Grain.ALL,
    rows: Annotated[
        bool, Option("--rows", help="List every partner or answer behind the number.")
    ] = False,
    sql: Annotated[bool, Option("--sql", help="Print the queries it was worked out from.")] = False,
) -> Result:
    """Explain a KPI: definition, value, and who stands behind it

    Measures by the version of the playbook that partners run on, as the report does. Says who was
    left out and why, and what was asked of the store.

    Examples:

        onboardctl kpi explain integration_completion --rows
        onboardctl kpi explain beta-28-day.csat --partner northwind-talent --json
    """
    from onboardctl.operations.kpi.catalogue import ExplainKpi, explain_kpi

    return explain_kpi(
        run.session(present=True), ExplainKpi(kpi, run.as_of, partner, period.value, rows, sql)
    )


@command(app, "history", writes=False)
def history(
    run: Run,
    kpi: Annotated[str, Argument(metavar="KPI", help="Id, or the part after the dot.")],
    period: Annotated[Whole, Option("--period", help="Months or quarters.")] = Whole.MONTH,
    count: Annotated[int, Option("--count", "-n", min=1, max=60, help="So many whole ones.")] = 12,
    tier: Annotated[Tier | None, Option("--tier", help="Only this tier.")] = None,
    segment: Annotated[Segment | None, Option("--segment", help="Only this segment.")] = None,
    partner: Annotated[str | None, Option("--partner", help="Only this partner.")] = None,
) -> Result:
    """Show a KPI over the last whole months or quarters

    The running one stands last, marked "to date". All are measured by the definition in use now.

    Examples:

        onboardctl kpi history beta-28-day.csat
        onboardctl kpi history integration_completion --period quarter -n 4 -o csv
    """
    from onboardctl.operations.kpi.history import ShowHistory, kpi_history

    request = ShowHistory(
        kpi,
        run.as_of,
        period.value,
        count,
        tier.value if tier else None,
        segment.value if segment else None,
        partner,
    )
    return kpi_history(run.session(present=True), request)


@command(app, "diff", writes=False, as_of=False)
def diff(
    run: Run,
    kpi: Annotated[str, Argument(metavar="KPI", help="Id, or the part after the dot.")],
    before: Annotated[
        str | None, Option("--from", metavar="VERSION", help="Of its playbook; the latest in use.")
    ] = None,
    after: Annotated[
        str, Option("--to", metavar="VERSION", help="Of its playbook, or `files`: as they are now.")
    ] = "files",
) -> Result:
    """Compare two definitions of a KPI

    Says of each field whether its change touches the meaning: then the numbers begin anew.

    Examples:

        onboardctl kpi diff beta-28-day.csat
        onboardctl kpi diff integration_completion --to files --json
    """
    from onboardctl.operations.kpi.versions import DiffKpi, diff_kpi

    return diff_kpi(run.session(), DiffKpi(kpi, before, after, run.now))


@command(app, "check", writes=False, as_of=False)
def check(
    run: Run,
    playbook: Annotated[
        str | None, Argument(metavar="PLAYBOOK", help="Only this playbook; all by default.")
    ] = None,
) -> Result:
    """Check that bands cover every value once and references exist

    Proves for each definition that its bands leave no hole and never overlap, that direction,
    target and bands point one way, and that every task, item and message it names exists. In a
    workspace with partners also that no meaning changed under the version they are measured by.
    Exits with 8 when something is wrong.

    Examples:

        onboardctl kpi check
        onboardctl kpi check beta-28-day --json
    """
    from onboardctl.operations.kpi.catalogue import check_kpis

    folder = _folder(run)
    session = run.session() if folder is not None and _has_store(run) else None
    return check_kpis(folder, playbook, run.now, session)


@command(app, "rebuild", writes=True)
def rebuild(
    run: Run,
    check: Annotated[
        bool, Option("--check", help="Compare what is kept with the rows behind; change nothing.")
    ] = False,
    everything: Annotated[
        bool, Option("--all", help="Count the monthly sums of usage anew as well.")
    ] = False,
) -> Result:
    """Measure past months and quarters and keep them for quick reports

    A report uses a kept number only while nothing was recorded since that may concern it, so this
    makes reports quick and never changes them. Run it every night. Exits with 8 when --check finds
    a kept number that is wrong.

    Examples:

        onboardctl kpi rebuild
        onboardctl kpi rebuild --check
    """
    from onboardctl.operations.kpi.rebuild import RebuildKpis, rebuild_kpis

    return rebuild_kpis(run.session(), RebuildKpis(check, everything))


@command(app, "import", writes=True)
def import_(
    run: Run,
    file: Annotated[Path, Argument(metavar="FILE", help="A .csv, .json or .jsonl file.")],
) -> Result:
    """Import figures of many partners: revenue, placements, thresholds

    The columns are partner, metric, value and at, and evidence where there is some. Each row is
    recorded as `kpi record` would. Known ones change nothing; rows that cannot be taken are
    written to a file beside it.

    Examples:

        onboardctl kpi import imports/figures.csv --dry-run
        onboardctl kpi import imports/figures.csv --yes
    """
    from onboardctl.operations.kpi.importing import ImportFigures, import_figures

    return import_figures(run.session(), ImportFigures(file))


@command(app, "record", writes=True)
def record(
    run: Run,
    partner: Annotated[str, Argument(metavar="PARTNER", help="Id, slug or part of the name.")],
    metrics: Annotated[
        list[str], Argument(metavar="NAME=VALUE...", help="Metrics of the partner's playbook.")
    ],
    at: Annotated[
        str | None, Option("--at", metavar="WHEN", help="When it was measured, if not now.")
    ] = None,
    evidence: Annotated[
        str, Option("--evidence", metavar="TEXT", help="A link or sentence that proves it.")
    ] = "",
) -> Result:
    """Record numbers and answers of a partner

    A gate that asks for the number is judged at once. Recording the same value for the same
    moment twice changes nothing; another value for that moment is refused.

    Examples:

        onboardctl kpi record northwind-talent csat=9 nps=10 --evidence "survey of week 4"
        onboardctl kpi record northwind-talent pmf=very_disappointed --at 2026-03-01 --dry-run
    """
    from onboardctl.operations.kpi.catalogue import RecordKpi, record_metrics

    return record_metrics(run.session(), RecordKpi(partner, tuple(metrics), at, evidence))
