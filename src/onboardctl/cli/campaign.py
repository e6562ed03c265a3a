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
) -> Result:
    """Start an undertaking with a partner

    Examples:

        onboardctl campaign start lakeside-college webinar --kind customer-story --title "From campus to career" --due 2026-05-20
        onboardctl campaign start lakeside-college campaign --kind product-launch --title "Spring launch" --set audience="career services" --dry-run
    """
    from onboardctl.operations.lifecycle.campaign import StartUndertaking
    from onboardctl.operations.lifecycle.campaign import start as begin

    request = StartUndertaking(partner, procedure, title, kind, tuple(fields or ()), owner, due)
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
) -> Result:
    """Record a step that is done, and what is known now

    Examples:

        onboardctl campaign step lakeside-college case-study-1 interview-the-customer --evidence "notes of 27 February"
        onboardctl campaign step lakeside-college case-study-1 interview-the-customer --dry-run
    """
    from onboardctl.operations.lifecycle.campaign import WorkOn, work_on

    request = WorkOn(partner, undertaking, name, tuple(fields or ()), evidence)
    return work_on(run.session(), request)


@command(app, "close", writes=True)
def close(
    run: Run,
    partner: Partner,
    undertaking: Undertaking,
    drop: Annotated[bool, Option("--drop", help="Give it up; needs --result.")] = False,
    result: Annotated[
        str, Option("--result", metavar="TEXT", help="What came of it, or why it was dropped.")
    ] = "",
) -> Result:
    """Close an undertaking that is done, or drop it

    It is done when every step is taken and every field recorded.

    Examples:

        onboardctl campaign close lakeside-college case-study-1 --drop --result "they changed their mind"
        onboardctl campaign close lakeside-college case-study-1 --drop --result "no time" --dry-run
    """
    from onboardctl.operations.lifecycle.campaign import CloseUndertaking
    from onboardctl.operations.lifecycle.campaign import close as end

    return end(run.session(), CloseUndertaking(partner, undertaking, drop, result))
