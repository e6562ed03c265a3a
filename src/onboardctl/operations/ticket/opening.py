"""Opening a ticket: what is left out follows from the partner, its playbook and the policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import Conflict, Diagnostic, InvalidInput
from onboardctl.core.names import did_you_mean, listed, one_line
from onboardctl.core.record import NamedTuple
from onboardctl.core.ticket import decide
from onboardctl.core.ticket import facts as f
from onboardctl.core.ticket.state import Ticket
from onboardctl.operations import moments
from onboardctl.operations.sla.policies import in_force, is_behind
from onboardctl.operations.ticket import people
from onboardctl.operations.ticket.finding import answer
from onboardctl.store import policies

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.core.result import Result
    from onboardctl.core.sla.policy import Policy
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

LONGEST_TITLE = 200


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


def open_ticket(session: Session, request: OpenTicket) -> Result:
    """Open a ticket and start its clocks.

    Raises:
        NotFound: no such partner or owner.
        InvalidInput: no title, an unknown priority or source.
        Conflict: the external id is known already.
    """
    with session.change("ticket open") as change:
        partner = session.find_partner(request.partner)
        moment = moments.happened_at(session, partner["zone"], request.at)
        fact = _opened(session, partner, request, moment)
        ticket = change.append(Ticket(_new_id(session)), [fact], occurred_at=moment)
        change.summary = f"{ticket.id} opened for {partner['name']}: {fact.title}"
    return answer(
        session, "ticket open", ticket, partner, change.summary, _behind(session, partner)
    )


def _new_id(session: Session) -> str:
    """The next free ticket id."""
    row = session.store.one("contact.next_number", name="ticket")
    assert row is not None
    return f"T-{row['value']:06d}"


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
