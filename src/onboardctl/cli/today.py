"""``today``: the morning list."""

from typing import Annotated

from typer import Option

from onboardctl.cli.commands import command, single
from onboardctl.cli.context import Run
from onboardctl.core.result import Result

app = single()


@command(app, "today", writes=False)
def today(
    run: Run,
    owner: Annotated[
        str | None, Option("--owner", metavar="PERSON|me", help="Only what is theirs.")
    ] = None,
    limit: Annotated[int, Option("--limit", "-n", min=1, help="At most so many lines.")] = 20,
) -> Result:
    """List what is due, late or blocked, first things first

    Clocks that run out come first, then late work, what is held up, what is due today and in the
    next two days, and partners nobody has heard of for five days.

    Examples:

        onboardctl today
        onboardctl today --owner me --limit 5
    """
    from onboardctl.operations.today.morning_list import MorningList
    from onboardctl.operations.today.morning_list import today as read

    return read(run.session(), MorningList(owner, limit))
