"""What may be done with a ticket: each function answers with facts, or refuses.

Source of the stages: New, In Progress, Testing, Resolved, Closed (D41). Where a policy writes its
flow down only the next stage is legal; elsewhere a stage may be skipped, never gone back to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.errors import InvalidInput, Refused
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.ticket import facts as f

if TYPE_CHECKING:
    from onboardctl.core.sla.book import Rung
    from onboardctl.core.sla.policy import Policy
    from onboardctl.core.ticket.state import Ticket

Facts = tuple[Any, ...]
STARS = range(1, 6)


def reply(ticket: Ticket, text: str) -> Facts:
    """We answered; work on a new ticket has begun with that."""
    _refuse_closed(ticket, "answer")
    begun = (f.TicketMoved("in-progress"),) if ticket.stage == "new" else ()
    return (f.TicketReplied(text), *begun)


def message(ticket: Ticket, text: str) -> Facts:
    """The customer wrote; a ticket that waited for them waits no more."""
    _refuse_closed(ticket, "add to")
    return (f.TicketMessaged(text), *((f.TicketResumed(),) if ticket.waiting else ()))


def pause(ticket: Ticket, reason: str) -> Facts:
    """Wait for the customer."""
    _refuse_settled(ticket, "pause")
    if ticket.waiting:
        raise Refused(
            "ticket.waiting",
            f"{ticket.id} waits already{_because(ticket.waiting_for)}",
            hint=f"`onboardctl ticket resume {ticket.id}` ends that",
        )
    return (f.TicketPaused(reason),)


def resume(ticket: Ticket) -> Facts:
    """Wait no more."""
    if not ticket.waiting:
        raise Refused(
            "ticket.not_waiting",
            f"{ticket.id} is not waiting",
            hint=f"see `onboardctl ticket show {ticket.id}`",
        )
    return (f.TicketResumed(),)


def advance(ticket: Ticket, policy: Policy | None, stage: str | None) -> Facts:
    """Move on to the next stage, or to a later one where the policy allows it."""
    _refuse_settled(ticket, "move on")
    flow = _flow(policy)
    after = flow[flow.index(ticket.stage) + 1 :] if ticket.stage in flow else flow
    wanted = stage or after[0]
    if wanted not in flow:
        raise InvalidInput(
            "ticket.stage",
            f'there is no stage "{wanted}"{did_you_mean(wanted, flow)}',
            hint=f"the stages are {listed(flow)}",
        )
    if wanted in {"resolved", "closed"}:
        verb = "resolve" if wanted == "resolved" else "close"
        raise Refused(
            "ticket.stage_ends",
            f'"{wanted}" ends a ticket and has a command of its own',
            hint=f"onboardctl ticket {verb} {ticket.id}",
        )
    _refuse_skip(ticket, policy, wanted)
    return (f.TicketMoved(wanted),)


def resolve(ticket: Ticket, policy: Policy | None, text: str) -> Facts:
    """Settle it."""
    if ticket.closed_at is not None:
        _refuse_closed(ticket, "resolve")
    if ticket.resolved_at is not None:
        raise Refused(
            "ticket.resolved",
            f"{ticket.id} is resolved already",
            hint=f"`onboardctl ticket close {ticket.id}` ends it, `ticket reopen` takes it up again",
        )
    _refuse_skip(ticket, policy, "resolved")
    return (f.TicketResolved(text),)


def reopen(ticket: Ticket, reason: str) -> Facts:
    """Take it up again; the time since it was resolved does not count."""
    if ticket.is_open:
        raise Refused(
            "ticket.open",
            f"{ticket.id} is open ({ticket.stage})",
            hint=f"see `onboardctl ticket show {ticket.id}`",
        )
    return (f.TicketReopened(reason),)


def close(ticket: Ticket, satisfaction: int | None) -> Facts:
    """End it, with what the customer thought of it."""
    _refuse_closed(ticket, "close")
    if ticket.resolved_at is None:
        raise Refused(
            "ticket.unresolved",
            f"{ticket.id} is not resolved ({ticket.stage})",
            hint=f"onboardctl ticket resolve {ticket.id}",
        )
    if satisfaction is not None and satisfaction not in STARS:
        raise InvalidInput(
            "ticket.satisfaction",
            f"satisfaction is {satisfaction}, it goes from {STARS[0]} to {STARS[-1]}",
        )
    return (f.TicketClosed(satisfaction),)


def prioritise(ticket: Ticket, policy: Policy | None, priority: str, reason: str) -> Facts:
    """Make it more or less urgent; running clocks count anew from its opening."""
    _refuse_closed(ticket, "change the priority of")
    known_priority(policy, priority)
    if ticket.priority == priority:
        raise Refused("ticket.same", f"{ticket.id} has priority {priority} already")
    return (f.TicketPrioritised(priority, reason),)


def escalate(ticket: Ticket, rungs: tuple[Rung, ...], path: str, person: str, reason: str) -> Facts:
    """Hand it to the next level of its ladder, or to the first of another one."""
    _refuse_settled(ticket, "escalate")
    level = 1 if path and path != ticket.path else ticket.level + 1
    if not rungs:
        raise Refused(
            "ticket.no_ladder",
            f"{ticket.id} has no ladder of escalation"
            + (f' for "{path or ticket.path}"' if path or ticket.path else ""),
            hint="its playbook names ladders under `escalations:`; `ticket open --path` picks one",
        )
    if level > len(rungs):
        raise Refused(
            "ticket.top",
            f"{ticket.id} is at the last level already: {rungs[-1].level.role}",
            hint=f"`onboardctl ticket assign {ticket.id} PERSON` hands it to somebody else",
        )
    return (f.TicketEscalated(level, reason, path if path != ticket.path else "", person),)


def told(ticket: Ticket, stage: str | None) -> Facts:
    """The customer was told of a stage."""
    wanted = stage or ticket.stage
    if wanted not in ticket.entered:
        raise Refused(
            "ticket.stage_unreached",
            f"{ticket.id} has not reached {wanted}",
            hint=f"it went through {listed(tuple(ticket.entered))}",
        )
    return (f.TicketTold(wanted),)


def known_priority(policy: Policy | None, priority: str) -> None:
    """Refuse a priority that the policy does not know."""
    from onboardctl.core.sla.policy import PRIORITIES

    known = tuple(policy.priorities) if policy else PRIORITIES
    if priority not in known:
        raise InvalidInput(
            "ticket.priority",
            f'there is no priority "{priority}"{did_you_mean(priority, known)}',
            hint=f"priorities are {listed(known)}",
        )


def _flow(policy: Policy | None) -> tuple[str, ...]:
    from onboardctl.core.sla.policy import FLOW

    return policy.flow if policy else FLOW


def _refuse_skip(ticket: Ticket, policy: Policy | None, wanted: str) -> None:
    flow = _flow(policy)
    here = flow.index(ticket.stage) if ticket.stage in flow else -1
    there = flow.index(wanted)
    if there <= here:
        raise Refused(
            "ticket.backwards",
            f"{ticket.id} is {ticket.stage} already, a ticket does not go back to {wanted}",
            hint=f"the stages are {listed(flow)}",
        )
    if policy is not None and policy.strict and there > here + 1:
        following = flow[here + 1]
        raise Refused(
            "ticket.skips",
            f"{ticket.id} is {ticket.stage}: the next stage is {following}, not {wanted}",
            hint=f"onboardctl ticket advance {ticket.id}",
        )


def _refuse_settled(ticket: Ticket, verb: str) -> None:
    _refuse_closed(ticket, verb)
    if ticket.resolved_at is not None:
        raise Refused(
            "ticket.resolved",
            f"{ticket.id} is resolved, so there is nothing to {verb}",
            hint=f"`onboardctl ticket reopen {ticket.id}` takes it up again",
        )


def _refuse_closed(ticket: Ticket, verb: str) -> None:
    if ticket.closed_at is not None:
        raise Refused(
            "ticket.closed",
            f"{ticket.id} is closed, so you cannot {verb} it",
            hint=f"`onboardctl ticket reopen {ticket.id}` takes it up again",
        )


def _because(reason: str) -> str:
    return f" for {reason}" if reason else ""
