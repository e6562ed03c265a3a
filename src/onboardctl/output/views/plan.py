"""How plans are laid out: their dates, what moved, why, and the bars of a timeline."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from onboardctl.core.names import counted
from onboardctl.core.payloads import plan as p
from onboardctl.output.document import (
    Block,
    Cell,
    Column,
    Document,
    Fields,
    Heading,
    Lines,
    Records,
    Table,
)
from onboardctl.output.views.plan_status import outcome_why_view, status_view, today_view
from onboardctl.output.views.plan_tasks import (
    clock_table,
    task_list_view,
    task_records,
    task_table,
    task_view,
)
from onboardctl.output.views.variation import variation_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.look import Look


BAR_WIDTH = 42


def plan_view(payload: p.PlanShown, look: Look) -> Document:
    """The whole plan by phase."""
    slip = ""
    if payload.finish_on and payload.baseline_finish_on:
        days = (payload.finish_on - payload.baseline_finish_on).days
        slip = f", {days:+d} days against the first plan" if days else ""
    head = Fields(
        (
            ("Partner", f"{payload.name} ({payload.partner})"),
            ("Playbook", f"{payload.playbook} {payload.playbook_version}"),
            ("From", look.day(payload.origin_on)),
            ("To", f"{look.day(payload.finish_on)}{slip}"),
            ("Done", f"{payload.items_done} of {payload.items_required} required items"),
        )
    )
    blocks: list[Block] = [head]
    for phase in payload.phases:
        own = tuple(task for task in payload.tasks if task.phase == phase.phase)
        title = f"{phase.title}: {phase.tasks_done} of {phase.tasks_required} tasks"
        blocks.append(task_table(own, look, title=title, empty="no task"))
    open_clocks = tuple(clock for clock in payload.clocks if clock.state == "open")
    blocks.append(clock_table(open_clocks, look, "Clocks"))
    if payload.excluded:
        blocks.append(
            Lines(
                tuple(f"{line.title} ({line.task}): {line.reason}" for line in payload.excluded),
                "Not in this plan",
            )
        )
    if payload.recurring:
        columns = (
            Column("recurring", "Comes back", keep=True),
            Column("on", "Next"),
            Column("owner", "Owner"),
            Column("title", "Title", drop=1),
        )
        rows = tuple(
            (one.recurring, look.day(one.on), one.owner or f"({one.owner_role})", one.title)
            for one in payload.recurring
        )
        blocks.append(Table(columns, rows))
    if payload.variations:
        title = "Different from the playbook"
        blocks.append(variation_table(payload.variations, title))
    if payload.provisional_anchors:
        names = ", ".join(payload.provisional_anchors)
        blocks.append(Lines((f"dates with ? hang on an estimate: {names}",)))
    return Document(
        tuple(blocks),
        records=task_records(payload.tasks),
        ids=tuple(t.task for t in payload.tasks),
    )


def advanced_view(payload: p.Advanced, look: Look) -> Document:
    """What moved and what is ready now; what was done is said in the messages."""
    blocks: list[Block] = []
    if payload.moves:
        blocks.append(_moves(payload.moves, look))
    if payload.changed and payload.now_ready:
        blocks.append(task_table(payload.now_ready, look, title="Ready now", empty=""))
    return Document(tuple(blocks), ids=payload.completed or payload.ticked)


def _moves(moves: tuple[p.MoveLine, ...], look: Look) -> Table:
    return Table(
        (
            Column("task", "Moved", keep=True),
            Column("was_on", "Was"),
            Column("now_on", "Is now"),
            Column("by_days", "Days", align="right"),
            Column("because", "Because", drop=1),
        ),
        tuple(
            (
                move.task,
                look.day(move.was_on),
                look.day(move.now_on),
                Cell(f"{move.by_days:+d}", "warning" if move.by_days > 0 else "good"),
                move.because or move.cause,
            )
            for move in moves
        ),
        title="Dates that moved",
    )


def replanned_view(payload: p.Replanned, look: Look) -> Document:
    """The moves of a replan."""
    return Document(
        (_moves(payload.moves, look),) if payload.moves else (),
        ids=tuple(m.task for m in payload.moves),
    )


def why_view(payload: p.TaskWhy, look: Look) -> Document:
    """The derivation of a task's dates."""
    slack = (
        "nothing limits it"
        if payload.slack_days is None
        else f"{counted(payload.slack_days, 'day')} of slack"
    )
    fields = Fields(
        (
            ("Task", f"{payload.title} ({payload.task})"),
            ("Dates", f"{look.day(payload.start_on)} to {look.day(payload.finish_on)}"),
            ("First plan", f"to {look.day(payload.baseline_finish_on)}"),
            ("Latest", f"{look.day(payload.latest_on) or 'open'}, {slack}"),
            ("Critical", "yes: a slip moves the end" if payload.critical else "no"),
        )
    )
    steps = Table(
        (
            Column("rule", "Step"),
            Column("detail", "What it says"),
            Column("source", "In the playbook", drop=1),
        ),
        tuple((step.rule, step.detail, step.source) for step in payload.reasons),
        title="Why",
    )
    blocks: tuple[Block, ...] = (fields, steps)
    if payload.variations:
        blocks = (*blocks, variation_table(payload.variations, "Different from the playbook"))
    return Document(blocks, ids=(payload.task,))


def timeline_view(payload: p.Timeline, look: Look) -> Document:
    """Bars over time, one line a task, that fit 80 columns."""
    days = (payload.finish_on - payload.start_on).days + 1
    scale = min(1.0, BAR_WIDTH / days)
    width = max(1, round(days * scale))
    full, light, mark = ("█", "░", "│") if look.unicode else ("#", "-", "|")
    today_at = int((payload.today - payload.start_on).days * scale)
    rows: list[tuple[Cell | str, ...]] = []
    for bar in payload.rows:
        first = int((bar.start_on - payload.start_on).days * scale)
        last = max(
            first, int((bar.finish_on - payload.start_on + timedelta(days=1)).days * scale) - 1
        )
        done = bar.state in {"done", "skipped"}
        cells = [" "] * width
        for at in range(first, min(last, width - 1) + 1):
            cells[at] = light if done else full
        if 0 <= today_at < width and cells[today_at] == " ":
            cells[today_at] = mark
        late = not done and bar.finish_on < payload.today
        word = "LATE" if late else bar.state
        rows.append(
            (
                bar.task,
                "".join(cells),
                Cell(word, "bad" if late else "good" if done else None),
                look.day(bar.finish_on),
            )
        )
    head = f"{payload.name}: {payload.start_on.isoformat()} to {payload.finish_on.isoformat()}, {mark} is today"
    table = Table(
        (
            Column("task", "Task", keep=True),
            Column("bar", "Time"),
            Column("state", "State", drop=1),
            Column("finish_on", "Finish", drop=2),
        ),
        tuple(rows),
        empty="no task",
        one_line=True,
    )
    return Document(
        (Heading(head), table),
        records=Records(p.TimelineRow._fields, tuple(tuple(bar) for bar in payload.rows)),
        ids=tuple(bar.task for bar in payload.rows),
    )


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    p.Today: today_view,
    p.Status: status_view,
    p.PlanShown: plan_view,
    p.TaskList: task_list_view,
    p.TaskShown: task_view,
    p.Advanced: advanced_view,
    p.Replanned: replanned_view,
    p.TaskWhy: why_view,
    p.OutcomeWhy: outcome_why_view,
    p.Timeline: timeline_view,
}
