"""``plan``: the dated plan of a partner."""

from typing import Annotated

from typer import Argument, Option

from onboardctl.cli import plan_upgrade, plan_variations
from onboardctl.cli.commands import command, group
from onboardctl.cli.completion import complete_task
from onboardctl.cli.context import Run
from onboardctl.cli.plan_options import Every, OnePartner, Partner, one_or_all
from onboardctl.core.errors import Usage
from onboardctl.core.result import Result
from onboardctl.core.types import Tier

app = group("Show and move the dated plan of a partner")


@command(app, "show", writes=False)
def show(run: Run, partner: Partner) -> Result:
    """Show every task with its dates, owner and progress

    By phase, in the order of the playbook, with the clocks that run and what is excluded and why.

    Examples:

        onboardctl plan show northwind-talent
        onboardctl plan show northwind-talent -o md
    """
    from onboardctl.operations.plan.showing import show as read

    return read(run.session(), partner)


@command(app, "timeline", writes=False)
def timeline(
    run: Run,
    partner: Partner,
    form: Annotated[
        str, Option("--format", help="text, or html for the partner.", metavar="FORMAT")
    ] = "text",
    out: Annotated[
        str | None, Option("--out", help="Write the page to this file.", metavar="FILE")
    ] = None,
    replace: Annotated[bool, Option("--yes", "-y", help="Replace an existing file.")] = False,
) -> Result:
    """Draw the plan as bars over time

    One line a task; the mark on a bar is today. Done, late and critical are said in words too.
    --format html makes one self-contained page for the partner: their tasks, ours, what is next.
    It holds no script, asks for nothing from elsewhere, and shows no internal remark.

    Examples:

        onboardctl plan timeline northwind-talent
        onboardctl plan timeline northwind-talent -o csv
        onboardctl plan timeline northwind-talent --format html --out plan.html
    """
    if form not in {"text", "html"}:
        raise Usage("plan.format", f'--format is "{form}", which is neither text nor html')
    if form == "html":
        from onboardctl.operations.plan.page import ExportPage, export_page

        return export_page(run.session(), ExportPage(partner, out, replace))
    if out is not None:
        raise Usage("plan.format", "--out takes a page; add --format html")
    from onboardctl.operations.plan.showing import timeline as read

    return read(run.session(), partner)


@command(app, "why", writes=False)
def why(
    run: Run,
    partner: Partner,
    task: Annotated[str, Argument(metavar="TASK", help="Task.", autocompletion=complete_task)],
) -> Result:
    """Explain a task's dates step by step

    Every bound on its start, the steps after it and the deadline, with the playbook's own words.

    Examples:

        onboardctl plan why northwind-talent go-live
        onboardctl plan why northwind-talent validation --json
    """
    from onboardctl.operations.plan.showing import why as read

    return read(run.session(), partner, task)


@command(app, "replan", writes=True)
def replan(
    run: Run,
    partner: OnePartner = None,
    every: Every = False,
    pull: Annotated[
        bool, Option("--pull", help="Let open work move earlier than promised, too.")
    ] = False,
) -> Result:
    """Date the unfinished work again as of today

    Done work stays where it was, started work keeps its start, nothing unfinished lies in the
    past. Each move is told with its cause; ``undo`` takes all of them back. With --all every
    running plan is looked at and those whose dates change are written, as one change.

    Examples:

        onboardctl plan replan northwind-talent --dry-run
        onboardctl plan replan northwind-talent --pull
        onboardctl plan replan --all --dry-run
    """
    if partner := one_or_all(partner, every=every):
        from onboardctl.operations.plan.showing import replan as move

        return move(run.session(), partner, pull=pull)
    from onboardctl.operations.plan.replan_all import replan_all

    with run.progress(None, "plans") as done:
        return replan_all(run.session(), done, pull=pull)


@command(app, "baseline", writes=True, as_of=True)
def baseline(
    run: Run,
    partner: Partner,
    anew: Annotated[bool, Option("--set", help="Make what is expected now the baseline.")] = False,
    reason: Annotated[str | None, Option("--reason", help="Why, for the log.")] = None,
) -> Result:
    """Show the promised dates beside the expected ones

    Baseline is what was promised, committed the day we stand by since the last replan, forecast
    what is expected now; the variance counts the days of the plan between baseline and forecast.
    --set promises anew: from then on slips are measured against what is expected today.

    Examples:

        onboardctl plan baseline northwind-talent
        onboardctl plan baseline northwind-talent --set --reason "new scope agreed with Mia"
    """
    from onboardctl.operations.plan.baseline import SetBaseline, set_baseline, show_baseline

    if not anew:
        return show_baseline(run.session(), partner)
    reason = reason or run.ask_text("--reason", "Why is the promise made anew")
    return set_baseline(run.session(), SetBaseline(partner, reason))


