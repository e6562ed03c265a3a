"""``payout``: what partners are owed of the revenue, and what they were paid."""

from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, group
from onboardctl.cli.completion import complete_partner
from onboardctl.cli.context import Run
from onboardctl.core.result import Result

app = group(
    "See what partners are owed of the revenue, and pay it",
    "Shares are agreed with `revenue share`; what is owed follows from them and is never typed.",
)

Partner = Annotated[
    str,
    Argument(
        metavar="PARTNER", help="Id, slug or part of the name.", autocompletion=complete_partner
    ),
]
Period = Annotated[str, Argument(metavar="PERIOD", help="For example 2026-Q1 or 2026-03.")]


@command(app, "list", writes=False)
def list_(
    run: Run,
    partner: Annotated[
        str | None,
        Argument(metavar="[PARTNER]", help="Only theirs.", autocompletion=complete_partner),
    ] = None,
    everything: Annotated[bool, Option("--all", help="What is paid, too.")] = False,
) -> Result:
    """List what is owed to partners, the first due first

    Examples:

        onboardctl payout list
        onboardctl payout list keystone-executive-search --all -o csv
    """
    from onboardctl.operations.money.payouts import list_dues

    return list_dues(run.session(), partner, everything=everything)


@command(app, "show", writes=False)
def show(run: Run, partner: Partner, period: Period) -> Result:
    """Show how a payout comes about, entry by entry

    Examples:

        onboardctl payout show keystone-executive-search 2026-02
        onboardctl payout show keystone-executive-search 2026-02 --json
    """
    from onboardctl.operations.money.payouts import show_period

    return show_period(run.session(), partner, period)


@command(app, "record", writes=True)
def record(
    run: Run,
    partner: Partner,
    period: Period,
    amount: Annotated[
        str | None, Option("--amount", metavar="AMOUNT", help="What was paid; all that is open.")
    ] = None,
    currency: Annotated[
        str | None, Option("--currency", metavar="CODE", help="Where several are owed.")
    ] = None,
    on: Annotated[str | None, Option("--on", metavar="DATE", help="The day; today.")] = None,
    reference: Annotated[str, Option("--reference", metavar="ID", help="Of the transfer.")] = "",
) -> Result:
    """Record that a partner was paid for a period

    Examples:

        onboardctl payout record keystone-executive-search 2026-02 --reference T-131 --dry-run
        onboardctl payout record keystone-executive-search 2026-02 --amount 250 --on 2026-03-01 --dry-run
    """
    from onboardctl.operations.money.payouts import RecordPayout, record_payout

    request = RecordPayout(partner, period, amount, currency, on, reference)
    return record_payout(run.session(), request)


@command(app, "correct", writes=True)
def correct(
    run: Run,
    partner: Partner,
    payout: Annotated[int, Argument(metavar="PAYOUT", min=1, help="Its number.")],
    amount: Annotated[
        str, Option("--amount", metavar="AMOUNT", help="What was paid; 0: nothing was.")
    ],
    reason: Annotated[str, Option("--reason", metavar="TEXT", help="Why, for the record.")] = "",
) -> Result:
    """Say what a payout really came to

    Examples:

        onboardctl payout correct keystone-executive-search 1 --amount 235 --reason "bank fee" --dry-run
        onboardctl payout correct keystone-executive-search 1 --amount 0 --reason "came back" --dry-run
    """
    from onboardctl.operations.money.payouts import correct_payout

    return correct_payout(run.session(), partner, payout, amount, reason)
