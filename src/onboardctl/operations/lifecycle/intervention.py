"""Interventions for partnerships at risk: opened, escalated, closed, and what worked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.lifecycle import interventions
from onboardctl.core.payloads import intervention as p
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations import moments
from onboardctl.operations.health.brief import score_and
from onboardctl.operations.lifecycle.intervention_effects import plays_tried
from onboardctl.operations.lifecycle.partnership import definition, find_partnership, record
from onboardctl.operations.lines import local_day
from onboardctl.operations.partner import people

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from onboardctl.operations.lifecycle.partnership import Partnership
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row


class OpenIntervention(NamedTuple):
    """A sign taken up; ``play`` and ``owner`` are the advised one and whoever leads, unless named.

    What the sign measures is kept behind the score that was last worked out.
    """

    partner: str
    sign: str
    play: str | None = None
    owner: str | None = None
    due: str | None = None
    before: str = ""


class CloseIntervention(NamedTuple):
    """What came of an intervention."""

    partner: str
    intervention: str
    outcome: str
    after: str = ""
    result: str = ""


def list_interventions(
    session: Session, name: str | None, owner: str | None, *, every: bool
) -> Result:
    """Interventions by the day they are due, and which plays worked.

    Raises:
        NotFound: no such partner or person.
    """
    partner_id = session.find_partner(name)["partner_id"] if name is not None else None
    rows = session.store.rows(
        "intervention.list",
        partner_id=partner_id,
        owner=session.owner(owner),
        every=int(every),
    )
    lines = tuple(_line(session, row) for row in rows)
    tried = plays_tried(session)
    titles = interventions.plays(definition(session)) if tried else {}
    plays = tuple(one._replace(title=titles.get(one.play, one.play)) for one in tried)
    return Result(
        "intervention list",
        "interventions/1",
        p.InterventionList(lines, plays),
        as_of=session.moment,
        zone=session.settings.zone,
        next_steps=(f"onboardctl intervention show {lines[0].partner} {lines[0].intervention}",)
        if lines
        else (),
    )


def show(session: Session, name: str, ident: str) -> Result:
    """One intervention with its ladder.

    Raises:
        NotFound: no such partner or intervention.
    """
    found = find_partnership(session, name)
    if ident not in found.lifecycle.interventions:
        interventions.running(found.lifecycle, ident)
    return _answer(session, "intervention show", found, ident)


def open_intervention(session: Session, request: OpenIntervention) -> Result:
    """Take a warning sign up.

    Raises:
        NotFound: no such partner, sign, play or person.
        InvalidInput: not a day, or one that is over.
        Refused: one about the same sign is open.
    """

    def decide(found: Partnership) -> tuple[Any, str]:
        zone = found.partner.zone
        today = local_day(session.now, zone)
        due_on = today + timedelta(days=interventions.USUAL_DAYS)
        if request.due is not None:
            due_on = date.fromisoformat(moments.when(request.due, zone, session.now, "--due")[:10])
        owner = (
            people.staff_member(session, request.owner)
            if request.owner
            else session.find_partner(found.partner.id)["lead"] or session.actor
        )
        fact = interventions.open_intervention(
            found.lifecycle,
            found.playbook,
            request.sign,
            play=request.play,
            owner=owner,
            due_on=due_on,
            today=today,
            before=score_and(session, found.partner.id, request.before),
        )
        return fact, f"{fact.intervention}: {fact.play} by {fact.owner} until {fact.due_on}"

    return _record(session, "intervention open", request.partner, decide)


def escalate(session: Session, name: str, ident: str, reason: str) -> Result:
    """Climb the next rung of the ladder.

    Raises:
        NotFound: no such intervention.
        Refused: it is closed or on the last rung, or no reason is given.
    """

    def decide(found: Partnership) -> tuple[Any, str]:
        fact = interventions.escalate(found.lifecycle, found.playbook, ident, reason)
        return fact, f"{ident}: {fact.rung}"

    return _record(session, "intervention escalate", name, decide)


def close(session: Session, request: CloseIntervention) -> Result:
    """Say what came of an intervention.

    Raises:
        NotFound: no such intervention.
        InvalidInput: an outcome that does not exist.
        Refused: it is closed, or nothing is said of what came of it.
    """

    def decide(found: Partnership) -> tuple[Any, str]:
        fact = interventions.close(
            found.lifecycle,
            request.intervention,
            request.outcome,
            after=request.after,
            result=request.result,
        )
        fact = fact._replace(after=score_and(session, found.partner.id, request.after))
        return fact, f"{fact.intervention} {fact.outcome}"

    return _record(session, "intervention close", request.partner, decide)


def _record(
    session: Session, command: str, name: str, decide: Callable[[Partnership], tuple[Any, str]]
) -> Result:
    said = record(session, command, name, [decide])
    ident = said.facts[0].intervention
    return _answer(session, command, said.found, ident, said=(said.sentence,))


def _answer(
    session: Session, command: str, found: Partnership, ident: str, *, said: tuple[str, ...] = ()
) -> Result:
    data = _shown(found, ident)
    step = (
        f"onboardctl intervention list {data.partner}"
        if data.outcome
        else f"onboardctl intervention close {data.partner} {ident} worked --after VALUE"
    )
    return Result(
        command,
        "intervention/1",
        data,
        as_of=session.moment,
        zone=found.partner.zone,
        messages=said,
        next_steps=(step,),
        dry_run=session.dry_run,
    )


def _shown(found: Partnership, ident: str) -> p.InterventionShown:
    one = found.lifecycle.interventions[ident]
    climbed = {rung.rung: rung for rung in one.rungs}
    lines = []
    for rung, text in interventions.ladder(found.playbook).items():
        mark = climbed.get(rung)
        lines.append(
            p.RungLine(
                rung,
                text,
                mark.at if mark else None,
                mark.by if mark else "",
                mark.reason if mark else "",
            )
        )
    sign = interventions.sign_of(found.playbook, one.sign)
    return p.InterventionShown(
        partner=found.partner.slug,
        name=found.partner.name,
        intervention=one.id,
        sign=one.sign,
        sign_title=f"{sign.title}: {sign.bad}",
        play=one.play,
        play_title=interventions.plays(found.playbook).get(one.play, one.play),
        owner=one.owner,
        due_on=one.due_on,
        opened_at=one.opened_at,
        before=one.before,
        ladder=tuple(lines),
        outcome=one.outcome,
        closed_at=one.closed_at,
        after=one.after,
        result=one.result,
    )


def _line(session: Session, row: Row) -> p.InterventionLine:
    due_on = date.fromisoformat(row["due_on"])
    late = not row["outcome"] and due_on < local_day(session.moment, row["zone"])
    return p.InterventionLine(
        row["slug"],
        row["name"],
        row["intervention"],
        row["sign"],
        row["play"],
        row["rung"],
        row["owner"],
        due_on,
        late,
        row["before_text"],
        row["after_text"],
        row["outcome"],
    )
