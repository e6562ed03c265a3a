"""What a new day moved in a plan dated from its rows, and why: worded for what moved alone."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from onboardctl.core.schedule import explain
from onboardctl.core.schedule.compare import OF_TASKS
from onboardctl.core.schedule.nodes import GroupNode, TaskNode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from onboardctl.core.partner.redating import PlanRows
    from onboardctl.core.schedule.run import Run
    from onboardctl.core.subject import Row


def moves_of(
    rows: PlanRows,
    run: Run,
    changed: list[tuple[TaskNode | GroupNode, Row]],
    now: Mapping[str, Row],
) -> Iterator[Row]:
    """What moved, of the work that is not finished, and what a new day moved it by."""
    nodes = run.prepared.nodes
    for node, row in changed:
        name, finish = node.task.id, row["finish_on"]
        was = rows.tasks[name]
        if was["finish_on"] == finish or was["finished_at"] is not None:
            continue
        if isinstance(node, TaskNode):
            rule, detail, source = explain.cause_of(run, node)
            driver = nodes[source].name if source >= 0 else ""
        else:
            (reason,), driver = explain.group_derivation(run, node), ""
            rule, detail = reason.rule, reason.detail
        move = {
            "task": name,
            "was_on": was["finish_on"],
            "now_on": finish,
            "by_days": run.end[node.index] - 1 - date.fromisoformat(was["finish_on"]).toordinal(),
            "cause": _cause(run, rows, row, rule, driver, now),
        }
        if detail:
            move["because"] = detail
        yield move


def _cause(
    run: Run, rows: PlanRows, row: Row, rule: str, driver: str, now: Mapping[str, Row]
) -> str:
    """What :func:`onboardctl.core.schedule.moves` answers where only the day is another."""
    if rule == "pin":
        return "pin"
    if rows.tasks[row["task_id"]]["start_on"] == row["start_on"]:
        return "data_date" if _has_begun(run, row["task_id"]) else "holiday"
    if rule in OF_TASKS:
        was, after = rows.tasks.get(driver), now.get(driver)
        if was is None:
            return "upgrade"
        if after is not None and (
            was["finish_on"] != after["finish_on"] or was["start_on"] != after["start_on"]
        ):
            return "predecessor"
    return rule if rule in {"data_date", "promised"} else "holiday"


def _has_begun(run: Run, name: str) -> bool:
    node = run.prepared.nodes[run.prepared.names["task", name]]
    if not isinstance(node, GroupNode):
        return name in run.actuals
    return any(run.prepared.nodes[leaf].name in run.actuals for leaf in node.leaves)
