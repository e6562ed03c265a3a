"""How an undertaking is told: as a line of a list, and with its steps and what comes next."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from onboardctl.core.lifecycle import campaigns
from onboardctl.core.lifecycle.expansion import EXPANSION
from onboardctl.core.payloads import campaign as p
from onboardctl.core.result import Result
from onboardctl.operations.lines import local_day

if TYPE_CHECKING:
    from onboardctl.operations.lifecycle.partnership import Partnership
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row


def answer(
    session: Session,
    command: str,
    found: Partnership,
    ident: str,
    *,
    said: tuple[str, ...] = (),
    following: tuple[str, ...] = (),
) -> Result:
    """One undertaking as it stands, with what to do next unless ``following`` says it."""
    data = shown(found, ident)
    return Result(
        command,
        "campaign/1",
        data,
        as_of=session.moment,
        zone=found.partner.zone,
        messages=said,
        next_steps=following or (_next(data),),
        dry_run=session.dry_run,
    )


def _next(data: p.UndertakingShown) -> str:
    slug, ident = data.partner, data.undertaking
    if data.outcome:
        return f"onboardctl campaign list {slug}"
    step = next((line.step for line in data.steps if line.at is None), None)
    if step is not None:
        return f"onboardctl campaign step {slug} {ident} {step}"
    if data.workflow == EXPANSION:
        return f"onboardctl campaign close {slug} {ident} won --adds AMOUNT --from DATE"
    return f"onboardctl campaign close {slug} {ident}"


def shown(found: Partnership, ident: str) -> p.UndertakingShown:
    """An undertaking with its steps, what is recorded of it and how it ended."""
    one = found.lifecycle.undertakings[ident]
    workflow = campaigns.workflow_of(found.playbook, one.workflow)
    steps = []
    for step, text in campaigns.step_ids(workflow).items():
        mark = one.steps.get(step)
        due_on = one.days.get(step)
        steps.append(
            p.UndertakingStep(step, text, mark.at, mark.by, mark.evidence, due_on, mark.on)
            if mark
            else p.UndertakingStep(step, text, None, "", "", due_on)
        )
    term = found.lifecycle.term
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
        waits_until=one.waits_until,
        waits_for=one.waits_for,
        adds=one.adds,
        adds_from=one.adds_from,
        currency=term.currency if term is not None and one.adds is not None else "",
        users=one.users,
    )


def line_of(session: Session, row: Row) -> p.UndertakingLine:
    """A row of the list as it stands on the partner's day."""
    due = date.fromisoformat(row["due_on"]) if row["due_on"] else None
    waits = date.fromisoformat(row["waits_until"]) if row["waits_until"] else None
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
        waits,
        row["adds"],
    )
