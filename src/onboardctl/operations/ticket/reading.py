"""Tickets listed, shown, and explained to the second."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core import codec
from onboardctl.core.calendar.calendar import seconds_of
from onboardctl.core.errors import NotFound
from onboardctl.core.payloads.ticket import (
    Happening,
    NoticeLine,
    TicketCard,
    TicketExplained,
    TicketList,
)
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.core.ticket import facts as f
from onboardctl.core.ticket.story import clocks_of
from onboardctl.operations.ticket import explaining, finding, past, people
from onboardctl.operations.ticket.lines import (
    AT_RISK,
    BREACHED,
    clock_line,
    line_of,
    line_of_ticket,
)
from onboardctl.store import policies

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.core.facts import Recorded
    from onboardctl.core.payloads.ticket import TicketLine
    from onboardctl.core.sla.clock import Story
    from onboardctl.core.ticket.state import Ticket
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

_EVERY = 1_000_000_000


class ListTickets(NamedTuple):
    """Which tickets; the open ones unless ``everything`` or a stage that is no open one."""

    partner: str | None = None
    owner: str | None = None
    tier: str | None = None
    priority: str | None = None
    stage: str | None = None
    category: str | None = None
    at_risk: bool = False
    everything: bool = False
    limit: int = 50


def list_tickets(session: Session, request: ListTickets, as_of: datetime | None) -> Result:
    """Tickets with their next due time, the most pressing first.

    Broken targets come first, then those at risk, then by priority and age.
    """
    moment = as_of or session.now
    lines = _lines(session, request, as_of)
    if request.at_risk:
        lines = [one for one in lines if one.risk in {BREACHED, AT_RISK}]
    order = {BREACHED: 0, AT_RISK: 1}
    lines.sort(key=lambda one: order.get(one.risk, 2))
    counted = session.store.one("ticket.counts", now=codec.instant_text(moment))
    assert counted is not None
    data = TicketList(tuple(lines[: request.limit]), counted["tickets"], counted["breached"])
    if as_of is not None:
        still = [one for one in lines if one.resolved_at is None]
        data = data._replace(
            open_count=len(still), breached_count=sum(one.risk == BREACHED for one in still)
        )
    return Result("ticket list", "ticket-list/1", data, as_of=moment, zone=session.settings.zone)


def _lines(session: Session, request: ListTickets, as_of: datetime | None) -> list[TicketLine]:
    partner = session.find_partner(request.partner)["partner_id"] if request.partner else None
    wanted: dict[str, Any] = {
        "partner_id": partner,
        "owner": session.owner(request.owner),
        "tier": request.tier,
        "priority": request.priority,
        "stage": request.stage,
        "category": request.category,
    }
    settled = request.everything or request.stage in {"resolved", "closed"}
    if as_of is None:
        limit = _EVERY if request.at_risk else request.limit
        rows = session.store.rows("ticket.any" if settled else "ticket.open", limit=limit, **wanted)
        return [line_of(row, session.now) for row in rows]
    touched = past.touched_after(session, as_of)
    rows = session.store.rows("ticket.any", limit=_EVERY, **wanted)
    lines = [line_of(row, as_of) for row in rows if row["ticket_id"] not in touched]
    lines += _replayed(session, touched, as_of, wanted)
    lines.sort(key=lambda one: (one.opened_at, one.ticket), reverse=True)
    return lines if settled else [one for one in lines if one.resolved_at is None]


def _replayed(
    session: Session, touched: frozenset[str], as_of: datetime, wanted: dict[str, Any]
) -> list[TicketLine]:
    lines = []
    for ticket in past.replayed(session, touched, as_of):
        partner = finding.partner_of(session, ticket)
        has = {
            "partner_id": partner["partner_id"],
            "owner": ticket.owner or None,
            "tier": ticket.tier,
            "priority": ticket.priority,
            "stage": ticket.stage,
            "category": ticket.category,
        }
        if any(value is not None and has[name] != value for name, value in wanted.items()):
            continue
        clocks = clocks_of(ticket, policies.book(session.store), seconds_of(as_of)).clocks
        lines.append(line_of_ticket(ticket, clocks, partner["slug"], partner["name"], as_of))
    return lines


def show(session: Session, name: str, as_of: datetime | None) -> Result:
    """Everything about one ticket: clocks, ladder, mails to the customer, history."""
    ticket, partner, story, moment = _told(session, name, as_of)
    opened = ticket.opened
    assert opened is not None
    policy = policies.book(session.store).policy(ticket.policy) if ticket.policy else None
    data = TicketCard(
        line=line_of_ticket(ticket, story.clocks, partner["slug"], partner["name"], moment),
        clocks=tuple(clock_line(one, moment) for one in story.clocks),
        ladder=people.ladder_of(session, ticket, partner, story.clocks),
        notices=_notices(ticket, policy.tell if policy else ""),
        history=tuple(_happening(one) for one in ticket.history),
        source=opened.source,
        path=ticket.path,
        contract=opened.contract,
        text=opened.text,
        cause=ticket.cause,
        mitigation=ticket.mitigation,
        satisfaction=ticket.satisfaction,
        reopened=story.reopened,
        policy=f"{policy.playbook} {policy.version}" if policy else "",
        warnings=story.warnings,
    )
    return Result(
        "ticket show", "ticket/1", data, as_of=moment, zone=partner["zone"],
        next_steps=(f"onboardctl ticket explain {ticket.id}",),
    )  # fmt: skip


def explain(session: Session, name: str, as_of: datetime | None) -> Result:
    """How every clock of a ticket came about, to the second."""
    ticket, partner, story, moment = _told(session, name, as_of)
    assert ticket.opened is not None
    data = TicketExplained(
        ticket.id,
        ticket.opened.title,
        partner["slug"],
        ticket.opened.zone,
        tuple(
            explaining.explained(one, moment, ticket.opened.zone, session.store)
            for one in story.clocks
        ),
        story.warnings,
    )
    return Result("ticket explain", "ticket-explained/1", data, as_of=moment, zone=partner["zone"])


def _told(
    session: Session, name: str, as_of: datetime | None
) -> tuple[Ticket, Row, Story, datetime]:
    moment = as_of or session.now
    ticket = past.ticket_at(session, finding.find(session, name), as_of)
    if ticket.opened is None:
        raise NotFound(
            "ticket.unknown", f'"{name}" was not opened yet at that moment',
            hint="see when with `onboardctl ticket show` without --as-of",
        )  # fmt: skip
    story = clocks_of(ticket, policies.book(session.store), seconds_of(moment))
    return ticket, finding.partner_of(session, ticket), story, moment


def _notices(ticket: Ticket, template: str) -> tuple[NoticeLine, ...]:
    if not template:
        return ()
    return tuple(
        NoticeLine(stage, template, entered, ticket.told.get(stage))
        for stage, entered in ticket.entered.items()
    )


_WORDS: dict[type, Any] = {
    f.TicketOpened: lambda e: ("opened by us" if e.ours else "opened", e.title),
    f.TicketReplied: lambda e: ("we answered", e.text),
    f.TicketMessaged: lambda e: ("the customer wrote", e.text),
    f.TicketMoved: lambda e: (f"moved to {e.stage}", ""),
    f.TicketPaused: lambda e: ("waits", e.reason),
    f.TicketResumed: lambda _: ("waits no more", ""),
    f.TicketResolved: lambda e: ("resolved", e.text),
    f.TicketReopened: lambda e: ("reopened", e.reason),
    f.TicketClosed: lambda e: (
        "closed" if e.satisfaction is None else f"closed, satisfaction {e.satisfaction}", ""
    ),
    f.TicketPrioritised: lambda e: (f"priority {e.priority}", e.reason),
    f.TicketRetiered: lambda e: (f"tier {e.tier}", e.reason),
    f.TicketRejudged: lambda e: (f"new policy {e.policy[:8]}", ""),
    f.TicketEscalated: lambda e: (
        f"escalated to level {e.level}" + (f" ({e.person})" if e.person else ""), e.reason
    ),
    f.TicketAssigned: lambda e: (f"goes to {e.owner}", ""),
    f.TicketNoted: lambda e: ("noted", "; ".join(
        part for part in (
            f"cause: {e.cause}" if e.cause else "",
            f"mitigation: {e.mitigation}" if e.mitigation else "",
            f"category: {e.category}" if e.category else "",
            e.text,
        ) if part
    )),
    f.TicketTold: lambda e: (f"customer told of {e.stage}", ""),
}  # fmt: skip


def _happening(recorded: Recorded) -> Happening:
    what, text = _WORDS[type(recorded.event)](recorded.event)
    return Happening(recorded.occurred_at, what, recorded.actor, text)
