"""How undertakings end: done or dropped; expansions are won, lost or postponed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput, Usage
from onboardctl.core.lifecycle import campaigns, expansion
from onboardctl.core.money.amounts import spoken
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.record import NamedTuple
from onboardctl.operations.lifecycle.campaign_lines import answer
from onboardctl.operations.lifecycle.partnership import day_of, record, today_of

if TYPE_CHECKING:
    from typing import Any

    from onboardctl.core.lifecycle.state import Undertaking
    from onboardctl.core.result import Result
    from onboardctl.operations.lifecycle.partnership import Partnership
    from onboardctl.operations.session import Session
    from onboardctl.store.changes import Change


class CloseUndertaking(NamedTuple):
    """How an undertaking ended, as typed; ``outcome`` ``None`` is done, or dropped if so said.

    The amounts, ``users``, ``since`` and ``until`` are for expansions alone.
    """

    partner: str
    undertaking: str
    dropped: bool = False
    result: str = ""
    outcome: str | None = None
    adds: str | None = None
    value: str | None = None
    currency: str = ""
    users: int | None = None
    since: str | None = None
    until: str | None = None


def close(session: Session, request: CloseUndertaking) -> Result:
    """End an undertaking; an expansion that is won changes the contract in the same fact.

    Raises:
        NotFound: no such undertaking.
        InvalidInput: an outcome it cannot have, an amount or a day that is none.
        Refused: it is closed, something is open, or it ends badly without a reason.
        Usage: an expansion without how it ended, or an amount for what is none.
    """

    def decide(found: Partnership) -> tuple[Any, str]:
        one = campaigns.running(found.lifecycle, request.undertaking)
        outcome = _outcome(request, one)
        if outcome == expansion.WON:
            return _won(session, found, one, request)
        if outcome == expansion.LOST:
            return expansion.lose(one, request.result), f"{one.id} lost"
        if outcome == expansion.POSTPONED:
            until = request.until
            day = None if until is None else day_of(session, found, until, "--until")
            fact = expansion.postpone(one, day, request.result, today_of(session, found))
            return fact, f"{one.id} postponed until {fact.until}"
        ended = campaigns.close(
            found.lifecycle,
            found.playbook,
            one.id,
            dropped=outcome == campaigns.DROPPED,
            result=request.result,
            today=today_of(session, found),
        )
        return ended, f"{one.id} {ended.outcome}"

    def also(change: Change, found: Partnership) -> str:
        return _users(session, change, found, request)

    said = record(session, "campaign close", request.partner, [decide], also=also)
    won = said.found.lifecycle.undertakings[request.undertaking].outcome == expansion.WON
    following = (f"onboardctl renewal show {said.found.partner.slug}",) if won else ()
    return answer(
        session,
        "campaign close",
        said.found,
        request.undertaking,
        said=(said.sentence,),
        following=following,
    )


def _outcome(request: CloseUndertaking, one: Undertaking) -> str:
    """How it ended, among what its procedure knows."""
    outcome = campaigns.DROPPED if request.dropped else request.outcome
    is_expansion = one.workflow == expansion.EXPANSION
    known = (
        (*expansion.OUTCOMES, campaigns.DROPPED)
        if is_expansion
        else (campaigns.DONE, campaigns.DROPPED)
    )
    if outcome is None and is_expansion:
        raise Usage(
            "campaign.outcome",
            f'say how "{one.id}" ended: {listed(known)}',
            hint=f"onboardctl campaign close {request.partner} {one.id} won --adds 12000",
        )
    outcome = outcome or campaigns.DONE
    if outcome not in known:
        raise InvalidInput(
            "campaign.outcome",
            f'"{one.id}" does not end "{outcome}"{did_you_mean(outcome, known)}',
            hint=f"it ends as {listed(known)}",
        )
    if outcome != expansion.WON and (
        request.adds or request.value or request.users or request.since or request.currency
    ):
        raise Usage(
            "campaign.amount",
            "amounts, users and the day they count from belong to an expansion that is won",
            hint=f"leave them out, or onboardctl campaign close {request.partner} "
            f"{one.id if is_expansion else 'expansion-1'} won --adds AMOUNT",
        )
    return outcome


def _won(
    session: Session, found: Partnership, one: Undertaking, request: CloseUndertaking
) -> tuple[Any, str]:
    campaigns.require_steps(one, campaigns.workflow_of(found.playbook, one.workflow))
    since = request.since
    from_on = today_of(session, found) if since is None else day_of(session, found, since, "--from")
    deal = expansion.Deal(request.adds, request.value, request.currency, request.users)
    fact = expansion.win(found.lifecycle, one, deal, from_on, request.result)
    term = found.lifecycle.term
    assert term is not None
    value = Decimal(term.value_on(from_on) or 0) + Decimal(fact.adds)
    worth, more = spoken(value, term.currency), spoken(fact.adds)
    return fact, f"{one.id} won: a year is worth {worth} from {from_on} on, {more} more"


def _users(session: Session, change: Change, found: Partnership, request: CloseUndertaking) -> str:
    """Also records how many people use the product, once the day is there from which they do."""
    won = found.lifecycle.undertakings[request.undertaking]
    if won.users is None or won.adds_from is None or won.users == found.partner.users:
        return ""
    if won.adds_from > today_of(session, found):
        return f"{won.users} users from then: `partner edit` on that day"
    from onboardctl.core.partner.events import PartnerEdited
    from onboardctl.operations.task import progress

    before = change.partner(found.partner.id)
    after = change.append(before, (PartnerEdited({"users": won.users}),))
    progress.conclude(session, change, after, session.playbook(after.digest), before=before)
    return f"{won.users} users"
