"""``comms``: the mails a partner is owed."""

from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, group
from onboardctl.cli.completion import complete_partner
from onboardctl.cli.context import Run
from onboardctl.core.errors import Usage
from onboardctl.core.result import Result

app = group("Follow the mails that partners are owed")

Partner = Annotated[
    str,
    Argument(
        metavar="PARTNER", help="Id, slug or part of the name.", autocompletion=complete_partner
    ),
]
Message = Annotated[str, Argument(metavar="MESSAGE", help="Mail, by its id or template.")]
Promise = Annotated[str, Argument(metavar="PROMISE", help="Promise, as `comms promises` names it.")]
At = Annotated[str | None, Option("--at", metavar="WHEN", help="When it happened, their time.")]


@command(app, "log", writes=False)
def log(run: Run, partner: Partner) -> Result:
    """List the mails of a partner and what became of them

    Those the playbook owes in the order in which they are due, those without a deadline last; then
    all that went out, by hand or through the outbox, with the addresses.

    Examples:

        onboardctl comms log northwind-talent
        onboardctl comms log northwind-talent --json
    """
    from onboardctl.operations.comms.ledger import log as read

    return read(run.session(), partner)


@command(app, "due", writes=False)
def due(
    run: Run,
    partner: Annotated[
        str | None,
        Option("--partner", help="Only this partner.", autocompletion=complete_partner),
    ] = None,
    owner: Annotated[
        str | None, Option("--owner", help="Only mails this person answers for; me is you.")
    ] = None,
    hours: Annotated[
        int, Option("--within", metavar="HOURS", help="How far ahead.", min=0, max=8784)
    ] = 24,
    fail_on: Annotated[
        str | None,
        Option("--fail-on", metavar="overdue", help="Exit with 8 when a mail is overdue."),
    ] = None,
) -> Result:
    """List the mails that are due, with the command that sends each

    Mails the playbooks owe, and recurring ones whose day has come; the most overdue first. Without
    --partner, recurring mails are worked out for up to a hundred partners.

    Examples:

        onboardctl comms due
        onboardctl comms due --within 72 --owner ada
        onboardctl comms due --partner northwind-talent --fail-on overdue
    """
    from onboardctl.operations.comms.due import DueRequest
    from onboardctl.operations.comms.due import due as read

    if fail_on not in {None, "overdue"}:
        raise Usage("comms.fail_on", f'--fail-on takes overdue, not "{fail_on}"')
    return read(run.session(), DueRequest(partner, owner, hours, fail_on is not None))


@command(app, "promises", writes=False)
def promises(
    run: Run,
    partner: Annotated[
        str | None,
        Argument(
            metavar="PARTNER",
            help="Id, slug or part of the name; all partners when left out.",
            autocompletion=complete_partner,
        ),
    ] = None,
    everything: Annotated[
        bool, Option("--all", help="Also those that were kept or given up.")
    ] = False,
) -> Result:
    """List what mails promised: who owes what, by when

    Each promise in a mail that went out is tracked until what it promised is done. Without a
    partner: the open ones of all that have a deadline.

    Examples:

        onboardctl comms promises
        onboardctl comms promises northwind-talent --all
    """
    from onboardctl.operations.comms.promises import list_promises

    return list_promises(run.session(), partner, everything=everything)


@command(app, "keep", writes=True)
def keep(
    run: Run,
    partner: Partner,
    promise: Promise,
    at: At = None,
    evidence: Annotated[str, Option("--evidence", metavar="TEXT", help="What shows it.")] = "",
) -> Result:
    """Say that a promise of a mail was kept

    What the plan knows (a confirmed receipt, a kickoff that was held) keeps its promise by itself.

    Examples:

        onboardctl comms keep northwind-talent weekly-call --evidence "a series until June"
        onboardctl comms keep northwind-talent weekly-call --dry-run
    """
    from onboardctl.operations.comms.promises import ChangePromise
    from onboardctl.operations.comms.promises import keep as change

    return change(run.session(), ChangePromise(partner, promise, at, evidence))


