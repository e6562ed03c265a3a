"""``status``: where one partner stands, or all of them."""

from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, single
from onboardctl.cli.completion import complete_partner
from onboardctl.cli.context import Run
from onboardctl.core.result import Result

app = single()


@command(app, "status", writes=False)
def status(
    run: Run,
    partner: Annotated[
        str | None,
        Argument(
            metavar="[PARTNER]",
            help="Id, slug or part of the name.",
            autocompletion=complete_partner,
        ),
    ] = None,
    limit: Annotated[int, Option("--limit", "-n", min=1, help="At most so many partners.")] = 20,
) -> Result:
    """Show where partners stand and what is late

    With a partner: progress, dates, clocks, what is ready and what is held up, on one screen.
    Without: all partners, the one whose next step is due first in front.

    Examples:

        onboardctl status
        onboardctl status northwind-talent
    """
    from onboardctl.operations import status as reading

    if partner is None:
        return reading.list_partners(run.session(), reading.ListPartners(limit=limit))
    return reading.status(run.session(), partner)
