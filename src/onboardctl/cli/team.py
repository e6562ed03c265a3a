"""``team``: our people, what lies on them, and handing it over."""

from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, group
from onboardctl.cli.completion import complete_partner
from onboardctl.cli.context import Run
from onboardctl.core.result import Result

app = group(
    "See who does what, and hand work over",
    "People stand under `staff:` in onboardctl.yaml with their roles, days and absences.",
)

Person = Annotated[str, Argument(metavar="PERSON", help="Id or mail address; me is you.")]


@command(app, "list", writes=False)
def list_(run: Run) -> Result:
    """List our people with what lies on them

    Examples:

        onboardctl team list
        onboardctl team list -o csv
    """
    from onboardctl.operations.team.people import list_team

    return list_team(run.session())


@command(app, "show", writes=False)
def show(run: Run, person: Person) -> Result:
    """Show everything that is open in a person's name

    Examples:

        onboardctl team show kim
        onboardctl team show me --json
    """
    from onboardctl.operations.team.people import show_person

    return show_person(run.session(), person)


@command(app, "handover", writes=True)
def handover(
    run: Run,
    giver: Annotated[str, Argument(metavar="FROM", help="Whose work.")],
    taker: Annotated[str, Argument(metavar="TO", help="Who takes it over.")],
    partner: Annotated[
        str | None,
        Option("--partner", help="Only of this partner.", autocompletion=complete_partner),
    ] = None,
    role: Annotated[str | None, Option("--role", help="Only this role at partners.")] = None,
) -> Result:
    """Give everything open in one person's name to another

    Roles at partners, unfinished tasks, tickets, actions, feedback, undertakings and interventions
    change hands in one change, which `undo` takes back. What is done stays with who did it.

    Examples:

        onboardctl team handover kim tim --dry-run
        onboardctl team handover ada tim --partner bluefin-media --role csm
    """
    from onboardctl.operations.team.handover import HandOver, hand_over

    return hand_over(run.session(), HandOver(giver, taker, partner, role))


@command(app, "remove", writes=True)
def remove(run: Run, person: Person) -> Result:
    """Take somebody out of onboardctl.yaml who has nothing open any more

    Refused while work is in their name. What they did stays under their id.

    Examples:

        onboardctl team remove nora --dry-run
        onboardctl team remove nora@example.com --dry-run
    """
    from onboardctl.operations.team.handover import remove_person

    return remove_person(run.session(), person)
