"""How each fact changes a partner: total over all event kinds, and never refusing.

``decide`` functions refuse; what was once accepted must always replay.
"""

from collections.abc import Callable, Iterable
from typing import Any

from onboardctl.core.facts import Recorded
from onboardctl.core.partner import carry
from onboardctl.core.partner import events as e
from onboardctl.core.partner.state import (
    CriterionMark,
    ItemMark,
    Measured,
    MessageMark,
    Note,
    Partner,
    Plan,
    TaskProgress,
)
from onboardctl.core.types import PartnerStatus, TaskState

Change = Callable[[Partner, Any, Recorded], Partner]


def evolve(partner: Partner, recorded: Recorded) -> Partner:
    """The partner after one more fact."""
    change = _CHANGES.get(type(recorded.event)) or _learn(type(recorded.event))
    after = change(partner, recorded.event, recorded)
    heard = type(recorded.event) not in _WORKED_OUT
    return after._replace(
        version=recorded.number, active_at=recorded.occurred_at if heard else partner.active_at
    )


def _learn(fact: type) -> Change:
    """How a fact of promises or of dates set by hand changes a partner; most have none of them."""
    from onboardctl.core.partner import by_hand, promises, recurring_facts, variations

    _CHANGES.update(by_hand.CHANGES)
    _CHANGES.update(variations.CHANGES)
    _CHANGES.update(recurring_facts.CHANGES)
    _WORKED_OUT.update(recurring_facts.WORKED_OUT)
    _CHANGES.update(promises.CHANGES)
    return _CHANGES[fact]


def replay(partner_id: str, stream: Iterable[Recorded]) -> Partner:
    """The partner that a whole stream of facts makes, in the order of their numbers."""
    partner = Partner(partner_id)
    for recorded in stream:
        partner = evolve(partner, recorded)
    return partner


def _created(partner: Partner, event: e.PartnerCreated, at: Recorded) -> Partner:
    return partner._replace(created_at=at.occurred_at, **event._asdict())


def _edited(partner: Partner, event: e.PartnerEdited, _: Recorded) -> Partner:
    return partner._replace(**event.changes)


def _facts_set(partner: Partner, event: e.FactsSet, _: Recorded) -> Partner:
    merged = {**partner.facts, **event.facts}
    return partner._replace(facts={k: v for k, v in merged.items() if v is not None})


def _anchor_given(partner: Partner, event: e.AnchorGiven, _: Recorded) -> Partner:
    return partner._replace(given={**partner.given, event.anchor: event.at})


def _contact_added(partner: Partner, event: e.ContactAdded, _: Recorded) -> Partner:
    return partner._replace(contacts={**partner.contacts, event.role: event.contact})


def _contact_erased(partner: Partner, event: e.ContactErased, _: Recorded) -> Partner:
    kept = {role: who for role, who in partner.contacts.items() if who != event.contact}
    return partner._replace(contacts=kept)


def _team_assigned(partner: Partner, event: e.TeamAssigned, _: Recorded) -> Partner:
    return partner._replace(team={**partner.team, event.role: event.person})


def _paused(partner: Partner, event: e.PartnerPaused, at: Recorded) -> Partner:
    return partner._replace(
        status=PartnerStatus.PAUSED, paused_at=at.occurred_at, reason=event.reason
    )


def _resumed(partner: Partner, _: e.PartnerResumed, __: Recorded) -> Partner:
    return partner._replace(status=PartnerStatus.ONBOARDING, paused_at=None, reason="")


def _removed(partner: Partner, event: e.PartnerRemoved, _: Recorded) -> Partner:
    return partner._replace(status=PartnerStatus.REMOVED, reason=event.reason)


def _prerequisite(partner: Partner, event: e.PrerequisiteConfirmed, at: Recorded) -> Partner:
    mark = ItemMark(at.occurred_at, at.actor, event.evidence)
    return partner._replace(prerequisites={**partner.prerequisites, event.item: mark})


def _plan_dated(partner: Partner, event: e.PlanDated, at: Recorded) -> Partner:
    plan = Plan(
        tasks=event.tasks,
        baseline=event.tasks,
        baseline_at=at.occurred_at,
        committed={task: dated.finish_on for task, dated in event.tasks.items()},
        anchors=event.anchors,
        provisional_anchors=event.provisional_anchors,
        deadlines={deadline.ref: deadline for deadline in event.deadlines},
        excluded=event.excluded,
        excluded_items=frozenset(event.excluded_items),
    )
    return partner._replace(plan=plan)


def _plan_baselined(partner: Partner, event: e.PlanBaselined, at: Recorded) -> Partner:
    plan = partner.plan
    return partner._replace(
        plan=plan._replace(
            baseline=plan.tasks,
            committed={task: dated.finish_on for task, dated in plan.tasks.items()},
            baseline_at=at.occurred_at,
            baseline_reason=event.reason,
        )
    )


