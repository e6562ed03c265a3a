"""Interventions: what is done for a partnership at risk, and the ladder when it does not help.

A sign of trouble is answered by one of the plays of the playbook; while it persists, the ladder is
climbed step by step, each with its reason. The last rung, termination, needs what the stage of that
name asks for before the partnership itself ends. Source: Partnership Lifecycle, warning signs,
support and escalation (C22, C23); which play answers which sign is ours (C25).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput, NotFound, Refused
from onboardctl.core.lifecycle import events as e
from onboardctl.core.lifecycle.campaigns import kind_ids, step_ids
from onboardctl.core.names import did_you_mean, listed

if TYPE_CHECKING:
    from datetime import date

    from onboardctl.core.lifecycle.state import Intervention, Lifecycle
    from onboardctl.core.playbook import HealthIndicator, Playbook, Workflow

PROCEDURE = "intervention"
USUAL_DAYS = 30
WORKED, FAILED, DROPPED = "worked", "failed", "dropped"
OUTCOMES = (WORKED, FAILED, DROPPED)


def procedure_of(playbook: Playbook) -> Workflow:
    """The procedure with the plays (its kinds) and the ladder (its steps).

    Raises:
        NotFound: ``intervention.procedure``: the lifecycle has none.
    """
    for workflow in playbook.workflows:
        if workflow.id == PROCEDURE:
            return workflow
    raise NotFound("intervention.procedure", f'"{playbook.id}" has no procedure "{PROCEDURE}"')


def plays(playbook: Playbook) -> dict[str, str]:
    """The plays by short name."""
    return kind_ids(procedure_of(playbook))


def ladder(playbook: Playbook) -> dict[str, str]:
    """The rungs by short name, the first to be taken first."""
    return step_ids(procedure_of(playbook))


def sign_of(playbook: Playbook, name: str) -> HealthIndicator:
    """The warning sign of that id.

    Raises:
        NotFound: ``intervention.sign``.
    """
    for indicator in playbook.health:
        if indicator.id == name:
            return indicator
    known = [indicator.id for indicator in playbook.health]
    raise NotFound(
        "intervention.sign",
        f'"{playbook.id}" knows no sign "{name}"{did_you_mean(name, known)}',
        hint=f"it knows {listed(known)}",
    )


def advised(playbook: Playbook, sign: HealthIndicator) -> str:
    """The first play that the playbook pairs with a sign; the first of all when it pairs none."""
    known = plays(playbook)
    return next((one for one in sign.then if one in known), next(iter(known)))


def open_intervention(
    lifecycle: Lifecycle,
    playbook: Playbook,
    sign: str,
    *,
    play: str | None,
    owner: str,
    due_on: date,
    today: date,
    before: str = "",
) -> e.InterventionOpened:
    """Take a warning sign up.

    Raises:
        NotFound: no such sign or play.
        InvalidInput: ``intervention.due``: the day is over.
        Refused: ``intervention.open``: one about the same sign is open.
    """
    indicator = sign_of(playbook, sign)
    known = plays(playbook)
    chosen = play or advised(playbook, indicator)
    if chosen not in known:
        raise NotFound(
            "intervention.play",
            f'there is no play "{chosen}"{did_you_mean(chosen, known)}',
            hint=f"there are {listed(known)}",
        )
    if due_on < today:
        raise InvalidInput("intervention.due", f"{due_on.isoformat()} is over already")
    for one in lifecycle.interventions.values():
        if one.sign == sign and not one.outcome:
            raise Refused(
                "intervention.open",
                f'"{one.id}" about {sign} is open already',
                hint=f"climb its ladder, or close it first: {one.id}",
            )
    number = 1 + len(lifecycle.interventions)
    return e.InterventionOpened(f"intervention-{number}", sign, chosen, owner, due_on, before)


def escalate(
    lifecycle: Lifecycle, playbook: Playbook, ident: str, reason: str
) -> e.InterventionEscalated:
    """Climb to the next rung.

    Raises:
        NotFound: ``intervention.unknown``.
        Refused: ``intervention.closed``, ``intervention.top``; ``reason.missing``.
    """
    one = running(lifecycle, ident)
    rung = next_rung(playbook, one)
    if rung is None:
        raise Refused(
            "intervention.top",
            f'"{ident}" is on the last rung',
            hint="close it, and lead the partnership on with `onboardctl stage advance`",
        )
    if not reason.strip():
        raise Refused("reason.missing", "climbing needs a reason", hint="add `--reason TEXT`")
    return e.InterventionEscalated(ident, rung, reason)


def close(
    lifecycle: Lifecycle, ident: str, outcome: str, *, after: str = "", result: str = ""
) -> e.InterventionClosed:
    """Say what came of it: it worked, it failed, or it was dropped.

    Raises:
        NotFound: ``intervention.unknown``.
        InvalidInput: ``intervention.outcome``.
        Refused: ``intervention.closed``; ``reason.missing``: neither a value nor a sentence.
    """
    one = running(lifecycle, ident)
    if outcome not in OUTCOMES:
        raise InvalidInput(
            "intervention.outcome",
            f'an intervention ends worked, failed or dropped, not "{outcome}"',
        )
    if not (after.strip() or result.strip()):
        raise Refused(
            "reason.missing",
            f'"{one.id}" needs a word on what came of it',
            hint="add `--after VALUE` or `--result TEXT`",
        )
    return e.InterventionClosed(ident, outcome, after, result)


def next_rung(playbook: Playbook, one: Intervention) -> str | None:
    """The rung above; ``None`` on the last."""
    rungs = list(ladder(playbook))
    if not one.rungs:
        return rungs[0] if rungs else None
    place = rungs.index(one.rungs[-1].rung) + 1
    return rungs[place] if place < len(rungs) else None


def running(lifecycle: Lifecycle, ident: str) -> Intervention:
    """The intervention of that id, while it is open.

    Raises:
        NotFound: ``intervention.unknown``.
        Refused: ``intervention.closed``.
    """
    one = lifecycle.interventions.get(ident)
    if one is None:
        known = list(lifecycle.interventions)
        raise NotFound(
            "intervention.unknown",
            f'there is no intervention "{ident}"{did_you_mean(ident, known)}',
            hint=f"there are {listed(known)}" if known else "open one with `intervention open`",
        )
    if one.outcome:
        raise Refused("intervention.closed", f'"{ident}" has {one.outcome} already')
    return one
