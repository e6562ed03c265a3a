"""``send``: a finished mail, sent once."""

from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, single
from onboardctl.cli.completion import complete_partner, complete_template
from onboardctl.cli.context import Run
from onboardctl.core.result import Result

app = single()


@command(app, "send", writes=True)
def send(
    run: Run,
    template: Annotated[
        str,
        Argument(
            metavar="TEMPLATE",
            help="Template, or mail of the playbook, for example welcome.",
            autocompletion=complete_template,
        ),
    ],
    partner: Annotated[
        list[str],
        Option(
            "--partner",
            "-p",
            help="Partner id, slug or part of the name; repeat it for several.",
            autocompletion=complete_partner,
        ),
    ],
    to_me: Annotated[
        bool, Option("--to-me", help="To yourself instead, to see it; nothing is recorded.")
    ] = False,
    again: Annotated[
        str | None,
        Option("--again", metavar="WHY", help="Send it although it went out before."),
    ] = None,
    locale: Annotated[
        str | None, Option("--locale", help="Language, for example de.", metavar="LOCALE")
    ] = None,
    later: Annotated[
        bool, Option("--later", help="Put it in the outbox; `outbox send` sends it.")
    ] = False,
    not_after: Annotated[
        str | None,
        Option("--not-after", metavar="WHEN", help="Do not send it after this moment."),
    ] = None,
    cancel: Annotated[bool, Option("--cancel", help="Call the meeting of the mail off.")] = False,
    attach: Annotated[
        list[str] | None,
        Option("--attach", metavar="FILE", help="Add a file of the folder files; repeatable."),
    ] = None,
    about: Annotated[
        str | None,
        Option("--about", metavar="TICKET", help="The ticket the mail is about."),
    ] = None,
    even_if_empty: Annotated[
        bool, Option("--even-if-empty", help="Also a digest that has nothing to tell.")
    ] = False,
) -> Result:
    """Send a mail to a partner, once

    Renders the mail, shows whom it goes to and its subject, and asks. In a script it is a rehearsal
    unless --yes is given. What went out for one occasion (a contract, a quarter, a week) does not
    go out again: not after a crash, not from a second terminal. A mail the playbook owes counts as
    sent, its clock stops, and the promises in it are tracked. The mail server stands in
    onboardctl.yaml under `smtp:`, its password nowhere. Try it with --to-me first. A digest whose
    lists are all empty does not go out, and its time counts as kept.

    Examples:

        onboardctl send acceptance --partner northwind-talent
        onboardctl send renewal_notice -p fjord-analytics -p granite-state-jobs --later --yes
        onboardctl send sla_confirmation --partner fjord-analytics --again "they deleted it"
    """
    from onboardctl.cli.context import parse_as_of
    from onboardctl.cli.sending import person, rehearsing_session, surroundings
    from onboardctl.operations.outbox.queue import Send
    from onboardctl.operations.outbox.sending import send as send_mails

    session = rehearsing_session(run)
    until = (
        parse_as_of(not_after, lambda: session.settings.zone, "--not-after") if not_after else None
    )
    request = Send(
        template,
        tuple(partner),
        to_me,
        again,
        locale,
        later,
        until,
        automatic=not run.interactive,
        cancel=cancel,
        attach=tuple(attach or ()),
        about=about,
        even_if_empty=even_if_empty,
    )
    with surroundings(run, len(partner)) as around:
        return send_mails(session, request, around, person(run))
