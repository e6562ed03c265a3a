"""How facts about the contract and its renewal change a partnership."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.lifecycle import events as e
from onboardctl.core.lifecycle.renewal import NOTICE
from onboardctl.core.lifecycle.state import Call, Score, StepMark, Term, Worth

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.core.facts import Recorded
    from onboardctl.core.lifecycle.state import Lifecycle


def _term_set(lifecycle: Lifecycle, event: e.ContractTermSet, _: Recorded) -> Lifecycle:
    said = Term(event.ends_on, event.starts_on, event.notice_on, event.value, event.currency)
    *earlier, now = lifecycle.terms or (said,)
    if now.outcome:  # a contract after one that lapsed
        return lifecycle._replace(terms=(*earlier, now, said))
    steps = now.steps
    if said.notice_on != now.notice_on:  # what was decided about another day decides nothing
        steps = tuple(mark for mark in steps if mark.step != NOTICE)
    kept = said._replace(steps=steps, factors=now.factors, calls=now.calls, changes=now.changes)
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


CHANGES: dict[type, Callable[[Lifecycle, Any, Recorded], Lifecycle]] = {
    e.ContractTermSet: _term_set,
    e.ContractValueChanged: _revalued,
    e.RenewalStepTaken: _step_taken,
    e.RenewalFactorWeighed: _weighed,
    e.RenewalCalled: _called,
    e.RenewalConcluded: _concluded,
}
