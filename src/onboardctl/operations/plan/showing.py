"""The dated plan of a partner: the whole of it, as bars, and why a date is what it is."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from onboardctl.core.payloads.plan import (
    DateReason,
    MoveLine,
    NextTime,
    PhaseLine,
    PlanShown,
    Replanned,
    TaskWhy,
    Timeline,
    TimelineRow,
)
from onboardctl.core.result import Result
from onboardctl.operations.lines import day, local_day
from onboardctl.operations.plan import facts as plan_facts
from onboardctl.operations.plan import rows as plan_rows
from onboardctl.operations.plan import variations

if TYPE_CHECKING:
    from onboardctl.operations.plan.rows import PlanRows
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row


def show(session: Session, name: str) -> Result:
    """Every task with its dates, owner and progress, by phase; clocks and outcomes."""
    card = session.find_partner(name)
    seen = plan_rows.read(session, card)
    anchors = json.loads(card["anchors"])
    data = PlanShown(
        partner=card["slug"],
        name=card["name"],
        playbook=card["playbook"],
        playbook_version=card["playbook_version"],
        origin_on=day(card["origin_on"]),
        finish_on=day(card["finish_on"]),
        baseline_finish_on=day(card["baseline_finish_on"]),
        items_done=card["items_done"],
        items_required=card["items_required"],
        phases=_phases(seen),
        tasks=seen.tasks,
        clocks=seen.clocks,
        outcomes=seen.outcomes,
        excluded=seen.excluded,
        provisional_anchors=seen.provisional_anchors,
        anchors=tuple(sorted(anchors.items(), key=lambda anchor: (anchor[1], anchor[0]))),
        variations=variations.of_partner(session, card),
        recurring=_next_times(session, card),
    )
    ready = next((t for t in seen.tasks if t.waits_for is None and t.finished_at is None), None)
    return Result(
        "plan show",
        "plan/1",
        data,
        as_of=session.moment,
        zone=card["zone"],
        next_steps=(f"onboardctl task show {data.partner} {ready.task}",) if ready else (),
    )


def _next_times(session: Session, card: Row) -> tuple[NextTime, ...]:
    today = local_day(session.moment, card["zone"]).isoformat()
    rows = session.store.rows("recurring.next_of_partner", partner_id=card["partner_id"], day=today)
    return tuple(
        NextTime(
            row["recurring_id"],
            row["title"],
            date.fromisoformat(row["takes_on"]),
            row["owner_role"],
            row["owner"],
        )
        for row in rows
    )


def timeline(session: Session, name: str) -> Result:
    """The plan as bars from its first day to its last."""
    card = session.find_partner(name)
    seen = plan_rows.read(session, card)
    rows = tuple(
        TimelineRow(
            task=task.task,
            title=task.title,
            phase=task.phase,
            start_on=task.start_on,
            finish_on=task.finish_on,
            baseline_finish_on=task.baseline_finish_on,
            state=task.state,
            critical=task.critical,
            milestone=task.task in seen.milestones,
            owner_role=task.owner_role,
        )
        for task in seen.tasks
    )
    today = local_day(session.moment, card["zone"])
    data = Timeline(
        partner=card["slug"],
        name=card["name"],
        start_on=min((bar.start_on for bar in rows), default=today),
        finish_on=max((bar.finish_on for bar in rows), default=today),
        today=today,
        rows=rows,
    )
    return Result("plan timeline", "timeline/1", data, as_of=session.moment, zone=card["zone"])


def why(session: Session, name: str, task_name: str) -> Result:
    """The derivation of a task's dates, step by step, with the words of the playbook."""
    from onboardctl.core.partner.finding import find_task
    from onboardctl.operations.plan import planning  # showing a plan does not pay for dating one

    row = session.find_partner(name)
    partner = session.partner(row["partner_id"])
    playbook = session.playbook(partner.digest)
    task = find_task(partner, playbook, task_name)
    calendar = session.calendar(partner, playbook)
    dated = planning.compute(partner, playbook, session.moment, calendar).task(task.id)
    assert dated is not None
    data = TaskWhy(
        partner=partner.slug,
        task=task.id,
        title=task.title,
        start_on=dated.start_on,
        finish_on=dated.finish_on,
        baseline_finish_on=partner.plan.baseline[task.id].finish_on,
        latest_on=dated.late_finish_on,
        slack_days=dated.slack_days,
        critical=dated.critical,
        provisional=dated.provisional,
        reasons=tuple(DateReason(r.rule, r.detail, r.source) for r in dated.reasons),
        variations=tuple(one for one in variations.of_partner(session, row) if one.task == task.id),
    )
    return Result("plan why", "plan-why/1", data, as_of=session.moment, zone=partner.zone)


def replan(session: Session, name: str, *, pull: bool = False) -> Result:
    """Date the unfinished work again as of today, and say what moved and why."""
    from onboardctl.core.names import counted
    from onboardctl.core.partner.projection import project
    from onboardctl.operations.plan import calendars as plan_calendars
    from onboardctl.operations.plan import planning, recurring_ahead

    with session.change("plan replan") as change:
        row = session.find_partner(name)
        before = change.partner(row["partner_id"])
        playbook = session.playbook(before.digest)
        news, warnings = plan_calendars.renewed(session, before, playbook)
        counted_in = change.append(before, news)
        calendar = session.calendar(counted_in, playbook)
        dated = planning.compute(counted_in, playbook, session.now, calendar, pull=pull)
        fact = plan_facts.rescheduled(counted_in, playbook, dated, commits=True)
        after = change.append(counted_in, [fact] if fact else [])
        after = recurring_ahead.lay_out(session, change, after, playbook, dated)
        moved = fact.moves if fact else ()
        anew = ", its calendar read anew" if news else ""
        change.summary = f"{before.name}: {counted(len(moved), 'task')} moved{anew}"
    titles = {task.id: task.title for task in playbook.tasks}
    (card,) = project(after, playbook)["partner"].values()
    data = Replanned(
        partner=after.slug,
        name=after.name,
        moves=tuple(
            MoveLine(m.task, titles[m.task], m.was_on, m.now_on, m.by_days, m.cause, m.because)
            for m in moved
        ),
        finish_on=day(card["finish_on"]),
        baseline_finish_on=day(card["baseline_finish_on"]),
    )
    said = (
        f"{counted(len(moved), 'task')} of {after.name} moved"
        if moved
        else "nothing to do: no date moves"
    )
    return Result(
        "plan replan",
        "replan/1",
        data,
        as_of=session.now,
        zone=after.zone,
        messages=(said,),
        next_steps=(f"onboardctl plan show {after.slug}",),
        warnings=warnings,
        dry_run=session.dry_run,
    )


def _phases(seen: PlanRows) -> tuple[PhaseLine, ...]:
    lines = []
    for phase, title in seen.phases:
        own = [task for task in seen.tasks if task.phase == phase]
        counted = [task for task in own if not task.optional and task.state != "skipped"]
        lines.append(
            PhaseLine(
                phase,
                title,
                min((task.start_on for task in own), default=None),
                max((task.finish_on for task in own), default=None),
                sum(task.state == "done" for task in counted),
                len(counted),
            )
        )
    return tuple(line for line in lines if line.start_on is not None)
