"""Date every running plan again: those whose dates still hold are only looked at, never written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from onboardctl.core.errors import NotFound
from onboardctl.core.names import counted
from onboardctl.core.payloads.baseline import ReplannedAll, ReplannedPlan
from onboardctl.core.result import Result
from onboardctl.operations.lines import day
from onboardctl.operations.plan import calendars as plan_calendars
from onboardctl.operations.plan import facts as plan_facts
from onboardctl.operations.plan import planning, recurring_ahead, team_times
from onboardctl.operations.plan import stale as stale_plans
from onboardctl.operations.plan.recurring_many import Following
from onboardctl.store import redating

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from onboardctl.core.partner.redating import PlanRows, Redated
    from onboardctl.core.playbook import Playbook
    from onboardctl.core.subject import Rows
    from onboardctl.operations.session import Session
    from onboardctl.store.changes import Change

_STAND = "we stand by the forecast now"


def replan_all(session: Session, count: Callable[[int], Any], *, pull: bool = False) -> Result:
    """Date the unfinished work of every running plan again as of today, in one change.

    Plans that nothing could move are not read: each knows the day from which on it has something
    behind it, and calendars and absences tell which plans they touch. Times of recurring work that
    run out are laid out further, and those of teams anew.

    Args:
        session: an open session.
        count: called with the number of plans looked at since the last call.
        pull: let open work move earlier than promised, too; every plan is read then.
    """
    with session.change("plan replan --all") as change:
        looked_at = session.store.one("plan.running")
        assert looked_at is not None
        lines: list[ReplannedPlan] = []
        following = Following(session)
        long_way = _with_other_calendars(session)
        left = looked_at["plans"] - len(long_way)
        for stretch in stale_plans.redate(session, frozenset(long_way), pull=pull):
            redating.write(change, (one.answer for one in stretch.found))
            following.lay_out(change, stretch)
            lines += (_line(one.rows, one.answer) for one in stretch.found)
            long_way |= set(stretch.rest)
            left -= stretch.looked_at
            count(stretch.looked_at - len(stretch.rest))
        count(left)
        renewed = following.renew(change, but=long_way)
        for partner_id in sorted(long_way):
            lines += _replan(session, change, partner_id, pull=pull)
            count(1)
        lines.sort(key=lambda line: line.partner)
        change.summary = f"{counted(len(lines), 'plan')} of {looked_at['plans']} moved"
        if renewed:
            change.summary += f", recurring work of {counted(renewed, 'partner')} laid out further"
    team_times.lay_out(session)
    said = change.summary if lines or renewed else "nothing to do: no date moves"
    return Result(
        "plan replan",
        "replan-all/1",
        ReplannedAll(tuple(lines), looked_at["plans"], renewed),
        as_of=session.now,
        zone=session.settings.zone,
        messages=(said,),
        next_steps=("onboardctl undo",) if lines or renewed else (),
        dry_run=session.dry_run,
    )


def _with_other_calendars(session: Session) -> set[str]:
    """Ids of the partners whose plans are counted in calendars that say something else by now."""
    rows = []
    for known in session.store.rows("plan.calendars"):
        chosen, pins = json.loads(known["calendars"])
        if not _hold(session, session.playbook(known["digest"]), chosen, pins):
            rows += session.store.rows(
                "plan.counted_in", digest=known["digest"], calendars=known["calendars"]
            )
    return {row["partner_id"] for row in rows}


def _hold(session: Session, playbook: Playbook, chosen: str, pins: dict[str, str]) -> bool:
    """Whether the calendar files still say what plans count in; a missing file says nothing."""
    try:
        found = plan_calendars.needed(session, playbook, chosen)
    except NotFound:
        return True
    return plan_calendars.keep(session, found) == pins


def _line(rows: PlanRows, answer: Redated) -> ReplannedPlan:
    partner, moves = rows.partner, answer.said.get("moves", ())
    first = moves[0] if moves else {}
    return ReplannedPlan(
        partner=partner["slug"],
        name=partner["name"],
        moved=len(moves),
        was_on=day(partner["finish_on"]),
        finish_on=day(answer.partner["finish_on"]),
        baseline_finish_on=day(partner["baseline_finish_on"]),
        task=first.get("task", ""),
        because=first.get("because") or first.get("cause") or _STAND,
    )


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
    fact = plan_facts.rescheduled(counted_in, playbook, dated, commits=True)
    after = change.append(counted_in, [fact] if fact else [])
    after = recurring_ahead.lay_out(session, change, after, playbook, dated)
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
        because=(first.because or first.cause) if first else _STAND,
    )


def _card(rows: Rows) -> dict[str, Any]:
    (card,) = rows["partner"].values()
    return card
