"""How plans, tasks, the morning list and the status are laid out."""

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
from onboardctl.output.views.variation import variation_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.look import Look

GROUPS = {
    "clock": ("CLOCK", "bad"),
    "late": ("LATE", "bad"),
    "held": ("HELD", "warning"),
    "today": ("TODAY", None),
    "soon": ("SOON", "muted"),
    "risk": ("AT RISK", "bad"),
    "silent": ("SILENT", "warning"),
}
BAR_WIDTH = 42
RUNNING_DAYS = 3
"""A promise due within these days is shown as running, a later one as to come."""


def owner(line: p.TaskLine | p.Clock | p.TodayLine) -> str:
    """The person, else the role that nobody plays yet."""
    return line.owner or (f"({line.owner_role})" if line.owner_role else "")


def state(line: p.TaskLine) -> Cell:
    """Where a task stands, in a word; what it waits for included."""
    if line.state == "done":
        return Cell("done", "good")
    if line.state == "skipped":
        return Cell("skipped", "muted")
    if line.state == "blocked":
        return Cell(f"BLOCKED: {line.reason}", "bad")
    if line.waits_for:
        why = {"gate": "gate of ", "entry": "gate of "}.get(line.waits_why or "", "")
        return Cell(f"waits for {why}{line.waits_for}", "muted")
    if line.gate == "missed":
        return Cell("gate MISSED", "bad")
    if line.late_days:
        return Cell("LATE", "bad")
    word = "started" if line.state == "started" else "ready"
    return Cell(
        f"{word}, optional" if line.optional else word, "warning" if word == "started" else None
    )


def items(line: p.TaskLine) -> str:
    """Ticked and required items; empty for a task without any."""
    return f"{line.items_done}/{line.items_required}" if line.items_required else ""


def finish(line: p.TaskLine, look: Look) -> Cell:
    """The last day, with the slip against the first promise and the mark of an estimate."""
    slip = (line.finish_on - line.baseline_finish_on).days
    text = look.day(line.finish_on) + ("?" if line.provisional else "")
    if slip and look.terminal:
        return Cell(f"{text} {slip:+d}d", "warning" if slip > 0 else "good")
    return Cell(text)


def task_table(
    lines: tuple[p.TaskLine, ...],
    look: Look,
    *,
    title: str | None,
    empty: str,
    partner: bool = False,
) -> Table:
    """Tasks under columns."""
    columns = (
        *((Column("partner", "Partner", keep=True),) if partner else ()),
        Column("task", "Task", keep=True),
        Column("start_on", "Start", drop=3),
        Column("finish_on", "Finish"),
        Column("owner", "Owner", drop=2),
        Column("items", "Items", align="right", drop=1),
        Column("state", "State"),
        Column("title", "Title", wide=True),
        Column("slack_days", "Slack", align="right", wide=True),
    )
    return Table(
        columns,
        tuple(
            (
                *((line.partner,) if partner else ()),
                line.task,
                look.day(line.start_on),
                finish(line, look),
                owner(line),
                items(line),
                state(line),
                line.title,
                "" if line.slack_days is None else str(line.slack_days),
            )
            for line in lines
        ),
        title=title,
        empty=empty,
    )


def clock_table(clocks: tuple[p.Clock, ...], look: Look, title: str) -> Table:
    """Promises with what is left of their time."""
    return Table(
        (
            Column("title", "Promise"),
            Column("due_at", "Due"),
            Column("owner", "Owner", drop=2),
            Column("state", "State", drop=1),
            Column("ref", "Ref", wide=True),
        ),
        tuple(
            (line.title, look.instant(line.due_at), owner(line), clock_state(line, look), line.ref)
            for line in clocks
        ),
        title=title,
        empty="no clock is running",
    )


def clock_state(line: p.Clock, look: Look) -> Cell:
    """Whether a promise was kept, in a word."""
    if line.state == "met":
        return Cell("kept", "good")
    if line.state == "late":
        return Cell("kept LATE", "bad")
    if line.state == "void":
        return Cell("void", "muted")
    if line.due_at < look.as_of:
        return Cell("RUN OUT", "bad")
    soon = line.due_at - look.as_of <= timedelta(days=RUNNING_DAYS)
    return Cell("running", "warning") if soon else Cell("to come", "muted")


