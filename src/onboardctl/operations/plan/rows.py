"""One partner's plan as its screens read it: from the read tables, without replaying its facts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from onboardctl.core.payloads.plan import (
    ExcludedLine,
    OutcomeCriterionLine,
    OutcomeLine,
)
from onboardctl.core.record import NamedTuple
from onboardctl.operations.lines import clock, day, moment, task_line, working_day

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.core.payloads.plan import Clock, TaskLine
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row


class PlanRows(NamedTuple):
    """A plan with all its lines.

    Attributes:
        tasks: in the order of the playbook.
        milestones: ids of the tasks that are moments, not work.
        clocks: the earliest first.
        phases: id and title, in order.
        excluded: tasks that are not in the plan, and why.
        provisional_anchors: anchors that are estimated so far.
        outcomes: as they stand at the moment of the session.
        length_days: how long the playbook takes, when it says so.
    """

    tasks: tuple[TaskLine, ...]
    milestones: frozenset[str]
    clocks: tuple[Clock, ...]
    phases: tuple[tuple[str, str], ...]
    excluded: tuple[ExcludedLine, ...]
    provisional_anchors: tuple[str, ...]
    outcomes: tuple[OutcomeLine, ...]
    length_days: int | None


def read(session: Session, card: Row) -> PlanRows:
    """The plan of the partner with this row."""
    of_partner = {"partner_id": card["partner_id"]}
    plan = session.store.one("plan.of_partner", **of_partner)
    assert plan is not None
    tasks = session.store.rows("task.of_partner", **of_partner)
    clocks = session.store.rows("deadline.of_partner", **of_partner)
    today = working_day(session.moment, card["zone"], card["status"])
    return PlanRows(
        tasks=tuple(task_line(row, card["slug"], today) for row in tasks),
        milestones=frozenset(row["task_id"] for row in tasks if row["milestone"]),
        clocks=tuple(clock(row, card["slug"]) for row in clocks),
        phases=tuple((phase, title) for phase, title in json.loads(plan["phases"])),
        excluded=tuple(ExcludedLine(*told) for told in json.loads(plan["excluded"])),
        provisional_anchors=tuple(json.loads(plan["provisional_anchors"])),
        outcomes=tuple(_outcome(told, session.moment) for told in json.loads(plan["outcomes"])),
        length_days=plan["length_days"],
    )


def _outcome(told: list[Any], now: datetime) -> OutcomeLine:
    outcome, title, reached_on, criteria = told
    return OutcomeLine(
        outcome, title, day(reached_on), tuple(_criterion(one, now) for one in criteria)
    )


def _criterion(told: list[Any], now: datetime) -> OutcomeCriterionLine:
    criterion, text, holds, waits = told
    holds_at = moment(holds)
    since = holds_at if holds_at is not None and (not waits or holds_at <= now) else None
    return OutcomeCriterionLine(criterion, text, since, holds_at if waits else None)
