"""``kpi``: list, show, explain, check and record KPIs."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, group
from onboardctl.cli.context import Run
from onboardctl.cli.report import Grain
from onboardctl.core.errors import NotFound
from onboardctl.core.result import Result

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


@command(app, "list", writes=False, as_of=False)
def list_(
    run: Run,
    playbook: Annotated[str | None, Option("--playbook", help="Only this playbook.")] = None,
    group_name: Annotated[
        str | None, Option("--group", help="Only one group, for example Usage.")
    ] = None,
) -> Result:
    """List KPI definitions in the order of their playbooks

    Reads the playbooks as their files say now, those of the workspace before the bundled ones.

    Examples:

        onboardctl kpi list --playbook beta-28-day
        onboardctl kpi list --group Satisfaction -o csv
    """
    from onboardctl.operations.kpi import list_kpis

    return list_kpis(_folder(run), playbook, group_name, run.now)


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
    from onboardctl.operations.kpi import show_kpi

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
) -> Result:
    """Explain a KPI: definition, value, and who stands behind it

    Measures by the version of the playbook that partners run on, as the report does.

    Examples:

        onboardctl kpi explain integration_completion --rows
        onboardctl kpi explain beta-28-day.csat --partner northwind-talent --json
    """
    from onboardctl.operations.kpi import ExplainKpi, explain_kpi

    return explain_kpi(
        run.session(present=True), ExplainKpi(kpi, run.as_of, partner, period.value, rows)
    )


@command(app, "check", writes=False, as_of=False)
def check(
    run: Run,
    playbook: Annotated[
        str | None, Argument(metavar="PLAYBOOK", help="Only this playbook; all by default.")
    ] = None,
) -> Result:
    """Check that bands cover every value once and references exist

    Proves for each definition that its bands leave no hole and never overlap, that direction,
    target and bands point one way, and that every task, item and message it names exists.
    Exits with 8 when something is wrong.

    Examples:

        onboardctl kpi check
        onboardctl kpi check beta-28-day --json
    """
    from onboardctl.operations.kpi import check_kpis

    return check_kpis(_folder(run), playbook, run.now)


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
    from onboardctl.operations.kpi_rebuild import RebuildKpis, rebuild_kpis

    return rebuild_kpis(run.session(), RebuildKpis(check, everything))


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
    from onboardctl.operations.kpi import RecordKpi, record_metrics

    return record_metrics(run.session(), RecordKpi(partner, tuple(metrics), at, evidence))
