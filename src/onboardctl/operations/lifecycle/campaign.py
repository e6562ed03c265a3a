"""Campaigns, case studies, talks, webinars and expansions: started, worked through, listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput, Usage
from onboardctl.core.lifecycle import campaigns
from onboardctl.core.payloads import campaign as p
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.lifecycle.campaign_lines import answer, line_of
from onboardctl.operations.lifecycle.partnership import day_of, find_partnership, record, today_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from typing import Any

    from onboardctl.operations.lifecycle.partnership import Partnership
    from onboardctl.operations.session import Session


class StartUndertaking(NamedTuple):
    """What is begun: a procedure of the lifecycle, a title, a kind, pairs as typed.

    ``fields`` are ``field=text``, ``days`` are ``step=day``.
    """

    partner: str
    workflow: str
    title: str
    kind: str | None = None
    fields: tuple[str, ...] = ()
    owner: str | None = None
    due: str | None = None
    days: tuple[str, ...] = ()


class WorkOn(NamedTuple):
    """A step taken ``on`` a day, fields recorded, and days planned of an undertaking."""

    partner: str
    undertaking: str
    step: str | None = None
    fields: tuple[str, ...] = ()
    evidence: str = ""
    on: str | None = None
    days: tuple[str, ...] = ()


def undertakings(
    session: Session, name: str | None, workflow: str | None, *, every: bool
) -> Result:
    """Undertakings by the day they are due, of one partner or of one procedure when named.

    Raises:
        NotFound: no such partner, or the lifecycle has no such procedure.
    """
    partner_id = session.find_partner(name)["partner_id"] if name is not None else None
    rows = session.store.rows(
        "campaign.list", partner_id=partner_id, workflow=workflow, every=int(every)
    )
    if workflow is not None and not rows:
        from onboardctl.operations.lifecycle.partnership import definition

        campaigns.workflow_of(definition(session), workflow)
    lines = tuple(line_of(session, row) for row in rows)
    return Result(
        "campaign list",
        "campaigns/1",
        p.UndertakingList(lines),
        as_of=session.moment,
        zone=session.settings.zone,
        next_steps=(f"onboardctl campaign show {lines[0].partner} {lines[0].undertaking}",)
        if lines
        else (),
    )


def show(session: Session, name: str, ident: str) -> Result:
    """One undertaking with its steps and fields.

    Raises:
        NotFound: no such partner or undertaking.
    """
    found = find_partnership(session, name)
    if ident not in found.lifecycle.undertakings:
        campaigns.running(found.lifecycle, ident)
    return answer(session, "campaign show", found, ident)


def start(session: Session, request: StartUndertaking) -> Result:
    """Start an undertaking.

    Raises:
        NotFound: no such procedure, field, step or person.
        InvalidInput: no title, a kind that does not exist, not a day.
    """

    def decide(found: Partnership) -> tuple[Any, str]:
        due = request.due
        fact = campaigns.start(
            found.lifecycle,
            found.playbook,
            request.workflow,
            request.title,
            kind=request.kind,
            fields=_pairs(request.fields),
            owner=session.owner(request.owner) or "",
            due_on=None if due is None else day_of(session, found, due, "--due"),
            days=_days(session, found, request.days),
        )
        return fact, f"started {fact.undertaking}: {fact.title}"

    return _record(session, "campaign start", request.partner, [decide])


def work_on(session: Session, request: WorkOn) -> Result:
    """Record a step, fields and planned days of an undertaking.

    Raises:
        NotFound: no such undertaking, step or field.
        InvalidInput: not a day, or one ahead for what is done.
        Refused: it is closed, or a step before is open.
        Usage: nothing was said.
    """
    decisions = [
        decide
        for said, decide in (
            (request.fields, _recorded(request)),
            (request.days, _planned(session, request)),
            (request.step, _stepped(session, request)),
        )
        if said
    ]
    if not decisions:
        raise Usage(
            "campaign.nothing",
            "say which step is done, or what is recorded",
            hint=f"see `onboardctl campaign show {request.partner} {request.undertaking}`",
        )
    return _record(session, "campaign step", request.partner, decisions)


def _recorded(request: WorkOn) -> Callable[[Partnership], tuple[Any, str]]:
    def decide(found: Partnership) -> tuple[Any, str]:
        pairs = _pairs(request.fields)
        fact = campaigns.record(found.lifecycle, found.playbook, request.undertaking, pairs)
        return fact, f"{request.undertaking}: recorded {', '.join(pairs)}"

    return decide


def _planned(session: Session, request: WorkOn) -> Callable[[Partnership], tuple[Any, str]]:
    def decide(found: Partnership) -> tuple[Any, str]:
        days = _days(session, found, request.days)
        fact = campaigns.plan(found.lifecycle, found.playbook, request.undertaking, days)
        told = ", ".join(f"{step} by {day}" for step, day in days.items())
        return fact, f"{request.undertaking}: {told}"

    return decide


def _stepped(session: Session, request: WorkOn) -> Callable[[Partnership], tuple[Any, str]]:
    def decide(found: Partnership) -> tuple[Any, str]:
        today = today_of(session, found)
        on = None if request.on is None else day_of(session, found, request.on, "--on")
        if on is not None and on > today:
            raise InvalidInput("date.future", f"--on {on} lies in the future")
        step = request.step or ""
        fact = campaigns.take_step(
            found.lifecycle,
            found.playbook,
            request.undertaking,
            step,
            request.evidence,
            today,
            on,
        )
        return fact, f"{request.undertaking}: {step} done"

    return decide


def _record(
    session: Session,
    command: str,
    name: str,
    decisions: list[Callable[[Partnership], tuple[Any, str]]],
) -> Result:
    said = record(session, command, name, decisions)
    ident = said.facts[0].undertaking
    return answer(session, command, said.found, ident, said=(said.sentence,))


def _days(session: Session, found: Partnership, typed: tuple[str, ...]) -> dict[str, date]:
    return {
        step: day_of(session, found, day, f"--by {step}") for step, day in _pairs(typed).items()
    }


def _pairs(typed: tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for pair in typed:
        field, equals, text = pair.partition("=")
        if not equals or not text.strip():
            raise InvalidInput(
                "campaign.form", f'"{pair}" is not field=text', hint='write `--set audience="HR"`'
            )
        pairs[field.strip()] = text.strip()
    return pairs
