"""``partner``: the partners on the books."""

from typing import Annotated

from typer import Argument, Option

from onboardctl.cli import partner_import
from onboardctl.cli.commands import command, group
from onboardctl.cli.completion import complete_partner, complete_playbook
from onboardctl.cli.context import Run
from onboardctl.core.result import Result
from onboardctl.core.types import PartnerStatus, Segment, Tier

app = group("Work with partners")

Partner = Annotated[
    str,
    Argument(
        metavar="PARTNER", help="Id, slug or part of the name.", autocompletion=complete_partner
    ),
]
Reason = Annotated[str, Option("--reason", metavar="TEXT", help="Why; kept in the log.")]


@command(app, "list", writes=False)
def list_(
    run: Run,
    tier: Annotated[Tier | None, Option("--tier", help="Only this tier.")] = None,
    segment: Annotated[Segment | None, Option("--segment", help="Only this segment.")] = None,
    playbook: Annotated[
        str | None,
        Option("--playbook", help="Only on this playbook.", autocompletion=complete_playbook),
    ] = None,
    status: Annotated[PartnerStatus | None, Option("--status", help="Only in this status.")] = None,
    lead: Annotated[str | None, Option("--lead", metavar="PERSON|me", help="Only theirs.")] = None,
    limit: Annotated[int, Option("--limit", "-n", min=1, help="At most so many.")] = 20,
) -> Result:
    """List partners, the next step due first in front

    Partners with nothing to do come last; removed ones are left out.

    Examples:

        onboardctl partner list
        onboardctl partner list --tier enterprise --lead me -o csv
    """
    from onboardctl.operations.status import ListPartners, list_partners

    request = ListPartners(
        tier.value if tier else None,
        segment.value if segment else None,
        playbook,
        status.value if status else None,
        lead,
        limit,
    )
    return list_partners(run.session(), request, "partner list")


@command(app, "show", writes=False)
def show(run: Run, partner: Partner) -> Result:
    """Show what is recorded about a partner

    Contract, people on both sides, facts, links and anchors; ``status`` shows how far it is.

    Examples:

        onboardctl partner show northwind-talent
        onboardctl partner show northwind-talent --json
    """
    from onboardctl.operations.partner.record import show as read

    return read(run.session(), partner)


@command(app, "edit", writes=True)
def edit(
    run: Run,
    partner: Partner,
    name: Annotated[str | None, Option("--name", help="Name of the organization.")] = None,
    tier: Annotated[Tier | None, Option("--tier", help="Tier of the contract.")] = None,
    segment: Annotated[Segment | None, Option("--segment", help="Segment.")] = None,
    users: Annotated[int | None, Option("--users", min=1, help="People who will use it.")] = None,
    contract: Annotated[
        str | None, Option("--contract", metavar="ID", help="Contract number.")
    ] = None,
    zone: Annotated[str | None, Option("--timezone", metavar="ZONE", help="Time zone.")] = None,
    locale: Annotated[str | None, Option("--locale", help="Language of their mails.")] = None,
    channel: Annotated[str | None, Option("--channel", help="Chat channel.")] = None,
    fact: Annotated[
        list[str] | None,
        Option("--set", metavar="FACT=VALUE", help="A fact or a link; empty removes it."),
    ] = None,
    team: Annotated[
        list[str] | None, Option("--team", metavar="ROLE=PERSON", help="Who plays a role.")
    ] = None,
    contact: Annotated[
        list[str] | None,
        Option("--contact", metavar='"[ROLE=]NAME <MAIL>"', help="A person there."),
    ] = None,
    anchor: Annotated[
        list[str] | None, Option("--anchor", metavar="ANCHOR=WHEN", help="A date now known.")
    ] = None,
    calendar: Annotated[
        str | None,
        Option("--calendar", metavar="NAME", help="Calendar they work by; none removes it."),
    ] = None,
) -> Result:
    """Change what is recorded about a partner

    Dates, tasks and items that hang on it are worked out again, and the moves are told.

    Examples:

        onboardctl partner edit northwind-talent --set survey_link=https://forms.example/s1
        onboardctl partner edit northwind-talent --tier enterprise --team csm=ada --dry-run
        onboardctl partner edit northwind-talent --calendar US --dry-run
    """
    from onboardctl.operations.partner.record import EditPartner
    from onboardctl.operations.partner.record import edit as change

    request = EditPartner(
        partner,
        name,
        tier.value if tier else None,
        segment.value if segment else None,
        users,
        contract,
        zone,
        locale,
        channel,
        tuple(fact or ()),
        tuple(team or ()),
        tuple(contact or ()),
        tuple(anchor or ()),
        calendar,
    )
    return change(run.session(), request)


@command(app, "pause", writes=True)
def pause(run: Run, partner: Partner, reason: Reason = "") -> Result:
    """Put a partner on hold

    Nothing of it is late or due until it is resumed.

    Examples:

        onboardctl partner pause northwind-talent --reason "budget freeze until May"
        onboardctl partner pause northwind-talent --reason "merger" --dry-run
    """
    from onboardctl.operations.partner import record as partners

    return partners.pause(run.session(), partner, reason)


@command(app, "resume", writes=True)
def resume(run: Run, partner: Partner) -> Result:
    """Let a paused partner go on

    What is unfinished is dated again from today.

    Examples:

        onboardctl partner resume northwind-talent
        onboardctl partner resume northwind-talent --dry-run
    """
    from onboardctl.operations.partner import record as partners

    return partners.resume(run.session(), partner)


@command(app, "remove", writes=True)
def remove(
    run: Run,
    partner: Partner,
    reason: Reason = "",
    confirm: Annotated[
        str | None, Option("--confirm", metavar="SLUG", help="Repeat the slug to go on unasked.")
    ] = None,
) -> Result:
    """Take a partner off the books

    Its history stays, and ``undo`` brings it back. The slug must be repeated.

    Examples:

        onboardctl partner remove northwind-talent --reason "contract void" --confirm northwind-talent
        onboardctl partner remove northwind-talent --reason "contract void" --dry-run
    """
    from onboardctl.operations.partner import record as partners

    session = run.session()
    slug = session.find_partner(partner)["slug"]
    run.confirm_name(slug, f"take {slug} off the books", confirm)
    return partners.remove(session, slug, reason)


@command(app, "erase", writes=True)
def erase(
    run: Run,
    partner: Partner,
    contact: Annotated[
        str, Argument(metavar="CONTACT", help="Id, name or address of one of its people.")
    ],
    also: Annotated[
        list[str] | None,
        Option("--also", metavar="WORD", help="Take out this word, too; repeatable."),
    ] = None,
) -> Result:
    """Forget a person of a partner, for good

    The name and the address are taken out of facts, notes, the log and every table, and mails to
    the person lose their text; what happened stays, under an id. Nothing brings the name back.

    Examples:

        onboardctl partner erase northwind-talent "Mia Ray" --yes
        onboardctl partner erase northwind-talent mia@northwind.example --dry-run
    """
    from onboardctl.operations.partner.erasure import erase as forget
    from onboardctl.operations.partner.erasure_person import EraseContact

    request = EraseContact(partner, contact, tuple(also or ()))
    return forget(run.session(), request, run.confirm)


command(app, "import", writes=True)(partner_import.import_)
