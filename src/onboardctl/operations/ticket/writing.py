"""Opening a ticket and everything done with it: one change, the clocks told at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.calendar.calendar import seconds_of
from onboardctl.core.errors import Conflict, Diagnostic, InvalidInput, NotFound, Refused
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.payloads.ticket import TicketChanged
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.core.ticket import decide
from onboardctl.core.ticket import facts as f
from onboardctl.core.ticket.state import Ticket
from onboardctl.core.ticket.story import clocks_of
from onboardctl.operations.sla.policies import in_force, is_behind
from onboardctl.operations.ticket import people
from onboardctl.operations.ticket.lines import clock_line, line_of_ticket
from onboardctl.store import policies

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from onboardctl.core.sla.policy import Policy
    from onboardctl.operations.session import Session
    from onboardctl.store.changes import Change
    from onboardctl.store.engine import Row

LONGEST_TITLE = 200
_CONTROL = dict.fromkeys((*range(32), 127, *range(0x80, 0xA0), 0x2028, 0x2029), " ")


class OpenTicket(NamedTuple):
    """A new ticket of a partner; what is left out follows from the partner and its playbook."""

    partner: str
    title: str
    priority: str | None = None
    source: str = ""
    category: str = ""
    path: str = ""
    owner: str | None = None
    external: str = ""
    contract: str | None = None
    text: str = ""
    ours: bool = False
    at: str | None = None


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


def open_ticket(session: Session, request: OpenTicket) -> Result:
    """Open a ticket and start its clocks.

    Raises:
        NotFound: no such partner or owner.
        InvalidInput: no title, an unknown priority or source.
        Conflict: the external id is known already.
    """
    with session.change("ticket open") as change:
        partner = session.find_partner(request.partner)
        moment = happened_at(session, partner["zone"], request.at)
        fact = _opened(session, partner, request, moment)
        ticket = change.append(Ticket(new_id(session)), [fact], occurred_at=moment)
        change.summary = f"{ticket.id} opened for {partner['name']}: {fact.title}"
    return _answer(
        session, "ticket open", ticket, partner, change.summary, _behind(session, partner)
    )


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


def find(session: Session, name: str) -> str:
    """The id of a ticket: its own, or that of another system.

    Raises:
        NotFound: no ticket answers to it.
    """
    wanted = name.upper() if name[:2].lower() == "t-" else name
    row = session.store.one("ticket.by_key", key=wanted)
    if row is None:
        raise NotFound(
            "ticket.unknown",
            f'no ticket answers to "{name}"',
            hint="see them with `onboardctl ticket list`",
        )
    found: str = row["ticket_id"]
    return found


def new_id(session: Session) -> str:
    """The next free ticket id."""
    row = session.store.one("contact.next_number", name="ticket")
    assert row is not None
    return f"T-{row['value']:06d}"


def happened_at(session: Session, zone: str, at: str | None) -> datetime:
    """When something happened, as typed in the partner's zone; now when nothing was typed.

    Raises:
        Refused: it lies in the future.
    """
    if at is None:
        return session.now
    from datetime import datetime, time
    from zoneinfo import ZoneInfo

    from onboardctl.core import codec
    from onboardctl.operations.partner.intake import when

    text = when(at, zone, session.now, "--at")
    moment = (
        codec.parse_instant(text)
        if "T" in text
        else datetime.combine(datetime.fromisoformat(text).date(), time(12), ZoneInfo(zone))
    )
    if moment > session.now:
        raise Refused(
            "date.future", f"--at {at} lies in the future", hint="leave it out to say now"
        )
    return moment


def one_line(text: str) -> str:
    """A text on one line, without control characters."""
    return " ".join(text.translate(_CONTROL).split())


def _opened(
    session: Session, partner: Row, request: OpenTicket, moment: datetime
) -> f.TicketOpened:
    from onboardctl.operations.lines import local_day

    playbook = session.playbook(partner["digest"])
    digest = in_force(session, playbook, local_day(moment, partner["zone"]))
    policy = policies.book(session.store).policy(digest) if digest else None
    title = one_line(request.title)
    if not title or len(title) > LONGEST_TITLE:
        said = f"has {len(title)} characters, {LONGEST_TITLE} at most" if title else "is empty"
        raise InvalidInput("ticket.title", f"the title {said}")
    priority = request.priority or _middle(policy)
    decide.known_priority(policy, priority)
    _refuse_source(policy, request.source)
    _refuse_path(policy, request.path)
    _refuse_known(session, request.external)
    owner = session.owner(request.owner) if request.owner else None
    bare = f.TicketOpened(
        partner["partner_id"], title, partner["tier"], priority, digest, partner["zone"],
        request.source, one_line(request.category), owner or "", request.path, request.ours,
        request.external, request.contract or partner["contract"] or "", request.text,
    )  # fmt: skip
    return bare if owner else bare._replace(owner=_first_owner(session, partner, bare))


def _first_owner(session: Session, partner: Row, opened: f.TicketOpened) -> str:
    """Whoever the first level of the ladder is, else the partner's lead."""
    ticket = Ticket("", opened=opened, tier=opened.tier, priority=opened.priority,
                    policy=opened.policy, path=opened.path)  # fmt: skip
    rungs = people.rungs_of(session, ticket)
    first = people.person_for(session, rungs[0].level.role, partner) if rungs else None
    return first or partner["lead"] or ""


