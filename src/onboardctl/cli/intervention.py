"""``intervention``: what is done for partnerships at risk."""

from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, group
from onboardctl.cli.completion import complete_partner
from onboardctl.cli.context import Run
from onboardctl.core.result import Result

app = group(
    "Act on warning signs, and climb the ladder while they persist",
    "Signs are revenue, acquisition, adoption, satisfaction and activity. Each is answered by a "
    "play; the ladder leads from executive engagement to termination.",
)

Partner = Annotated[
    str,
    Argument(
        metavar="PARTNER", help="Id, slug or part of the name.", autocompletion=complete_partner
    ),
]
Intervention = Annotated[str, Argument(metavar="ID", help="Such as intervention-1.")]


@command(app, "list", writes=False)
def list_(
    run: Run,
    partner: Annotated[
        str | None,
        Argument(metavar="[PARTNER]", help="Only theirs.", autocompletion=complete_partner),
    ] = None,
    owner: Annotated[
        str | None, Option("--owner", metavar="PERSON|me", help="Only theirs.")
    ] = None,
    every: Annotated[bool, Option("--all", help="The closed ones too.")] = False,
) -> Result:
    """List interventions, the first due first, and which plays worked

    Examples:

        onboardctl intervention list
        onboardctl intervention list --all -o csv
    """
    from onboardctl.operations.lifecycle.intervention import list_interventions

    return list_interventions(run.session(), partner, owner, every=every)


@command(app, "show", writes=False)
def show(run: Run, partner: Partner, intervention: Intervention) -> Result:
    """Show one intervention and its ladder

    Examples:

        onboardctl intervention show quillfeather-staffing intervention-1
        onboardctl intervention show quillfeather-staffing intervention-1 --json
    """
    from onboardctl.operations.lifecycle.intervention import show as read

    return read(run.session(), partner, intervention)


@command(app, "open", writes=True)
def open_(
    run: Run,
    partner: Partner,
    sign: Annotated[str, Argument(metavar="SIGN", help="What gives reason to worry.")],
    play: Annotated[
        str | None, Option("--play", metavar="PLAY", help="What is done; as the playbook advises.")
    ] = None,
    owner: Annotated[
        str | None, Option("--owner", metavar="PERSON", help="Who does it; whoever leads.")
    ] = None,
    due: Annotated[str | None, Option("--due", metavar="DATE", help="Until when; 30 days.")] = None,
    before: Annotated[
        str, Option("--before", metavar="VALUE", help="What the sign measures now.")
    ] = "",
) -> Result:
    """Take a warning sign up

    The health score that was last worked out is kept with it, so that closing can be held against it.

    Examples:

        onboardctl intervention open orchard-recruiting satisfaction --before "csat 6/10"
        onboardctl intervention open orchard-recruiting adoption --play training --due 2026-04-01 --dry-run
    """
    from onboardctl.operations.lifecycle.intervention import OpenIntervention, open_intervention

    return open_intervention(
        run.session(), OpenIntervention(partner, sign, play, owner, due, before)
    )


@command(app, "escalate", writes=True)
def escalate(
    run: Run,
    partner: Partner,
    intervention: Intervention,
    reason: Annotated[str, Option("--reason", metavar="TEXT", help="Why it did not help.")] = "",
) -> Result:
    """Climb the next rung of the ladder

    Executive engagement, strategic review, restructuring, termination: one after the other.

    Examples:

        onboardctl intervention escalate quillfeather-staffing intervention-1 --reason "no answer in two weeks"
        onboardctl intervention escalate quillfeather-staffing intervention-1 --reason "no change" --dry-run
    """
    from onboardctl.operations.lifecycle.intervention import escalate as climb

    return climb(run.session(), partner, intervention, reason)


@command(app, "close", writes=True)
def close(
    run: Run,
    partner: Partner,
    intervention: Intervention,
    outcome: Annotated[str, Argument(metavar="OUTCOME", help="worked, failed or dropped.")],
    after: Annotated[
        str, Option("--after", metavar="VALUE", help="What the sign measures now.")
    ] = "",
    result: Annotated[str, Option("--result", metavar="TEXT", help="What came of it.")] = "",
) -> Result:
    """Say what came of an intervention

    Worked and failed are counted for the play, with how often it was tried.

    Examples:

        onboardctl intervention close quillfeather-staffing intervention-1 worked --after "active again" --dry-run
        onboardctl intervention close quillfeather-staffing intervention-1 failed --result "they left" --dry-run
    """
    from onboardctl.operations.lifecycle.intervention import CloseIntervention
    from onboardctl.operations.lifecycle.intervention import close as end

    return end(run.session(), CloseIntervention(partner, intervention, outcome, after, result))
