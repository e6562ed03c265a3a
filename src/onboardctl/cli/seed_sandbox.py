"""``seed-sandbox``: a believable tenant for a partner."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, single
from onboardctl.cli.completion import complete_partner
from onboardctl.cli.context import Run
from onboardctl.core.result import Result

app = single()


class Target(StrEnum):
    """Where the rows go."""

    SQLITE = "sqlite"
    CSV = "csv"
    JSONL = "jsonl"
    SQL = "sql"


@command(app, "seed-sandbox", writes=True, as_of=True)
def seed_sandbox(
    run: Run,
    partner: Annotated[str, Argument(help="Partner.", autocompletion=complete_partner)],
    users: Annotated[
        int | None, Option("--users", help="People invited; as the partner, 100 to 500.")
    ] = None,
    seed: Annotated[int | None, Option("--seed", help="Another number is another tenant.")] = None,
    weeks: Annotated[int, Option("--weeks", help="Weeks of history.")] = 26,
    target: Annotated[
        Target, Option("--target", help="The sandbox itself, or a folder of files.")
    ] = Target.SQLITE,
    out: Annotated[
        Path | None, Option("--out", help="Folder of the files; beside the sandboxes.")
    ] = None,
) -> Result:
    """Build a believable sandbox for a partner

    Real occupations and skills, invented people whose stories make sense: invited, activated,
    onboarded, assessed, planned, improving. The rows are verified before they replace an older
    sandbox; rows that the partner added are kept. The same partner, seed, users and day give the
    same bytes. All rows lie before the as-of day, which is today unless --as-of says otherwise.

    Examples:

        onboardctl seed-sandbox northwind-talent
        onboardctl seed-sandbox northwind-talent --users 500 --as-of 2026-03-02 --dry-run
        onboardctl seed-sandbox northwind-talent --target csv --out tenant
    """
    from onboardctl.operations.sandbox_seed import SeedSandbox, seed_sandbox

    as_of = run.as_of.date() if run.options.as_of else None
    asked = SeedSandbox(partner, users, seed, as_of, weeks, target.value, out)
    with run.progress(None, "people") as done:
        return seed_sandbox(run.session(present=True), asked, done)
