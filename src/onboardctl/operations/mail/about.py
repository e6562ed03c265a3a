"""A mail about one ticket: what it says of it, and what makes it due once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import Refused
from onboardctl.core.message import Variable
from onboardctl.core.ticket import decide
from onboardctl.operations.ticket.finding import find
from onboardctl.operations.ticket.past import ticket_at

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.core.message import MailFacts
    from onboardctl.core.ticket.state import Ticket
    from onboardctl.operations.session import Session
    from onboardctl.store.changes import Change

ASKED = ("issue_id", "issue_title", "issue_status")
"""The variables of a template that speaks of one ticket."""
NOTE = "issue_note"
"""What is said of it in words of our own: a fact of the partner, else what settled the ticket."""


def about_ticket(session: Session, facts: MailFacts, name: str) -> MailFacts:
    """The facts with the ticket a mail is about.

    Each stage of a ticket is an occasion of its own, and so is each time it comes back to it.

    Raises:
        NotFound: no ticket answers to the name.
        Refused: it is a ticket of another partner.
    """
    ticket = ticket_at(session, find(session, name), session.as_of)
    assert ticket.opened is not None
    if ticket.opened.partner != facts.partner_id:
        raise Refused(
            "mail.about",
            f"{ticket.id} is no ticket of {facts.organization}",
            hint=f"onboardctl ticket list --partner {facts.slug}",
        )
    told = {
        "issue_id": ticket.opened.external.partition(":")[2] or ticket.id,
        "issue_title": ticket.opened.title,
        "issue_status": ticket.stage.replace("-", " ").title(),
    }
    note = "" if facts.facts.get(NOTE) else _settled(session, ticket)
    told |= {NOTE: note} if note else {}
    source = f"ticket {ticket.id}"
    variables = {name: Variable(value, source, "") for name, value in told.items()}
    return facts._replace(figures={**facts.figures, **variables}, event=occasion_of(ticket))


def _settled(session: Session, ticket: Ticket) -> str:
    """What was written to the customer when the ticket was settled; empty at any other stage."""
    if ticket.stage not in ("resolved", "closed"):
        return ""
    from onboardctl.core.codec import instant_text
    from onboardctl.core.ticket.facts import TicketResolved
    from onboardctl.store import event_log

    until = instant_text(session.moment)
    said = [
        fact.event.text
        for fact in event_log.stream(session.store, ticket.id)
        if isinstance(fact.event, TicketResolved) and instant_text(fact.recorded_at) <= until
    ]
    return said[-1] if said else ""


def told_by_mail(change: Change, occasion: str, occurred_at: datetime | None) -> None:
    """Note on the ticket of an occasion that the customer was told of its stage."""
    ticket_id, _, rest = occasion.partition("/")
    stage = rest.partition("/")[0]
    ticket: Ticket = change.subject(ticket_id)
    if ticket.opened is None or stage not in ticket.entered or stage in ticket.told:
        return
    change.append(ticket, decide.told(ticket, stage), occurred_at=occurred_at)


def unasked(facts: MailFacts) -> MailFacts:
    """The facts of a mail that speaks of a ticket while nobody said which."""
    fill = "add --about TICKET; onboardctl ticket list --partner " + facts.slug
    unknown = {name: Variable(None, "a ticket", fill) for name in ASKED}
    return facts._replace(figures={**facts.figures, **unknown})


def occasion_of(ticket: Ticket) -> str:
    """``T-000002/resolved``; ``T-000002/resolved/1`` once it was reopened and resolved again."""
    again = f"/{ticket.reopened}" if ticket.reopened else ""
    return f"{ticket.id}/{ticket.stage}{again}"
