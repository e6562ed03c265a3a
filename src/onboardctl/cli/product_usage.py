"""``usage``: how partners use the product."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, group
from onboardctl.cli.completion import complete_partner
from onboardctl.cli.context import Run
from onboardctl.core.result import Result

app = group("Read in and show how partners use the product")


@command(app, "import", writes=True)
def import_(
    run: Run,
    file: Annotated[Path, Argument(metavar="FILE", help="A .csv, .json or .jsonl file.")],
) -> Result:
    """Import calls by partner, day, user and feature

    The columns are partner, day and calls, and where they are known user and feature. A partner is
    named by id, slug or whole name. There is one row for each partner, day, user and feature; a
    row for something known already replaces its figure, and the same file twice changes nothing.
    Rows that cannot be taken are written to a file beside it.

    Examples:

        onboardctl usage import imports/usage.csv --dry-run
        onboardctl usage import imports/usage.csv --yes
    """
    from onboardctl.operations.measured.usage import ImportUsage, import_usage

    return import_usage(run.session(), ImportUsage(file))


@command(app, "show", writes=False)
def show(
    run: Run,
    partner: Annotated[
        str,
        Argument(
            metavar="PARTNER",
            help="Id, slug or part of the name.",
            autocompletion=complete_partner,
        ),
    ],
    days: Annotated[int, Option("--days", min=1, max=3660, help="So many days back.")] = 30,
) -> Result:
    """Show calls and users of a partner by day and by feature

    Examples:

        onboardctl usage show northwind-talent
        onboardctl usage show northwind-talent --days 90 -o csv
    """
    from onboardctl.operations.measured.usage import ShowUsage, show_usage

    return show_usage(run.session(present=True), ShowUsage(partner, run.as_of, days))
