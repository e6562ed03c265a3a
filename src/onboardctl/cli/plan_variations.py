"""``plan variations`` and ``vary``: what is different for one customer."""

from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.completion import complete_task
from onboardctl.cli.context import Run
from onboardctl.cli.plan_options import OnePartner, Partner
from onboardctl.core.errors import Usage
from onboardctl.core.result import Result


def variations(
    run: Run,
    partner: OnePartner = None,
    playbook: Annotated[
        str | None, Option("--playbook", metavar="ID", help="Only partners of this playbook.")
    ] = None,
) -> Result:
    """List what is different from the playbook, and why

    Dates set by hand, tasks left out or given to somebody, criteria waived, meetings moved, and
    what was written down with `plan vary`. Without a partner they are counted playbook by playbook,
    the most often varied first: what a review should ask about.

    Examples:

        onboardctl plan variations northwind-talent
        onboardctl plan variations
        onboardctl plan variations --playbook beta-28-day -o csv
    """
    from onboardctl.operations.plan import variations as varied

    if partner is None:
        return varied.review(run.session(), playbook)
    if playbook is not None:
        raise Usage("plan.which", "name a partner or a playbook, not both")
    return varied.show(run.session(), partner)


def vary(
    run: Run,
    partner: Partner,
    what: Annotated[
        str | None, Argument(metavar="[WHAT]", help="What is different, in a sentence.")
    ] = None,
    reason: Annotated[str | None, Option("--reason", metavar="TEXT", help="Why.")] = None,
    task: Annotated[
        str | None,
        Option(
            "--task", metavar="TASK", help="The task it is about.", autocompletion=complete_task
        ),
    ] = None,
    forget: Annotated[
        int | None, Option("--forget", min=1, metavar="N", help="Take that one back.")
    ] = None,
) -> Result:
    """Write down what is done differently for one customer, and why

    For what no date, owner or skip says. It outlives replans and upgrades, is shown with the plan,
    and counted by `plan variations` for the review of the playbook. `undo` takes it back too.

    Examples:

        onboardctl plan vary northwind-talent "Hosted in Frankfurt" --reason "their regulator"
        onboardctl plan vary northwind-talent "In French" --task kickoff-call --reason "their team"
    """
    from onboardctl.operations.plan import variations as varied

    if (what is None) == (forget is None):
        raise Usage("variation.which", "say what is different, or --forget N", hint="not both")
    if forget is not None:
        return varied.forget(run.session(), partner, forget)
    reason = reason or run.ask_text("--reason", "Why is it different for them")
    return varied.note(run.session(), varied.NoteVariation(partner, what or "", reason, task))
