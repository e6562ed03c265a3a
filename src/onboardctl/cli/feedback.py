"""``feedback``: what partners tell us, and what becomes of it."""

from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, group
from onboardctl.cli.completion import complete_partner
from onboardctl.cli.context import Run
from onboardctl.core.result import Result

app = group(
    "Take in what partners say, settle it and answer",
    "Feedback is new, then assigned to somebody with a day, resolved with an answer, and answered "
    "once the partner heard it.",
)

Id = Annotated[str, Argument(metavar="FEEDBACK", help="Id, for example F-0001.")]
Theme = Annotated[str | None, Option("--theme", metavar="THEME", help="What it is about.")]
Tags = Annotated[list[str] | None, Option("--tag", metavar="TAG", help="Repeatable.")]
Partner = Annotated[
    str | None,
    Option("--partner", metavar="PARTNER", help="Whose it is.", autocompletion=complete_partner),
]


@command(app, "add", writes=True)
def add(
    run: Run,
    text: Annotated[str, Argument(metavar="TEXT", help="What was said.")],
    source: Annotated[
        str,
        Option("--source", help="ticket, survey, council, analytics, call, review or other."),
    ] = "other",
    partner: Partner = None,
    ticket: Annotated[
        str | None, Option("--ticket", metavar="ID", help="The ticket it came with.")
    ] = None,
    theme: Theme = None,
    tag: Tags = None,
) -> Result:
    """Take in what somebody said

    Examples:

        onboardctl feedback add "The import refuses our umlauts" --source call --partner lakeside-college --theme data-import
        onboardctl feedback add "Dashboards load slowly on Mondays" --source analytics --tag performance --dry-run
    """
    from onboardctl.operations.lifecycle.feedback import AddFeedback, add_feedback

    request = AddFeedback(text, source, partner, theme or "", tuple(tag or ()), ticket)
    return add_feedback(run.session(), request)


@command(app, "list", writes=False)
def list_(
    run: Run,
    partner: Partner = None,
    theme: Theme = None,
    owner: Annotated[
        str | None, Option("--owner", metavar="PERSON|me", help="Only theirs.")
    ] = None,
    source: Annotated[str | None, Option("--source", help="Only from there.")] = None,
    everything: Annotated[bool, Option("--all", help="What is resolved, too.")] = False,
) -> Result:
    """List feedback, what is open first and of that the earliest due

    Examples:

        onboardctl feedback list
        onboardctl feedback list --theme data-import --all -o csv
    """
    from onboardctl.operations.lifecycle.feedback import ListFeedback, list_feedback

    return list_feedback(run.session(), ListFeedback(partner, theme, owner, source, everything))


@command(app, "show", writes=False)
def show(run: Run, feedback: Id) -> Result:
    """Show one piece of feedback in full

    Examples:

        onboardctl feedback show F-0001
        onboardctl feedback show F-0001 --json
    """
    from onboardctl.operations.lifecycle.feedback import show_feedback

    return show_feedback(run.session(), feedback)


@command(app, "sort", writes=True)
def sort(run: Run, feedback: Id, theme: Theme = None, tag: Tags = None) -> Result:
    """Give feedback a theme and tags

    Examples:

        onboardctl feedback sort F-0001 --theme data-import --tag encoding
        onboardctl feedback sort F-0001 --tag encoding --dry-run
    """
    from onboardctl.operations.lifecycle.feedback import sort_feedback

    return sort_feedback(run.session(), feedback, theme, tuple(tag or ()))


@command(app, "assign", writes=True)
def assign(
    run: Run,
    feedback: Id,
    owner: Annotated[str, Option("--owner", metavar="PERSON", help="Who takes care of it.")],
    due: Annotated[str, Option("--due", metavar="DATE", help="By when it is resolved.")],
    kpi: Annotated[str | None, Option("--kpi", metavar="ID", help="The KPI it is to move.")] = None,
    effect: Annotated[
        str, Option("--effect", metavar="TEXT", help="The effect that is expected.")
    ] = "",
) -> Result:
    """Give feedback to somebody, with a day and an expected effect

    Examples:

        onboardctl feedback assign F-0003 --owner tim --due 2026-04-01 --kpi beta-28-day.csat --effect "fewer tickets about imports"
        onboardctl feedback assign F-0003 --owner uma --due 2026-03-20 --dry-run
    """
    from onboardctl.operations.lifecycle.feedback import AssignFeedback, assign_feedback

    return assign_feedback(run.session(), AssignFeedback(feedback, owner, due, kpi, effect))


@command(app, "resolve", writes=True)
def resolve(
    run: Run,
    feedback: Id,
    answer: Annotated[
        str, Option("--answer", metavar="TEXT", help="What the partner will hear.")
    ] = "",
    declined: Annotated[bool, Option("--declined", help="It will not be done.")] = False,
) -> Result:
    """Say what came of feedback, with the answer that is owed

    Examples:

        onboardctl feedback resolve F-0001 --answer "Imports take any encoding since Monday"
        onboardctl feedback resolve F-0001 --declined --answer "Not before the new console" --dry-run
    """
    from onboardctl.operations.lifecycle.feedback import resolve_feedback

    return resolve_feedback(run.session(), feedback, answer, declined=declined)


@command(app, "tell", writes=True)
def tell(
    run: Run,
    feedback: Id,
    channel: Annotated[str, Option("--channel", help="How they heard it.")] = "",
) -> Result:
    """Say that the partner heard the answer

    Examples:

        onboardctl feedback tell F-0002 --channel "fortnightly update"
        onboardctl feedback tell F-0002 --dry-run
    """
    from onboardctl.operations.lifecycle.feedback import tell_feedback

    return tell_feedback(run.session(), feedback, channel)


@command(app, "reopen", writes=True)
def reopen(
    run: Run,
    feedback: Id,
    reason: Annotated[str, Option("--reason", metavar="TEXT", help="Why.")] = "",
) -> Result:
    """Take resolved feedback up again

    Examples:

        onboardctl feedback reopen F-0002 --reason "it is back since the update"
        onboardctl feedback reopen F-0002 --reason "not solved for them" --dry-run
    """
    from onboardctl.operations.lifecycle.feedback import reopen_feedback

    return reopen_feedback(run.session(), feedback, reason)
