"""From a schedule to the facts a partner's stream keeps: the first dates, and the moves after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core import codec
from onboardctl.core import events as e
from onboardctl.core.dated import DatedDeadline, DatedTask, Move
from onboardctl.core.partner import gates
from onboardctl.core.schedule import Actual, Override, Schedule, moves, prepare, schedule
from onboardctl.core.types import TaskState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from onboardctl.core.calendar import Calendar
    from onboardctl.core.partner.state import Partner, TaskOverride
    from onboardctl.core.playbook import Playbook
    from onboardctl.core.recurrence.occurrence import Change
    from onboardctl.core.schedule.nodes import Prepared
    from onboardctl.core.schedule.values import AnchorDate


def facts_for_dates(partner: Partner) -> dict[str, Any]:
    """What conditions may ask about: the partner's own facts, tier, segment and users."""
    known = {**partner.facts, "tier": partner.tier, "segment": partner.segment}
    return known if partner.users is None else {**known, "users": partner.users}


def compute(
    partner: Partner,
    playbook: Playbook,
    now: datetime,
    calendar: Calendar,
    *,
    pull: bool = False,
    given: Mapping[str, str] | None = None,
    overrides: Mapping[str, Override] | None = None,
) -> Schedule:
    """The schedule of a partner as things stand.

    Args:
        partner: with what was given and what has happened.
        playbook: the version its plan was made from.
        now: its local date is the data date: nothing unfinished lies before it.
        calendar: what its days are counted in.
        pull: take early finishes in; by default no open task starts earlier than promised.
        given: moments of anchors instead of the partner's own, for a what-if.
        overrides: bounds and lengths of tasks instead of the partner's own, for a what-if.
    """
    from zoneinfo import ZoneInfo

    today = now.astimezone(ZoneInfo(partner.zone)).date() if partner.plan.tasks else None
    baseline = {
        task: (dated.start_on, dated.finish_on) for task, dated in partner.plan.baseline.items()
    }

    facts = facts_for_dates(partner)
    known = {anchor: moment_or_date(text) for anchor, text in (given or partner.given).items()}
    ready = _prepared(playbook, facts, frozenset(known))

    def dated(said: Mapping[str, Override]) -> Schedule:
        return schedule(
            playbook,
            facts=facts,
            given=known,
            prepared=ready,
            zone=partner.zone,
            calendar=calendar,
            actuals=actuals(partner),
            overrides=said,
            data_date=today,
            promised={} if pull else promised(partner),
            baseline=baseline or None,
        )

    said = together(overrides_of(partner.overrides), overrides or {})
    if not calendar.absences:
        return dated(said)
    from onboardctl.core.schedule.whatif import around

    return around(calendar.absences, _owners(partner, playbook), said, dated, calendar, today)


_READY: dict[tuple[str, frozenset[str], str], Prepared] = {}
_MANY = 256
"""So many answers to the conditions of playbooks are kept ready; then they are made anew."""


def _prepared(playbook: Playbook, facts: dict[str, Any], given: frozenset[str]) -> Prepared:
    """The playbook made ready for these answers; partners that answer alike share it."""
    key = (playbook.digest, given, repr(sorted(facts.items())))
    found = _READY.get(key) if playbook.digest else None
    if found is None:
        if len(_READY) >= _MANY:
            _READY.clear()
        found = _READY[key] = prepare(playbook, facts, given=given)
    return found


def _owners(partner: Partner, playbook: Playbook) -> dict[str, str | None]:
    """Who does each task that is not finished."""
    return {
        task.id: gates.owner_of(partner, playbook, task)[1]
        for task in playbook.tasks
        if partner.progress(task.id).state not in gates.FINISHED
    }


def first_dates(playbook: Playbook, dated: Schedule) -> e.PlanDated:
    """The fact that opens a plan: its first dates are its baseline."""
    return e.PlanDated(
        tasks=_tasks(dated),
        anchors=_anchors(dated),
        deadlines=_deadlines(playbook, dated),
        excluded=_excluded(dated),
        excluded_items=_excluded_items(dated),
        provisional_anchors=_provisional(dated),
    )


def rescheduled(
    partner: Partner, playbook: Playbook, after: Schedule, *, commits: bool = False
) -> e.PlanRescheduled | None:
    """The fact that dates changed, with what a person should know; ``None`` when none did.

    Args:
        partner: with the dates in force.
        playbook: the version its plan was made from.
        after: the dates to come.
        commits: we stand by the new dates; otherwise they are a forecast.
    """
    plan = partner.plan
    tasks = {k: v for k, v in _tasks(after).items() if plan.tasks.get(k) != v}
    anchors = {k: v for k, v in _anchors(after).items() if plan.anchors.get(k) != v}
    deadlines = {deadline.ref: deadline for deadline in _deadlines(playbook, after)}
    changed = tuple(d for ref, d in deadlines.items() if plan.deadlines.get(ref) != d)
    dropped = tuple(ref for ref in plan.deadlines if ref not in deadlines)
    excluded = {k: v for k, v in _excluded(after).items() if plan.excluded.get(k) != v}
    included = tuple(task for task in plan.excluded if task in _tasks(after))
    items = _excluded_items(after)
    provisional = _provisional(after)
    new_items = None if frozenset(items) == plan.excluded_items else items
    new_provisional = None if provisional == plan.provisional_anchors else provisional
    lagging = commits and any(
        plan.committed.get(task) != dated.finish_on for task, dated in _tasks(after).items()
    )
    if not any((lagging, tasks, anchors, changed, dropped, excluded, included)) and (
        new_items is None and new_provisional is None
    ):
        return None
    return e.PlanRescheduled(
        tasks=tasks,
        anchors=anchors,
        deadlines=changed,
        dropped_deadlines=dropped,
        moves=_moves(partner, after),
        commits=commits,
        included=included,
        excluded=excluded,
        excluded_items=new_items,
        provisional_anchors=new_provisional,
    )


