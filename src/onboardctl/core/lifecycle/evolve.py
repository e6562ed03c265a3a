"""How each fact changes a partnership: total over its kinds, and never refusing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.lifecycle import events as e
from onboardctl.core.lifecycle.state import Confirmed, Decision, Lifecycle, Score, Visit

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.core.events import Recorded


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


_CHANGES: dict[type, Callable[[Lifecycle, Any, Recorded], Lifecycle]] = {
    e.LifecycleStarted: _started,
    e.PartnershipDescribed: _described,
    e.StageEntered: _entered,
    e.FactorScored: _scored,
    e.StageCriterionConfirmed: _confirmed,
    e.ApprovalDecided: _decided,
}
