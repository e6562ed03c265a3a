"""``seed-sandbox``: a believable tenant for a partner."""

from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, single
from onboardctl.cli.completion import complete_partner
from onboardctl.cli.context import Run
from onboardctl.core.result import Result

app = single()


@command(app, "seed-sandbox", writes=True, as_of=True)
def seed_sandbox(
    run: Run,
    partner: Annotated[str, Argument(help="Partner.", autocompletion=complete_partner)],
    users: Annotated[
        int | None, Option("--users", help="People invited; as the partner, 100 to 500.")
    ] = None,
    seed: Annotated[int | None, Option("--seed", help="Another number is another tenant.")] = None,
    weeks: Annotated[int, Option("--weeks", help="Weeks of history.")] = 26,
) -> Result:
    """Build a believable sandbox for a partner

    Real occupations and skills, invented people whose stories make sense: invited, activated,
    onboarded, assessed, planned, improving. The rows are verified before they replace an older
    sandbox; rows that the partner added are kept. The same partner, seed, users and day give the
    same bytes. All rows lie before the as-of day, which is today unless --as-of says otherwise.

    Examples:

        onboardctl seed-sandbox northwind-talent
        onboardctl seed-sandbox northwind-talent --users 500 --as-of 2026-03-02 --dry-run
    """
    from onboardctl.operations.sandbox import SeedSandbox, seed_sandbox

    asked = SeedSandbox(
        partner, users, seed, run.as_of.date() if run.options.as_of else None, weeks
    )
    with run.progress(None, "people") as done:
        return seed_sandbox(run.session(), asked, done)
