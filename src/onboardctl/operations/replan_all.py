"""Date every running plan again: those whose dates still hold are only looked at, never written."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from onboardctl.core import codec
from onboardctl.core.errors import NotFound
from onboardctl.core.names import counted
from onboardctl.core.partner.projection import project
from onboardctl.core.partner.state import Partner
from onboardctl.core.payloads.baseline import ReplannedAll, ReplannedPlan
from onboardctl.core.result import Result
from onboardctl.core.schedule import Actual, plan_days, prepare
from onboardctl.core.types import TaskState
from onboardctl.operations import plan_calendars, planning
from onboardctl.operations.lines import day, local_day
from onboardctl.operations.session import facts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from onboardctl.core.calendar import Calendar
    from onboardctl.core.playbook import Playbook
    from onboardctl.core.schedule.nodes import Prepared
    from onboardctl.operations.session import Session
    from onboardctl.store.changes import Change
    from onboardctl.store.engine import Row


def replan_all(session: Session, count: Callable[[int], Any], *, pull: bool = False) -> Result:
    """Date the unfinished work of every running plan again as of today, in one change.

    Args:
        session: an open session.
        count: called with the number of plans looked at since the last call.
        pull: let open work move earlier than promised, too.
    """
    with session.change("plan replan --all") as change:
        rows = session.store.rows("replan.plans")
        stale = set(_stale(session, rows, pull=pull))
        lines = []
        for row in rows:
            if row["partner_id"] in stale:
                lines += _replan(session, change, row["partner_id"], pull=pull)
            count(1)
        change.summary = f"{counted(len(lines), 'plan')} of {len(rows)} moved"
    said = change.summary if lines else "nothing to do: no date moves"
    return Result(
        "plan replan",
        "replan-all/1",
        ReplannedAll(tuple(lines), len(rows)),
        as_of=session.now,
        zone=session.settings.zone,
        messages=(said,),
        next_steps=("onboardctl undo",) if lines else (),
        dry_run=session.dry_run,
    )


def _replan(
    session: Session, change: Change, partner_id: str, *, pull: bool
) -> list[ReplannedPlan]:
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
        return []
    first = fact.moves[0] if fact.moves else None
    was, now = _card(before, playbook), _card(after, playbook)
    return [
        ReplannedPlan(
            partner=after.slug,
            name=after.name,
            moved=len(fact.moves),
            was_on=day(was["finish_on"]),
            finish_on=day(now["finish_on"]),
            baseline_finish_on=day(now["baseline_finish_on"]),
            task=first.task if first else "",
            because=(first.because or first.cause) if first else "we stand by the forecast now",
        )
    ]


def _card(partner: Partner, playbook: Playbook) -> dict[str, Any]:
    (card,) = project(partner, playbook)["partner"].values()
    return card


class _Inputs(NamedTuple):
    """What only the facts know of a partner: the anchors given, and the calendars it works by."""

    given: dict[str, str]
    calendar: str
    calendars: dict[str, str]


def _stale(session: Session, rows: list[Row], *, pull: bool) -> Iterator[str]:
    """Partners whose days would change; found from days alone, without reasons or replays."""
    tasks = {
        partner_id: list(found)
        for partner_id, found in groupby(
            session.store.rows("replan.tasks"), key=lambda row: row["partner_id"]
        )
    }
    known = _inputs(session)
    ready: dict[Any, Prepared] = {}
    calendars = _Calendars(session)
    today: dict[str, date] = {}
    for row in rows:
        playbook, zone, inputs = (
            session.playbook(row["digest"]),
            row["zone"],
            known[row["partner_id"]],
        )
        if not calendars.hold(playbook, inputs):
            yield row["partner_id"]
            continue
        if zone not in today:
            today[zone] = local_day(session.now, zone)
        own = tasks.get(row["partner_id"], [])
        anchors = {anchor: planning.moment_or_date(text) for anchor, text in inputs.given.items()}
        prepared = _prepared(ready, playbook, row, frozenset(anchors))
        days = plan_days(
            prepared,
            anchors,
            zone,
            calendars.of(playbook, zone, inputs),
            actuals=_actuals(own),
            promised={} if pull else _promised(own),
            data_date=today[zone] if own else None,
        )
        if _differs(own, prepared, days.begin, days.end):
            yield row["partner_id"]


class _Calendars:
    """The calendars of many plans, each read and made ready once."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.ready: dict[Any, Calendar] = {}
        self.pins: dict[tuple[str, str], dict[str, str] | None] = {}

    def hold(self, playbook: Playbook, inputs: _Inputs) -> bool:
        """Whether the files still say what the plan is counted in; a missing file says nothing."""
        key = (playbook.digest, inputs.calendar)
        if key not in self.pins:
            try:
                found = plan_calendars.needed(self.session, playbook, inputs.calendar)
                self.pins[key] = plan_calendars.keep(self.session, found)
            except NotFound:
                self.pins[key] = None
        return self.pins[key] is None or self.pins[key] == inputs.calendars

    def of(self, playbook: Playbook, zone: str, inputs: _Inputs) -> Calendar:
        """What a plan is counted in."""
        key = (playbook.digest, zone, tuple(inputs.calendars.items()))
        if key not in self.ready:
            like = Partner("", zone=zone, calendars=inputs.calendars)
            self.ready[key] = self.session.calendar(like, playbook)
        return self.ready[key]


