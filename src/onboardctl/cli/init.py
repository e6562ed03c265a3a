"""``init``: create a workspace."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, single
from onboardctl.cli.context import Run
from onboardctl.core.result import Result

app = single()


@command(app, "init", writes=True)
def init(
    run: Run,
    folder: Annotated[Path, Argument(help="Folder to create it in.", metavar="[DIR]")] = Path(),
    brand: Annotated[
        list[str] | None,
        Option("--brand", help="Brand, as id or id=Name; the first is the default. May repeat."),
    ] = None,
    staff: Annotated[
        list[str] | None,
        Option("--staff", help='One of our people: "csm+founder=Ada Lovelace <ada@example.com>".'),
    ] = None,
    tier_sla: Annotated[
        list[str] | None,
        Option("--tier-sla", help="Response and resolution time of a tier: enterprise=1h/8h."),
    ] = None,
    support_channel: Annotated[
        list[str] | None, Option("--support-channel", help="How a tier reaches you: tier=TEXT.")
    ] = None,
    support_hours: Annotated[
        list[str] | None, Option("--support-hours", help="When support answers: tier=TEXT.")
    ] = None,
    on_call: Annotated[
        str | None, Option("--on-call", help="Telephone line of the Enterprise tier.")
    ] = None,
    link: Annotated[
        list[str] | None,
        Option("--link", help="Address a mail prints: survey_link=https://… or brand.name=…"),
    ] = None,
    timezone: Annotated[
        str | None, Option("--timezone", help="Where people here read times: Europe/Berlin.")
    ] = None,
    locale: Annotated[str | None, Option("--locale", help="Language of mails: en or de.")] = None,
) -> Result:
    """Create a workspace

    A workspace is a folder with onboardctl.yaml (brands, people, what each tier is promised) and
    the store. On a terminal it asks for what no flag says; elsewhere `--brand` or `--yes` is
    needed. An existing onboardctl.yaml is never overwritten, an existing store is kept. Response
    and resolution times have no default: leave them out and set them when the contract is known.
    With `--store postgresql://…` the store is made on that server, for a whole team.

    Examples:

        onboardctl init ws --yes --timezone Europe/Berlin
        onboardctl init ws --brand skillforge --staff "csm=Ada Lovelace <ada@example.com>"
        onboardctl init ws --yes --tier-sla enterprise=1h/8h --on-call "+1 555 010 0199"
    """
    from onboardctl.cli.init_questions import Answers, ask
    from onboardctl.operations.setup.workspace import NewWorkspace, init_workspace

    answers = ask(run, Answers(brand or [], staff or [], tier_sla or [], timezone))
    request = NewWorkspace(
        folder=folder,
        brands=tuple(answers.brands),
        staff=tuple(answers.staff),
        tier_slas=tuple(answers.tier_slas),
        support_channels=tuple(support_channel or ()),
        support_hours=tuple(support_hours or ()),
        on_call=on_call,
        links=tuple(link or ()),
        zone=answers.zone,
        locale=locale,
        store=run.options.store,
    )
    return init_workspace(request, now=run.now, dry_run=run.dry_run)
