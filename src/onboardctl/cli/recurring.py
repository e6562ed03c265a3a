"""``recurring``: the meetings and reviews that come again and again."""

from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, group
from onboardctl.cli.completion import complete_partner
from onboardctl.cli.context import Run
from onboardctl.core.result import Result

app = group("Show recurring work, and move or call off one time of it")

Partner = Annotated[
    str,
    Argument(
        metavar="PARTNER", help="Id, slug or part of the name.", autocompletion=complete_partner
    ),
]
What = Annotated[str, Argument(metavar="RECURRING", help="The recurring work of the playbook.")]
On = Annotated[str, Argument(metavar="ON", help="The day its rule gives, whatever was said since.")]
Why = Annotated[str, Option("--reason", metavar="TEXT", help="Why; shown wherever it is listed.")]


@command(app, "list", writes=False)
def list_(
    run: Run,
    partner: Partner,
    recurring: Annotated[
        str | None, Argument(metavar="[RECURRING]", help="Only this recurring work.")
    ] = None,
    weeks: Annotated[
        int, Option("--weeks", min=1, max=104, metavar="N", help="How many weeks ahead.")
    ] = 12,
) -> Result:
    """List every time recurring work takes place, from today on

    With what was moved or called off, and why a day is not the one the rule gives.

    Examples:

        onboardctl recurring list northwind-talent
        onboardctl recurring list northwind-talent weekly-checkin --weeks 4
    """
    from onboardctl.operations.plan.recurring import ListOccurrences, list_occurrences

    return list_occurrences(run.session(), ListOccurrences(partner, recurring, weeks))


@command(app, "move", writes=True)
def move(
    run: Run,
    partner: Partner,
    recurring: What,
    on: On,
    to: Annotated[
        str | None, Argument(metavar="[TO]", help="The day it moves to; the same day if left out.")
    ] = None,
    time: Annotated[
        str | None, Option("--time", metavar="HH:MM", help="The wall time it moves to.")
    ] = None,
    reason: Why = "",
) -> Result:
    """Move one time of recurring work to another day or time

    It stays moved when the plan is dated again, and in the calendar file.

    Examples:

        onboardctl recurring move northwind-talent weekly-checkin 2026-03-09 2026-03-10
        onboardctl recurring move northwind-talent weekly-checkin 2026-03-09 --time 16:00 --dry-run
    """
    from onboardctl.core.errors import Usage
    from onboardctl.operations.plan.recurring import ChangeOccurrence, change

    if to is None and time is None:
        raise Usage("recurring.nothing", "say where to: a day, or --time HH:MM")
    request = ChangeOccurrence(partner, recurring, on, to, time, reason=reason)
    return change(run.session(), request, "recurring move")


@command(app, "cancel", writes=True)
def cancel(run: Run, partner: Partner, recurring: What, on: On, reason: Why = "") -> Result:
    """Call off one time of recurring work

    The others stay as they are; `recurring restore` brings it back.

    Examples:

        onboardctl recurring cancel northwind-talent weekly-checkin 2026-03-16 --reason "trade fair"
        onboardctl recurring cancel northwind-talent weekly-checkin 2026-03-16 --dry-run
    """
    from onboardctl.operations.plan.recurring import ChangeOccurrence, change

    request = ChangeOccurrence(partner, recurring, on, cancelled=True, reason=reason)
    return change(run.session(), request, "recurring cancel")


@command(app, "restore", writes=True)
def restore(run: Run, partner: Partner, recurring: What, on: On) -> Result:
    """Let one time of recurring work be as its rule says again

    Takes back what `recurring move` or `recurring cancel` said of it.

    Examples:

        onboardctl recurring restore northwind-talent weekly-checkin 2026-03-16
        onboardctl recurring restore northwind-talent weekly-checkin 2026-03-16 --dry-run
    """
    from onboardctl.operations.plan.recurring import ChangeOccurrence, change

    return change(run.session(), ChangeOccurrence(partner, recurring, on), "recurring restore")


@command(app, "done", writes=True)
def done(
    run: Run,
    partner: Partner,
    recurring: What,
    on: Annotated[
        str | None,
        Argument(metavar="[ON]", help="The day its rule gives; the latest one if left out."),
    ] = None,
    evidence: Annotated[str, Option("--evidence", metavar="TEXT", help="Kept with it.")] = "",
    missed: Annotated[
        bool, Option("--missed", help="It did not take place: take the tick back.")
    ] = False,
    reason: Why = "",
) -> Result:
    """Tick one time of recurring work

    It leaves the list of `today`. A time that nobody ticks is asked for until the next one, a week at
    most.

    Examples:

        onboardctl recurring done northwind-talent weekly-checkin
        onboardctl recurring done northwind-talent weekly-checkin --evidence "notes in the channel"
    """
    from onboardctl.operations.plan.recurring import HoldOccurrence, hold

    request = HoldOccurrence(partner, recurring, on, evidence, missed, reason)
    return hold(run.session(), request)


@command(app, "renew", writes=True)
def renew(run: Run) -> Result:
    """Lay recurring work out further for everybody

    Times are laid out for twelve weeks; run this every night and they never run out, also for
    partners whose plan is done. It says when the mails and reviews of the team take place, too. No
    date of a plan moves, so what is late stays late.

    Examples:

        onboardctl recurring renew
        onboardctl recurring renew --dry-run
    """
    from onboardctl.operations.plan.recurring_renewing import renew as lay_out

    return lay_out(run.session())
