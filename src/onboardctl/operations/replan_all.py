"""Date every running plan again: those whose dates still hold are only looked at, never written."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from onboardctl.core.names import counted
from onboardctl.core.partner.projection import project
from onboardctl.core.payloads.baseline import ReplannedAll, ReplannedPlan
from onboardctl.core.result import Result
from onboardctl.core.schedule import plan_days
from onboardctl.operations import plan_calendars, plan_inputs, planning
from onboardctl.operations.lines import day, local_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Playbook
    from onboardctl.core.schedule import PlanDays
    from onboardctl.operations.plan_inputs import PlanInputs
    from onboardctl.operations.session import Session
    from onboardctl.store.changes import Change


def replan_all(session: Session, count: Callable[[int], Any], *, pull: bool = False) -> Result:
    """Date the unfinished work of every running plan again as of today, in one change.

    Args:
        session: an open session.
        count: called with the number of plans looked at since the last call.
        pull: let open work move earlier than promised, too.
    """
    looked_at = 0
    with session.change("plan replan --all") as change:
        stale = []
        touched = _touched_by_absence(session)
        for plan in plan_inputs.read(session, renew=True):
            looked_at += 1
            by_absence = plan.row["partner_id"] in touched
            if plan.renewed or by_absence or _differs(plan, _days(session, plan, pull=pull)):
                stale.append((plan.row["slug"], plan.row["partner_id"]))
            count(1)
        lines = [
            line
            for _, partner_id in sorted(stale)
            for line in _replan(session, change, partner_id, pull=pull)
        ]
        change.summary = f"{counted(len(lines), 'plan')} of {looked_at} moved"
    said = change.summary if lines else "nothing to do: no date moves"
    return Result(
        "plan replan",
        "replan-all/1",
        ReplannedAll(tuple(lines), looked_at),
        as_of=session.now,
        zone=session.settings.zone,
        messages=(said,),
        next_steps=("onboardctl undo",) if lines else (),
        dry_run=session.dry_run,
    )


def _touched_by_absence(session: Session) -> frozenset[str]:
    """Partners with open work of somebody who is away or will be."""
    day = local_day(session.now, session.settings.zone).isoformat()
    return frozenset(row["partner_id"] for row in session.store.rows("absence.touched", day=day))


def _replan(
    session: Session, change: Change, partner_id: str, *, pull: bool
) -> Iterator[ReplannedPlan]:
    before = change.partner(partner_id)
    playbook = session.playbook(before.digest)
    news, _ = plan_calendars.renewed(session, before, playbook)
    counted_in = change.append(before, news)
    calendar = session.calendar(counted_in, playbook)
    dated = planning.compute(counted_in, playbook, session.now, calendar, pull=pull)
    fact = planning.rescheduled(counted_in, playbook, dated, commits=True)
    after = change.append(counted_in, [fact] if fact else [])
    change.settle(partner_id)
    if fact is None:
        return
    first = fact.moves[0] if fact.moves else None
    was, now = _card(before, playbook), _card(after, playbook)
    yield ReplannedPlan(
        partner=after.slug,
        name=after.name,
        moved=len(fact.moves),
        was_on=day(was["finish_on"]),
        finish_on=day(now["finish_on"]),
        baseline_finish_on=day(now["baseline_finish_on"]),
        task=first.task if first else "",
        because=(first.because or first.cause) if first else "we stand by the forecast now",
    )


def _card(partner: Partner, playbook: Playbook) -> dict[str, Any]:
    (card,) = project(partner, playbook)["partner"].values()
    return card


def _days(session: Session, plan: PlanInputs, *, pull: bool) -> PlanDays:
    return plan_days(
        plan.prepared,
        plan.given,
        plan.row["zone"],
        plan.calendar,
        actuals=plan.actuals,
        overrides=plan.overrides,
        promised={} if pull else plan.promised,
        data_date=local_day(session.now, plan.row["zone"]) if plan.tasks else None,
    )


def _differs(plan: PlanInputs, days: PlanDays) -> bool:
    """Whether the days of any task are others than the stored ones, or not what we stand by."""
    stored = {row["task_id"]: row for row in plan.tasks}
    if len(stored) < len(plan.prepared.tasks):
        return True
    for node, first, after in zip(plan.prepared.tasks, days.begin, days.end, strict=True):
        row = stored.get(node.task.id)
        if row is None:
            return True
        start = date.fromordinal(first if first < after else after - 1).isoformat()
        finish = date.fromordinal(after - 1).isoformat()
        if (row["start_on"], row["finish_on"]) != (start, finish):
            return True
        if row["finished_at"] is None and row["due_on"] != finish:
            return True
    return False
