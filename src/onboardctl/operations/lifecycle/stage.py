"""Stages of a partnership: where it stands, what is scored and decided, and moving on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import Refused, Usage
from onboardctl.core.lifecycle import events as e
from onboardctl.core.lifecycle import stages, standing
from onboardctl.core.names import listed
from onboardctl.core.payloads import stage as p
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.lifecycle.partnership import (
    Partnership,
    definition,
    find_partnership,
    open_partnership,
)
from onboardctl.operations.lifecycle.stage_lines import (
    contract_step,
    next_step,
    pipeline_line,
    shown,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from onboardctl.core.partner.events import Event
    from onboardctl.operations.session import Session
    from onboardctl.store.changes import Change


class MoveOn(NamedTuple):
    """To which stage (``None``: the next one), why, and what need not or does hold."""

    partner: str
    to: str | None = None
    reason: str = ""
    confirm: tuple[str, ...] = ()
    waive: tuple[str, ...] = ()
    evidence: str = ""


class Assess(NamedTuple):
    """Scores as typed, ``factor=4``, and what the partnership is."""

    partner: str
    scores: tuple[str, ...] = ()
    evidence: str = ""
    source: str | None = None
    partner_type: str | None = None


class Decide(NamedTuple):
    """A yes or a no of a role; ``stage`` is the present one unless a last one is meant.

    ``by`` is the person who decided, ``None`` for whoever is at the keyboard.
    """

    partner: str
    role: str | None = None
    by: str | None = None
    approved: bool = True
    stage: str | None = None
    reason: str = ""


def show(session: Session, name: str) -> Result:
    """Where a partnership stands, what its stage asks for, what is scored, and its way here."""
    found = find_partnership(session, name)
    return _answer(session, "stage show", found, started=bool(found.lifecycle.version))


def pipeline(session: Session, stage: str | None) -> Result:
    """Every partnership that is followed, by stage.

    Raises:
        NotFound: no such stage.
    """
    rows = session.store.rows("lifecycle.pipeline", stage=stage)
    if stage is not None and not rows:
        standing.stage_of(definition(session), stage)
    lines = tuple(pipeline_line(session, row) for row in rows)
    counts: dict[tuple[str, str], int] = {}
    for line in lines:
        counts[line.stage, line.title] = counts.get((line.stage, line.title), 0) + 1
    return Result(
        "stage list",
        "stage-pipeline/1",
        p.Pipeline(lines, tuple((*known, count) for known, count in counts.items())),
        as_of=session.moment,
        zone=session.settings.zone,
        next_steps=(f"onboardctl stage show {lines[0].partner}",) if lines else (),
    )


def advance(session: Session, request: MoveOn) -> Result:
    """Move a partnership on.

    Raises:
        NotFound: no such partner, stage or criterion.
        Refused: the move is not legal, or something it asks for is open; the message says what.
    """
    with session.change("stage advance") as change:
        found = open_partnership(session, change, request.partner)
        for name in request.confirm:
            facts = stages.confirm(
                found.lifecycle, found.playbook, found.partner, name, evidence=request.evidence
            )
            found = _record(change, found, facts)
        fact = stages.advance(
            found.lifecycle,
            found.playbook,
            found.partner,
            request.to,
            reason=request.reason,
            waive=request.waive,
        )
        found = _record(change, found, (fact,))
        title = standing.stage_of(found.playbook, fact.stage).title
        change.summary = f"{found.partner.name}: now in {title}"
    return _answer(session, "stage advance", found, said=(change.summary,))


def assess(session: Session, request: Assess) -> Result:
    """Score factors, and say what the partnership is.

    Raises:
        NotFound: no such partner or factor.
        InvalidInput: a score off the scale, an unknown source or type.
        Refused: a factor of another type of partner.
        Usage: nothing was to be said.
    """
    if not (request.scores or request.source or request.partner_type):
        raise Usage(
            "assess.nothing",
            "say what is scored",
            hint=f"for example `onboardctl stage assess {request.partner} fit-market=4`",
        )
    with session.change("stage assess") as change:
        found = open_partnership(session, change, request.partner)
        said = []
        for name, value in (
            ("source", request.source),
            (standing.TYPE_FACT, request.partner_type),
        ):
            if value is not None:
                found = _record(change, found, (stages.describe(found.playbook, name, value),))
                said.append(f"{name} {value}")
        for typed in request.scores:
            factor, _, score = typed.partition("=")
            fact = stages.assess(
                found.lifecycle,
                found.playbook,
                found.partner,
                factor.strip(),
                score,
                evidence=request.evidence,
            )
            found = _record(change, found, (fact,))
            said.append(f"{fact.factor} {fact.score}")
        change.summary = f"{found.partner.name}: {listed(said)}"
    return _answer(session, "stage assess", found, said=(change.summary,))


def decide(session: Session, request: Decide) -> Result:
    """Record what somebody decided in a role that they play.

    Raises:
        NotFound: no such partner or stage, or a role that is not asked.
        Refused: whoever asks does not play the role, it is not its turn, or nobody says why.
    """
    with session.change("stage approve") as change:
        found = open_partnership(session, change, request.partner)
        asked = _asked(found, request)
        fact = stages.decide(
            found.lifecycle,
            found.playbook,
            asked,
            session.owner(request.by or "me") or session.actor,
            approved=request.approved,
            stage=request.stage,
            reason=request.reason,
        )
        _refuse_without_role(session, found, fact)
        stages.require_reason(fact)
        found = _record(change, found, (fact,))
        word = "approved" if fact.approved else "refused"
        found, shown_too = _show_in_the_plan(session, change, found, fact)
        too = f", and so {listed(shown_too)} of the plan" if shown_too else ""
        change.summary = f"{found.partner.name}: {fact.role} {word} {fact.stage}{too}"
    return _answer(session, "stage approve", found, said=(change.summary,))


def _show_in_the_plan(
    session: Session, change: Change, found: Partnership, fact: e.ApprovalDecided
) -> tuple[Partnership, list[str]]:
    """An approval also shows the gates of the stage's own phase that ask for that role's word.

    One decision is said once. Whoever works by another playbook has no such phase; a refusal leaves
    the gates as they are, closed.
    """
    before = found.partner
    if not fact.approved or before.playbook != found.playbook.id:
        return found, []
    from onboardctl.core.partner import criteria, gates
    from onboardctl.operations.task import progress

    facts: list[Event] = []
    names: list[str] = []
    for task in found.playbook.tasks:
        if task.phase != fact.stage or not gates.is_included(before, task.id):
            continue
        for criterion in task.gate:
            if criterion.attest == fact.role:
                told = criteria.attest(
                    before, found.playbook, criterion.id, task=task, evidence=fact.reason
                )
                facts += told
                names += [criterion.id] if told else []
    if not facts:
        return found, []
    known = change.partner(before.id)
    after = change.append(known, facts)
    progress.conclude(session, change, after, found.playbook, before=known)
    return found._replace(partner=change.partner(before.id)), names


def _asked(found: Partnership, request: Decide) -> str:
    if request.role is not None:
        return request.role
    stage = standing.stage_of(found.playbook, request.stage or found.lifecycle.stage)
    for approval in standing.approvals(found.lifecycle, stage):
        if approval.standing != "approved":
            return approval.role
    raise Refused("approval.none", f'nobody needs to approve "{stage.id}" any more')


def _refuse_without_role(session: Session, found: Partnership, fact: e.ApprovalDecided) -> None:
    """Only who plays the role, or stands in for it when nobody does, decides in it."""
    role = fact.role
    holders = _holders(session, found, role)
    if fact.person in holders:
        return
    raise Refused(
        "approval.role",
        f'{fact.person} does not play "{role}" for {found.partner.name}',
        hint=f"{listed(holders)} can decide; record it with `--by {holders[0]}`"
        if holders
        else f"name who does: `onboardctl partner edit {found.partner.slug} --team {role}=PERSON`",
    )


def _holders(session: Session, found: Partnership, role: str | None) -> list[str]:
    fallbacks = {one.id: one.fallback for one in found.playbook.roles}
    asked: set[str] = set()
    while role is not None and role not in asked:
        asked.add(role)
        people = {one.id for one in session.settings.staff if role in one.roles}
        named = found.partner.team.get(role)
        if people or named:
            return sorted(people | ({named} if named else set()))
        role = fallbacks.get(role)
    return []


def _record(change: Change, found: Partnership, facts: Iterable[Any]) -> Partnership:
    return found._replace(lifecycle=change.append(found.lifecycle, facts))


def _answer(
    session: Session,
    command: str,
    found: Partnership,
    *,
    started: bool = True,
    said: tuple[str, ...] = (),
) -> Result:
    return Result(
        command,
        "stage/1",
        shown(found, started=started),
        as_of=session.moment,
        zone=found.partner.zone,
        messages=said,
        next_steps=(next_step(found), *contract_step(found)),
        dry_run=session.dry_run,
    )
