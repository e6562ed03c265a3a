"""``ticket``: open tickets, work on them, and see why their clocks stand where they stand."""

from typing import Annotated

from typer import Argument, Option

from onboardctl.cli import ticket_files, ticket_reads
from onboardctl.cli.commands import command, group
from onboardctl.cli.completion import complete_partner
from onboardctl.cli.context import Run
from onboardctl.core.result import Result

app = group(
    "Open tickets, work on them and explain their clocks",
    """A ticket belongs to a partner and is judged by the SLA policy of its playbook. Its clocks are
worked out anew from what happened each time somebody asks, so a late entry, a changed priority or
another day of the past all give the same answer by the same rules.""",
)

Ticket = Annotated[str, Argument(metavar="TICKET", help="Its id, or that of another system.")]
At = Annotated[str | None, Option("--at", metavar="WHEN", help="When it happened, their time.")]
Text = Annotated[str, Option("--text", "-m", metavar="TEXT", help="What was said.")]
Reason = Annotated[str, Option("--reason", metavar="TEXT", help="Why.")]


@command(app, "open", writes=True)
def open_(
    run: Run,
    partner: Annotated[
        str,
        Argument(
            metavar="PARTNER", help="Id, slug or part of the name.", autocompletion=complete_partner
        ),
    ],
    title: Annotated[str, Argument(metavar="TITLE", help="What it is about, in one line.")],
    priority: Annotated[
        str | None, Option("--priority", "-p", help="How urgent; a middle one by default.")
    ] = None,
    source: Annotated[str, Option("--source", help="Where it came from: slack, email …")] = "",
    category: Annotated[str, Option("--category", help="What kind of matter it is.")] = "",
    path: Annotated[str, Option("--path", help="Ladder of escalation: technical …")] = "",
    owner: Annotated[str | None, Option("--owner", help="Who of us answers for it.")] = None,
    external: Annotated[
        str, Option("--external", metavar="ID", help="Its id in another system.")
    ] = "",
    contract: Annotated[
        str | None, Option("--contract", help="Contract id; the partner's by default.")
    ] = None,
    text: Text = "",
    ours: Annotated[
        bool, Option("--ours", help="We opened it ourselves: no first response is owed.")
    ] = False,
    at: At = None,
) -> Result:
    """Open a ticket and start its clocks

    Tier, zone, calendar and targets follow from the partner and its playbook; the owner is whoever
    plays the first level of the ladder of escalation.

    Examples:

        onboardctl ticket open cedar-point-careers "Export fails" --priority high --source slack
        onboardctl ticket open sakura-manufacturing "Login is slow" --at "2026-03-02 08:20"
    """
    from onboardctl.operations.ticket.opening import OpenTicket, open_ticket

    return open_ticket(
        run.session(),
        OpenTicket(
            partner,
            title,
            priority,
            source,
            category,
            path,
            owner,
            external,
            contract,
            text,
            ours,
            at,
        ),
    )


@command(app, "reply", writes=True)
def reply(
    run: Run,
    ticket: Ticket,
    text: Text = "",
    customer: Annotated[bool, Option("--customer", help="The customer wrote, not we.")] = False,
    at: At = None,
) -> Result:
    """Say that we answered, or that the customer wrote

    Our first answer ends the first response; a later question of the customer starts the next one.
    A message of the customer ends the waiting for it.

    Examples:

        onboardctl ticket reply T-000005 --text "We are on it"
        onboardctl ticket reply T-000001 --customer --text "Here it is"
    """
    from onboardctl.operations.ticket.writing import Act
    from onboardctl.operations.ticket.writing import reply as say

    return say(run.session(), Act(ticket, text, at), customer=customer)


@command(app, "advance", writes=True)
def advance(
    run: Run,
    ticket: Ticket,
    to: Annotated[str | None, Option("--to", metavar="STAGE", help="A later stage.")] = None,
    at: At = None,
) -> Result:
    """Move a ticket on to its next stage

    New, in-progress, testing; ``resolve`` and ``close`` end it. Where the playbook writes its flow
    down no stage may be left out, and the customer is told of each.

    Examples:

        onboardctl ticket advance T-000002
        onboardctl ticket advance T-000002 --to testing
    """
    from onboardctl.operations.ticket.writing import Act
    from onboardctl.operations.ticket.writing import advance as move

    return move(run.session(), Act(ticket, "", at), to)


@command(app, "pause", writes=True)
def pause(run: Run, ticket: Ticket, reason: Reason = "", at: At = None) -> Result:
    """Wait for the customer

    Clocks that the policy names stand still; only open hours of the waiting are taken out. The
    first response never waits: a question to the customer is an answer, so ``reply`` first.

    Examples:

        onboardctl ticket pause T-000002 --reason "log file from the customer"
        onboardctl ticket pause T-000002 --at "2026-03-01 20:00"
    """
    from onboardctl.operations.ticket.writing import Act
    from onboardctl.operations.ticket.writing import pause as wait

    return wait(run.session(), Act(ticket, reason, at))


@command(app, "resume", writes=True)
def resume(run: Run, ticket: Ticket, at: At = None) -> Result:
    """Go on with a ticket that waited

    Examples:

        onboardctl ticket resume T-000001
        onboardctl ticket resume T-000001 --dry-run
    """
    from onboardctl.operations.ticket.writing import Act
    from onboardctl.operations.ticket.writing import resume as go_on

    return go_on(run.session(), Act(ticket, "", at))