def _plan_upgraded(partner: Partner, event: e.PlanUpgraded, _: Recorded) -> Partner:
    plan = partner.plan
    changed = plan._replace(
        tasks=carry.carried_dates(plan.tasks, event),
        baseline=carry.carried_dates(plan.baseline, event),
        committed=carry.carried_days(plan.committed, event),
        excluded={**plan.excluded, **event.dropped},
    )
    return partner._replace(
        playbook_version=event.version,
        digest=event.digest,
        plan=changed,
        tasks=carry.carried(partner.tasks, event),
        overrides={event.renamed.get(task, task): one for task, one in partner.overrides.items()},
        variations={
            number: one._replace(task=event.renamed.get(one.task, one.task))
            for number, one in partner.variations.items()
        },
    )


def _plan_rescheduled(partner: Partner, event: e.PlanRescheduled, _: Recorded) -> Partner:
    plan = partner.plan
    tasks = {k: v for k, v in plan.tasks.items() if k not in event.excluded} | event.tasks
    baseline = {key: plan.baseline.get(key, dated) for key, dated in tasks.items()}
    standing = {} if event.commits else plan.committed
    committed = {key: standing.get(key, dated.finish_on) for key, dated in tasks.items()}
    deadlines = {k: v for k, v in plan.deadlines.items() if k not in event.dropped_deadlines}
    deadlines.update({deadline.ref: deadline for deadline in event.deadlines})
    excluded = {k: v for k, v in plan.excluded.items() if k not in event.included}
    changed = plan._replace(
        tasks=tasks,
        baseline=baseline,
        committed=committed,
        anchors={**plan.anchors, **event.anchors},
        deadlines=deadlines,
        excluded={**excluded, **event.excluded},
    )
    if event.excluded_items is not None:
        changed = changed._replace(excluded_items=frozenset(event.excluded_items))
    if event.provisional_anchors is not None:
        changed = changed._replace(provisional_anchors=event.provisional_anchors)
    return partner._replace(plan=changed)


def _task(partner: Partner, task: str, **changes: Any) -> Partner:
    progress = partner.progress(task)._replace(**changes)
    return partner._replace(tasks={**partner.tasks, task: progress})


def _started(partner: Partner, event: e.TaskStarted, at: Recorded) -> Partner:
    return _task(partner, event.task, state=TaskState.STARTED, started_at=at.occurred_at)


def _item_completed(partner: Partner, event: e.ItemCompleted, at: Recorded) -> Partner:
    mark = ItemMark(at.occurred_at, at.actor, event.evidence)
    items = {**partner.progress(event.task).items, event.item: mark}
    return _task(partner, event.task, items=items)


def _item_reopened(partner: Partner, event: e.ItemReopened, _: Recorded) -> Partner:
    items = dict(partner.progress(event.task).items)
    items.pop(event.item, None)
    return _task(partner, event.task, items=items)


def _completed(partner: Partner, event: e.TaskCompleted, at: Recorded) -> Partner:
    before = partner.progress(event.task)
    return _task(
        partner,
        event.task,
        state=TaskState.DONE,
        started_at=before.started_at or at.occurred_at,
        finished_at=at.occurred_at,
        reason="",
    )


def _skipped(partner: Partner, event: e.TaskSkipped, at: Recorded) -> Partner:
    return _task(
        partner,
        event.task,
        state=TaskState.SKIPPED,
        finished_at=at.occurred_at,
        reason=event.reason,
    )


def _reopened(partner: Partner, event: e.TaskReopened, _: Recorded) -> Partner:
    before: TaskProgress = partner.progress(event.task)
    state = TaskState.STARTED if before.started_at else TaskState.OPEN
    return _task(partner, event.task, state=state, finished_at=None, reason=event.reason)


def _blocked(partner: Partner, event: e.TaskBlocked, _: Recorded) -> Partner:
    return _task(partner, event.task, state=TaskState.BLOCKED, reason=event.reason)


def _unblocked(partner: Partner, event: e.TaskUnblocked, _: Recorded) -> Partner:
    before = partner.progress(event.task)
    state = TaskState.STARTED if before.started_at else TaskState.OPEN
    return _task(partner, event.task, state=state, reason="")


def _assigned(partner: Partner, event: e.TaskAssigned, _: Recorded) -> Partner:
    return _task(partner, event.task, person=event.person, person_reason=event.reason)


def _noted(partner: Partner, event: e.TaskNoted, at: Recorded) -> Partner:
    notes = (*partner.progress(event.task).notes, Note(event.text, at.occurred_at, at.actor))
    return _task(partner, event.task, notes=notes)


