"""The read tables as a pure function of the state: what is stored can always be rebuilt.

The store writes the difference between the rows before and after a command, so an ``advance``
touches only what changed, ``undo`` needs no code of its own, and ``store verify`` compares the
tables with a replay of the facts.
"""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from onboardctl.core import codec
from onboardctl.core.partner import gates, outcomes, variations
from onboardctl.core.partner.dating import stale_on
from onboardctl.core.partner.subject import KEYS
from onboardctl.core.subject import by_key
from onboardctl.core.types import PartnerStatus, TaskState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from onboardctl.core.partner.state import MessageMark, Partner
    from onboardctl.core.playbook import Outcome, Playbook, Task
    from onboardctl.core.subject import Row, Rows

NEVER = "9999-12-31"
"""Sorts after every real date: a partner with nothing to do."""
NEXT_OF_ALL = (NEVER + "~", 0)
"""Sorts after every date and position."""


def project(partner: Partner, playbook: Playbook | None) -> Rows:
    """All read rows of one partner, by table and key; none when it was never created."""
    if partner.created_at is None or playbook is None:
        return {table: {} for table in KEYS}
    tasks = _task_rows(partner, playbook)
    deadlines = _deadline_rows(partner, playbook)
    tables: dict[str, list[Row]] = {
        "partner": [_partner_row(partner, playbook, tasks, deadlines)],
        "plan": [_plan_row(partner, playbook)],
        "task": tasks,
        "item": _item_rows(partner),
        "criterion": _criterion_rows(partner),
        "metric": _metric_rows(partner),
        "deadline": deadlines,
        "message": _message_rows(partner),
        "outcome": [
            {"partner_id": partner.id, "outcome": outcome, "reached_on": on.isoformat()}
            for outcome, on in partner.outcomes.items()
        ],
        "occurrence": _occurrence_rows(partner, playbook),
        "variation": variations.rows(partner),
    }
    return by_key(KEYS, tables)


def _partner_row(
    partner: Partner, playbook: Playbook, tasks: list[Row], deadlines: list[Row]
) -> Row:
    counted = _counted(tasks)
    unfinished = [row for row in counted if row["state"] != TaskState.DONE]
    phase = unfinished[0]["phase"] if unfinished else ""
    titles = {known.id: known.title for known in playbook.phases}
    finished = not unfinished and bool(counted)
    running = partner.status == PartnerStatus.ONBOARDING
    return {
        "partner_id": partner.id,
        "slug": partner.slug,
        "name": partner.name,
        "search": partner.name.casefold(),
        "tier": partner.tier,
        "segment": partner.segment,
        "status": str(PartnerStatus.COMPLETED if finished and running else partner.status),
        "playbook": partner.playbook,
        "playbook_version": partner.playbook_version,
        "digest": partner.digest,
        "brand": partner.brand,
        "zone": partner.zone,
        "locale": partner.locale,
        "users": partner.users,
        "contract": partner.contract,
        "channel": partner.channel,
        "lead": _lead(partner, playbook),
        "team": _json(partner.team),
        "facts": _json(partner.facts),
        **anchor_columns(partner.plan.anchors, playbook.origin, partner.zone),
        "phase": phase,
        "phase_title": titles.get(phase, ""),
        "items_done": sum(row["items_done"] for row in counted),
        "items_required": sum(row["items_required"] for row in counted),
        "tasks_done": len(counted) - len(unfinished),
        "tasks_required": len(counted),
        "blocked_count": sum(row["state"] == TaskState.BLOCKED for row in unfinished),
        **next_columns(tasks, deadlines, running=running),
        "baseline_finish_on": max((row["baseline_finish_on"] for row in counted), default=None),
        "created_at": _instant(partner.created_at),
        "active_at": _instant(partner.active_at),
        "version": partner.version,
    }


def _counted(tasks: Iterable[Any]) -> list[Any]:
    """The tasks that make up a plan: neither optional nor skipped."""
    return [row for row in tasks if not row["optional"] and row["state"] != TaskState.SKIPPED]


def anchor_columns(anchors: Mapping[str, str], origin: str, zone: str) -> Row:
    """What a partner's row says of anchors, kept as local ISO dates or UTC instants."""
    return {
        "anchors": _json(anchors),
        "origin_on": _local_day(anchors.get(origin), zone),
        "signed_at": anchors.get("contract_signed"),
        "go_live_on": _local_day(anchors.get("go_live"), zone),
    }