def today_view(payload: p.Today, look: Look) -> Document:
    """The morning list: the most urgent line first."""
    rows = []
    for line in payload.lines:
        word, tone = GROUPS[line.group]
        when = _due(line, look)
        rows.append(
            (
                Cell(word, tone),
                line.partner,
                line.what,
                when,
                owner(line),
                line.note,
                line.command,
            )
        )
    whose = f" for {payload.owner}" if payload.owner else ""
    said = [
        f"{_capped(payload.late_count, payload.counted_to)} late",
        f"{_capped(payload.due_count, payload.counted_to)} due today",
        f"{counted(payload.clock_count, 'clock')} within a day",
        f"{payload.held_count} held up",
        f"{payload.silent_count} silent",
        *(f"{payload.risk_count} at risk",) * bool(payload.risk_count),
    ]
    table = Table(
        (
            Column("group", "What"),
            Column("partner", "Partner", keep=True),
            Column("what", "To do"),
            Column("when", "Due"),
            Column("owner", "Owner", drop=1),
            Column("note", "Note", drop=2),
            Column("command", "Command", wide=True, keep=True),
        ),
        tuple(rows),
        title=f"{look.day(payload.on)}{whose}",
        empty="nothing is due, late or held up",
        one_line=True,
    )
    ids = tuple(f"{line.partner}/{line.ref}" for line in payload.lines)
    return Document((table, Lines((", ".join(said),))), ids=ids)


def _due(line: p.TodayLine, look: Look) -> str:
    """When a line is due: how far away on a terminal, the date or instant elsewhere."""
    if line.due_at is not None:
        return look.ago(line.due_at)
    if line.due_on is None:
        return ""
    if not look.terminal:
        return look.day(line.due_on)
    if line.group == "today":
        return "today"
    return f"{counted(line.late_days, 'day')} late" if line.late_days else look.day(line.due_on)


def _capped(count: int, limit: int) -> str:
    return f"{count} or more" if count >= limit else str(count)


def status_view(payload: p.Status, look: Look) -> Document:
    """One partner on one screen."""
    of = f" of {payload.length_days}" if payload.length_days else ""
    day = "" if payload.day is None else f"day {payload.day}{of}, "
    slip = payload.slip_days or 0
    finish_said = look.day(payload.finish_on) + (
        f" ({slip:+d} days against the first plan)" if slip else ""
    )
    fields = Fields(
        (
            ("Partner", f"{payload.name} ({payload.slug}, {payload.partner})"),
            (
                "Contract",
                _joined(payload.tier, payload.segment, payload.contract, _users(payload.users)),
            ),
            ("Playbook", f"{payload.playbook} {payload.playbook_version}"),
            ("Where", f"{day}{payload.phase or 'all phases done'}"),
            ("Status", Cell(payload.status, "warning" if payload.status == "paused" else None)),
            ("Done", _done(payload)),
            ("Finish", Cell(finish_said, "warning" if slip > 0 else None)),
            ("Go-live", look.day(payload.go_live_on) or "not dated"),
            ("Lead", payload.lead or "nobody yet"),
        )
    )
    blocks: list[Block] = [fields]
    if payload.held:
        blocks.append(task_table(payload.held, look, title="Held up", empty=""))
    blocks.append(task_table(payload.ready, look, title="Ready", empty="nothing is ready"))
    blocks.append(clock_table(payload.clocks, look, "Clocks"))
    blocks += [outcome_table(outcome, look) for outcome in payload.outcomes]
    return Document(tuple(blocks), ids=(payload.slug,))


def _done(payload: p.Status) -> str:
    items_said = f"{payload.items_done} of {payload.items_required} items"
    return f"{items_said}, {payload.tasks_done} of {payload.tasks_required} tasks"


def _joined(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)


def _users(users: int | None) -> str | None:
    return None if users is None else f"{users} users"


def outcome_table(outcome: p.OutcomeLine, look: Look) -> Table:
    """An outcome with its criteria, each with the day since when it holds."""
    reached = f"since {look.day(outcome.reached_on)}" if outcome.reached_on else "not yet"
    return Table(
        (Column("criterion", "Criterion"), Column("holds", "Holds")),
        tuple((line.text, _holds(line, look)) for line in outcome.criteria),
        title=f"{outcome.title}: {reached}",
    )


def _holds(line: p.OutcomeCriterionLine, look: Look) -> Cell:
    if line.since is not None:
        return Cell(f"since {look.day(look.local(line.since).date())}", "good")
    if line.waiting_until is not None:
        return Cell(f"from {look.day(look.local(line.waiting_until).date())} on", "warning")
    return Cell("not yet", "muted")


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
        records=_task_records(payload.tasks),
        ids=tuple(t.task for t in payload.tasks),
    )


def _task_records(tasks: tuple[p.TaskLine, ...]) -> Records:
    return Records(p.TaskLine._fields, tuple(tuple(task) for task in tasks))


def task_list_view(payload: p.TaskList, look: Look) -> Document:
    """Tasks across partners."""
    table = task_table(payload.tasks, look, title=None, empty="no task", partner=True)._replace(
        one_line=True
    )
    blocks: list[Block] = [table]
    if len(payload.tasks) == payload.limit:
        blocks.append(Lines((f"the first {payload.limit}; more with --limit",)))
    return Document(tuple(blocks), ids=tuple(f"{t.partner} {t.task}" for t in payload.tasks))


