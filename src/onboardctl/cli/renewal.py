"""``renewal``: contracts that end, and what is done about it."""

from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, group
from onboardctl.cli.completion import complete_partner
from onboardctl.cli.context import Run
from onboardctl.core.result import Result

app = group(
    "Renew contracts in time",
    "The review is due 90 days before the end, discussions 60, terms 30; the radar shows each "
    "from 10 days before its day.",
)

Partner = Annotated[
    str,
    Argument(
        metavar="PARTNER", help="Id, slug or part of the name.", autocompletion=complete_partner
    ),
]
Reason = Annotated[str, Option("--reason", metavar="TEXT", help="Why, for the record.")]
Value = Annotated[str | None, Option("--value", metavar="AMOUNT", help="What a year is worth.")]


@command(app, "list", writes=False)
def radar(
    run: Run,
    within: Annotated[
        int, Option("--within", metavar="DAYS", min=0, help="How many days ahead.")
    ] = 100,
    owner: Annotated[
        str | None, Option("--owner", metavar="PERSON", help="Only those led by; me is you.")
    ] = None,
) -> Result:
    """List contracts that end soon, the first to end first

    Contracts past their end without an outcome stay on the list.

    Examples:

        onboardctl renewal list
        onboardctl renewal list --within 365 -o csv
    """
    from onboardctl.operations.lifecycle.renewal import radar as read

    return read(run.session(), within, owner)


@command(app, "show", writes=False)
def show(run: Run, partner: Partner) -> Result:
    """Show the contract of a partner and how far its renewal is

    Examples:

        onboardctl renewal show keystone-executive-search
        onboardctl renewal show keystone-executive-search --json
    """
    from onboardctl.operations.lifecycle.renewal import show as read

    return read(run.session(), partner)


@command(app, "set", writes=True)
def set_term(
    run: Run,
    partner: Partner,
    ends: Annotated[str, Option("--ends", metavar="DATE", help="The last day of the contract.")],
    starts: Annotated[str | None, Option("--starts", metavar="DATE", help="Its first day.")] = None,
    notice: Annotated[
        str | None, Option("--notice", metavar="DATE", help="Last day to give notice.")
    ] = None,
    value: Value = None,
    currency: Annotated[
        str, Option("--currency", metavar="CODE", help="Of the value, such as EUR.")
    ] = "",
    mistaken: Annotated[
        bool, Option("--mistaken", help="The value on record was wrong from the start.")
    ] = False,
) -> Result:
    """Say when a contract ends and what it is worth

    The value a term began with stays: what it came to be worth later is said by `renewal adjust`.

    Examples:

        onboardctl renewal set keystone-executive-search --ends 2026-12-31 --value 48000 --currency USD
        onboardctl renewal set keystone-executive-search --ends 2026-12-31 --notice 2026-09-30 --dry-run
    """
    from onboardctl.operations.lifecycle.renewal import SetTerm
    from onboardctl.operations.lifecycle.renewal import set_term as record

    return record(run.session(), SetTerm(partner, ends, starts, notice, value, currency, mistaken))


@command(app, "adjust", writes=True)
def adjust(
    run: Run,
    partner: Partner,
    value: Annotated[str, Option("--value", metavar="AMOUNT", help="What a year is worth now.")],
    since: Annotated[
        str | None, Option("--from", metavar="DATE", help="The first day it counts; today.")
    ] = None,
    reason: Reason = "",
) -> Result:
    """Say that a contract is worth more or less from a day on

    The value at the start of the term stays what it was, so retention is worked out from both.

    Examples:

        onboardctl renewal adjust keystone-executive-search --value 54000 --from 2026-03-01 --reason "40 more seats" --dry-run
        onboardctl renewal adjust keystone-executive-search --value 40000 --reason "one site closed" --dry-run
    """
    from onboardctl.operations.lifecycle.renewal import Adjust
    from onboardctl.operations.lifecycle.renewal import adjust as record

    return record(run.session(), Adjust(partner, value, since, reason))


@command(app, "step", writes=True)
def step(
    run: Run,
    partner: Partner,
    name: Annotated[
        str | None,
        Argument(metavar="[STEP]", help="first-look, review, discussions or terms."),
    ] = None,
    factor: Annotated[
        list[str] | None,
        Option("--factor", metavar="NAME=SCORE", help="Weighed from 1 to 5; repeatable."),
    ] = None,
    on: Annotated[
        str | None, Option("--on", metavar="DATE", help="The day it was done; today.")
    ] = None,
    evidence: Annotated[
        str, Option("--evidence", metavar="TEXT", help="A link or a sentence.")
    ] = "",
) -> Result:
    """Record a step of a renewal and what was weighed

    Factors are performance, strategic-value, market and satisfaction.

    Examples:

        onboardctl renewal step keystone-executive-search first-look
        onboardctl renewal step keystone-executive-search --factor satisfaction=4 --factor market=3 --dry-run
    """
    from onboardctl.operations.lifecycle.renewal import TakeStep, take_step

    return take_step(run.session(), TakeStep(partner, name, on, tuple(factor or ()), evidence))


@command(app, "call", writes=True)
def call(
    run: Run,
    partner: Partner,
    percent: Annotated[str, Argument(metavar="PERCENT", help="How likely, from 0 to 100.")],
    reason: Reason = "",
) -> Result:
    """Say how likely a renewal is

    It stands beside what the factors say; how calls came true is counted later.

    Examples:

        onboardctl renewal call keystone-executive-search 80% --reason "budget confirmed in writing"
        onboardctl renewal call keystone-executive-search 55% --reason "new head of HR" --dry-run
    """
    from onboardctl.operations.lifecycle.renewal import call as record

    return record(run.session(), partner, percent, reason)


@command(app, "freeze", writes=True)
def freeze(run: Run) -> Result:
    """Keep today's forecast for ever

    Every contract that ends within a year is kept as it is seen today: its value, the call and what
    the factors say; and for those that end within 90 days the expected sum with its range. Run it
    once a week or a month: `renewal forecasts` and `report renewals` say later how it did.

    Examples:

        onboardctl renewal freeze --dry-run
        onboardctl renewal freeze
    """
    from onboardctl.operations.lifecycle.renewal_freeze import freeze as keep

    return keep(run.session())


@command(app, "forecasts", writes=False)
def forecasts(
    run: Run,
    since: Annotated[
        str | None, Option("--since", metavar="DATE", help="Only those frozen from this day on.")
    ] = None,
) -> Result:
    """List frozen forecasts with what came of them, the latest first

    Examples:

        onboardctl renewal forecasts
        onboardctl renewal forecasts --since 2026-02-01 --json
    """
    from onboardctl.operations.lifecycle.renewal_freeze import forecasts as read

    return read(run.session(), since)


@command(app, "close", writes=True)
def close(
    run: Run,
    partner: Partner,
    outcome: Annotated[str, Argument(metavar="OUTCOME", help="renewed or lapsed.")],
    ends: Annotated[str | None, Option("--ends", metavar="DATE", help="The new last day.")] = None,
    value: Value = None,
    reason: Reason = "",
) -> Result:
    """Record that a contract was renewed or lapsed

    A renewed contract starts a new term with a renewal of its own.

    Examples:

        onboardctl renewal close keystone-executive-search renewed --ends 2027-12-31 --value 52000 --dry-run
        onboardctl renewal close keystone-executive-search lapsed --reason "merged with another firm" --dry-run
    """
    from onboardctl.operations.lifecycle.renewal import Close
    from onboardctl.operations.lifecycle.renewal import close as record

    return record(run.session(), Close(partner, outcome, ends, value, reason))
