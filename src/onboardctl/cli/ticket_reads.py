"""``ticket list``, ``show`` and ``explain``: tickets as they stand, and why."""

from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.context import Run
from onboardctl.core.result import Result
from onboardctl.core.types import Tier

Ticket = Annotated[str, Argument(metavar="TICKET", help="Its id, or that of another system.")]


def list_(
    run: Run,
    partner: Annotated[str | None, Option("--partner", help="Only of this partner.")] = None,
    owner: Annotated[str | None, Option("--owner", help="Only of this person; ``me`` too.")] = None,
    tier: Annotated[Tier | None, Option("--tier", help="Only this tier.")] = None,
    priority: Annotated[str | None, Option("--priority", help="Only this priority.")] = None,
    stage: Annotated[str | None, Option("--stage", help="Only at this stage.")] = None,
    category: Annotated[str | None, Option("--category", help="Only of this kind.")] = None,
    at_risk: Annotated[
        bool, Option("--at-risk", help="Only with a target that is broken or about to.")
    ] = False,
    everything: Annotated[bool, Option("--all", help="Resolved and closed ones too.")] = False,
    limit: Annotated[int, Option("--limit", "-n", min=1, help="At most so many.")] = 50,
) -> Result:
    """List tickets with their next due time

    Open ones, unless told otherwise: broken targets first, then those at risk, then by priority
    and age.

    Examples:

        onboardctl ticket list --at-risk
        onboardctl ticket list --partner cedar-point-careers --all -o csv
    """
    from onboardctl.operations.ticket.reading import ListTickets, list_tickets

    return list_tickets(
        run.session(present=True),
        ListTickets(
            partner,
            owner,
            tier.value if tier else None,
            priority,
            stage,
            category,
            at_risk,
            everything,
            limit,
        ),
        run.as_of if run.options.as_of else None,
    )


def show(run: Run, ticket: Ticket) -> Result:
    """Show a ticket: clocks, escalation, mails to the customer, history

    Examples:

        onboardctl ticket show T-000003
        onboardctl ticket show T-000001 --as-of 2026-03-02T08:30:00Z
    """
    from onboardctl.operations.ticket.reading import show as read

    return read(run.session(present=True), ticket, run.as_of if run.options.as_of else None)


def explain(run: Run, ticket: Ticket) -> Result:
    """Explain every clock of a ticket to the second

    The line of the policy, the open intervals that were counted, what was left out and why, and
    the due times before and after each change.

    Examples:

        onboardctl ticket explain T-000003
        onboardctl ticket explain T-000001 --as-of 2026-03-02T08:30:00Z --json
    """
    from onboardctl.operations.ticket.reading import explain as read

    return read(run.session(present=True), ticket, run.as_of if run.options.as_of else None)
