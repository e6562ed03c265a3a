"""Joint undertakings: campaigns, case studies, talks, webinars, expansions, each by its procedure.

A procedure of the playbook has steps in order, kinds to choose from and fields to record; an
undertaking is one run of it with a partner. Source: Partnership Lifecycle, co-marketing and
expansion (C10-C13, C20, C21).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput, NotFound, Refused
from onboardctl.core.lifecycle import consents
from onboardctl.core.lifecycle import events as e
from onboardctl.core.names import did_you_mean, listed, slug

if TYPE_CHECKING:
    from datetime import date

    from onboardctl.core.lifecycle.state import Lifecycle, Undertaking
    from onboardctl.core.playbook import Playbook, Workflow

DONE, DROPPED = "done", "dropped"
INTERVENTION = "intervention"
"""A procedure of the playbook that has commands of its own."""


def workflow_of(playbook: Playbook, name: str) -> Workflow:
    """The procedure of that id.

    Raises:
        NotFound: ``campaign.procedure``.
    """
    for workflow in playbook.workflows:
        if workflow.id == name:
            return workflow
    known = [workflow.id for workflow in playbook.workflows if workflow.id != INTERVENTION]
    raise NotFound(
        "campaign.procedure",
        f'"{playbook.id}" has no procedure "{name}"{did_you_mean(name, known)}',
        hint=f"it has {listed(known)}",
    )


def step_ids(workflow: Workflow) -> dict[str, str]:
    """Short names of the steps, in order, with their words; the part before a colon is the name."""
    return {_name(step): step for step in workflow.steps}


def kind_ids(workflow: Workflow) -> dict[str, str]:
    """Short names of the kinds with their words."""
    return {_name(kind): kind for kind in workflow.types}


def start(
    lifecycle: Lifecycle,
    playbook: Playbook,
    name: str,
    title: str,
    *,
    kind: str | None = None,
    fields: dict[str, str] | None = None,
    owner: str = "",
    due_on: date | None = None,
    days: dict[str, date] | None = None,
) -> e.UndertakingStarted:
    """Start an undertaking; its id counts up within the partnership.

    Args:
        lifecycle: as it stands.
        playbook: whose procedures there are.
        name: of the procedure.
        title: what it is called.
        kind: one of the procedure's, where it has some.
        fields: what is known of it already.
        owner: who of ours leads it.
        due_on: the day by which all of it is to be done.
        days: by which day each of some steps is to be done.

    Raises:
        NotFound: ``campaign.procedure``, ``campaign.field``, ``campaign.step``.
        InvalidInput: ``campaign.title``: none; ``campaign.kind``: the procedure has kinds and this
            is none of them.
    """
    if name == INTERVENTION:
        raise InvalidInput(
            "campaign.procedure",
            "an intervention answers a warning sign, it is no undertaking",
            hint="onboardctl intervention open PARTNER SIGN",
        )
    workflow = workflow_of(playbook, name)
    if not title.strip():
        raise InvalidInput(
            "campaign.title", "an undertaking needs a title", hint='add `--title "Spring launch"`'
        )
    kinds = kind_ids(workflow)
    if kinds and kind not in kinds:
        told = (
            f'"{kind}" is no kind of {name}{did_you_mean(kind, kinds)}'
            if kind
            else (f"say which kind of {name} it is")
        )
        raise InvalidInput("campaign.kind", told, hint=f"it is one of {listed(kinds)}")
    if kind and not kinds:
        raise InvalidInput("campaign.kind", f"{name} has no kinds", hint="leave `--kind` out")
    given = fields or {}
    _refuse_unknown(workflow, given)
    number = 1 + sum(one.workflow == name for one in lifecycle.undertakings.values())
    ident = f"{name}-{number}"
    for step in days or {}:
        _known_step(workflow, ident, step)
    return e.UndertakingStarted(
        ident, name, title.strip(), kind or "", given, owner, due_on, days or {}
    )


def plan(
    lifecycle: Lifecycle, playbook: Playbook, ident: str, days: dict[str, date]
) -> e.UndertakingPlanned:
    """Say by which day each of some steps is to be done.

    Raises:
        NotFound: ``campaign.unknown``, ``campaign.step``.
        Refused: ``campaign.closed``.
    """
    undertaking = running(lifecycle, ident)
    for step in days:
        _known_step(workflow_of(playbook, undertaking.workflow), ident, step)
    return e.UndertakingPlanned(ident, days)


def take_step(
    lifecycle: Lifecycle,
    playbook: Playbook,
    ident: str,
    name: str,
    evidence: str,
    today: date,
    on: date | None = None,
) -> e.UndertakingStepTaken:
    """Record that a step is done, ``on`` a day before today if it is said.

    Raises:
        NotFound: ``campaign.unknown``, ``campaign.step``.
        Refused: ``campaign.closed``; ``campaign.order``: a step before it is open;
            ``consent.missing``: it names the partner in public.
    """
    undertaking = running(lifecycle, ident)
    workflow = workflow_of(playbook, undertaking.workflow)
    steps = _known_step(workflow, ident, name)
    following = next_step(undertaking, workflow)
    if name not in undertaking.steps and following != name:
        raise Refused(
            "campaign.order",
            f'"{following}" comes before "{name}" and is open',
            hint=f"the order is {', '.join(steps)}",
        )
    consents.require(lifecycle, undertaking, name, today)
    return e.UndertakingStepTaken(ident, name, evidence, on)


def _known_step(workflow: Workflow, ident: str, name: str) -> list[str]:
    """The steps of a procedure, of which this must be one."""
    steps = list(step_ids(workflow))
    if name not in steps:
        raise NotFound(
            "campaign.step",
            f'"{ident}" has no step "{name}"{did_you_mean(name, steps)}',
            hint=f"it has {listed(steps)}"
            if steps
            else "it has no steps; close it when it is done",
        )
    return steps


def record(
    lifecycle: Lifecycle, playbook: Playbook, ident: str, fields: dict[str, str]
) -> e.UndertakingRecorded:
    """Record fields of an undertaking.

    Raises:
        NotFound: ``campaign.unknown``, ``campaign.field``.
        Refused: ``campaign.closed``.
    """
    undertaking = running(lifecycle, ident)
    _refuse_unknown(workflow_of(playbook, undertaking.workflow), fields)
    return e.UndertakingRecorded(ident, fields)


def close(
    lifecycle: Lifecycle,
    playbook: Playbook,
    ident: str,
    *,
    dropped: bool,
    result: str,
    today: date,
) -> e.UndertakingClosed:
    """End an undertaking: done with all its steps, or dropped for a reason.

    Raises:
        NotFound: ``campaign.unknown``.
        Refused: ``campaign.closed``; ``campaign.open``: a step or a field is missing;
            ``reason.missing``: dropped without a reason; ``consent.missing``: it named the
            partner in public.
    """
    undertaking = running(lifecycle, ident)
    workflow = workflow_of(playbook, undertaking.workflow)
    if dropped:
        if not result.strip():
            raise Refused(
                "reason.missing", f'dropping "{ident}" needs a reason', hint="add `--result TEXT`"
            )
        return e.UndertakingClosed(ident, DROPPED, result)
    require_steps(undertaking, workflow)
    empty = [field for field in workflow.fields if not undertaking.fields.get(field)]
    if empty:
        raise Refused(
            "campaign.open",
            f'"{ident}" has nothing recorded for {listed(empty)}',
            hint=f"record it with `--set {empty[0]}=TEXT`",
        )
    consents.require(lifecycle, undertaking, DONE, today)
    return e.UndertakingClosed(ident, DONE, result)


def require_steps(undertaking: Undertaking, workflow: Workflow) -> None:
    """Refuse to end well what has an open step.

    Raises:
        Refused: ``campaign.open``.
    """
    following = next_step(undertaking, workflow)
    if following is not None:
        raise Refused(
            "campaign.open",
            f'"{undertaking.id}" is not done: "{following}" is open',
            hint=f"take it with `onboardctl campaign step PARTNER {undertaking.id} {following}`, "
            "or close it as dropped with `--result TEXT`",
        )


def due_on(undertaking: Undertaking, following: str | None) -> date | None:
    """When it wants to be looked at: the day it waits for, else that of the step, else of all."""
    step_day = undertaking.days.get(following or "")
    return undertaking.waits_until or step_day or undertaking.due_on


def next_step(undertaking: Undertaking, workflow: Workflow) -> str | None:
    """The first step that is open; ``None`` when all are taken or there are none."""
    return next((step for step in step_ids(workflow) if step not in undertaking.steps), None)


def running(lifecycle: Lifecycle, ident: str) -> Undertaking:
    """The undertaking of that id, while it is open.

    Raises:
        NotFound: ``campaign.unknown``.
        Refused: ``campaign.closed``.
    """
    undertaking = lifecycle.undertakings.get(ident)
    if undertaking is None:
        known = list(lifecycle.undertakings)
        raise NotFound(
            "campaign.unknown",
            f'there is no undertaking "{ident}"{did_you_mean(ident, known)}',
            hint=f"there are {listed(known)}" if known else "start one with `campaign start`",
        )
    if undertaking.outcome:
        raise Refused("campaign.closed", f'"{ident}" is {undertaking.outcome} already')
    return undertaking


def _refuse_unknown(workflow: Workflow, fields: dict[str, str]) -> None:
    for name in fields:
        if name not in workflow.fields:
            raise NotFound(
                "campaign.field",
                f'{workflow.id} has no field "{name}"{did_you_mean(name, workflow.fields)}',
                hint=f"it records {listed(workflow.fields)}" if workflow.fields else None,
            )


def _name(words: str) -> str:
    return slug(words.partition(":")[0], longest=40)