def _criterion(partner: Partner, task: str, criterion: str, mark: CriterionMark) -> Partner:
    return _task(partner, task, criteria={**partner.progress(task).criteria, criterion: mark})


def _met(partner: Partner, event: e.CriterionMet, at: Recorded) -> Partner:
    mark = CriterionMark("met", at.occurred_at, at.actor, event.value, event.evidence)
    return _criterion(partner, event.task, event.criterion, mark)


def _missed(partner: Partner, event: e.CriterionMissed, at: Recorded) -> Partner:
    mark = CriterionMark("missed", at.occurred_at, at.actor, event.value)
    return _criterion(partner, event.task, event.criterion, mark)


def _waived(partner: Partner, event: e.CriterionWaived, at: Recorded) -> Partner:
    mark = CriterionMark("waived", at.occurred_at, at.actor, None, event.reason)
    return _criterion(partner, event.task, event.criterion, mark)


def _metric(partner: Partner, event: e.MetricRecorded, at: Recorded) -> Partner:
    measured = Measured(event.value, at.occurred_at, at.actor, event.task, event.evidence)
    series = (*partner.metrics.get(event.metric, ()), measured)
    return partner._replace(metrics={**partner.metrics, event.metric: series})


def _attested(partner: Partner, event: e.CriterionAttested, at: Recorded) -> Partner:
    mark = ItemMark(at.occurred_at, at.actor, event.evidence)
    return partner._replace(attested={**partner.attested, event.criterion: mark})


def _outcome_reached(partner: Partner, event: e.OutcomeReached, _: Recorded) -> Partner:
    return partner._replace(outcomes={**partner.outcomes, event.outcome: event.on})


def _outcome_lost(partner: Partner, event: e.OutcomeLost, _: Recorded) -> Partner:
    outcomes = {k: v for k, v in partner.outcomes.items() if k != event.outcome}
    return partner._replace(outcomes=outcomes)


def _message(partner: Partner, message: str, **changes: Any) -> Partner:
    mark = partner.messages.get(message, MessageMark())._replace(**changes)
    return partner._replace(messages={**partner.messages, message: mark})


def _sent(partner: Partner, event: e.MessageSent, at: Recorded) -> Partner:
    if partner.promises:
        from onboardctl.core.partner import promises  # few partners were promised anything

        partner = promises.kept_by_mail(partner, event.template, at.occurred_at)
    before = partner.messages.get(event.message)
    if before is not None and before.sent_at is not None and before.bounced_at is None:
        return partner  # sent once more: the first time it arrived is what counts
    return _message(
        partner, event.message, sent_at=at.occurred_at, channel=event.channel, bounced_at=None
    )


def _acknowledged(partner: Partner, event: e.MessageAcknowledged, at: Recorded) -> Partner:
    return _message(partner, event.message, acknowledged_at=at.occurred_at)


def _bounced(partner: Partner, event: e.MessageBounced, at: Recorded) -> Partner:
    return _message(partner, event.message, bounced_at=at.occurred_at)


_WORKED_OUT: set[type] = {e.PlanRescheduled}
"""Facts that follow from others or from the calendar: a plan dated anew every night is no activity."""
_CHANGES: dict[type, Change] = {
    e.PartnerCreated: _created,
    e.PartnerEdited: _edited,
    e.FactsSet: _facts_set,
    e.AnchorGiven: _anchor_given,
    e.ContactAdded: _contact_added,
    e.ContactErased: _contact_erased,
    e.TeamAssigned: _team_assigned,
    e.PartnerPaused: _paused,
    e.PartnerResumed: _resumed,
    e.PartnerRemoved: _removed,
    e.PrerequisiteConfirmed: _prerequisite,
    e.PlanDated: _plan_dated,
    e.PlanRescheduled: _plan_rescheduled,
    e.PlanBaselined: _plan_baselined,
    e.PlanUpgraded: _plan_upgraded,
    e.TaskStarted: _started,
    e.ItemCompleted: _item_completed,
    e.ItemReopened: _item_reopened,
    e.TaskCompleted: _completed,
    e.TaskSkipped: _skipped,
    e.TaskReopened: _reopened,
    e.TaskBlocked: _blocked,
    e.TaskUnblocked: _unblocked,
    e.TaskAssigned: _assigned,
    e.TaskNoted: _noted,
    e.CriterionMet: _met,
    e.CriterionMissed: _missed,
    e.CriterionWaived: _waived,
    e.MetricRecorded: _metric,
    e.CriterionAttested: _attested,
    e.OutcomeReached: _outcome_reached,
    e.OutcomeLost: _outcome_lost,
    e.MessageSent: _sent,
    e.MessageAcknowledged: _acknowledged,
    e.MessageBounced: _bounced,
}
