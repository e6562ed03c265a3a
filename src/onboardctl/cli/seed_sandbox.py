"""``seed-sandbox``: a believable tenant for a partner."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, single
from onboardctl.cli.completion import complete_partner
from onboardctl.cli.context import Run
from onboardctl.cli.sandbox_target import seed_target
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
    weeks: Annotated[int | None, Option("--weeks", help="Weeks of history; 26.")] = None,
    target: Annotated[
        str,
        Option(
            "--target",
            metavar="sqlite|postgresql://…|csv|jsonl|sql",
            help="The sandbox itself, or a folder of files.",
            callback=seed_target,
        ),
    ] = "sqlite",
    out: Annotated[
        Path | None, Option("--out", help="Folder of the files; beside the sandboxes.")
    ] = None,
    top_up: Annotated[
        bool, Option("--top-up", help="Add the weeks since its as-of day; rewrite nothing.")
    ] = False,
    workers: Annotated[
        int, Option("--workers", help="Processes that tell the stories.", min=1, max=64)
    ] = 1,
    roster: Annotated[
        int, Option("--roster", help="People without a story, for bulk imports.", min=0)
    ] = 0,
) -> Result:
    """Build a believable sandbox for a partner

    Real occupations and skills, invented people whose stories make sense: invited, activated,
    onboarded, assessed, planned, improving. The rows are verified before they replace an older
    sandbox; rows that the partner added are kept. The same partner, seed, users and day give the
    same bytes. All rows lie before the as-of day, which is today unless --as-of says otherwise.
    --dry-run says how many rows and bytes it would be and how long it takes.

    Examples:

        onboardctl seed-sandbox northwind-talent
        onboardctl seed-sandbox northwind-talent --users 500 --as-of 2026-03-02 --dry-run
        onboardctl seed-sandbox northwind-talent --target csv --out tenant
        onboardctl seed-sandbox northwind-talent --top-up
    """
    from onboardctl.operations.sandbox.seed import SeedSandbox, seed_sandbox

    as_of = run.as_of.date() if run.options.as_of else None
    asked = SeedSandbox(partner, users, seed, as_of, weeks, target, out, top_up, workers, roster)
    with run.progress(None, "people") as done:
        return seed_sandbox(run.session(present=True), asked, done)
