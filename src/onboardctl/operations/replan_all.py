"""Date every running plan again: those whose dates still hold are only looked at, never written."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from onboardctl.core.errors import NotFound
from onboardctl.core.names import counted
from onboardctl.core.payloads.baseline import ReplannedAll, ReplannedPlan
from onboardctl.core.result import Result
from onboardctl.core.schedule import plan_days
from onboardctl.operations import plan_calendars, plan_inputs, planning
from onboardctl.operations.lines import day, local_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from onboardctl.core.playbook import Playbook
    from onboardctl.core.schedule import PlanDays
    from onboardctl.core.subject import Rows
    from onboardctl.operations.plan_inputs import PlanInputs
    from onboardctl.operations.session import Session
    from onboardctl.store.changes import Change


def replan_all(session: Session, count: Callable[[int], Any], *, pull: bool = False) -> Result:
    """Date the unfinished work of every running plan again as of today, in one change.

    Plans that nothing could move are not read: each knows the day from which on it has something
    behind it, and calendars and absences tell which plans they touch.

    Args:
        session: an open session.
        count: called with the number of plans looked at since the last call.
        pull: let open work move earlier than promised, too; every plan is read then.
    """
    with session.change("plan replan --all") as change:
        stale = _stale(session) | (_all_that_differ(session, pull=True) if pull else set())
        looked_at = session.store.one("plan.running")
        assert looked_at is not None
        count(looked_at["plans"] - len(stale))
        lines: list[ReplannedPlan] = []
        for _, partner_id in sorted(stale):
            lines += _replan(session, change, partner_id, pull=pull)
            count(1)
        change.summary = f"{counted(len(lines), 'plan')} of {looked_at['plans']} moved"
    said = change.summary if lines else "nothing to do: no date moves"
    return Result(
        "plan replan",
        "replan-all/1",
        ReplannedAll(tuple(lines), looked_at["plans"]),
        as_of=session.now,
        zone=session.settings.zone,
        messages=(said,),
        next_steps=("onboardctl undo",) if lines else (),
        dry_run=session.dry_run,
    )


def _stale(session: Session) -> set[tuple[str, str]]:
    """Short names and ids of the partners whose plans the day, a calendar or an absence may move."""
    latest = (session.now + timedelta(hours=14)).date().isoformat()  # today, wherever it is latest
    days: dict[str, str] = {}
    rows = []
    for row in session.store.rows("plan.stale", day=latest):
        if row["zone"] not in days:
            days[row["zone"]] = local_day(session.now, row["zone"]).isoformat()
        if row["stale_on"] <= days[row["zone"]]:
            rows.append(row)
    today = local_day(session.now, session.settings.zone).isoformat()
    rows += session.store.rows("absence.touched", day=today)
    for known in session.store.rows("plan.calendars"):
        chosen, pins = json.loads(known["calendars"])
        if not _hold(session, session.playbook(known["digest"]), chosen, pins):
            rows += session.store.rows(
                "plan.counted_in", digest=known["digest"], calendars=known["calendars"]
            )
    return {(row["slug"], row["partner_id"]) for row in rows}


def _hold(session: Session, playbook: Playbook, chosen: str, pins: dict[str, str]) -> bool:
    """Whether the calendar files still say what plans count in; a missing file says nothing."""
    try:
        found = plan_calendars.needed(session, playbook, chosen)
    except NotFound:
        return True
    return plan_calendars.keep(session, found) == pins


def _all_that_differ(session: Session, *, pull: bool) -> set[tuple[str, str]]:
    """The same, of all plans, by the days they would have."""
    return {
        (plan.row["slug"], plan.row["partner_id"])
        for plan in plan_inputs.read(session, renew=True)
        if plan.renewed or _differs(plan, _days(session, plan, pull=pull))
    }


def _replan(
    session: Session, change: Change, partner_id: str, *, pull: bool
) -> Iterator[ReplannedPlan]:
    before = change.partner(partner_id)
    was = _card(change.rows(before))
    playbook = session.playbook(before.digest)
    news, _ = plan_calendars.renewed(session, before, playbook)
    counted_in = change.append(before, news)
    calendar = session.calendar(counted_in, playbook)
    dated = planning.compute(counted_in, playbook, session.now, calendar, pull=pull)
    fact = planning.rescheduled(counted_in, playbook, dated, commits=True)
    after = change.append(counted_in, [fact] if fact else [])
    now = _card(change.rows(after))
    change.settle(partner_id)
    if fact is None:
        return
    first = fact.moves[0] if fact.moves else None
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


def _card(rows: Rows) -> dict[str, Any]:
    (card,) = rows["partner"].values()
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
