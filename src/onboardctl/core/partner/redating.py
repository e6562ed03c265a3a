"""A plan dated again from its read rows: the fact that its dates changed, and the rows that follow.

Replaying a partner, explaining every date of its plan and projecting it twice takes thirty times as
long as finding its days. A new day changes nothing but dates, so whoever dates thousands of plans
again starts from their rows, words reasons for what moved alone, and answers with the columns that
change. The fact and the rows are those of the long way (:mod:`onboardctl.operations.plan.planning` and
:mod:`onboardctl.core.partner.projection`); a test holds both to that.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from onboardctl.core import codec
from onboardctl.core.calendar import instant_of
from onboardctl.core.partner.dating import NEVER, TaskKinds, task_kinds
from onboardctl.core.partner.projection import anchor_columns, next_columns
from onboardctl.core.partner.redating_moves import moves_of
from onboardctl.core.record import NamedTuple
from onboardctl.core.schedule import deadlines, lateness
from onboardctl.core.schedule.explain import day_text
from onboardctl.core.schedule.nodes import AnchorNode, GroupNode, TaskNode
from onboardctl.core.schedule.outline import left_out
from onboardctl.core.schedule.plan import provisional_nodes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from onboardctl.core.playbook import Deadline
    from onboardctl.core.schedule.nodes import Prepared
    from onboardctl.core.schedule.run import Run
    from onboardctl.core.subject import Row


ALWAYS = date.min.isoformat()
"""``stale_on`` of a plan that has something to do on any day."""
PROMISE = "promise"
"""The kind of deadlines that people gave, beside those of the playbook."""


class PlanRows(NamedTuple):
    """What the read tables hold of one plan; tasks and deadlines by id.

    ``hanging`` are promises whose deadline hangs on an anchor: on which, and how long after it.
    """

    partner: Any
    plan: Any
    tasks: dict[str, Any]
    deadlines: dict[str, Any]
    hanging: dict[str, tuple[str, str]] = {}


class Redated(NamedTuple):
    """A plan with other dates: the fact as it is stored, and the changed columns of each row.

    ``said`` is the payload of a ``plan.rescheduled``; rows have their keys.
    """

    said: dict[str, Any]
    partner: Row
    plan: Row
    tasks: list[Row]
    deadlines: list[Row]


class Shape(NamedTuple):
    """What is the same for all plans of one prepared playbook.

    Attributes:
        kinds: which tasks a day reaches in a way of their own.
        tasks: the nodes of tasks and groups, in the order of the playbook.
        anchors: the nodes of anchors.
        due: every deadline by its name, with the node it stands in.
        excluded: what plans leave out, and why.
        periods: some anchor is the end of a period, so that every day may change something.
        unsure: some date may hang on an estimate.
    """

    kinds: TaskKinds
    tasks: tuple[TaskNode | GroupNode, ...]
    anchors: tuple[AnchorNode, ...]
    due: dict[str, tuple[Deadline, int | None]]
    excluded: dict[str, str]
    periods: bool
    unsure: bool


class LongWayError(Exception):
    """More than days may have changed, so the partner has to be replayed after all."""


def shape_of(prepared: Prepared) -> Shape:
    """Find out once what all plans share."""
    anchors = tuple(node for node in prepared.nodes if isinstance(node, AnchorNode))
    return Shape(
        task_kinds(prepared.playbook),
        tuple(node for node in prepared.nodes if not isinstance(node, AnchorNode)),
        anchors,
        {ref: (deadline, node) for ref, deadline, node in deadlines.all_of(prepared)},
        {part.id: part.reason for part in left_out(prepared) if part.kind in {"task", "undated"}},
        any(node.origin == "period" for node in anchors),
        any(node.origin == "estimate" for node in anchors),
    )


def redated(rows: PlanRows, run: Run, shape: Shape) -> Redated | None:
    """What changes when we stand by the days of a computation; ``None`` when nothing does.

    Args:
        rows: as the tables stand.
        run: computed, both passes, with the history and the promises of these rows.
        shape: of the same preparation.

    Raises:
        LongWayError: more than days may have changed.
    """
    _check(rows, shape)
    partner_id = rows.partner["partner_id"]
    was_anchors: dict[str, str] = json.loads(rows.partner["anchors"])
    anchors = {k: v for k, v in _anchors(run, shape) if was_anchors.get(k) != v}
    unsure = provisional_nodes(run) if shape.unsure else None
    due = _due(rows, run, shape)
    changed, reached = _tasks(rows, run, shape, unsure, due)
    tasks = {row["task_id"]: row for _, row in changed}
    news = {name: _told(row) for name, row in tasks.items() if _is_news(row, rows.tasks[name])}
    moments = {ref: on for ref, on in due.items() if rows.deadlines[ref]["due_at"] != on}
    estimates = _estimates(rows, run, shape, unsure)
    lagging = rows.plan["stale_on"] == ALWAYS
    if not (lagging or news or anchors or moments) and estimates is None:
        return None
    said = {
        "tasks": news,
        "anchors": anchors,
        "deadlines": [_deadline(rows.deadlines[ref], moment) for ref, moment in moments.items()],
        "moves": list(moves_of(rows, run, changed, tasks)),
        "commits": True,
    }
    said = {name: told for name, told in said.items() if told}  # as facts are stored
    if estimates is not None:
        said["provisional_anchors"] = estimates
    moments.update(_of_promises(rows, anchors))
    deadlines_now = [
        {
            "partner_id": partner_id,
            "ref": ref,
            "due_at": moment,
            "state": _state(rows.deadlines[ref], moment),
        }
        for ref, moment in moments.items()
    ]
    return Redated(
        said,
        _partner_row(rows, run, {**was_anchors, **anchors}, tasks, deadlines_now),
        {
            "partner_id": partner_id,
            "provisional_anchors": rows.plan["provisional_anchors"]
            if estimates is None
            else json.dumps(estimates, ensure_ascii=False, separators=(",", ":")),
            "stale_on": day_text(reached),
        },
        list(tasks.values()),
        deadlines_now,
    )


def _check(rows: PlanRows, shape: Shape) -> None:
    excluded = {task: reason for task, _, reason in json.loads(rows.plan["excluded"])}
    if excluded != shape.excluded or rows.tasks.keys() != {node.name for node in shape.tasks}:
        raise LongWayError("the plan holds other tasks by now")
    if shape.periods:
        raise LongWayError("whether we stand by a plan is not seen from its row")


def _anchors(run: Run, shape: Shape) -> Iterator[tuple[str, str]]:
    for node in shape.anchors:
        day, moment = run.begin[node.index], run.exact.get(node.index)
        if day:
            text = day_text(day) if moment is None else codec.instant_text(instant_of(moment))
            yield node.name, text


def _due(rows: PlanRows, run: Run, shape: Shape) -> dict[str, str]:
    """The moment of every deadline of the playbook, by its name."""
    found = {}
    for ref, (deadline, task) in shape.due.items():
        moment = deadlines.due_at(run, deadline, task)[0]
        if moment is not None:
            found[ref] = codec.instant_text(moment)
    known = [ref for ref, row in rows.deadlines.items() if row["kind"] != PROMISE]
    if len(known) != len(found) or any(ref not in found for ref in known):
        raise LongWayError("other things have a deadline than before")
    return found


def _tasks(
    rows: PlanRows, run: Run, shape: Shape, unsure: list[bool] | None, due: Mapping[str, str]
) -> tuple[list[tuple[TaskNode | GroupNode, Row]], int]:
    """The tasks with other dates, and the day from which on there is something to do again."""
    partner_id = rows.partner["partner_id"]
    slacks = {node.index: lateness.slack(run, node) for node in run.prepared.tasks}
    found, provisional, stale_on = [], 0, NEVER
    for node in shape.tasks:
        index, name = node.index, node.task.id
        begin, end = run.begin[index], run.end[index]
        slack = slacks[index] if isinstance(node, TaskNode) else _of_steps(node, slacks)
        start, finish = day_text(begin if begin < end else end - 1), day_text(end - 1)
        if unsure is not None:
            provisional = int(unsure[index])
        # A mail may have the name of a task: only a task with a deadline of its own has a moment.
        row, moment = rows.tasks[name], None if node.task.due is None else due.get(name)
        if row["finished_at"] is None:
            started = row["started_at"] is not None
            day = shape.kinds.reached(name, min(begin, end - 1), end - 1, started=started)
            stale_on = min(stale_on, day)
        if (
            row["finish_on"] != finish
            or row["slack_days"] != slack
            or row["due_on"] != finish
            or row["start_on"] != start
            or row["due_at"] != moment
            or row["provisional"] != provisional
        ):
            columns = {
                "partner_id": partner_id,
                "task_id": name,
                "start_on": start,
                "finish_on": finish,
                "due_on": finish,  # we stand by it from now on
                "due_at": moment,
                "slack_days": slack,
                "critical": int(slack is not None and slack <= 0),
                "provisional": provisional,
            }
            found.append((node, columns))
    return found, stale_on


def _of_steps(node: GroupNode, slacks: Mapping[int, int | None]) -> int | None:
    found = (slacks.get(leaf) for leaf in node.leaves)
    return min((slack for slack in found if slack is not None), default=None)


def _is_news(row: Row, was: Mapping[str, Any]) -> bool:
    """Whether more changed than what we stand by."""
    return bool(
        was["finish_on"] != row["finish_on"]
        or was["slack_days"] != row["slack_days"]
        or was["start_on"] != row["start_on"]
        or was["due_at"] != row["due_at"]
        or was["provisional"] != row["provisional"]
    )


def _told(row: Row) -> Row:
    """The dates of a task as a fact says them; what is usual is left out."""
    told = {"start_on": row["start_on"], "finish_on": row["finish_on"]}
    if row["due_at"] is not None:
        told["due_at"] = row["due_at"]
    if row["slack_days"] is not None:
        told["slack_days"] = row["slack_days"]
    if row["critical"]:
        told["critical"] = True
    if row["provisional"]:
        told["provisional"] = True
    return told


def _deadline(row: Mapping[str, Any], moment: str) -> Row:
    told = {"ref": row["ref"], "kind": row["kind"], "title": row["title"], "due_at": moment}
    return {**told, "owner": row["owner_role"]} if row["owner_role"] else told


def _estimates(
    rows: PlanRows, run: Run, shape: Shape, unsure: list[bool] | None
) -> list[str] | None:
    """The anchors that are estimates, when they are others than before."""
    now = [
        node.name
        for node in shape.anchors
        if unsure is not None and unsure[node.index] and run.begin[node.index]
    ]
    return None if now == json.loads(rows.plan["provisional_anchors"]) else now


def _partner_row(
    rows: PlanRows, run: Run, anchors: dict[str, str], tasks: Mapping[str, Row], moved: list[Row]
) -> Row:
    partner = rows.partner
    dues = {row["ref"]: row for row in moved}
    return {
        "partner_id": partner["partner_id"],
        **anchor_columns(anchors, run.prepared.playbook.origin, partner["zone"]),
        **next_columns(
            rows.tasks.values(),
            [dues.get(ref, row) for ref, row in rows.deadlines.items()],
            running=True,
            now=tasks,
        ),
        "version": partner["version"] + 1,
    }


def _of_promises(rows: PlanRows, anchors: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The moments of promises that hang on an anchor that moved."""
    for ref, (anchor, within) in rows.hanging.items():
        if anchor in anchors:
            from onboardctl.core.partner.promises import after  # few hang on an anchor

            moment = after(anchors[anchor], within, rows.partner["zone"])
            if moment is None or ref not in rows.deadlines:
                raise LongWayError("a promise has a deadline for the first time")
            yield ref, codec.instant_text(moment)


def _state(row: Mapping[str, Any], moment: str) -> str:
    """How a promise stands with another moment."""
    if row["done_at"] is None or row["state"] == "void":
        return str(row["state"])
    return "late" if row["done_at"] > moment else "met"
