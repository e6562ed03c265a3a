"""``plan``: the dated plan of a partner."""

from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, group
from onboardctl.cli.completion import complete_partner, complete_task
from onboardctl.cli.context import Run
from onboardctl.core.result import Result

app = group("Show and move the dated plan of a partner")

Partner = Annotated[
    str,
    Argument(
        metavar="PARTNER", help="Id, slug or part of the name.", autocompletion=complete_partner
    ),
]


@command(app, "show", writes=False)
def show(run: Run, partner: Partner) -> Result:
    """Show every task with its dates, owner and progress

    By phase, in the order of the playbook, with the clocks that run and what is excluded and why.

    Examples:

        onboardctl plan show northwind-talent
        onboardctl plan show northwind-talent -o md
    """
    from onboardctl.operations.plan import show as read

    return read(run.session(), partner)


@command(app, "timeline", writes=False)
def timeline(run: Run, partner: Partner) -> Result:
    """Draw the plan as bars over time

    One line a task; the mark on a bar is today. Done, late and critical are said in words too.

    Examples:

        onboardctl plan timeline northwind-talent
        onboardctl plan timeline northwind-talent -o csv
    """
    from onboardctl.operations.plan import timeline as read

    return read(run.session(), partner)


@command(app, "why", writes=False)
def why(
    run: Run,
    partner: Partner,
    task: Annotated[str, Argument(metavar="TASK", help="Task.", autocompletion=complete_task)],
) -> Result:
    """Explain a task's dates step by step

    Every bound on its start, the steps after it and the deadline, with the playbook's own words.

    Examples:

        onboardctl plan why northwind-talent go-live
        onboardctl plan why northwind-talent validation --json
    """
    from onboardctl.operations.plan import why as read

    return read(run.session(), partner, task)


@command(app, "replan", writes=True)
def replan(
    run: Run,
    partner: Partner,
    pull: Annotated[
        bool, Option("--pull", help="Let open work move earlier than promised, too.")
    ] = False,
) -> Result:
    """Date the unfinished work again as of today

    Done work stays where it was, started work keeps its start, nothing unfinished lies in the
    past. Each move is told with its cause; ``undo`` takes all of them back.

    Examples:

        onboardctl plan replan northwind-talent --dry-run
        onboardctl plan replan northwind-talent --pull
    """
    from onboardctl.operations.plan import replan as move

    return move(run.session(), partner, pull=pull)
