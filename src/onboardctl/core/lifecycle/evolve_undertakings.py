"""How facts about joint undertakings change a partnership; an expansion that is won, its contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.lifecycle import events as e
from onboardctl.core.lifecycle.expansion import WON, grow
from onboardctl.core.lifecycle.state import Confirmed, Undertaking

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.core.facts import Recorded
    from onboardctl.core.lifecycle.state import Lifecycle


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


CHANGES: dict[type, Callable[[Lifecycle, Any, Recorded], Lifecycle]] = {
    e.UndertakingStarted: _begun,
    e.UndertakingStepTaken: _stepped,
    e.UndertakingAssigned: _given,
    e.UndertakingRecorded: _noted,
    e.UndertakingClosed: _closed,
    e.UndertakingPlanned: _planned,
    e.UndertakingPostponed: _postponed,
    e.ExpansionWon: _won,
}
