"""``outbox``: mails on their way, and what became of them."""

from typing import Annotated

from typer import Argument, BadParameter, Option

from onboardctl.cli.commands import command, group
from onboardctl.cli.completion import complete_partner
from onboardctl.cli.context import Run
from onboardctl.core.errors import Usage
from onboardctl.core.result import Result

app = group("Follow mails on their way out")

_STATES = (
    "queued",
    "leased",
    "handing-over",
    "deferred",
    "sent",
    "refused",
    "uncertain",
    "expired",
    "cancelled",
)
Number = Annotated[int, Argument(metavar="NUMBER", help="Mail, by its number.", min=1)]


def _state(value: str | None) -> str | None:
    if value is None or value in _STATES:
        return value
    from onboardctl.core.names import did_you_mean

    raise BadParameter(
        f'"{value}" is not one of {", ".join(_STATES)}{did_you_mean(value, _STATES)}'
    )


@command(app, "list", writes=False, as_of=False)
def list_(
    run: Run,
    state: Annotated[
        str | None,
        Option("--state", metavar="STATE", help="Only mails in this state.", callback=_state),
    ] = None,
    partner: Annotated[
        str | None,
        Option("--partner", help="Only this partner.", autocompletion=complete_partner),
    ] = None,
    everything: Annotated[bool, Option("--all", help="Also what was sent or called off.")] = False,
    limit: Annotated[int, Option("--limit", help="Most lines.", min=1, max=10_000)] = 50,
) -> Result:
    """List mails that wait for something or for somebody

    The latest first. What was sent or called off is shown with --all or --state. A mail that is
    uncertain may have arrived or not: the connection was lost after it was handed over, and only a
    person can find out.

    Examples:

        onboardctl outbox list
        onboardctl outbox list --state uncertain
        onboardctl outbox list --all --partner northwind-talent --json
    """
    from onboardctl.operations.outbox.reading import ListMails, list_mails

    return list_mails(run.session(), ListMails(state, partner, everything, limit))


@command(app, "show", writes=False, as_of=False)
def show(
    run: Run,
    number: Number,
    body: Annotated[bool, Option("--body", help="Also the mail itself, as it travels.")] = False,
) -> Result:
    """Show a mail: recipients, promises, and what happened to it

    Examples:

        onboardctl outbox show 1
        onboardctl outbox show 1 --body
    """
    from onboardctl.operations.outbox.reading import show_mail

    return show_mail(run.session(), number, body=body)


@command(app, "send", writes=True)
def send(
    run: Run,
    limit: Annotated[
        int | None, Option("--limit", help="Most mails to try.", min=1, max=1_000_000)
    ] = None,
    number: Annotated[
        list[int] | None,
        Option("--only", metavar="NUMBER", help="This mail, now; repeat it for several.", min=1),
    ] = None,
) -> Result:
    """Send what waits in the outbox

    Over one connection, as fast as `smtp.per_minute` allows. A mail the server does not take now
    is tried again after 1, 5, 15 and 60 minutes, then every 4 hours, by the next run that comes
    round; one it refuses waits for a person. In a script it is a rehearsal unless --yes is given.

    Examples:

        onboardctl outbox send
        onboardctl outbox send --yes --limit 200
    """
    from onboardctl.cli.sending import person, rehearsing_session, surroundings
    from onboardctl.operations.outbox.sending import SendWaiting, send_waiting

    request = SendWaiting(limit, tuple(number or ()))
    session = rehearsing_session(run)
    with surroundings(run, None) as around:
        return send_waiting(session, request, around, person(run))


@command(app, "retry", writes=True)
def retry(
    run: Run,
    number: Number,
    not_after: Annotated[
        str | None,
        Option("--not-after", metavar="WHEN", help="Do not send it after this moment."),
    ] = None,
) -> Result:
    """Put a refused, expired or deferred mail back in line

    Those who have it already do not get it again.

    Examples:

        onboardctl outbox retry 2
        onboardctl outbox retry 2 --not-after 2030-01-31
    """
    from onboardctl.cli.context import parse_as_of
    from onboardctl.operations.outbox.deciding import retry as decide

    session = run.session()
    until = (
        parse_as_of(not_after, lambda: session.settings.zone, "--not-after") if not_after else None
    )
    return decide(session, number, not_after=until)


@command(app, "resolve", writes=True)
def resolve(
    run: Run,
    number: Number,
    sent: Annotated[bool, Option("--sent", help="It arrived.")] = False,
    not_sent: Annotated[bool, Option("--not-sent", help="It did not; send it again.")] = False,
    at: Annotated[
        str | None, Option("--at", metavar="WHEN", help="When it arrived, their time.")
    ] = None,
    evidence: Annotated[str, Option("--evidence", metavar="TEXT", help="How you know.")] = "",
) -> Result:
    """Say whether an uncertain mail arrived

    Ask the partner, or look into the mail server's log for the Message-ID that `outbox show` names.

    Examples:

        onboardctl outbox resolve 1 --sent --evidence "they answered it"
        onboardctl outbox resolve 1 --not-sent
    """
    from onboardctl.operations.outbox.deciding import Resolve
    from onboardctl.operations.outbox.deciding import resolve as decide

    if sent == not_sent:
        raise Usage("outbox.answer", "say either --sent or --not-sent")
    return decide(run.session(), Resolve(number, sent, at, evidence))


@command(app, "cancel", writes=True)
def cancel(
    run: Run,
    number: Number,
    reason: Annotated[str, Option("--reason", metavar="TEXT", help="Why.")] = "called off",
) -> Result:
    """Call off a mail that has not gone out

    Afterwards it can be sent anew.

    Examples:

        onboardctl outbox cancel 3 --reason "the address was wrong"
        onboardctl outbox cancel 3 --dry-run
    """
    from onboardctl.operations.outbox.deciding import cancel as decide

    return decide(run.session(), number, reason)