def _middle(policy: Policy | None) -> str:
    """The priority of a ticket of which nobody said any: one below the most urgent half."""
    from onboardctl.core.sla.policy import PRIORITIES

    known = tuple(policy.priorities) if policy else PRIORITIES
    return known[len(known) // 2]


def _refuse_source(policy: Policy | None, source: str) -> None:
    known = policy.sources if policy else ()
    if source and known and source not in known:
        raise InvalidInput(
            "ticket.source",
            f'there is no source "{source}"{did_you_mean(source, known)}',
            hint=f"tickets come from {listed(known)}",
        )


def _refuse_path(policy: Policy | None, path: str) -> None:
    known = tuple(
        dict.fromkeys(
            [one for one in policy.paths if one] + [one.id for one in policy.ladders]
        )
    ) if policy else ()  # fmt: skip
    if path and path not in known:
        raise InvalidInput(
            "ticket.path",
            f'there is no path "{path}"{did_you_mean(path, known)}',
            hint=f"it has {listed(known)}" if known else "its playbook names no escalations",
        )


def _refuse_known(session: Session, external: str) -> None:
    row = session.store.one("ticket.by_key", key=external) if external else None
    if row is not None:
        raise Conflict(
            "ticket.exists",
            f'"{external}" is {row["ticket_id"]} already',
            hint=f"see `onboardctl ticket show {row['ticket_id']}`",
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
        moment = happened_at(session, ticket.opened.zone, request.at)
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
    return _answer(session, command, after, partner, change.summary, warnings)


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


def _behind(session: Session, partner: Row) -> tuple[Diagnostic, ...]:
    playbook = session.playbook(partner["digest"])
    found = []
    if is_behind(session, playbook):
        found.append(
            Diagnostic(
                "sla.behind",
                f"onboardctl.yaml promises other hours than the policy in force for {playbook.id}",
                "onboardctl sla apply",
                severity="warning",
            )
        )
    rows = policies.versions(session.store, playbook.id)
    policy = policies.book(session.store).policy(rows[0]["digest"]) if rows else None
    missing = (
        [one for one in policy.missing_hours if one.startswith(partner["tier"])] if policy else []
    )
    if missing:
        found.append(
            Diagnostic(
                "sla.no_hours",
                f"no hours are agreed for {partner['tier']}, so its clocks have no target",
                f"onboardctl config set tiers.{missing[0]} TIME, then onboardctl sla apply",
                severity="warning",
            )
        )
    return tuple(found)


def retier(session: Session, change: Change, partner_id: str, tier: str) -> None:
    """Let the open tickets of a partner follow its new contract (R7)."""
    for row in session.store.rows("ticket.of_partner_open", partner_id=partner_id):
        ticket: Ticket = change.subject(row["ticket_id"])
        change.append(ticket, [f.TicketRetiered(tier, "the contract changed")])


def partner_of(session: Session, ticket: Ticket) -> Row:
    """The read row of a ticket's partner, removed ones included."""
    assert ticket.opened is not None
    row = session.store.one("ticket.partner", partner_id=ticket.opened.partner)
    if row is None:
        raise NotFound("partner.unknown", f"the partner of {ticket.id} is not in the store")
    return row


def _answer(
    session: Session,
    command: str,
    ticket: Ticket,
    partner: Row,
    said: str,
    warnings: tuple[Diagnostic, ...] = (),
) -> Result:
    story = clocks_of(ticket, policies.book(session.store), seconds_of(session.now))
    line = line_of_ticket(ticket, story.clocks, partner["slug"], partner["name"], session.now)
    return Result(
        command,
        "ticket-changed/1",
        TicketChanged(line, tuple(clock_line(one, session.now) for one in story.clocks)),
        as_of=session.now,
        zone=partner["zone"],
        messages=(said,),
        next_steps=_next(ticket),
        warnings=warnings,
        dry_run=session.dry_run,
    )


def _next(ticket: Ticket) -> tuple[str, ...]:
    if ticket.closed_at is not None:
        return (f"onboardctl ticket show {ticket.id}",)
    if ticket.resolved_at is not None:
        return (f"onboardctl ticket close {ticket.id}",)
    if ticket.waiting:
        return (f"onboardctl ticket resume {ticket.id}",)
    if ticket.stage == "new":
        return (f"onboardctl ticket reply {ticket.id}",)
    return (f"onboardctl ticket show {ticket.id}",)