def moment_or_date(text: str) -> date | datetime:
    """An anchor as it was given: a local date, or an instant."""
    from datetime import date

    return codec.parse_instant(text) if "T" in text else date.fromisoformat(text)


def actuals(partner: Partner) -> dict[str, Actual]:
    """What has happened to the partner's tasks."""
    return {
        task: Actual(
            started_at=progress.started_at,
            finished_at=progress.finished_at,
            skipped=progress.state == TaskState.SKIPPED,
        )
        for task, progress in partner.tasks.items()
        if progress.started_at or progress.finished_at
    }


def overrides_of(said: Mapping[str, TaskOverride]) -> dict[str, Override]:
    """What a person said of the dates of tasks, as the scheduler takes it."""
    if not said:
        return {}
    from onboardctl.core.points import parse_duration
    from onboardctl.core.weekdays import WEEKDAYS

    return {
        task: Override(
            one.pin,
            one.not_before,
            parse_duration(one.duration) if one.duration else None,
            one.reason or "by hand",
            frozenset(WEEKDAYS.index(day) for day in one.never_on),
        )
        for task, one in said.items()
    }


def changed_occurrences(partner: Partner) -> dict[str, dict[date, Change]]:
    """What a person did to single times of recurring work, by recurrence and original day."""
    from datetime import date

    from onboardctl.core.recurrence.occurrence import Change

    found: dict[str, dict[date, Change]] = {}
    for name, mark in partner.occurrences.items():
        recurring, _, day = name.rpartition("/")
        change = Change(mark.cancelled, mark.to, mark.time)
        found.setdefault(recurring, {})[date.fromisoformat(day)] = change
    return found


def together(own: Mapping[str, Override], supposed: Mapping[str, Override]) -> dict[str, Override]:
    """What is supposed of tasks, and where it says nothing what holds of them."""
    return {**own, **{task: one.over(own.get(task)) for task, one in supposed.items()}}


def promised(partner: Partner) -> dict[str, date]:
    """The starts that were told, of unfinished tasks."""
    return {
        task: dated.start_on
        for task, dated in partner.plan.tasks.items()
        if partner.progress(task).state not in gates.FINISHED
    }


def _tasks(dated: Schedule) -> dict[str, DatedTask]:
    return {
        task.task: DatedTask(
            start_on=task.start_on,
            finish_on=task.finish_on,
            due_at=task.due_at,
            slack_days=task.slack_days,
            critical=task.critical,
            provisional=task.provisional,
        )
        for task in dated.tasks
    }


def _anchors(dated: Schedule) -> dict[str, str]:
    return {anchor.id: _anchor_text(anchor) for anchor in dated.anchors}


def _anchor_text(anchor: AnchorDate) -> str:
    return codec.instant_text(anchor.at) if anchor.exact else anchor.on.isoformat()


def _provisional(dated: Schedule) -> tuple[str, ...]:
    return tuple(anchor.id for anchor in dated.anchors if anchor.provisional)


def _excluded(dated: Schedule) -> dict[str, str]:
    return {out.id: out.reason for out in dated.excluded if out.kind in {"task", "undated"}}


def _excluded_items(dated: Schedule) -> tuple[str, ...]:
    return tuple(f"{out.task}/{out.id}" for out in dated.excluded if out.kind == "item")


def _deadlines(playbook: Playbook, dated: Schedule) -> tuple[DatedDeadline, ...]:
    tasks = {task.id: task for task in playbook.tasks}
    items = {(task.id, item.id): item for task in playbook.tasks for item in task.checklist}
    messages = {
        message.id: message
        for message in (*playbook.messages, *(m for task in playbook.tasks for m in task.messages))
    }
    found = [
        DatedDeadline(
            owed.message,
            "message",
            messages[owed.message].title or owed.template,
            owed.due_at,
            messages[owed.message].owner or _first_owner(playbook, owed.task),
        )
        for owed in dated.messages
        if owed.due_at is not None
    ]
    found += [
        DatedDeadline(
            f"{owed.task}/{owed.item}",
            "item",
            items[owed.task, owed.item].text,
            owed.due_at,
            items[owed.task, owed.item].owner or _first_owner(playbook, owed.task),
        )
        for owed in dated.items
        if owed.due_at is not None and (owed.task, owed.item) in items
    ]
    found += [
        DatedDeadline(
            task.task,
            "task",
            tasks[task.task].title,
            task.due_at,
            _first_owner(playbook, task.task),
        )
        for task in dated.tasks
        if task.due_at is not None
    ]
    return tuple(found)


def _first_owner(playbook: Playbook, task_id: str) -> str:
    for task in playbook.tasks:
        if task.id == task_id and task.owners:
            return task.owners[0]
    return ""


def _moves(partner: Partner, after: Schedule) -> tuple[Move, ...]:
    """What moved against the dates in force, of the work that is not finished."""
    before = after._replace(
        tasks=tuple(
            task._replace(start_on=dated.start_on, finish_on=dated.finish_on)
            for task in after.tasks
            if (dated := partner.plan.tasks.get(task.task)) is not None
        )
    )
    return tuple(
        Move(
            task=move.task,
            was_on=move.old_finish_on,
            now_on=move.new_finish_on,
            by_days=move.days,
            cause=move.cause,
            because=move.detail,
        )
        for move in moves(before, after)
        if move.old_finish_on is not None
        and move.new_finish_on is not None
        and move.days != 0
        and partner.progress(move.task).state not in gates.FINISHED
    )
