"""``comms``: the mails a partner is owed."""

from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, group
from onboardctl.cli.completion import complete_partner
from onboardctl.cli.context import Run
from onboardctl.core.result import Result

app = group("Follow the mails that partners are owed")

Partner = Annotated[
    str,
    Argument(
        metavar="PARTNER", help="Id, slug or part of the name.", autocompletion=complete_partner
    ),
]
Message = Annotated[str, Argument(metavar="MESSAGE", help="Mail, by its id or template.")]
At = Annotated[str | None, Option("--at", metavar="WHEN", help="When it happened, their time.")]


@command(app, "log", writes=False)
def log(run: Run, partner: Partner) -> Result:
    """List the mails of a partner and what became of them

    In the order in which they are due; those without a deadline come last.

    Examples:

        onboardctl comms log northwind-talent
        onboardctl comms log northwind-talent --json
    """
    from onboardctl.operations.comms import log as read

    return read(run.session(), partner)


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
    from onboardctl.operations.comms import MarkMessage
    from onboardctl.operations.comms import mark_sent as mark

    return mark(run.session(), MarkMessage(partner, message, at, channel))


@command(app, "ack", writes=True)
def ack(run: Run, partner: Partner, message: Message, at: At = None) -> Result:
    """Say that the partner confirmed receipt

    The SLA confirmation asks for it.

    Examples:

        onboardctl comms ack sakura-manufacturing sla-confirmation
        onboardctl comms ack sakura-manufacturing sla-confirmation --dry-run
    """
    from onboardctl.operations.comms import MarkMessage, acknowledge

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
    from onboardctl.operations.comms import MarkMessage
    from onboardctl.operations.comms import bounce as mark

    return mark(run.session(), MarkMessage(partner, message, at, reason=reason))
