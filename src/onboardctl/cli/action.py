"""``action``: what somebody will do about a number."""

from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, group
from onboardctl.cli.completion import complete_partner
from onboardctl.cli.context import Run
from onboardctl.cli.report_options import Whole
from onboardctl.core.result import Result

app = group("Take up what numbers ask for, and close it")

Id = Annotated[str, Argument(metavar="ACTION", help="Id, for example A-0001.")]


@command(app, "add", writes=True)
def add(
    run: Run,
    title: Annotated[str, Argument(metavar="TITLE", help="What will be done.")],
    owner: Annotated[
        str | None, Option("--owner", metavar="PERSON", help="Who; else who owns the KPI, or you.")
    ] = None,
    due: Annotated[
        str | None, Option("--due", metavar="DATE", help="Until when; 30 days from now if not.")
    ] = None,
    kpi: Annotated[str | None, Option("--kpi", help="The KPI it is to move.")] = None,
    partner: Annotated[
        str | None, Option("--partner", help="About whom.", autocompletion=complete_partner)
    ] = None,
    expected: Annotated[
        str, Option("--expected", metavar="TEXT", help="The effect that is hoped for.")
    ] = "",
    tell: Annotated[
        bool, Option("--tell", help="The updates to the partner say that it comes.")
    ] = False,
) -> Result:
    """Open an action with an owner and a date

    It stays between us; with --tell the fortnightly update names it, its day and
    nobody of ours.

    Examples:

        onboardctl action add "Call every silent sponsor" --kpi weekly_active_usage
        onboardctl action add "Shorten the kickoff" --owner ada --expected "csat above 9"
        onboardctl action add "Dashboards by site" --partner northwind-talent --tell --dry-run
    """
    from onboardctl.operations.measured.action import AddAction, add_action

    return add_action(run.session(), AddAction(title, owner, due, kpi, partner, expected, tell))


@command(app, "list", writes=False)
def list_(
    run: Run,
    owner: Annotated[
        str | None, Option("--owner", metavar="PERSON|me", help="Only theirs.")
    ] = None,
    kpi: Annotated[str | None, Option("--kpi", metavar="ID", help="Only about this KPI.")] = None,
    partner: Annotated[
        str | None, Option("--partner", help="Only this partner.", autocompletion=complete_partner)
    ] = None,
    everything: Annotated[bool, Option("--all", help="The closed ones too.")] = False,
) -> Result:
    """List actions, the open ones first and of those the earliest due

    Examples:

        onboardctl action list
        onboardctl action list --owner me --all
    """
    from onboardctl.operations.measured.action import ListActions, list_actions

    return list_actions(run.session(), ListActions(owner, kpi, partner, everything))


@command(app, "open-missed", writes=True)
def open_missed(
    run: Run,
    period: Annotated[
        Whole, Option("--period", help="The last whole month or quarter.")
    ] = Whole.MONTH,
    playbook: Annotated[
        str | None, Option("--playbook", help="Only this playbook; all in use by default.")
    ] = None,
) -> Result:
    """Open an action for each KPI that missed its target

    Only where enough cases speak, and only while none is open for the KPI. Whoever plays the role
    that owns the KPI gets it, with 30 days unless the definition says otherwise.

    Examples:

        onboardctl action open-missed --dry-run
        onboardctl action open-missed --period quarter --playbook beta-28-day
    """
    from onboardctl.operations.measured.action_missed import OpenMissed, open_missed

    return open_missed(run.session(), OpenMissed(run.now, period.value, playbook))


@command(app, "edit", writes=True)
def edit(
    run: Run,
    action: Id,
    owner: Annotated[str | None, Option("--owner", metavar="PERSON", help="Another owner.")] = None,
    due: Annotated[str | None, Option("--due", metavar="DATE", help="Another date.")] = None,
    reason: Annotated[str, Option("--reason", metavar="TEXT", help="Why; kept in the log.")] = "",
) -> Result:
    """Give an action another owner or date

    Examples:

        onboardctl action edit A-0001 --owner ada
        onboardctl action edit A-0001 --due 2026-04-30 --reason "waits for the release"
    """
    from onboardctl.operations.measured.action import ChangeAction, change_action

    return change_action(run.session(), ChangeAction(action, owner, due, reason))


@command(app, "close", writes=True)
def close(
    run: Run,
    action: Id,
    result: Annotated[
        str, Option("--result", metavar="TEXT", help="What came of it, or why it is dropped.")
    ] = "",
    dropped: Annotated[bool, Option("--dropped", help="It will not be done.")] = False,
) -> Result:
    """Close an action and say what came of it

    Examples:

        onboardctl action close A-0001 --result "sponsors called, 4 of 6 are back"
        onboardctl action close A-0001 --dropped --result "the partner left"
    """
    from onboardctl.operations.measured.action import CloseAction, close_action

    return close_action(run.session(), CloseAction(action, result, dropped))
