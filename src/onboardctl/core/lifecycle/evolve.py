"""How each fact changes a partnership: total over its kinds, and never refusing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.lifecycle import events as e
from onboardctl.core.lifecycle.expansion import WON, grow
from onboardctl.core.lifecycle.state import (
    Call,
    Confirmed,
    Consent,
    Decision,
    Intervention,
    Lifecycle,
    Override,
    Rung,
    Score,
    SignSeen,
    StepMark,
    Term,
    Undertaking,
    Visit,
    Worth,
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


def _term_set(lifecycle: Lifecycle, event: e.ContractTermSet, _: Recorded) -> Lifecycle:
    said = Term(event.ends_on, event.starts_on, event.notice_on, event.value, event.currency)
    *earlier, now = lifecycle.terms or (said,)
    if now.outcome:  # a contract after one that lapsed
        return lifecycle._replace(terms=(*earlier, now, said))
    kept = said._replace(steps=now.steps, factors=now.factors, calls=now.calls, changes=now.changes)
    return lifecycle._replace(terms=(*earlier, kept))


def _revalued(lifecycle: Lifecycle, event: e.ContractValueChanged, at: Recorded) -> Lifecycle:
    """A second change for the same day takes the place of the first."""
    known = lifecycle.terms[-1].changes
    others = [one for one in known if one.from_on != event.from_on]
    said = Worth(event.value, event.from_on, at.actor, event.reason)
    ordered = sorted([*others, said], key=lambda one: one.from_on)
    return _running(lifecycle, changes=tuple(ordered))


def _running(lifecycle: Lifecycle, **changes: Any) -> Lifecycle:
    *earlier, now = lifecycle.terms
    return lifecycle._replace(terms=(*earlier, now._replace(**changes)))


def _step_taken(lifecycle: Lifecycle, event: e.RenewalStepTaken, at: Recorded) -> Lifecycle:
    mark = StepMark(event.step, event.on, at.actor, event.evidence)
    kept = [one for one in lifecycle.terms[-1].steps if one.step != event.step]
    return _running(lifecycle, steps=(*kept, mark))


def _weighed(lifecycle: Lifecycle, event: e.RenewalFactorWeighed, at: Recorded) -> Lifecycle:
    score = Score(event.score, at.occurred_at, at.actor, event.evidence)
    return _running(lifecycle, factors={**lifecycle.terms[-1].factors, event.factor: score})


def _called(lifecycle: Lifecycle, event: e.RenewalCalled, at: Recorded) -> Lifecycle:
    call = Call(event.percent, at.occurred_at, at.actor, event.reason)
    return _running(lifecycle, calls=(*lifecycle.terms[-1].calls, call))


def _concluded(lifecycle: Lifecycle, event: e.RenewalConcluded, at: Recorded) -> Lifecycle:
    ended = _running(
        lifecycle,
        outcome=event.outcome,
        concluded_at=at.occurred_at,
        renewed_value=event.value,
        reason=event.reason,
    )
    if event.ends_on is None:
        return ended
    before = ended.terms[-1]
    following = Term(
        ends_on=event.ends_on,
        starts_on=before.ends_on,
        value=event.value,
        currency=before.currency,
    )
    return ended._replace(terms=(*ended.terms, following))


def _begun(lifecycle: Lifecycle, event: e.UndertakingStarted, at: Recorded) -> Lifecycle:
    begun = Undertaking(
        id=event.undertaking,
        workflow=event.workflow,
        title=event.title,
        started_at=at.occurred_at,
        kind=event.kind,
        fields=event.fields,
        owner=event.owner,
        due_on=event.due_on,
        days=event.days,
    )
    return lifecycle._replace(undertakings={**lifecycle.undertakings, begun.id: begun})


def _undertaking(lifecycle: Lifecycle, ident: str, **changes: Any) -> Lifecycle:
    changed = lifecycle.undertakings[ident]._replace(**changes)
    return lifecycle._replace(undertakings={**lifecycle.undertakings, ident: changed})


def _stepped(lifecycle: Lifecycle, event: e.UndertakingStepTaken, at: Recorded) -> Lifecycle:
    mark = Confirmed(at.occurred_at, at.actor, event.evidence, event.on)
    steps = {**lifecycle.undertakings[event.undertaking].steps, event.step: mark}
    return _undertaking(lifecycle, event.undertaking, steps=steps, waits_until=None, waits_for="")


def _planned(lifecycle: Lifecycle, event: e.UndertakingPlanned, _: Recorded) -> Lifecycle:
    days = {**lifecycle.undertakings[event.undertaking].days, **event.days}
    return _undertaking(lifecycle, event.undertaking, days=days)


def _postponed(lifecycle: Lifecycle, event: e.UndertakingPostponed, _: Recorded) -> Lifecycle:
    return _undertaking(
        lifecycle, event.undertaking, waits_until=event.until, waits_for=event.reason
    )


def _won(lifecycle: Lifecycle, event: e.ExpansionWon, at: Recorded) -> Lifecycle:
    """Closes the expansion, and a year of the contract that runs is worth more from its day."""
    closed = _undertaking(
        lifecycle,
        event.undertaking,
        outcome=WON,
        closed_at=at.occurred_at,
        result=event.result,
        adds=event.adds,
        adds_from=event.from_on,
        users=event.users,
    )
    title = lifecycle.undertakings[event.undertaking].title
    return grow(closed, event.adds, event.from_on, at.actor, f"{event.undertaking}: {title}")


def _noted(lifecycle: Lifecycle, event: e.UndertakingRecorded, _: Recorded) -> Lifecycle:
    fields = {**lifecycle.undertakings[event.undertaking].fields, **event.fields}
    return _undertaking(lifecycle, event.undertaking, fields=fields)


def _closed(lifecycle: Lifecycle, event: e.UndertakingClosed, at: Recorded) -> Lifecycle:
    return _undertaking(
        lifecycle,
        event.undertaking,
        outcome=event.outcome,
        closed_at=at.occurred_at,
        result=event.result,
    )


def _given(lifecycle: Lifecycle, event: e.UndertakingAssigned, _: Recorded) -> Lifecycle:
    return _undertaking(lifecycle, event.undertaking, owner=event.owner)


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
    e.LifecycleStarted: _started,
    e.PartnershipDescribed: _described,
    e.StageEntered: _entered,
    e.FactorScored: _scored,
    e.StageCriterionConfirmed: _confirmed,
    e.ApprovalDecided: _decided,
    e.ContractTermSet: _term_set,
    e.ContractValueChanged: _revalued,
    e.RenewalStepTaken: _step_taken,
    e.RenewalFactorWeighed: _weighed,
    e.RenewalCalled: _called,
    e.RenewalConcluded: _concluded,
    e.UndertakingStarted: _begun,
    e.UndertakingStepTaken: _stepped,
    e.UndertakingAssigned: _given,
    e.UndertakingRecorded: _noted,
    e.UndertakingClosed: _closed,
    e.UndertakingPlanned: _planned,
    e.UndertakingPostponed: _postponed,
    e.ExpansionWon: _won,
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