def next_columns(
    tasks: Iterable[Any],
    deadlines: Iterable[Any],
    *,
    running: bool,
    now: Mapping[str, Row] = MappingProxyType({}),
) -> Row:
    """What a partner's row says of what comes next and of the end, from the rows of its plan.

    Args:
        tasks: their rows.
        deadlines: their rows.
        running: the partner is being onboarded.
        now: of tasks with other dates than in their rows, the dates.
    """
    following, key, finish = None, NEXT_OF_ALL, None
    for row in _counted(tasks):
        dates = now.get(row["task_id"], row)
        if finish is None or dates["finish_on"] > finish:
            finish = dates["finish_on"]
        if row["state"] != TaskState.DONE and row["waits_for"] is None:
            own = (dates["due_on"], row["position"])
            if own < key:
                following, key = row, own
    waiting = [row["due_at"] for row in deadlines if row["state"] == "open"]
    return {
        "next_task": following["task_id"] if following else None,
        "next_title": following["title"] if following else None,
        "next_on": key[0] if following else None,
        "attention_on": key[0] if following and running else NEVER,
        "next_deadline_at": min(waiting, default=None),
        "finish_on": finish,
    }


def _plan_row(partner: Partner, playbook: Playbook) -> Row:
    """What a plan says beside its tasks: phases, what is left out, estimates, how outcomes stand."""
    titles = {task.id: task.title for task in playbook.tasks}
    excluded = partner.plan.excluded.items()
    return {
        "partner_id": partner.id,
        "length_days": playbook.length_days,
        "phases": _json([[phase.id, phase.title] for phase in playbook.phases]),
        "excluded": _json([[task, titles.get(task, task), reason] for task, reason in excluded]),
        "provisional_anchors": _json(partner.plan.provisional_anchors),
        "outcomes": _json([_outcome(partner, playbook, outcome) for outcome in playbook.outcomes]),
        "calendars": _json([partner.calendar, partner.calendars]),
        "stale_on": _stale_on(partner, playbook),
    }


def _stale_on(partner: Partner, playbook: Playbook) -> str:
    """From when on `plan replan` finds something to do; at once where we stand by other dates."""
    tasks, committed = partner.plan.tasks, partner.plan.committed
    lagging = any(committed.get(task) != dated.finish_on for task, dated in tasks.items())
    return (date.min if lagging else stale_on(partner, playbook)).isoformat()


def _outcome(partner: Partner, playbook: Playbook, outcome: Outcome) -> list[Any]:
    reached = partner.outcomes.get(outcome.id)
    criteria = [
        [criterion.id, criterion.text, _instant(holds_at), waits]
        for criterion, holds_at, waits in outcomes.turns(partner, playbook, outcome)
    ]
    return [outcome.id, outcome.title, reached and reached.isoformat(), criteria]


def _task_rows(partner: Partner, playbook: Playbook) -> list[Row]:
    included = [task for task in playbook.tasks if gates.is_included(partner, task.id)]
    return [
        _task_row(partner, playbook, task, position)
        for position, task in enumerate(included, start=1)
    ]


def _task_row(partner: Partner, playbook: Playbook, task: Task, position: int) -> Row:
    dated = partner.plan.tasks[task.id]
    baseline = partner.plan.baseline[task.id]
    progress = partner.progress(task.id)
    required = gates.required_items(partner, task)
    held = gates.waits_for(partner, playbook, task)
    role, person = gates.owner_of(partner, playbook, task)
    return {
        "partner_id": partner.id,
        "task_id": task.id,
        "position": position,
        "phase": task.phase,
        "title": task.title,
        "state": str(progress.state),
        "owner_role": role,
        "owner": person,
        "start_on": dated.start_on.isoformat(),
        "finish_on": dated.finish_on.isoformat(),
        "due_on": min(dated.finish_on, partner.plan.committed[task.id]).isoformat(),
        "baseline_finish_on": baseline.finish_on.isoformat(),
        "due_at": _instant(dated.due_at),
        "slack_days": dated.slack_days,
        "critical": int(dated.critical),
        "provisional": int(dated.provisional),
        "optional": int(task.optional),
        "milestone": int(task.milestone),
        "items_done": sum(item.id in progress.items for item in required),
        "items_required": len(required),
        "gate": gates.gate_standing(progress, task),
        "waits_for": held[0] if held else None,
        "waits_why": held[1] if held else None,
        "reason": progress.reason or None,
        "started_at": _instant(progress.started_at),
        "finished_at": _instant(progress.finished_at),
    }


