"""``today``: the morning list."""

from enum import StrEnum
from typing import Annotated

from typer import Option

from onboardctl.cli.commands import command, single
from onboardctl.cli.context import Run
from onboardctl.core.result import Result

app = single()


class FailOn(StrEnum):
    """What makes the list end with an exit code."""

    LATE = "late"


@command(app, "today", writes=False)
def today(
    run: Run,
    owner: Annotated[
        str | None, Option("--owner", metavar="PERSON|me", help="Only what is theirs.")
    ] = None,
    mine: Annotated[bool, Option("--mine", help="Only what is yours, as --owner me.")] = False,
    limit: Annotated[int, Option("--limit", "-n", min=1, help="At most so many lines.")] = 20,
    fail_on: Annotated[
        FailOn | None, Option("--fail-on", help="Exit code 8 when anything is so.")
    ] = None,
) -> Result:
    """List what is due, late or blocked, first things first

    Clocks that run out come first, then late work, what is held up and due today, partners at risk
    whom nobody helps, partners who fell silent, and what is due in the next two days. With
    --fail-on late it ends with 8 when anything is late or a clock has run out.

    Examples:

        onboardctl today
        onboardctl today --mine --limit 5
        onboardctl today --owner kim
    """
    from onboardctl.core.errors import Usage
    from onboardctl.operations.today.morning_list import MorningList
    from onboardctl.operations.today.morning_list import today as read

    if mine and owner is not None:
        raise Usage("today.owner", "--mine and --owner name two people", hint="use one of them")
    request = MorningList("me" if mine else owner, limit, fail_on is not None)
    return read(run.session(), request)
