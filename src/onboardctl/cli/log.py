"""``log``: who changed what, and when."""

from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, single
from onboardctl.cli.completion import complete_partner
from onboardctl.cli.context import Run
from onboardctl.core.result import Result

app = single()


@command(app, "log", writes=False)
def log(
    run: Run,
    subject: Annotated[
        str | None,
        Argument(
            metavar="[PARTNER]",
            help="Only changes of this partner, or of whatever has this id.",
            autocompletion=complete_partner,
        ),
    ] = None,
    actor: Annotated[str | None, Option("--actor", help="Only changes by this person.")] = None,
    facts: Annotated[bool, Option("--facts", help="Every fact that a change brought.")] = False,
    limit: Annotated[int, Option("--limit", "-n", min=1, help="At most so many.")] = 20,
) -> Result:
    """List who changed what, and when

    Newest first. A change that was taken back is marked; its number and that of the undo can be
    given to ``undo``.

    Examples:

        onboardctl log
        onboardctl log northwind-talent --facts --json
    """
    from onboardctl.operations.history import ReadLog
    from onboardctl.operations.history import log as read

    return read(run.session(), ReadLog(subject, actor, facts, limit))
