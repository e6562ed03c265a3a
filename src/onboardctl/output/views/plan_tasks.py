"""How tasks, their items and clocks are laid out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from onboardctl.core.payloads import plan as p
from onboardctl.output.document import (
    Block,
    Cell,
    Column,
    Document,
    Fields,
    Lines,
    Records,
    Table,
)

if TYPE_CHECKING:
    from onboardctl.output.look import Look

RUNNING_DAYS = 3
"""A promise due within these days is shown as running, a later one as to come."""


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


def task_records(tasks: tuple[p.TaskLine, ...]) -> Records:
    """One row for each task, for CSV."""
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
                Cell(_stands(line), tones.get(line.standing)),
                _shown_by(line),
            )
            for line in lines
        ),
        title=title,
    )


def _stands(line: p.CriterionLine) -> str:
    """How it stands; a missed one that nobody measures was refused, and why."""
    if line.standing == "missed" and not line.metric and line.target is None:
        return f"refused: {line.value}"
    return line.standing + (f" at {line.value}" if line.value else "")


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