def _item_rows(partner: Partner) -> list[Row]:
    return [
        {
            "partner_id": partner.id,
            "task_id": task,
            "item_id": item,
            "done_at": _instant(mark.done_at),
            "done_by": mark.by,
            "evidence": mark.evidence,
        }
        for task, progress in partner.tasks.items()
        for item, mark in progress.items.items()
    ]


def _criterion_rows(partner: Partner) -> list[Row]:
    return [
        {
            "partner_id": partner.id,
            "task_id": task,
            "criterion_id": criterion,
            "standing": mark.standing,
            "value": mark.value,
            "judged_at": _instant(mark.at),
            "judged_by": mark.by,
            "note": mark.note,
        }
        for task, progress in partner.tasks.items()
        for criterion, mark in progress.criteria.items()
    ]


def _metric_rows(partner: Partner) -> list[Row]:
    return [
        {
            "partner_id": partner.id,
            "metric": metric,
            "position": position,
            "value": measured.value,
            "measured_at": _instant(measured.at),
            "measured_by": measured.by,
            "task_id": measured.task,
            "evidence": measured.evidence,
        }
        for metric, series in partner.metrics.items()
        for position, measured in enumerate(series, start=1)
    ]


def _deadline_rows(partner: Partner, playbook: Playbook) -> list[Row]:
    rows = []
    for ref, deadline in partner.plan.deadlines.items():
        done_at = deadline_met_at(partner, ref, deadline.kind)
        state = "open" if done_at is None else "met"
        if done_at is not None and done_at > deadline.due_at:
            state = "late"
        if partner.status == PartnerStatus.REMOVED and done_at is None:
            state = "void"
        rows.append(
            {
                "partner_id": partner.id,
                "ref": ref,
                "kind": deadline.kind,
                "title": deadline.title,
                "due_at": _instant(deadline.due_at),
                "owner_role": deadline.owner,
                "owner": gates.person_for(partner, playbook, deadline.owner),
                "done_at": _instant(done_at),
                "state": state,
            }
        )
    if not partner.promises:
        return rows
    from onboardctl.core.partner import promises  # most partners were promised nothing yet

    def person(role: str) -> str | None:
        return gates.person_for(partner, playbook, role)

    return rows + promises.deadline_rows(partner, person)


def deadline_met_at(partner: Partner, ref: str, kind: str) -> datetime | None:
    """When the promise was kept: the mail sent, the item ticked, the task finished."""
    if kind == "message":
        mark = partner.messages.get(ref)
        return mark.sent_at if mark and mark.bounced_at is None else None
    task, _, item = ref.partition("/")
    progress = partner.progress(task)
    if kind == "item":
        ticked = progress.items.get(item)
        return ticked.done_at if ticked else progress.finished_at
    return progress.finished_at


def _message_rows(partner: Partner) -> list[Row]:
    def row(message: str, mark: MessageMark) -> Row:
        return {
            "partner_id": partner.id,
            "message_id": message,
            "sent_at": _instant(mark.sent_at),
            "channel": mark.channel,
            "acknowledged_at": _instant(mark.acknowledged_at),
            "bounced_at": _instant(mark.bounced_at),
        }

    return [row(message, mark) for message, mark in partner.messages.items()]


def _occurrence_rows(partner: Partner, playbook: Playbook) -> list[Row]:
    if not partner.ahead and not partner.held:
        return []
    from onboardctl.core.partner import recurring_facts

    return recurring_facts.rows(
        partner, playbook, lambda role: gates.person_for(partner, playbook, role)
    )


def _lead(partner: Partner, playbook: Playbook) -> str | None:
    """Who answers for the partner: its success manager, else its account manager, else anyone."""
    for role in ("csm", "account_manager"):
        person = gates.person_for(partner, playbook, role)
        if person:
            return person
    return next(iter(partner.team.values()), None)


def _local_day(text: str | None, zone: str) -> str | None:
    """The local date of an anchor."""
    if text is None or "T" not in text:
        return text
    from zoneinfo import ZoneInfo

    local: date = codec.parse_instant(text).astimezone(ZoneInfo(zone)).date()
    return local.isoformat()


def _instant(moment: datetime | None) -> str | None:
    return None if moment is None else codec.instant_text(moment)


def _json(value: Any) -> str:
    import json

    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