@command(app, "starts", writes=True)
def starts(
    run: Run,
    partner: Partner,
    promise: Promise,
    at: Annotated[str, Option("--at", metavar="WHEN", help="When it takes place, their time.")],
) -> Result:
    """Say when what a promise waits for takes place, so that it has a deadline

    A deck promised three business days before the review is due once the review has a date.

    Examples:

        onboardctl comms starts fjord-analytics welcome:resolution --at 2026-04-16
        onboardctl comms starts fjord-analytics welcome:resolution --at 2026-04-16 --dry-run
    """
    from onboardctl.operations.comms.promises import ChangePromise
    from onboardctl.operations.comms.promises import starts as change

    return change(run.session(), ChangePromise(partner, promise, at))


@command(app, "drop", writes=True)
def drop(
    run: Run,
    partner: Partner,
    promise: Promise,
    reason: Annotated[str, Option("--reason", metavar="TEXT", help="Why.")],
) -> Result:
    """Say that a promise of a mail does not hold any more

    Examples:

        onboardctl comms drop northwind-talent weekly-call --reason "they asked for two weeks"
        onboardctl comms drop northwind-talent weekly-call --reason "moved" --dry-run
    """
    from onboardctl.operations.comms.promises import ChangePromise
    from onboardctl.operations.comms.promises import drop as change

    return change(run.session(), ChangePromise(partner, promise, None, reason))


@command(app, "mark-sent", writes=True)
def mark_sent(
    run: Run,
    partner: Partner,
    message: Message,
    at: At = None,
    channel: Annotated[str, Option("--channel", help="How it went out.")] = "manual",
) -> Result:
    """Say that a mail went out, and stop its clock

    For mails sent by copy and paste or from another program.

    Examples:

        onboardctl comms mark-sent cedar-point-careers beta-welcome --channel gmail
        onboardctl comms mark-sent cedar-point-careers beta-welcome --at "2026-03-02 08:20"
    """
    from onboardctl.operations.comms.ledger import MarkMessage
    from onboardctl.operations.comms.ledger import mark_sent as mark

    return mark(run.session(), MarkMessage(partner, message, at, channel))


@command(app, "ack", writes=True)
def ack(run: Run, partner: Partner, message: Message, at: At = None) -> Result:
    """Say that the partner confirmed receipt

    The SLA confirmation asks for it.

    Examples:

        onboardctl comms ack sakura-manufacturing sla-confirmation
        onboardctl comms ack sakura-manufacturing sla-confirmation --dry-run
    """
    from onboardctl.operations.comms.ledger import MarkMessage, acknowledge

    return acknowledge(run.session(), MarkMessage(partner, message, at))


@command(app, "bounce", writes=True)
def bounce(
    run: Run,
    partner: Partner,
    message: Message,
    at: At = None,
    reason: Annotated[str, Option("--reason", metavar="TEXT", help="What came back.")] = "",
) -> Result:
    """Say that a mail did not arrive

    It counts as not sent, and its clock runs again.

    Examples:

        onboardctl comms bounce sakura-manufacturing welcome --reason "550 no such user"
        onboardctl comms bounce sakura-manufacturing welcome --dry-run
    """
    from onboardctl.operations.comms.ledger import MarkMessage
    from onboardctl.operations.comms.ledger import bounce as mark

    return mark(run.session(), MarkMessage(partner, message, at, reason=reason))


@command(app, "bounces", writes=True)
def bounces(
    run: Run,
    files: Annotated[
        list[str], Argument(metavar="FILE", help="A CSV table, or a report (.eml); repeatable.")
    ],
) -> Result:
    """Take reports of mails that did not arrive from files

    A report of a mail server (.eml) is read as it is. A table needs the column address; message_id
    and reason are used when they are there. A mail that came back counts as not sent, and its clock
    runs again.

    Examples:

        onboardctl comms bounces imports/bounces.csv
        onboardctl comms bounces imports/bounces.csv --dry-run
    """
    from onboardctl.operations.outbox.bounces import take_bounces

    return take_bounces(run.session(), tuple(files))