def _prepared(
    ready: dict[Any, Prepared], playbook: Playbook, row: Row, given: frozenset[str]
) -> Prepared:
    """The playbook made ready for the answers this plan gives; shared by all that answer alike."""
    facts = {**facts_of(row), "tier": row["tier"], "segment": row["segment"]}
    if row["users"] is not None:
        facts["users"] = row["users"]
    key = (row["digest"], given, _answers(playbook, facts))
    if key not in ready:
        ready[key] = prepare(playbook, facts, given=given)
    return ready[key]


def _answers(playbook: Playbook, facts: dict[str, Any]) -> Any:
    from onboardctl.core.schedule.selection import select

    chosen = select(playbook, facts)
    return (
        tuple(task.id for task in chosen.tasks),
        tuple(change.id for change in chosen.adjustments),
        chosen.parts,
    )


def _inputs(session: Session) -> dict[str, _Inputs]:
    """What the facts say of every partner's anchors and calendars, without what was undone."""
    from onboardctl.store import event_log

    gone = event_log.undone(session.store)
    found: dict[str, _Inputs] = {}
    for row in session.store.rows("replan.given"):
        if row["change_id"] in gone:
            continue
        payload, own = json.loads(row["payload"]), found.get(row["partner_id"], _Inputs({}, "", {}))
        if row["kind"] == "anchor.given":
            own = own._replace(given={**own.given, payload["anchor"]: payload["at"]})
        else:
            said = payload if row["kind"] == "partner.created" else payload["changes"]
            own = own._replace(**{name: said[name] for name in _Inputs._fields if name in said})
        found[row["partner_id"]] = own
    return found


def _actuals(rows: list[Row]) -> dict[str, Actual]:
    return {
        row["task_id"]: Actual(
            started_at=_moment(row["started_at"]),
            finished_at=_moment(row["finished_at"]),
            skipped=row["state"] == TaskState.SKIPPED,
        )
        for row in rows
        if row["started_at"] or row["finished_at"]
    }


def _moment(text: str | None) -> Any:
    return None if text is None else codec.parse_instant(text)


def _promised(rows: list[Row]) -> dict[str, date]:
    from datetime import date

    return {
        row["task_id"]: date.fromisoformat(row["start_on"])
        for row in rows
        if row["finished_at"] is None
    }


def _differs(rows: list[Row], prepared: Prepared, begin: list[int], end: list[int]) -> bool:
    """Whether the days of any task are others than the stored ones, or not what we stand by."""
    from datetime import date

    stored = {row["task_id"]: row for row in rows}
    groups = len(stored) - len(prepared.tasks)
    if groups < 0:
        return True
    for node, first, after in zip(prepared.tasks, begin, end, strict=True):
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
