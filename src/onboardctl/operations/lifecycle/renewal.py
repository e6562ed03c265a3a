"""Renewals: the radar, one contract with its steps, and what is recorded about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput, Usage
from onboardctl.core.lifecycle import contract, renewal
from onboardctl.core.money.amounts import spoken
from onboardctl.core.payloads import renewal as p
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.lifecycle.contract_end import date_plan
from onboardctl.operations.lifecycle.partnership import day_of, find_partnership, record, today_of
from onboardctl.operations.lifecycle.renewal_lines import next_command, radar_lines, shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from typing import Any

    from onboardctl.operations.lifecycle.partnership import Partnership
    from onboardctl.operations.session import Session
    from onboardctl.store.changes import Change

WITHIN_DAYS = 100
"""How far the radar looks ahead: the review at 90 days, with the days it is announced before."""


class SetTerm(NamedTuple):
    """The contract's days and yearly value as typed; ``None`` leaves what is known."""

    partner: str
    ends: str
    starts: str | None = None
    notice: str | None = None
    value: str | None = None
    currency: str = ""
    mistaken: bool = False


class Adjust(NamedTuple):
    """What a year is worth ``since`` a day (``None``: today), and why."""

    partner: str
    value: str
    since: str | None = None
    reason: str = ""


class TakeStep(NamedTuple):
    """A step taken, ``on`` a day (``None``: today), and factors weighed on the way."""

    partner: str
    step: str | None = None
    on: str | None = None
    factors: tuple[str, ...] = ()
    evidence: str = ""


class Close(NamedTuple):
    """What came of a renewal."""

    partner: str
    outcome: str
    ends: str | None = None
    value: str | None = None
    reason: str = ""


def radar(session: Session, within_days: int, owner: str | None) -> Result:
    """Contracts that end within so many days, those past their end included.

    A contract whose notice is due is among them, however far its end is. Days are the partner's.
    """
    lines = tuple(
        line
        for line in radar_lines(session, within_days, session.owner(owner))
        if line.days_left <= within_days or line.notice in {"due", "past"}
    )
    return Result(
        "renewal list",
        "renewal-radar/1",
        p.RenewalRadar(within_days, lines),
        as_of=session.moment,
        zone=session.settings.zone,
        next_steps=(f"onboardctl renewal show {lines[0].partner}",) if lines else (),
    )


def show(session: Session, name: str) -> Result:
    """One contract: its days, the steps of the renewal, factors, calls, and earlier terms."""
    return _answer(session, "renewal show", find_partnership(session, name))


def set_term(session: Session, request: SetTerm) -> Result:
    """Say when the contract ends and what it is worth.

    Raises:
        InvalidInput: not a day, days in the wrong order, not an amount.
        Refused: the term began with another value, and nobody said that was a mistake.
    """

    def decide(found: Partnership) -> tuple[Any, str]:
        fact = contract.set_term(
            found.lifecycle,
            day_of(session, found, request.ends, "--ends"),
            starts_on=_given(session, found, request.starts, "--starts"),
            notice_on=_given(session, found, request.notice, "--notice"),
            value=request.value,
            currency=request.currency,
            mistaken=request.mistaken,
        )
        return fact, f"the contract ends on {fact.ends_on}"

    return _record(session, "renewal set", request.partner, [decide], dates_plan=True)


def adjust(session: Session, request: Adjust) -> Result:
    """Record that a year is worth something else from a day of the running term on.

    Raises:
        InvalidInput: not an amount, or a day outside the term.
        Refused: no reason, no contract that runs, or none with a value.
    """

    def decide(found: Partnership) -> tuple[Any, str]:
        since = _given(session, found, request.since, "--from") or today_of(session, found)
        fact = contract.change_value(found.lifecycle, request.value, since, request.reason)
        worth = spoken(fact.value, found.lifecycle.term.currency if found.lifecycle.term else "")
        return fact, f"a year is worth {worth} from {fact.from_on} on"

    return _record(session, "renewal adjust", request.partner, [decide])


def take_step(session: Session, request: TakeStep) -> Result:
    """Record a step of the renewal, and the factors that were weighed.

    Raises:
        NotFound: no such step or factor.
        Refused: a step before it is open, or no end of the contract is known.
        Usage: nothing was said.
    """
    if request.step is None and not request.factors:
        raise Usage(
            "renewal.nothing",
            "say which step was taken, or which factor weighed",
            hint=f"for example `onboardctl renewal step {request.partner} review "
            "--factor satisfaction=4`",
        )

    def weighed(typed: str) -> Callable[[Partnership], tuple[Any, str]]:
        name, _, score = typed.partition("=")

        def decide(found: Partnership) -> tuple[Any, str]:
            fact = renewal.weigh(found.lifecycle, name.strip(), score, request.evidence)
            return fact, f"{fact.factor} {fact.score}"

        return decide

    def taken(found: Partnership) -> tuple[Any, str]:
        on = _given(session, found, request.on, "--on") or today_of(session, found)
        if on > today_of(session, found):
            raise InvalidInput("date.future", f"--on {on} lies in the future")
        return (
            renewal.take_step(found.lifecycle, request.step or "", on, request.evidence),
            f"{request.step} done",
        )

    decisions = [weighed(typed) for typed in request.factors]
    if request.step is not None:
        decisions.append(taken)
    return _record(session, "renewal step", request.partner, decisions)


def call(session: Session, name: str, percent: str, reason: str) -> Result:
    """Record how likely a person thinks the renewal is.

    Raises:
        InvalidInput: not a percentage.
        Refused: no reason, or no end of the contract is known.
    """

    def decide(found: Partnership) -> tuple[Any, str]:
        fact = renewal.call(found.lifecycle, percent, reason)
        return fact, f"renewal called at {fact.percent}%"

    return _record(session, "renewal call", name, [decide])


def close(session: Session, request: Close) -> Result:
    """Record that the contract was renewed or lapsed.

    Raises:
        InvalidInput: an outcome that does not exist, a day or an amount that is none.
        Refused: renewed without a new end, lapsed without a reason.
    """

    def decide(found: Partnership) -> tuple[Any, str]:
        fact = renewal.conclude(
            found.lifecycle,
            request.outcome,
            ends_on=_given(session, found, request.ends, "--ends"),
            value=request.value,
            reason=request.reason,
        )
        until = f" until {fact.ends_on}" if fact.ends_on else ""
        return fact, f"{fact.outcome}{until}"

    return _record(session, "renewal close", request.partner, [decide], dates_plan=True)


def _record(
    session: Session,
    command: str,
    name: str,
    decisions: list[Callable[[Partnership], tuple[Any, str]]],
    *,
    dates_plan: bool = False,
) -> Result:
    def also(change: Change, found: Partnership) -> str:
        return date_plan(session, change, found) if dates_plan else ""

    said = record(session, command, name, decisions, also=also)
    return _answer(session, command, said.found, said=(said.sentence,))


def _answer(
    session: Session, command: str, found: Partnership, *, said: tuple[str, ...] = ()
) -> Result:
    return Result(
        command,
        "renewal/1",
        shown(session, found),
        as_of=session.moment,
        zone=found.partner.zone,
        messages=said,
        next_steps=(next_command(session, found),),
        dry_run=session.dry_run,
    )


def _given(session: Session, found: Partnership, typed: str | None, flag: str) -> date | None:
    return None if typed is None else day_of(session, found, typed, flag)