@command(app, "resolve", writes=True)
def resolve(run: Run, ticket: Ticket, text: Text = "", at: At = None) -> Result:
    """Settle a ticket and end its clocks

    Examples:

        onboardctl ticket resolve T-000005 --text "Fixed in 2.4"
        onboardctl ticket resolve T-000005 --dry-run
    """
    from onboardctl.operations.ticket.writing import Act
    from onboardctl.operations.ticket.writing import resolve as settle

    return settle(run.session(), Act(ticket, text, at))


@command(app, "reopen", writes=True)
def reopen(run: Run, ticket: Ticket, reason: Reason = "", at: At = None) -> Result:
    """Take a resolved or closed ticket up again

    Its resolution runs on where it stood; the time since it was resolved does not count.

    Examples:

        onboardctl ticket reopen T-000004 --reason "it came back"
        onboardctl ticket reopen T-000004 --dry-run
    """
    from onboardctl.operations.ticket.writing import Act
    from onboardctl.operations.ticket.writing import reopen as again

    return again(run.session(), Act(ticket, reason, at))


@command(app, "close", writes=True)
def close(
    run: Run,
    ticket: Ticket,
    satisfaction: Annotated[
        int | None, Option("--satisfaction", help="What the customer gave, 1 to 5.")
    ] = None,
    at: At = None,
) -> Result:
    """Close a resolved ticket, with what the customer thought of it

    Examples:

        onboardctl ticket close T-000004 --satisfaction 5
        onboardctl ticket close T-000004 --dry-run
    """
    from onboardctl.operations.ticket.writing import Act
    from onboardctl.operations.ticket.writing import close as end

    return end(run.session(), Act(ticket, "", at), satisfaction)


@command(app, "priority", writes=True)
def priority(
    run: Run,
    ticket: Ticket,
    level: Annotated[str, Argument(metavar="PRIORITY", help="The new one.")],
    reason: Reason = "",
    at: At = None,
) -> Result:
    """Make a ticket more or less urgent

    Clocks that still run count from the opening under the new target, those that ended keep their
    verdict. A breach that the change takes back is never hidden.

    Examples:

        onboardctl ticket priority T-000005 critical --reason "production is down"
        onboardctl ticket priority T-000005 low --dry-run
    """
    from onboardctl.operations.ticket.writing import Act, prioritise

    return prioritise(run.session(), Act(ticket, reason, at), level)


@command(app, "escalate", writes=True)
def escalate(
    run: Run,
    ticket: Ticket,
    path: Annotated[str, Option("--path", help="Another ladder, from its first level.")] = "",
    person: Annotated[str | None, Option("--to", help="Somebody else than the role says.")] = None,
    reason: Reason = "",
    at: At = None,
) -> Result:
    """Hand a ticket to the next level of its ladder

    Examples:

        onboardctl ticket escalate T-000002 --reason "needs a decision on design"
        onboardctl ticket escalate T-000002 --to max
    """
    from onboardctl.operations.ticket.writing import Act
    from onboardctl.operations.ticket.writing import escalate as hand_over

    return hand_over(run.session(), Act(ticket, reason, at), path, person)


@command(app, "assign", writes=True)
def assign(
    run: Run,
    ticket: Ticket,
    owner: Annotated[str, Argument(metavar="OWNER", help="Somebody of ours, or ``me``.")],
    at: At = None,
) -> Result:
    """Let somebody answer for a ticket

    Examples:

        onboardctl ticket assign T-000002 kim
        onboardctl ticket assign T-000002 me
    """
    from onboardctl.operations.ticket.writing import Act
    from onboardctl.operations.ticket.writing import assign as give

    return give(run.session(), Act(ticket, "", at), owner)


@command(app, "note", writes=True)
def note(
    run: Run,
    ticket: Ticket,
    text: Text = "",
    cause: Annotated[str, Option("--cause", help="What caused a breach.")] = "",
    mitigation: Annotated[str, Option("--mitigation", help="What is done about it.")] = "",
    category: Annotated[str, Option("--category", help="What kind of matter it is.")] = "",
    at: At = None,
) -> Result:
    """Note the cause of a breach, its mitigation, or anything else

    Reports list breaches with both.

    Examples:

        onboardctl ticket note T-000003 --cause "on-call rota was empty"
        onboardctl ticket note T-000003 --mitigation "second person on call since Monday"
    """
    from onboardctl.operations.ticket.writing import Act
    from onboardctl.operations.ticket.writing import note as write

    return write(run.session(), Act(ticket, text, at), cause, mitigation, category)


@command(app, "tell", writes=True)
def tell(
    run: Run,
    ticket: Ticket,
    stage: Annotated[
        str | None, Option("--stage", help="The stage; the present one by default.")
    ] = None,
    at: At = None,
) -> Result:
    """Say that the customer was told of a stage

    Where the playbook wants a mail at each stage, ``today`` lists those that are missing.

    Examples:

        onboardctl ticket tell T-000002
        onboardctl ticket tell T-000003 --stage testing
    """
    from onboardctl.operations.ticket.writing import Act
    from onboardctl.operations.ticket.writing import tell as told

    return told(run.session(), Act(ticket, "", at), stage)


command(app, "import", writes=True)(ticket_files.import_)
command(app, "export", writes=True)(ticket_files.export)
command(app, "list", writes=False)(ticket_reads.list_)
command(app, "show", writes=False)(ticket_reads.show)
command(app, "explain", writes=False)(ticket_reads.explain)
