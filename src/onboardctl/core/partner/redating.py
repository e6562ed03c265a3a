"""A plan dated again from its read rows: the fact that its dates changed, and the rows that follow.

Replaying a partner, explaining every date of its plan and projecting it twice takes thirty times as
long as finding its days. A new day changes nothing but dates, so whoever dates thousands of plans
again starts from their rows, words reasons for what moved alone, and answers with the columns that
change. The fact and the rows are those of the long way (:mod:`onboardctl.operations.planning` and
:mod:`onboardctl.core.partner.projection`); a test holds both to that.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from onboardctl.core import codec
from onboardctl.core.calendar import instant_of
from onboardctl.core.dated import DatedDeadline, DatedTask, Move
from onboardctl.core.events import PlanRescheduled
from onboardctl.core.partner.dating import NEVER, TaskKinds, task_kinds
from onboardctl.core.partner.projection import anchor_columns, next_columns
from onboardctl.core.record import NamedTuple
from onboardctl.core.schedule import deadlines, explain, place
from onboardctl.core.schedule.compare import OF_TASKS
from onboardctl.core.schedule.explain import day_text
from onboardctl.core.schedule.nodes import AnchorNode, GroupNode, TaskNode
from onboardctl.core.schedule.plan import left_out, provisional_nodes

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
    """A plan with other dates: the fact, and the changed columns of each row beside its key."""

    fact: PlanRescheduled
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
    was_anchors: dict[str, str] = json.loads(rows.partner["anchors"])
    anchors = {k: v for k, v in _anchors(run, shape) if was_anchors.get(k) != v}
    unsure = provisional_nodes(run) if shape.unsure else None
    due = _due(rows, run, shape)
    tasks = _tasks(rows, run, shape, unsure, due)
    changed = [ref for ref, moment in due.items() if rows.deadlines[ref]["due_at"] != moment]
    estimates = _estimates(rows, run, shape, unsure)
    news = {row["task_id"]: _dated(row) for row in tasks if _is_news(row, rows.tasks)}
    lagging = rows.plan["stale_on"] == ALWAYS
    if not (lagging or news or anchors or changed) and estimates is None:
        return None
    fact = PlanRescheduled(
        tasks=news,
        anchors=anchors,
        deadlines=tuple(_deadline(rows.deadlines[ref], due[ref]) for ref in changed),
        moves=tuple(_moves(rows, run, tasks)),
        commits=True,
        provisional_anchors=estimates,
    )
    return _with_rows(rows, run, shape, fact, tasks)


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
) -> list[Row]:
    """The columns that hang on days, of the tasks of which any is another than before."""
    slacks = {node.index: place.slack(run, node) for node in run.prepared.tasks}
    found = []
    for node in shape.tasks:
        index, name = node.index, node.name
        begin, end = run.begin[index], run.end[index]
        slack = slacks.get(index) if isinstance(node, TaskNode) else _of_steps(node, slacks)
        start, finish = day_text(begin if begin < end else end - 1), day_text(end - 1)
        provisional = int(unsure is not None and unsure[index])
        # A mail may have the name of a task: only a task with a deadline of its own has a moment.
        row, moment = rows.tasks[name], None if node.task.due is None else due.get(name)
        if (
            row["finish_on"] != finish
            or row["slack_days"] != slack
            or row["due_on"] != finish
            or row["start_on"] != start
            or row["due_at"] != moment
            or row["provisional"] != provisional
        ):
            found.append(
                {
                    "task_id": name,
                    "start_on": start,
                    "finish_on": finish,
                    "due_on": finish,  # we stand by it from now on
                    "due_at": moment,
                    "slack_days": slack,
                    "critical": int(slack is not None and slack <= 0),
                    "provisional": provisional,
                }
            )
    return found


def _of_steps(node: GroupNode, slacks: Mapping[int, int | None]) -> int | None:
    return min(
        (slack for leaf in node.leaves if (slack := slacks.get(leaf)) is not None), default=None
    )


def _is_news(row: Row, known: Mapping[str, Any]) -> bool:
    """Whether more changed than by when we stand by it."""
    was = known[row["task_id"]]
    return any(was[name] != row[name] for name in _DATED)


_DATED = ("start_on", "finish_on", "due_at", "slack_days", "critical", "provisional")


def _dated(row: Row) -> DatedTask:
    due = row["due_at"]
    return DatedTask(
        date.fromisoformat(row["start_on"]),
        date.fromisoformat(row["finish_on"]),
        None if due is None else codec.parse_instant(due),
        row["slack_days"],
        bool(row["critical"]),
        bool(row["provisional"]),
    )


def _deadline(row: Mapping[str, Any], moment: str) -> DatedDeadline:
    return DatedDeadline(
        row["ref"], row["kind"], row["title"], codec.parse_instant(moment), row["owner_role"]
    )


def _estimates(
    rows: PlanRows, run: Run, shape: Shape, unsure: list[bool] | None
) -> tuple[str, ...] | None:
    """The anchors that are estimates, when they are others than before."""
    now = tuple(
        node.name
        for node in shape.anchors
        if unsure is not None and unsure[node.index] and run.begin[node.index]
    )
    return None if now == tuple(json.loads(rows.plan["provisional_anchors"])) else now


def _moves(rows: PlanRows, run: Run, tasks: list[Row]) -> Iterator[Move]:
    """What moved, of the work that is not finished, and what a new day moved it by."""
    now = {row["task_id"]: row for row in tasks}
    nodes = run.prepared.nodes
    for name, row in now.items():
        was = rows.tasks[name]
        if was["finished_at"] is not None or was["finish_on"] == row["finish_on"]:
            continue
        node = nodes[run.prepared.names["task", name]]
        reason, source = (
            explain.cause_of(run, node)
            if isinstance(node, TaskNode)
            else (explain.group_derivation(run, node)[0], -1)  # type: ignore[arg-type]
        )
        driver = nodes[source].name if source >= 0 else ""
        was_on, now_on = date.fromisoformat(was["finish_on"]), date.fromisoformat(row["finish_on"])
        yield Move(
            name,
            was_on,
            now_on,
            (now_on - was_on).days,
            _cause(run, rows, row, reason.rule, driver, now),
            reason.detail,
        )


def _cause(
    run: Run, rows: PlanRows, row: Row, rule: str, driver: str, now: Mapping[str, Row]
) -> str:
    """What :func:`onboardctl.core.schedule.moves` answers where only the day is another."""
    if rule == "pin":
        return "pin"
    if rows.tasks[row["task_id"]]["start_on"] == row["start_on"]:
        return "data_date" if _has_begun(run, row["task_id"]) else "holiday"
    if rule in OF_TASKS:
        if driver not in rows.tasks:
            return "upgrade"
        was, after = rows.tasks[driver], now.get(driver)
        if after is not None and any(was[day] != after[day] for day in ("start_on", "finish_on")):
            return "predecessor"
    return rule if rule in {"data_date", "promised"} else "holiday"


def _has_begun(run: Run, name: str) -> bool:
    node = run.prepared.nodes[run.prepared.names["task", name]]
    if not isinstance(node, GroupNode):
        return name in run.actuals
    return any(run.prepared.nodes[leaf].name in run.actuals for leaf in node.leaves)


def _with_rows(
    rows: PlanRows, run: Run, shape: Shape, fact: PlanRescheduled, tasks: list[Row]
) -> Redated:
    partner, partner_id = rows.partner, rows.partner["partner_id"]
    moments = {one.ref: codec.instant_text(one.due_at) for one in fact.deadlines}
    moments.update(_of_promises(rows, fact.anchors))
    moved = [
        {
            "partner_id": partner_id,
            "ref": ref,
            "due_at": moment,
            "state": _state(rows.deadlines[ref], moment),
        }
        for ref, moment in moments.items()
    ]
    changed = {row["task_id"]: row for row in tasks}
    standing = [
        {**_lasting(row), **changed[name]} if name in changed else row
        for name, row in rows.tasks.items()
    ]
    dues = {row["ref"]: row for row in moved}
    return Redated(
        fact,
        {
            "partner_id": partner_id,
            **anchor_columns(
                {**json.loads(partner["anchors"]), **fact.anchors},
                run.prepared.playbook.origin,
                partner["zone"],
            ),
            **next_columns(
                standing, (dues.get(ref, row) for ref, row in rows.deadlines.items()), running=True
            ),
            "version": partner["version"] + 1,
        },
        {
            "partner_id": partner_id,
            "provisional_anchors": rows.plan["provisional_anchors"]
            if fact.provisional_anchors is None
            else json.dumps(
                list(fact.provisional_anchors), ensure_ascii=False, separators=(",", ":")
            ),
            "stale_on": _stale_on(rows, run, shape),
        },
        [{"partner_id": partner_id, **row} for row in tasks],
        moved,
    )


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


def _lasting(row: Mapping[str, Any]) -> Row:
    return {name: row[name] for name in ("position", "title", "state", "optional", "waits_for")}


def _stale_on(rows: PlanRows, run: Run, shape: Shape) -> str:
    """From when on there is something to do again."""
    reached = [
        shape.kinds.reached(
            node.name,
            min(run.begin[node.index], run.end[node.index] - 1),
            run.end[node.index] - 1,
            started=row["started_at"] is not None,
        )
        for node in shape.tasks
        if (row := rows.tasks[node.name])["finished_at"] is None
    ]
    return day_text(min(reached, default=NEVER))
