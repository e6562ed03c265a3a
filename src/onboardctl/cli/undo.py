"""``undo``: take a change back."""

from typing import Annotated

from typer import Argument

from onboardctl.cli.commands import command, single
from onboardctl.cli.context import Run
from onboardctl.core.result import Result

app = single()


@command(app, "undo", writes=True)
def undo(
    run: Run,
    change: Annotated[
        int | None, Argument(metavar="[CHANGE]", help="Number in `onboardctl log`; the latest.")
    ] = None,
) -> Result:
    """Take back the latest change

    A command is one change, however much it did. An undo is a change too: give its number to put
    back what it took. A change on which later ones build is refused, with the one to take first.

    Examples:

        onboardctl undo --dry-run
        onboardctl undo 12
    """
    from onboardctl.operations.history import undo as take_back

    return take_back(run.session(), change)
