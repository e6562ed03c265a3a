"""Deciding whether a partner is activated or successful: all criteria of an outcome, with a date.

Source: Customer Onboarding Process, success definition (D3, D4); an outcome may be reached after
the plan's last day (D49).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.partner import events as e
from onboardctl.core.partner import gates
from onboardctl.core.record import NamedTuple
from onboardctl.core.types import TaskState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from onboardctl.core.partner.events import Event
    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Outcome, OutcomeCriterion, Playbook


class Standing(NamedTuple):
    """One criterion of an outcome: since when it holds; ``None`` while it does not."""

    criterion: OutcomeCriterion
    since: datetime | None
    waiting_until: datetime | None = None


def standings(
    partner: Partner, playbook: Playbook, outcome: Outcome, now: datetime
) -> tuple[Standing, ...]:
    """How each criterion of an outcome stands at ``now``, in the order of the playbook.

    A criterion with a waiting time holds only when that time has passed since its cause;
    ``waiting_until`` says when it will.
    """
    return tuple(
        Standing(
            criterion,
            holds_at if holds_at is not None and (holds_at <= now or not waits) else None,
            holds_at if waits else None,
        )
        for criterion, holds_at, waits in turns(partner, playbook, outcome)
    )


def turns(
    partner: Partner, playbook: Playbook, outcome: Outcome
) -> Iterator[tuple[OutcomeCriterion, datetime | None, bool]]:
    """Each criterion of an outcome, from when on it holds, and whether it waits for that moment.

    ``None`` while nothing has happened that it could hold from.
    """
    for criterion in outcome.criteria:
        since = criterion_since(partner, playbook, criterion)
        if since is None or criterion.after is None:
            yield criterion, since, False
            continue
        amount, unit = criterion.after
        days, hours = {"d": (amount, 0), "w": (7 * amount, 0), "h": (0, amount)}.get(unit, (0, 0))
        yield criterion, since + timedelta(days=days, hours=hours), True


def judge(partner: Partner, playbook: Playbook, now: datetime) -> tuple[Event, ...]:
    """The outcomes that are reached or lost by what is known at ``now``."""
    from zoneinfo import ZoneInfo

    zone = ZoneInfo(partner.zone)
    facts: list[Event] = []
    for outcome in playbook.outcomes:
        found = standings(partner, playbook, outcome, now)
        missing = [standing.criterion.text for standing in found if standing.since is None]
        reached = partner.outcomes.get(outcome.id)
        if not missing and reached is None and found:
            last = max(standing.since for standing in found if standing.since)
            facts.append(e.OutcomeReached(outcome.id, _local(last, zone)))
        elif missing and reached is not None:
            facts.append(e.OutcomeLost(outcome.id, missing[0]))
    return tuple(facts)


def _local(moment: datetime, zone: object) -> date:
    return moment.astimezone(zone).date()  # type: ignore[arg-type]


def criterion_since(
    partner: Partner, playbook: Playbook, criterion: OutcomeCriterion
) -> datetime | None:
    """Since when a criterion holds by itself, waiting times aside; ``None`` while it does not."""
    return _SOURCES[criterion.kind](partner, playbook, criterion)


def _item(partner: Partner, _: Playbook, criterion: OutcomeCriterion) -> datetime | None:
    task, _slash, item = criterion.ref.partition("/")
    progress = partner.progress(task)
    mark = progress.items.get(item)
    return mark.done_at if mark else None


def _task(partner: Partner, _: Playbook, criterion: OutcomeCriterion) -> datetime | None:
    progress = partner.progress(criterion.ref)
    return progress.finished_at if progress.state == TaskState.DONE else None


def _gate(partner: Partner, playbook: Playbook, criterion: OutcomeCriterion) -> datetime | None:
    task = next(known for known in playbook.tasks if known.id == criterion.ref)
    progress = partner.progress(task.id)
    if gates.gate_standing(progress, task) not in {"met", "waived"}:
        return None
    return max(mark.at for mark in progress.criteria.values())


def _metric(partner: Partner, _: Playbook, criterion: OutcomeCriterion) -> datetime | None:
    assert criterion.target is not None
    series = partner.metrics.get(criterion.ref, ())
    if not series:
        return None
    from onboardctl.core.target import is_met

    return series[-1].at if is_met(criterion.target, series[-1].value) else None


def _recurring(partner: Partner, _: Playbook, criterion: OutcomeCriterion) -> datetime | None:
    mark = partner.attested.get(criterion.id)
    if mark:
        return mark.done_at
    start = partner.plan.anchors.get(f"recurring:{criterion.ref}")
    return datetime.fromisoformat(start) if start else None


def _attest(partner: Partner, _: Playbook, criterion: OutcomeCriterion) -> datetime | None:
    mark = partner.attested.get(criterion.id)
    return mark.done_at if mark else None


_SOURCES: dict[str, Callable[[Partner, Playbook, OutcomeCriterion], datetime | None]] = {
    "item": _item,
    "task": _task,
    "gate": _gate,
    "metric": _metric,
    "recurring": _recurring,
    "attest": _attest,
}
