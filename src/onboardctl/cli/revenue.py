"""``revenue``: what partners bring and cost, and their share of it."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, group
from onboardctl.cli.completion import complete_partner
from onboardctl.cli.context import Run
from onboardctl.core.result import Result

app = group(
    "Record what partners bring, and their share of it",
    "Amounts are decimals in a currency of their own and never added across currencies. What was "
    "wrong is corrected by a further fact: the first one stays in the history.",
)

Partner = Annotated[
    str,
    Argument(
        metavar="PARTNER", help="Id, slug or part of the name.", autocompletion=complete_partner
    ),
]
Reason = Annotated[str, Option("--reason", metavar="TEXT", help="Why, for the record.")]
Entry = Annotated[int, Argument(metavar="ENTRY", min=1, help="Its number in the account.")]


@command(app, "record", writes=True)
def record(
    run: Run,
    partner: Partner,
    amount: Annotated[str, Argument(metavar="AMOUNT", help="For example 1250.50.")],
    kind: Annotated[
        str, Option("--kind", help="revenue, or cost: what winning customers cost.")
    ] = "revenue",
    currency: Annotated[
        str | None, Option("--currency", metavar="CODE", help="Such as EUR; the contract's.")
    ] = None,
    on: Annotated[
        str | None, Option("--on", metavar="DATE", help="The day it counts for; today.")
    ] = None,
    refund: Annotated[bool, Option("--refund", help="The money was given back.")] = False,
    reference: Annotated[
        str, Option("--reference", metavar="ID", help="Of the invoice or credit note.")
    ] = "",
    note: Annotated[str, Option("--note", metavar="TEXT", help="For people.")] = "",
    credits: Annotated[  # noqa: A002 -- the name of the flag
        str, Option("--credits", metavar="ID", help="A credit note for this document.")
    ] = "",
) -> Result:
    """Record revenue through a partner, or what it cost to win customers

    The same reference twice changes nothing; with another amount it is refused. A credit note that
    names its document takes back the partner's share as it was on the document's day.

    Examples:

        onboardctl revenue record keystone-executive-search 1980 --on 2026-02-26 --reference INV-2063
        onboardctl revenue record keystone-executive-search 600 --kind cost --note "second fair" --dry-run
        onboardctl revenue record keystone-executive-search 200 --credits INV-2041 --reference CN-2041 --on 2026-02-28 --dry-run
    """
    from onboardctl.operations.money.revenue import RecordAmount, record_amount

    request = RecordAmount(partner, amount, kind, currency, on, refund, reference, note, credits)
    return record_amount(run.session(), request)


@command(app, "correct", writes=True)
def correct(
    run: Run,
    partner: Partner,
    entry: Entry,
    amount: Annotated[
        str, Option("--amount", metavar="AMOUNT", help="What it should have said; 0 takes it out.")
    ],
    reason: Reason = "",
) -> Result:
    """Say what an entry should have said

    Examples:

        onboardctl revenue correct keystone-executive-search 2 --amount 4000 --reason "two seats less" --dry-run
        onboardctl revenue correct keystone-executive-search 2 --amount 0 --reason "billed twice" --dry-run
    """
    from onboardctl.operations.money.revenue import correct_entry

    return correct_entry(run.session(), partner, entry, amount, reason)


@command(app, "list", writes=False)
def list_(
    run: Run,
    partner: Annotated[
        str | None,
        Argument(metavar="[PARTNER]", help="Only theirs.", autocompletion=complete_partner),
    ] = None,
    kind: Annotated[str | None, Option("--kind", help="Only revenue, or only cost.")] = None,
    since: Annotated[str | None, Option("--from", metavar="DATE", help="The first day.")] = None,
    until: Annotated[
        str | None, Option("--to", metavar="DATE", help="The last day; today.")
    ] = None,
) -> Result:
    """List revenue and costs, the latest first, with sums by currency

    Examples:

        onboardctl revenue list keystone-executive-search
        onboardctl revenue list --from 2026-01-01 --kind revenue -o csv
    """
    from onboardctl.operations.money.revenue import ListEntries, list_entries

    return list_entries(run.session(), ListEntries(partner, kind, since, until))


@command(app, "show", writes=False)
def show(run: Run, partner: Partner, entry: Entry) -> Result:
    """Show an entry and what it said before

    Examples:

        onboardctl revenue show keystone-executive-search 1
        onboardctl revenue show keystone-executive-search 1 --json
    """
    from onboardctl.operations.money.revenue import show_entry

    return show_entry(run.session(), partner, entry)


@command(app, "customers", writes=True)
def customers(
    run: Run,
    partner: Partner,
    month: Annotated[str, Argument(metavar="MONTH", help="For example 2026-03.")],
    counts: Annotated[
        list[str],
        Argument(metavar="COUNT=N...", help="referred, acquired, subscribed and lost."),
    ],
) -> Result:
    """Say how many customers a month brought and lost

    What is not named keeps what was said before.

    Examples:

        onboardctl revenue customers keystone-executive-search 2026-02 referred=12 acquired=4 subscribed=3
        onboardctl revenue customers keystone-executive-search 2026-02 lost=1 --dry-run
    """
    from onboardctl.operations.money.agreed import count_customers

    return count_customers(run.session(), partner, month, tuple(counts))


@command(app, "share", writes=True)
def share(
    run: Run,
    partner: Partner,
    percent: Annotated[str, Argument(metavar="PERCENT", help="Of the revenue; 0 ends it.")],
    since: Annotated[str, Option("--from", metavar="DATE", help="The first day it counts.")],
    every: Annotated[
        str | None, Option("--every", help="Settled by month or quarter; quarter.")
    ] = None,
    within: Annotated[
        int | None,
        Option("--within", metavar="DAYS", help="Paid so long after the period; 30."),
    ] = None,
    contract: Annotated[str, Option("--contract", metavar="ID", help="Where it is agreed.")] = "",
) -> Result:
    """Agree what share of the revenue a partner gets from a day on

    Earlier shares go on counting for the days before. Each entry counts under the share of its
    own day; a period is added up exactly and rounded once, half a cent up.

    Examples:

        onboardctl revenue share keystone-executive-search 22.5% --from 2026-04-01 --contract C-2070
        onboardctl revenue share keystone-executive-search 0 --from 2026-07-01 --dry-run
    """
    from onboardctl.operations.money.agreed import AgreeShare, agree_share

    return agree_share(run.session(), AgreeShare(partner, percent, since, every, within, contract))


@command(app, "import", writes=True)
def import_(
    run: Run,
    file: Annotated[Path, Argument(metavar="FILE", help="A .csv, .json or .jsonl file.")],
) -> Result:
    """Import revenue and costs of many partners

    The columns are partner, reference, day, amount and currency, and kind and note where there are
    some. Known documents change nothing; rows that cannot be taken are written to a file beside it.

    Examples:

        onboardctl revenue import imports/revenue.csv --dry-run
        onboardctl revenue import imports/revenue.csv --yes
    """
    from onboardctl.operations.money.entries_import import ImportEntries, import_entries

    return import_entries(run.session(), ImportEntries(file))
