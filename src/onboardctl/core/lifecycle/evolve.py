"""How each fact changes a partnership: total over its kinds, and never refusing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.lifecycle import events as e
from onboardctl.core.lifecycle import evolve_contract, evolve_undertakings
from onboardctl.core.lifecycle.state import (
    Confirmed,
    Consent,
    Decision,
    Intervention,
    Lifecycle,
    Override,
    Rung,
    Score,
    SignSeen,
    Visit,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.core.facts import Recorded


def evolve(lifecycle: Lifecycle, recorded: Recorded) -> Lifecycle:
    """The partnership after one more fact."""
    after = _CHANGES[type(recorded.event)](lifecycle, recorded.event, recorded)
    return after._replace(version=recorded.number)


def _started(lifecycle: Lifecycle, event: e.LifecycleStarted, at: Recorded) -> Lifecycle:
    return lifecycle._replace(
        partner=event.partner,
        playbook=event.playbook,
        digest=event.digest,
        visits=(Visit(event.stage, at.occurred_at, at.actor),),
    )


def _described(lifecycle: Lifecycle, event: e.PartnershipDescribed, _: Recorded) -> Lifecycle:
    return lifecycle._replace(facts={**lifecycle.facts, **event.facts})


def _entered(lifecycle: Lifecycle, event: e.StageEntered, at: Recorded) -> Lifecycle:
    *earlier, here = lifecycle.visits
    left = here._replace(left_at=at.occurred_at)
    entered = Visit(event.stage, at.occurred_at, at.actor, event.reason, event.waived)
    return lifecycle._replace(visits=(*earlier, left, entered), confirmed={})


def _scored(lifecycle: Lifecycle, event: e.FactorScored, at: Recorded) -> Lifecycle:
    score = Score(event.score, at.occurred_at, at.actor, event.evidence)
    return lifecycle._replace(scores={**lifecycle.scores, event.factor: score})


def _confirmed(lifecycle: Lifecycle, event: e.StageCriterionConfirmed, at: Recorded) -> Lifecycle:
    mark = Confirmed(at.occurred_at, at.actor, event.evidence)
    return lifecycle._replace(confirmed={**lifecycle.confirmed, event.criterion: mark})


def _decided(lifecycle: Lifecycle, event: e.ApprovalDecided, at: Recorded) -> Lifecycle:
    decision = Decision(
        visit=len(lifecycle.visits),
        stage=event.stage,
        role=event.role,
        approved=event.approved,
        at=at.occurred_at,
        by=event.person,
        reason=event.reason,
    )
    return lifecycle._replace(decisions=(*lifecycle.decisions, decision))


def _opened(lifecycle: Lifecycle, event: e.InterventionOpened, at: Recorded) -> Lifecycle:
    opened = Intervention(
        id=event.intervention,
        sign=event.sign,
        play=event.play,
        owner=event.owner,
        due_on=event.due_on,
        opened_at=at.occurred_at,
        before=event.before,
    )
    return lifecycle._replace(interventions={**lifecycle.interventions, opened.id: opened})


def _intervention(lifecycle: Lifecycle, ident: str, **changes: Any) -> Lifecycle:
    changed = lifecycle.interventions[ident]._replace(**changes)
    return lifecycle._replace(interventions={**lifecycle.interventions, ident: changed})


def _taken_over(lifecycle: Lifecycle, event: e.InterventionAssigned, _: Recorded) -> Lifecycle:
    return _intervention(lifecycle, event.intervention, owner=event.owner)


def _escalated(lifecycle: Lifecycle, event: e.InterventionEscalated, at: Recorded) -> Lifecycle:
    rung = Rung(event.rung, at.occurred_at, at.actor, event.reason)
    climbed = (*lifecycle.interventions[event.intervention].rungs, rung)
    return _intervention(lifecycle, event.intervention, rungs=climbed)


def _ended(lifecycle: Lifecycle, event: e.InterventionClosed, at: Recorded) -> Lifecycle:
    return _intervention(
        lifecycle,
        event.intervention,
        outcome=event.outcome,
        closed_at=at.occurred_at,
        after=event.after,
        result=event.result,
    )


def _overridden(lifecycle: Lifecycle, event: e.HealthOverridden, at: Recorded) -> Lifecycle:
    override = Override(
        event.score, event.reason, event.evidence, event.until_on, at.occurred_at, at.actor
    )
    return lifecycle._replace(override=override)


def _cleared(lifecycle: Lifecycle, _: e.HealthOverrideCleared, __: Recorded) -> Lifecycle:
    return lifecycle._replace(override=None)


def _shown(lifecycle: Lifecycle, event: e.HealthSignShown, at: Recorded) -> Lifecycle:
    seen = SignSeen(at.occurred_at, event.because)
    return lifecycle._replace(signs={**lifecycle.signs, event.sign: seen})


def _gone(lifecycle: Lifecycle, event: e.HealthSignGone, _: Recorded) -> Lifecycle:
    left = {name: seen for name, seen in lifecycle.signs.items() if name != event.sign}
    return lifecycle._replace(signs=left)


def _allowed(lifecycle: Lifecycle, event: e.ConsentGiven, at: Recorded) -> Lifecycle:
    given = Consent(
        id=event.consent,
        kind=event.kind,
        contact=event.contact,
        given_on=event.on,
        until_on=event.until,
        scope=event.scope,
        evidence=event.evidence,
        recorded_by=at.actor,
    )
    return lifecycle._replace(consents={**lifecycle.consents, given.id: given})


def _withdrawn(lifecycle: Lifecycle, event: e.ConsentWithdrawn, _: Recorded) -> Lifecycle:
    held = lifecycle.consents[event.consent]
    changed = held._replace(withdrawn_on=event.on, reason=event.reason)
    return lifecycle._replace(consents={**lifecycle.consents, held.id: changed})


_CHANGES: dict[type, Callable[[Lifecycle, Any, Recorded], Lifecycle]] = {
    **evolve_contract.CHANGES,
    **evolve_undertakings.CHANGES,
    e.LifecycleStarted: _started,
    e.PartnershipDescribed: _described,
    e.StageEntered: _entered,
    e.FactorScored: _scored,
    e.StageCriterionConfirmed: _confirmed,
    e.ApprovalDecided: _decided,
    e.InterventionOpened: _opened,
    e.InterventionAssigned: _taken_over,
    e.InterventionEscalated: _escalated,
    e.InterventionClosed: _ended,
    e.ConsentGiven: _allowed,
    e.ConsentWithdrawn: _withdrawn,
    e.HealthOverridden: _overridden,
    e.HealthOverrideCleared: _cleared,
    e.HealthSignShown: _shown,
    e.HealthSignGone: _gone,
}
