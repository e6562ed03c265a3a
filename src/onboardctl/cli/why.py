"""``why``: explain a date, an outcome or a number."""

from typing import Annotated

from typer import Argument

from onboardctl.cli.commands import command, single
from onboardctl.cli.context import Run
from onboardctl.core.result import Result

app = single()


@command(app, "why", writes=False)
def why(
    run: Run,
    what: Annotated[
        str, Argument(metavar="WHAT", help="PARTNER/TASK, PARTNER/OUTCOME, or the id of a KPI.")
    ],
) -> Result:
    """Explain a date, an outcome or a number

    A task's date with every bound on it, an outcome with each criterion, a KPI with its
    definition and the partners it counts.

    Examples:

        onboardctl why northwind-talent/go-live
        onboardctl why northwind-talent/activated
        onboardctl why beta-28-day.time_to_first_value
    """
    from onboardctl.operations.why import why as explain

    return explain(run.session(), what)
