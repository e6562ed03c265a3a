"""What is done with a ticket: one change each, the clocks told at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import Diagnostic, InvalidInput, Refused
from onboardctl.core.names import one_line
from onboardctl.core.record import NamedTuple
from onboardctl.core.ticket import decide
from onboardctl.core.ticket import facts as f
from onboardctl.core.ticket.story import clocks_of
from onboardctl.operations import moments
from onboardctl.operations.ticket import people
from onboardctl.operations.ticket.finding import answer, find, partner_of
from onboardctl.store import policies

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.core.result import Result
    from onboardctl.core.sla.policy import Policy
    from onboardctl.core.ticket.state import Ticket
    from onboardctl.operations.session import Session
    from onboardctl.store.changes import Change
    from onboardctl.store.engine import Row


class Act(NamedTuple):
    """Something done with a ticket; ``at`` is when, as typed in the partner's zone."""

    ticket: str
    text: str = ""
    at: str | None = None


class _Around(NamedTuple):
    """What a decision may look at beside the ticket."""

    session: Session
    partner: Row
    policy: Policy | None


def reply(session: Session, request: Act, *, customer: bool) -> Result:
    """We answered, or the customer wrote."""
    verb = "the customer wrote" if customer else "answered"
    choose = decide.message if customer else decide.reply
    return _act(session, "ticket reply", request, verb, lambda t, _: choose(t, request.text))


def pause(session: Session, request: Act) -> Result:
    """Wait for the customer; clocks that the policy names stand still."""
    return _act(
        session, "ticket pause", request, "waits", lambda t, _: decide.pause(t, request.text)
    )


def resume(session: Session, request: Act) -> Result:
    """Wait no more."""
    return _act(session, "ticket resume", request, "waits no more", lambda t, _: decide.resume(t))


def advance(session: Session, request: Act, stage: str | None) -> Result:
    """Move on to the next stage."""
    return _act(
        session, "ticket advance", request, "moved on",
        lambda t, around: decide.advance(t, around.policy, stage),
    )  # fmt: skip


def resolve(session: Session, request: Act) -> Result:
    """Settle it."""
    return _act(
        session, "ticket resolve", request, "resolved",
        lambda t, around: decide.resolve(t, around.policy, request.text),
    )  # fmt: skip


def reopen(session: Session, request: Act) -> Result:
    """Take it up again."""
    return _act(
        session, "ticket reopen", request, "reopened", lambda t, _: decide.reopen(t, request.text)
    )


def close(session: Session, request: Act, satisfaction: int | None) -> Result:
    """End it."""
    return _act(
        session, "ticket close", request, "closed", lambda t, _: decide.close(t, satisfaction)
    )


def prioritise(session: Session, request: Act, priority: str) -> Result:
    """Make it more or less urgent."""
    return _act(
        session, "ticket priority", request, f"has priority {priority}",
        lambda t, around: decide.prioritise(t, around.policy, priority, request.text),
    )  # fmt: skip


def escalate(session: Session, request: Act, path: str, person: str | None) -> Result:
    """Hand it to the next level."""

    def choose(ticket: Ticket, around: _Around) -> decide.Facts:
        rungs = people.rungs_of(session, ticket, path)
        level = 1 if path and path != ticket.path else ticket.level + 1
        role = rungs[level - 1].level.role if level <= len(rungs) else ""
        named = session.owner(person) if person else None
        found = named or (people.person_for(session, role, around.partner) if role else None)
        return decide.escalate(ticket, rungs, path, found or "", request.text)

    return _act(session, "ticket escalate", request, "escalated", choose)


def assign(session: Session, request: Act, owner: str) -> Result:
    """Let somebody of ours answer for it."""
    person = session.owner(owner) or owner
    return _act(
        session, "ticket assign", request, f"goes to {person}",
        lambda t, _: (f.TicketAssigned(person),),
    )  # fmt: skip


def note(session: Session, request: Act, cause: str, mitigation: str, category: str) -> Result:
    """Write down what caused a breach and what is done about it."""
    if not (request.text or cause or mitigation or category):
        raise InvalidInput(
            "ticket.note",
            "there is nothing to note",
            hint="give a text, --cause, --mitigation or --category",
        )
    fact = f.TicketNoted(cause, mitigation, request.text, category)
    return _act(session, "ticket note", request, "noted", lambda t, _: (fact,))


def tell(session: Session, request: Act, stage: str | None) -> Result:
    """Say that the customer was told of a stage."""
    return _act(
        session, "ticket tell", request, "customer told", lambda t, _: decide.told(t, stage)
    )


def _act(
    session: Session,
    command: str,
    request: Act,
    verb: str,
    choose: Callable[[Ticket, _Around], decide.Facts],
) -> Result:
    with session.change(command) as change:
        ticket: Ticket = change.subject(find(session, request.ticket))
        assert ticket.opened is not None
        partner = partner_of(session, ticket)
        moment = moments.happened_at(session, ticket.opened.zone, request.at)
        if ticket.opened_at is not None and moment < ticket.opened_at:
            raise Refused(
                "ticket.before_opening",
                f"{ticket.id} was opened later than that",
                hint="see when with `onboardctl ticket show`",
            )
        policy = policies.book(session.store).policy(ticket.policy) if ticket.policy else None
        before = _cleared(ticket, session)
        facts = choose(ticket, _Around(session, partner, policy))
        after: Ticket = change.append(ticket, facts, occurred_at=moment)
        change.summary = f"{ticket.id} {verb}{_more(request.text)}"
        warnings = _told_of_clearing(after, session, before)
    return answer(session, command, after, partner, change.summary, warnings)


def _more(text: str) -> str:
    short = one_line(text)[:60]
    return f": {short}" if short else ""


def _cleared(ticket: Ticket, session: Session) -> int:
    clocks = clocks_of(ticket, policies.book(session.store)).clocks
    return sum(one.effect == "cleared" for clock in clocks for one in clock.shifts)


def _told_of_clearing(ticket: Ticket, session: Session, before: int) -> tuple[Diagnostic, ...]:
    """A breach never goes away in silence (R7)."""
    if _cleared(ticket, session) <= before:
        return ()
    message = f"the change takes a breach of {ticket.id} back; `ticket explain` and reports say so"
    return (Diagnostic("ticket.cleared", message, severity="warning"),)


def retier(session: Session, change: Change, partner_id: str, tier: str) -> None:
    """Let the open tickets of a partner follow its new contract (R7)."""
    for row in session.store.rows("ticket.of_partner_open", partner_id=partner_id):
        ticket: Ticket = change.subject(row["ticket_id"])
        change.append(ticket, [f.TicketRetiered(tier, "the contract changed")])