def task_view(payload: p.TaskShown, look: Look) -> Document:
    """Everything about one task."""
    blocks: list[Block] = [_task_fields(payload, look)]
    for section, title in (("checklist", "Checklist"), ("preparation", "Preparation")):
        own = [item for item in payload.items if item.section == section]
        if own:
            blocks.append(_item_table(own, look, title))
    if payload.gate:
        blocks.append(_criterion_table(payload.gate, "Gate"))
    if payload.measures:
        blocks.append(_criterion_table(payload.measures, "Measures"))
    if payload.agenda:
        blocks.append(_agenda_table(payload))
    blocks += _task_lists(payload)
    if payload.clocks:
        blocks.append(clock_table(payload.clocks, look, "Clocks"))
    if payload.notes:
        said = (f"{look.instant(note.at)} {note.by}: {note.text}" for note in payload.notes)
        blocks.append(Lines(tuple(said), "Notes"))
    return Document(tuple(blocks), ids=(payload.line.task,))


def _task_fields(payload: p.TaskShown, look: Look) -> Fields:
    line = payload.line
    owners = ", ".join(f"{person or 'nobody'} ({role})" for role, person in payload.owners)
    if line.owner and line.owner not in owners:
        owners = f"{line.owner}, assigned; {owners}"
    fields: list[tuple[str, Cell | str]] = [
        ("Task", f"{line.title} ({line.task})"),
        ("State", state(line)),
        ("Dates", f"{look.day(line.start_on)} to {look.day(line.finish_on)}"),
        ("First plan", f"to {look.day(line.baseline_finish_on)}"),
        ("Owners", owners),
        ("After", ", ".join(payload.after)),
        ("Before", ", ".join(payload.holds)),
    ]
    if payload.call:
        method, path, sends, returns = payload.call
        fields += [("Call", f"{method} {path}"), ("Sends", sends), ("Returns", returns)]
    return Fields(tuple((name, said) for name, said in fields if said))


def _task_lists(payload: p.TaskShown) -> list[Block]:
    """The parts of a task that are only read."""
    return [
        Lines(tuple(f"- {text}" for text in lines), title)
        for title, lines in (
            ("Deliverables", payload.deliverables),
            ("To find out", payload.requirements),
            ("Topics", payload.topics),
            ("Support", payload.support),
            ("To celebrate", payload.celebration),
        )
        if lines
    ] + _runbook(payload)


def _runbook(payload: p.TaskShown) -> list[Block]:
    """Commands as they are pasted, then what they still lack."""
    if not payload.runbook:
        return []
    missing = tuple(f"{name}: {way or 'not known'}" for name, way in payload.unfilled)
    blocks: list[Block] = [Lines(payload.runbook, "Run by hand")]
    return [*blocks, Lines(missing, "Still to fill in")] if missing else blocks


def _item_table(lines: list[p.ItemLine], look: Look, title: str) -> Table:
    return Table(
        (
            Column("number", "#", align="right"),
            Column("done", "Done"),
            Column("text", "Item"),
            Column("item", "Id", drop=1),
            Column("by", "By", drop=2),
            Column("due_at", "Due", drop=3),
        ),
        tuple(
            (
                str(item.number),
                Cell("yes", "good")
                if item.done
                else Cell("optional" if item.optional else "no", "muted"),
                item.text + (" (needs evidence)" if item.needs_evidence else ""),
                item.item,
                item.done_by or "",
                look.instant(item.due_at),
            )
            for item in lines
        ),
        title=title,
    )


def _criterion_table(lines: tuple[p.CriterionLine, ...], title: str) -> Table:
    tones = {"met": "good", "missed": "bad", "waived": "warning"}
    return Table(
        (
            Column("criterion", "Criterion", keep=True),
            Column("text", "Says"),
            Column("standing", "Stands", keep=True),
            Column("how", "Shown by", keep=True),
        ),
        tuple(
            (
                line.criterion,
                line.text,
                Cell(
                    line.standing + (f" at {line.value}" if line.value else ""),
                    tones.get(line.standing),
                ),
                _shown_by(line),
            )
            for line in lines
        ),
        title=title,
    )


def _shown_by(line: p.CriterionLine) -> str:
    if line.metric:
        return f"--metric {line.metric}"
    return f"--attest {line.criterion}" if line.target is None else "worked out"


def _agenda_table(payload: p.TaskShown) -> Table:
    whole = f", {payload.agenda_minutes} minutes" if payload.agenda_minutes else ""
    return Table(
        (
            Column("minutes", "Min", align="right"),
            Column("title", "Agenda"),
            Column("points", "Points", drop=1),
        ),
        tuple(
            ("" if minutes is None else str(minutes), title, "; ".join(points))
            for title, minutes, points in payload.agenda
        ),
        title=f"Agenda{whole}",
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


def outcome_why_view(payload: p.OutcomeWhy, look: Look) -> Document:
    """An outcome with each of its criteria."""
    return Document((outcome_table(payload.outcome, look),), ids=(payload.outcome.outcome,))


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
