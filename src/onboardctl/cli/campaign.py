"""``campaign``: what a partner and we undertake together."""

from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, group
from onboardctl.cli.completion import complete_partner
from onboardctl.cli.context import Run
from onboardctl.core.result import Result

app = group(
    "Run campaigns, case studies, webinars and expansions",
    "Procedures of the lifecycle: campaign, case-study, speaking, webinar, ad-hoc-review, "
    "expansion, strategic-planning. Each has steps, kinds or fields of its own.",
)

Partner = Annotated[
    str,
    Argument(
        metavar="PARTNER", help="Id, slug or part of the name.", autocompletion=complete_partner
    ),
]
Undertaking = Annotated[str, Argument(metavar="ID", help="Such as case-study-1.")]
Fields = Annotated[
    list[str] | None,
    Option("--set", metavar="FIELD=TEXT", help="Something to record; repeatable."),
]
Days = Annotated[
    list[str] | None,
    Option("--by", metavar="STEP=DATE", help="By when a step is to be done; repeatable."),
]


@command(app, "list", writes=False)
def undertakings(
    run: Run,
    partner: Annotated[
        str | None,
        Argument(metavar="[PARTNER]", help="Only theirs.", autocompletion=complete_partner),
    ] = None,
    procedure: Annotated[
        str | None, Option("--procedure", metavar="ID", help="Only of this procedure.")
    ] = None,
    every: Annotated[bool, Option("--all", help="Those done and dropped too.")] = False,
) -> Result:
    """List what is under way, the first due first

    Examples:

        onboardctl campaign list
        onboardctl campaign list lakeside-college --all --json
    """
    from onboardctl.operations.lifecycle.campaign import undertakings as read

    return read(run.session(), partner, procedure, every=every)


@command(app, "show", writes=False)
def show(run: Run, partner: Partner, undertaking: Undertaking) -> Result:
    """Show the steps and records of one undertaking

    Examples:

        onboardctl campaign show lakeside-college case-study-1
        onboardctl campaign show lakeside-college case-study-1 --json
    """
    from onboardctl.operations.lifecycle.campaign import show as read

    return read(run.session(), partner, undertaking)


@command(app, "start", writes=True)
def start(
    run: Run,
    partner: Partner,
    procedure: Annotated[
        str, Argument(metavar="PROCEDURE", help="Such as campaign, case-study or webinar.")
    ],
    title: Annotated[str, Option("--title", metavar="TEXT", help="What it is called.")],
    kind: Annotated[
        str | None, Option("--kind", metavar="KIND", help="Where the procedure has kinds.")
    ] = None,
    fields: Fields = None,
    owner: Annotated[
        str | None, Option("--owner", metavar="PERSON", help="Who leads it; me is you.")
    ] = None,
    due: Annotated[
        str | None, Option("--due", metavar="DATE", help="When it is to be done.")
    ] = None,
    days: Days = None,
) -> Result:
    """Start an undertaking with a partner

    Steps may have days of their own; the list and `today` show the day of the next step.

    Examples:

        onboardctl campaign start lakeside-college webinar --kind customer-story --title "From campus to career" --due 2026-05-20
        onboardctl campaign start lakeside-college campaign --kind product-launch --title "Spring launch" --set audience="career services" --dry-run
        onboardctl campaign start lakeside-college expansion --kind more-features-of-the-integration --title "Webhooks" --by negotiate-the-terms=2026-04-15 --dry-run
    """
    from onboardctl.operations.lifecycle.campaign import StartUndertaking
    from onboardctl.operations.lifecycle.campaign import start as begin

    pairs, planned = tuple(fields or ()), tuple(days or ())
    request = StartUndertaking(partner, procedure, title, kind, pairs, owner, due, planned)
    return begin(run.session(), request)


@command(app, "step", writes=True)
def step(
    run: Run,
    partner: Partner,
    undertaking: Undertaking,
    name: Annotated[str | None, Argument(metavar="[STEP]", help="The step that is done.")] = None,
    fields: Fields = None,
    evidence: Annotated[
        str, Option("--evidence", metavar="TEXT", help="A link or a sentence.")
    ] = "",
    on: Annotated[
        str | None, Option("--on", metavar="DATE", help="The day it was done; today.")
    ] = None,
    days: Days = None,
) -> Result:
    """Record a step that is done, and what is known now

    Examples:

        onboardctl campaign step lakeside-college case-study-1 interview-the-customer --evidence "notes of 27 February"
        onboardctl campaign step lakeside-college case-study-1 interview-the-customer --dry-run
    """
    from onboardctl.operations.lifecycle.campaign import WorkOn, work_on

    pairs, planned = tuple(fields or ()), tuple(days or ())
    request = WorkOn(partner, undertaking, name, pairs, evidence, on, planned)
    return work_on(run.session(), request)


@command(app, "close", writes=True)
def close(
    run: Run,
    partner: Partner,
    undertaking: Undertaking,
    outcome: Annotated[
        str | None,
        Argument(metavar="[OUTCOME]", help="done or dropped; an expansion won, lost or postponed."),
    ] = None,
    drop: Annotated[bool, Option("--drop", help="The same as the outcome dropped.")] = False,
    result: Annotated[
        str, Option("--result", metavar="TEXT", help="What came of it, or why it was dropped.")
    ] = "",
    adds: Annotated[
        str | None, Option("--adds", metavar="AMOUNT", help="Won: what a year is worth more.")
    ] = None,
    value: Annotated[
        str | None, Option("--value", metavar="AMOUNT", help="Won: what a year is worth now.")
    ] = None,
    currency: Annotated[
        str, Option("--currency", metavar="CODE", help="Won: checked against the contract's.")
    ] = "",
    users: Annotated[
        int | None, Option("--users", metavar="N", help="Won: how many users there are then.")
    ] = None,
    since: Annotated[
        str | None, Option("--from", metavar="DATE", help="Won: the first day it counts; today.")
    ] = None,
    until: Annotated[
        str | None, Option("--until", metavar="DATE", help="Postponed: when it is looked at again.")
    ] = None,
) -> Result:
    """Close an undertaking that is done, or drop it

    It is done when every step is taken and every field recorded. An expansion that is won makes the
    contract worth more from a day on: the value, the forecast and retention follow from that.
    One that is postponed stays open and waits until its day.

    Examples:

        onboardctl campaign close lakeside-college case-study-1 dropped --result "they changed their mind" --dry-run
        onboardctl campaign close bluefin-media expansion-1 won --adds 6000 --from 2026-04-01 --users 150 --dry-run
        onboardctl campaign close bluefin-media expansion-1 postponed --until 2026-09-01 --result "no budget before autumn" --dry-run
    """
    from onboardctl.operations.lifecycle.campaign_close import CloseUndertaking
    from onboardctl.operations.lifecycle.campaign_close import close as end

    request = CloseUndertaking(
        partner, undertaking, drop, result, outcome, adds, value, currency, users, since, until
    )
    return end(run.session(), request)