@command(app, "forecast", writes=False)
def forecast(
    run: Run,
    partner: OnePartner = None,
    every: Every = False,
    runs: Annotated[
        int | None,
        Option("--runs", min=1, max=100_000, help="Draws a plan: 1000 for one, 100 for all."),
    ] = None,
    seed: Annotated[str, Option("--seed", help="The same seed draws the same.")] = "1",
    backtest: Annotated[
        bool, Option("--backtest", help="Compare past forecasts with what happened.")
    ] = False,
) -> Result:
    """Say when a plan will end, with slip, cause and range

    Finish and go-live as they stand, what put them off and how much of it slack took up. The range
    dates the plan again and again with lengths drawn from the finished tasks of similar partners;
    tasks with fewer than ten examples are drawn from a prior, which is named. --backtest makes the
    forecasts that finished plans would have had on their way and counts how often they held.

    Examples:

        onboardctl plan forecast northwind-talent
        onboardctl plan forecast --all --runs 20 -o csv
        onboardctl plan forecast --all --backtest --runs 20
    """
    named = one_or_all(partner, every=every)
    if backtest:
        from onboardctl.operations.plan.backtest import backtest as compare

        with run.progress(None, "plans") as done:
            return compare(run.session(), runs or 100, seed, named, done)
    from onboardctl.operations.plan.forecast import ForecastPlan, forecast_all
    from onboardctl.operations.plan.forecast import forecast as expect

    if named:
        return expect(run.session(), ForecastPlan(named, runs or 1000, seed))
    with run.progress(None, "plans") as done:
        return forecast_all(run.session(), runs or 100, seed, done)


@command(app, "simulate", writes=False)
def simulate(
    run: Run,
    partner: OnePartner = None,
    every: Every = False,
    delay: Annotated[
        list[str] | None,
        Option("--delay", metavar="TASK=3bd", help="A task ends so much later; repeatable."),
    ] = None,
    absent: Annotated[
        list[str] | None,
        Option(
            "--absent",
            metavar="ROLE=5d[@DATE]",
            help="A role or person is away, from today unless a date is given; repeatable.",
        ),
    ] = None,
    tier: Annotated[Tier | None, Option("--tier", help="As if the tier were this.")] = None,
    anchor: Annotated[
        list[str] | None,
        Option("--anchor", metavar="ANCHOR=WHEN", help="As if an anchor were then; repeatable."),
    ] = None,
    pull: Annotated[
        bool, Option("--pull", help="Let open work move earlier than promised, too.")
    ] = False,
) -> Result:
    """Show what would change if something else did

    The ends of plans, the tasks, promises and weekly load that would differ. Work of somebody who
    is away stands still, shared work too. Assumptions add up. Nothing is written.

    Examples:

        onboardctl plan simulate northwind-talent --delay validation=3bd
        onboardctl plan simulate --all --absent technical_lead=5d@2026-03-09
        onboardctl plan simulate sakura-manufacturing --tier developer -o json
    """
    from onboardctl.operations.plan.simulate import simulate as suppose
    from onboardctl.operations.plan.simulate_asked import Simulate

    request = Simulate(
        one_or_all(partner, every=every),
        tuple(delay or ()),
        tuple(absent or ()),
        tier.value if tier else None,
        tuple(anchor or ()),
        pull,
    )
    with run.progress(None, "plans") as done:
        return suppose(run.session(), request, done)


@command(app, "ics", writes=True, as_of=True)
def ics(
    run: Run,
    partner: Partner,
    out: Annotated[
        str | None, Option("--out", help="Write to this file instead.", metavar="FILE")
    ] = None,
) -> Result:
    """Write the plan as a calendar file

    For Google, Outlook and Apple: tasks are all-day events, promises by an instant are to-dos,
    recurring work comes back by its rule, and agendas are in the descriptions. Identities never
    change, so a newer file updates what an older one brought. An existing file is replaced only
    with --yes.

    Examples:

        onboardctl plan ics northwind-talent
        onboardctl plan ics northwind-talent --out northwind.ics
    """
    from onboardctl.operations.plan.ics import ExportCalendar, export_calendar

    return export_calendar(run.session(), ExportCalendar(partner, out, run.yes))


command(app, "variations", writes=False)(plan_variations.variations)
command(app, "vary", writes=True)(plan_variations.vary)
command(app, "diff", writes=False, as_of=False)(plan_upgrade.diff)
command(app, "upgrade", writes=True)(plan_upgrade.upgrade)
