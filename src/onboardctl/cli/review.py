"""``review``: reviews to come, held, and not held."""

from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, group
from onboardctl.cli.completion import complete_partner
from onboardctl.cli.context import Run
from onboardctl.core.result import Result

app = group(
    "See reviews come, hold them and keep their minutes",
    "The playbook says when: the KPI review, the quarterly review, the council. With --partner "
    "those of a partner, else those of the team.",
)

Partner = Annotated[
    str | None,
    Option("--partner", metavar="PARTNER", help="Whose.", autocompletion=complete_partner),
]
Playbook = Annotated[
    str | None, Option("--playbook", metavar="ID", help="Whose team, when no partner is named.")
]
Reason = Annotated[str, Option("--reason", metavar="TEXT", help="Why.")]


@command(app, "list", writes=False)
def list_(
    run: Run,
    partner: Partner = None,
    playbook: Playbook = None,
    back: Annotated[
        int, Option("--back", min=0, max=800, metavar="DAYS", help="How many days back.")
    ] = 60,
    ahead: Annotated[
        int, Option("--ahead", min=0, max=800, metavar="DAYS", help="How many days ahead.")
    ] = 60,
) -> Result:
    """List reviews by day, and say which were not held

    Examples:

        onboardctl review list --partner keystone-executive-search --ahead 120
        onboardctl review list --back 14 --ahead 14
    """
    from onboardctl.operations.lifecycle.review import ListReviews, list_reviews

    return list_reviews(run.session(), ListReviews(partner, playbook, back, ahead))


@command(app, "show", writes=False)
def show(
    run: Run, review: Annotated[str, Argument(metavar="REVIEW", help="Id, such as R-0001.")]
) -> Result:
    """Show the minutes of a review

    Examples:

        onboardctl review show R-0001
        onboardctl review show R-0001 --json
    """
    from onboardctl.operations.lifecycle.review import show_review

    return show_review(run.session(), review)


@command(app, "schedule", writes=True)
def schedule(
    run: Run,
    title: Annotated[str, Argument(metavar="TITLE", help="What is reviewed.")],
    at: Annotated[str, Option("--at", metavar="WHEN", help="Day and time, theirs.")],
    partner: Partner = None,
    reason: Reason = "",
) -> Result:
    """Plan a review beside those of the playbook

    Examples:

        onboardctl review schedule "Adoption is falling" --at "2026-03-12 15:00" --partner orchard-recruiting
        onboardctl review schedule "After the outage" --at "2026-03-05 09:00" --reason "two hours down" --dry-run
    """
    from onboardctl.operations.lifecycle.review import PlanReview, plan_review

    return plan_review(run.session(), PlanReview(title, at, partner, reason))


@command(app, "hold", writes=True)
def hold(
    run: Run,
    review: Annotated[str, Argument(metavar="REVIEW", help="As the playbook calls it, or R-0001.")],
    partner: Partner = None,
    playbook: Playbook = None,
    on: Annotated[
        str | None, Option("--on", metavar="DATE", help="The day it was held; today.")
    ] = None,
    attended: Annotated[
        list[str] | None, Option("--attended", metavar="NAME", help="Who was there; repeatable.")
    ] = None,
    minutes: Annotated[str, Option("--minutes", metavar="TEXT", help="A text or a link.")] = "",
    note: Annotated[
        list[str] | None,
        Option("--note", metavar="ITEM=TEXT", help="On an item of the agenda; repeatable."),
    ] = None,
    decision: Annotated[
        list[str] | None, Option("--decision", metavar="TEXT", help="Repeatable.")
    ] = None,
    action: Annotated[
        list[str] | None,
        Option("--action", metavar="TITLE", help="Opens an action, due in 30 days; repeatable."),
    ] = None,
) -> Result:
    """Record that a review was held

    It stands for the time of the playbook that lies nearest to the day.

    Examples:

        onboardctl review hold wednesday-review --on 2026-02-25 --minutes "notes in the channel" --decision "imports first"
        onboardctl review hold ticket-triage --note "tickets=two of them late" --action "call Sakura" --dry-run
    """
    from onboardctl.operations.lifecycle.review_holding import HoldReview, hold_review

    request = HoldReview(
        review,
        partner,
        playbook,
        on,
        tuple(attended or ()),
        minutes,
        tuple(note or ()),
        tuple(decision or ()),
        tuple(action or ()),
    )
    return hold_review(run.session(), request)


@command(app, "cancel", writes=True)
def cancel(
    run: Run,
    review: Annotated[str, Argument(metavar="REVIEW", help="Id, such as R-0002.")],
    reason: Reason = "",
) -> Result:
    """Cancel a review that was planned by hand

    Single times of the playbook's reviews are cancelled in the plan.

    Examples:

        onboardctl review cancel R-0002 --reason "settled by phone"
        onboardctl review cancel R-0002 --reason "no need" --dry-run
    """
    from onboardctl.operations.lifecycle.review import cancel_review

    return cancel_review(run.session(), review, reason)
