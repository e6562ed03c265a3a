"""How each fact changes a training programme: total over its kinds, and never refusing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.training import events as e
from onboardctl.core.training.state import Attempt, Held, Programme

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.core.facts import Recorded


def evolve(programme: Programme, recorded: Recorded) -> Programme:
    """The programme after one more fact."""
    after = _CHANGES[type(recorded.event)](programme, recorded.event, recorded)
    return after._replace(version=recorded.number)


def _started(programme: Programme, event: e.TrainingStarted, _: Recorded) -> Programme:
    return programme._replace(playbook=event.playbook, digest=event.digest)


def _launched(programme: Programme, event: e.TrainingLaunched, _: Recorded) -> Programme:
    return programme._replace(launch_on=event.on)


def _scheduled(programme: Programme, event: e.SessionScheduled, _: Recorded) -> Programme:
    held = Held(event.held, event.session, event.at, event.trainer)
    return programme._replace(held={**programme.held, event.held: held})


def _moved(programme: Programme, event: e.SessionMoved, _: Recorded) -> Programme:
    held = programme.held[event.held]._replace(at=event.at)
    return programme._replace(held={**programme.held, event.held: held})


def _cancelled(programme: Programme, event: e.SessionCancelled, _: Recorded) -> Programme:
    held = programme.held[event.held]._replace(cancelled=event.reason)
    return programme._replace(held={**programme.held, event.held: held})


def _attended(programme: Programme, event: e.SessionAttended, _: Recorded) -> Programme:
    before = programme.held[event.held]
    people = (*before.people, *(one for one in event.people if one not in before.people))
    return programme._replace(held={**programme.held, event.held: before._replace(people=people)})


def _quiz_taken(programme: Programme, event: e.QuizTaken, at: Recorded) -> Programme:
    attempt = Attempt(
        at=at.occurred_at,
        score=event.score,
        passed=event.passed,
        needed=event.needed,
        topics=event.topics,
        evidence=event.evidence,
        by=at.actor,
    )
    tried = (*programme.attempts.get(event.person, ()), attempt)
    return programme._replace(attempts={**programme.attempts, event.person: tried})


_CHANGES: dict[type, Callable[[Programme, Any, Recorded], Programme]] = {
    e.TrainingStarted: _started,
    e.TrainingLaunched: _launched,
    e.SessionScheduled: _scheduled,
    e.SessionMoved: _moved,
    e.SessionCancelled: _cancelled,
    e.SessionAttended: _attended,
    e.QuizTaken: _quiz_taken,
}
