"""``advance``: tick items, finish tasks, pass gates."""

from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, single
from onboardctl.cli.completion import complete_partner, complete_task
from onboardctl.cli.context import Run
from onboardctl.core.result import Result

app = single()


@command(app, "advance", writes=True)
def advance(
    run: Run,
    partner: Annotated[
        str,
        Argument(
            metavar="PARTNER", help="Id, slug or part of the name.", autocompletion=complete_partner
        ),
    ],
    target: Annotated[
        list[str] | None,
        Argument(
            metavar="[TASK|TASK/ITEM]...",
            help="Tasks to finish, items to tick (by id or number).",
            autocompletion=complete_task,
        ),
    ] = None,
    all_items: Annotated[
        bool, Option("--all", help="Tick what is still open in the tasks named.")
    ] = False,
    evidence: Annotated[
        str, Option("--evidence", metavar="TEXT", help="A link or sentence kept with it.")
    ] = "",
    metric: Annotated[
        list[str] | None,
        Option("--metric", "-m", metavar="NAME=VALUE", help="A number measured; gates judge it."),
    ] = None,
    attest: Annotated[
        list[str] | None,
        Option("--attest", metavar="CRITERION", help="A criterion a person confirms."),
    ] = None,
    waive: Annotated[
        list[str] | None,
        Option("--waive", metavar="CRITERION", help="A criterion that need not hold."),
    ] = None,
    refuse: Annotated[
        list[str] | None,
        Option("--refuse", metavar="CRITERION", help="A criterion somebody says no to."),
    ] = None,
    reason: Annotated[
        str, Option("--reason", metavar="TEXT", help="Why it is waived or refused.")
    ] = "",
    at: Annotated[
        str | None, Option("--at", metavar="WHEN", help="When it happened, in their time zone.")
    ] = None,
) -> Result:
    """Tick items, complete tasks and pass gates of a partner

    A task is finished when its required items are ticked and its gate has passed; what follows an
    open gate may not begin. A no-go is recorded with --refuse and its reason; a later --attest takes
    its place. Dates that hang on it are worked out again, each move with its reason.

    Examples:

        onboardctl advance northwind-talent accept-welcome --all
        onboardctl advance northwind-talent kickoff-call/weekly-checkin --evidence "calendar invite sent"
        onboardctl advance northwind-talent validation --metric items_processed=1250 --attest sign-off
    """
    from onboardctl.operations.task.advance import Advance
    from onboardctl.operations.task.advance import advance as move

    session = run.session()
    targets = tuple(target or ())
    if not (targets or metric or attest or waive or refuse) and run.interactive:
        from onboardctl.operations.task.advance import open_choices

        choices = open_choices(session, partner)
        targets = run.ask_many("TASK", "What is done", choices) if choices else ()
    request = Advance(
        partner,
        targets,
        all_items,
        evidence,
        tuple(metric or ()),
        tuple(attest or ()),
        tuple(waive or ()),
        reason,
        at,
        tuple(refuse or ()),
    )
    return move(session, request)
