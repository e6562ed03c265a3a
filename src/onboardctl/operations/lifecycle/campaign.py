"""Campaigns, case studies, talks, webinars and expansions: started, worked through, closed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput, Usage
from onboardctl.core.lifecycle import campaigns
from onboardctl.core.payloads import campaign as p
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.lifecycle.partnership import find_partnership, record
from onboardctl.operations.lines import local_day

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from onboardctl.operations.lifecycle.partnership import Partnership
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row


class StartUndertaking(NamedTuple):
    """What is begun: a procedure of the lifecycle, a title, a kind, ``field=text`` pairs as typed."""

    partner: str
    workflow: str
    title: str
    kind: str | None = None
    fields: tuple[str, ...] = ()
    owner: str | None = None
    due: str | None = None


class WorkOn(NamedTuple):
    """A step taken and fields recorded of an undertaking."""

    partner: str
    undertaking: str
    step: str | None = None
    fields: tuple[str, ...] = ()
    evidence: str = ""


class CloseUndertaking(NamedTuple):
    """How an undertaking ended."""

    partner: str
    undertaking: str
    dropped: bool = False
    result: str = ""


def undertakings(
    session: Session, name: str | None, workflow: str | None, *, every: bool
) -> Result:
    """Undertakings by the day they are due, of one partner or of one procedure when named."""
    partner_id = session.find_partner(name)["partner_id"] if name is not None else None
    rows = session.store.rows(
        "campaign.list", partner_id=partner_id, workflow=workflow, every=int(every)
    )
    lines = tuple(_line(session, row) for row in rows)
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
    return _answer(session, "campaign show", found, ident)


def start(session: Session, request: StartUndertaking) -> Result:
    """Start an undertaking.

    Raises:
        NotFound: no such procedure, field or person.
        InvalidInput: no title, a kind that does not exist, not a day.
    """

    def decide(found: Partnership) -> tuple[Any, str]:
        due = None
        if request.due is not None:
            from onboardctl.operations.partner.intake import when

            typed = when(request.due, found.partner.zone, session.now, "--due")
            due = date.fromisoformat(typed[:10])
        fact = campaigns.start(
            found.lifecycle,
            found.playbook,
            request.workflow,
            request.title,
            kind=request.kind,
            fields=_pairs(request.fields),
            owner=session.owner(request.owner) or "",
            due_on=due,
        )
        return fact, f"started {fact.undertaking}: {fact.title}"

    return _record(session, "campaign start", request.partner, [decide])


def work_on(session: Session, request: WorkOn) -> Result:
    """Record a step and fields of an undertaking.

    Raises:
        NotFound: no such undertaking, step or field.
        Refused: it is closed, or a step before is open.
        Usage: nothing was said.
    """
    if request.step is None and not request.fields:
        raise Usage(
            "campaign.nothing",
            "say which step is done, or what is recorded",
            hint=f"see `onboardctl campaign show {request.partner} {request.undertaking}`",
        )
    decisions: list[Callable[[Partnership], tuple[Any, str]]] = []
    if request.fields:
        pairs = _pairs(request.fields)
        decisions.append(
            lambda found: (
                campaigns.record(found.lifecycle, found.playbook, request.undertaking, pairs),
                f"{request.undertaking}: recorded {', '.join(pairs)}",
            )
        )
    if request.step is not None:
        step = request.step
        decisions.append(
            lambda found: (
                campaigns.take_step(
                    found.lifecycle,
                    found.playbook,
                    request.undertaking,
                    step,
                    request.evidence,
                    local_day(session.moment, found.partner.zone),
                ),
                f"{request.undertaking}: {step} done",
            )
        )
    return _record(session, "campaign step", request.partner, decisions)


def close(session: Session, request: CloseUndertaking) -> Result:
    """End an undertaking.

    Raises:
        NotFound: no such undertaking.
        Refused: it is closed, something is open, or it is dropped without a reason.
    """

    def decide(found: Partnership) -> tuple[Any, str]:
        fact = campaigns.close(
            found.lifecycle,
            found.playbook,
            request.undertaking,
            dropped=request.dropped,
            result=request.result,
            today=local_day(session.moment, found.partner.zone),
        )
        return fact, f"{fact.undertaking} {fact.outcome}"

    return _record(session, "campaign close", request.partner, [decide])


def _record(
    session: Session,
    command: str,
    name: str,
    decisions: list[Callable[[Partnership], tuple[Any, str]]],
) -> Result:
    said = record(session, command, name, decisions)
    ident = said.facts[0].undertaking
    return _answer(session, command, said.found, ident, said=(said.sentence,))


def _answer(
    session: Session, command: str, found: Partnership, ident: str, *, said: tuple[str, ...] = ()
) -> Result:
    data = _shown(found, ident)
    following = next((line.step for line in data.steps if line.at is None), None)
    slug = data.partner
    step = (
        f"onboardctl campaign step {slug} {ident} {following}"
        if following
        else f"onboardctl campaign close {slug} {ident}"
    )
    return Result(
        command,
        "campaign/1",
        data,
        as_of=session.moment,
        zone=found.partner.zone,
        messages=said,
        next_steps=(step,) if not data.outcome else (f"onboardctl campaign list {slug}",),
        dry_run=session.dry_run,
    )


def _shown(found: Partnership, ident: str) -> p.UndertakingShown:
    one = found.lifecycle.undertakings[ident]
    workflow = campaigns.workflow_of(found.playbook, one.workflow)
    steps = []
    for step, text in campaigns.step_ids(workflow).items():
        mark = one.steps.get(step)
        steps.append(
            p.UndertakingStep(
                step,
                text,
                mark.at if mark else None,
                mark.by if mark else "",
                mark.evidence if mark else "",
            )
        )
    return p.UndertakingShown(
        partner=found.partner.slug,
        name=found.partner.name,
        undertaking=one.id,
        workflow=one.workflow,
        title=one.title,
        kind=one.kind,
        kind_title=campaigns.kind_ids(workflow).get(one.kind, ""),
        owner=one.owner or None,
        started_at=one.started_at,
        due_on=one.due_on,
        steps=tuple(steps),
        fields=tuple(
            p.UndertakingField(field, one.fields.get(field, "")) for field in workflow.fields
        ),
        benefits=workflow.benefits,
        outcome=one.outcome,
        closed_at=one.closed_at,
        result=one.result,
    )


def _line(session: Session, row: Row) -> p.UndertakingLine:
    due = date.fromisoformat(row["due_on"]) if row["due_on"] else None
    late = due is not None and not row["outcome"] and due < local_day(session.moment, row["zone"])
    return p.UndertakingLine(
        row["slug"],
        row["name"],
        row["undertaking"],
        row["workflow"],
        row["title"],
        row["kind"],
        row["owner"],
        due,
        late,
        row["steps_done"],
        row["steps_required"],
        row["next_step"],
        row["outcome"],
    )


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
