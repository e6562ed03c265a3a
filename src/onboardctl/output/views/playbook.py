"""Views of playbooks."""

import json
from collections.abc import Callable
from typing import Any

from onboardctl.core.payloads.playbook import (
    PlaybookCheck,
    PlaybookDiff,
    PlaybookFiles,
    PlaybookLine,
    PlaybookList,
    PlaybookOrigins,
    PlaybookResolved,
    PlaybookSchema,
    PlaybookShown,
)
from onboardctl.core.playbook import Playbook, Task
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
    Verbatim,
)
from onboardctl.output.findings import findings_text
from onboardctl.output.look import Look
from onboardctl.output.playbook_document.words import length as in_words
from onboardctl.output.text import shorten


def playbook_list(payload: PlaybookList, look: Look) -> Document:
    """Playbooks under columns."""
    columns = (
        Column("id", "Playbook", keep=True),
        Column("version", "Version", drop=2),
        Column("title", "Title"),
        Column("over", "Laid over", wide=True),
        Column("brand", "Brand", wide=True),
        Column("phases", "Phases", align="right", wide=True),
        Column("tasks", "Tasks", align="right", drop=1),
        Column("state", "State"),
        Column("revised_on", "Revised", wide=True),
        Column("review_due_on", "Review by", keep=True),
    )
    rows = tuple(
        (
            one.id + (" *" if one.own else ""),
            one.version,
            one.title,
            one.over or "-",
            one.brand or "-",
            str(one.phases),
            str(one.tasks),
            Cell("sound", "good") if not one.errors else Cell(_errors(one.errors), "bad"),
            one.revised_on or "-",
            _review(one),
        )
        for one in payload.playbooks
    )
    table = Table(columns, rows, empty="there are no playbooks")
    if any(one.own for one in payload.playbooks):
        return Document((table, Lines(("* the workspace has its own version",))))
    return Document((table,))


def _review(one: PlaybookLine) -> Cell | str:
    """Until when it is to be looked through again (E24)."""
    if one.review_due_on is None:
        return "-"
    day = one.review_due_on.isoformat()
    return Cell(f"{day} OVERDUE", "bad") if one.overdue else day


def _errors(count: int) -> str:
    return f"{count} errors" if count != 1 else "1 error"


def playbook_shown(payload: PlaybookShown, look: Look) -> Document:
    """The timeline, the table of roles, or the whole document."""
    playbook = payload.playbook
    records = Records(
        ("id", "title", "phase", "window", "owners", "after", "optional", "gate"),
        tuple(
            (
                task.id,
                task.title,
                task.phase,
                task.window.text if task.window else None,
                ", ".join(task.owners),
                ", ".join(link.task for link in task.after),
                task.optional,
                len(task.gate),
            )
            for task in _tasks(payload)
        ),
    )
    if payload.document:
        from onboardctl.output.playbook_document import playbook_document

        return Document((Verbatim(playbook_document(playbook)),), records)
    if payload.raci:
        return Document(
            (Heading(f"{playbook.title}: who answers for what"), *_raci(payload)), records
        )
    return Document((*_summary(playbook), *_timeline(payload), *_rest(payload)), records)


def _tasks(payload: PlaybookShown) -> list[Task]:
    return [task for task in payload.playbook.tasks if payload.owner in {None, *task.owners}]


def _summary(playbook: Playbook) -> tuple[Block, ...]:
    pairs: list[tuple[str, Cell | str]] = [("Playbook", f"{playbook.id} {playbook.version}")]
    if playbook.layers:
        below = [f"{one.id} {one.version}" for one in reversed(playbook.layers)]
        pairs.append(("Laid over", ", over ".join(below)))
    if playbook.goal:
        pairs.append(("Goal", playbook.goal))
    if playbook.applies_to:
        pairs.append(("For", playbook.applies_to.text))
    origin = next((one for one in playbook.anchors if one.id == playbook.origin), None)
    told = f"{origin.title} ({origin.id})" if origin and origin.title else playbook.origin
    pairs.append(("Day 1", told))
    counted = "business days" if playbook.calendar.days == "business" else "calendar days"
    pairs.append(("Counted in", counted))
    given = [anchor.id for anchor in playbook.anchors if anchor.given]
    if given:
        pairs.append(("Dates given", ", ".join(given)))
    if playbook.facts:
        pairs.append(("Facts asked", ", ".join(fact.id for fact in playbook.facts)))
    return Heading(playbook.title), Fields(tuple(pairs))


def _timeline(payload: PlaybookShown) -> list[Block]:
    columns = (
        Column("window", "When"),
        Column("task", "Task", keep=True),
        Column("owner", "Owner"),
        Column("lines", "Items", align="right", drop=2),
        Column("after", "After", drop=3),
        Column("notes", "Remarks", drop=1),
    )
    blocks: list[Block] = []
    tasks = _tasks(payload)
    for phase in payload.playbook.phases:
        rows = tuple(_row(task) for task in tasks if task.phase == phase.id)
        if not rows:
            continue
        when = f" ({phase.window.text})" if phase.window else ""
        entry = f", opens when {' and '.join(phase.entry)} has passed" if phase.entry else ""
        blocks.append(_filled(columns, rows, title=f"{phase.title}{when}{entry}"))
    return blocks


def _filled(
    columns: tuple[Column, ...], rows: tuple[tuple[Cell | str, ...], ...], title: str = ""
) -> Table:
    """A table without the columns in which nothing stands."""
    used = [number for number in range(len(columns)) if any(row[number] for row in rows)]
    return Table(
        tuple(columns[number] for number in used),
        tuple(tuple(row[number] for number in used) for row in rows),
        title=title or None,
        empty="nothing",
    )


def _row(task: Task) -> tuple[Cell | str, ...]:
    remarks = []
    if task.gate:
        remarks.append(
            f"gate: {len(task.gate)} criteria" if len(task.gate) > 1 else "gate: 1 criterion"
        )
    if task.milestone:
        remarks.append("milestone")
    if task.optional:
        remarks.append("optional")
    if task.when:
        remarks.append(f"when {task.when.text}")
    return (
        _when(task),
        f"  {task.id}" if task.parent else task.id,
        ", ".join(task.owners),
        str(len(task.checklist)) if task.checklist else "",
        ", ".join(link.task for link in task.after),
        "; ".join(remarks),
    )


def _when(task: Task) -> str:
    """Its window, else its deadline, else how long it takes."""
    if task.window:
        return task.window.text
    if task.due:
        return task.due.text
    return in_words(task.duration) if task.duration else ""


def _rest(payload: PlaybookShown) -> list[Block]:
    playbook = payload.playbook
    blocks: list[Block] = []
    recurring = [one for one in playbook.recurring if payload.owner in {None, *one.owners}]
    if recurring:
        columns = (
            Column("every", "Every"),
            Column("id", "What", keep=True),
            Column("owner", "Owner"),
            Column("title", "Title", drop=1),
        )
        rows = tuple(
            (one.every or one.at or one.first or "", one.id, ", ".join(one.owners), one.title)
            for one in recurring
        )
        blocks.append(Table(columns, rows, title="Comes back"))
    if payload.owner is None and playbook.outcomes:
        for outcome in playbook.outcomes:
            within = f", {outcome.within.text}" if outcome.within else ""
            lines = tuple(f"- {criterion.text}" for criterion in outcome.criteria)
            blocks.append(Lines(lines, title=f"{outcome.title}{within}, when"))
    return blocks


def _raci(payload: PlaybookShown) -> tuple[Block, ...]:
    """One line for each task, letters first: names of roles stay whole on a narrow terminal."""
    columns = (Column("task", "Task", keep=True), Column("who", "Who"))
    rows = tuple((task.id, _letters(task, payload.people)) for task in _tasks(payload))
    meaning = (
        "A answers for it and does it, R does it too, C confirms or takes part, I gets its mails"
    )
    table = Table(columns, rows, empty="nobody owns anything here")
    return (table, Lines((meaning,))) if rows else (table,)


def _letters(task: Task, people: dict[str, str]) -> str:
    taking_part = task.agenda.participants if task.agenda else ()
    asked = (*(one.attest for one in task.gate if one.attest), *taking_part)
    told = tuple(message.to for message in task.messages)
    parts = [
        ("A", task.owners[:1]),
        ("R", task.owners[1:]),
        ("C", tuple(one for one in asked if one not in task.owners)),
        ("I", tuple(one for one in told if one not in task.owners)),
    ]
    return "  ".join(
        f"{letter} {', '.join(_named(role, people) for role in dict.fromkeys(named))}"
        for letter, named in parts
        if named
    )


def _named(role: str, people: dict[str, str]) -> str:
    """A role, with the name of whoever of ours plays it."""
    return f"{role} ({people[role]})" if role in people else role


def playbook_resolved(payload: PlaybookResolved, look: Look) -> Document:
    """The text as a file would hold it."""
    records = Records(("file",), tuple((file,) for file in payload.files))
    return Document((Verbatim(payload.text),), records, ids=(payload.playbook,))


def playbook_origins(payload: PlaybookOrigins, look: Look) -> Document:
    """One line for each value, its place first, as editors and grep write it."""
    text = "".join(
        f"{one.file}:{one.line}:{one.column}: {one.path}: {one.value}\n" for one in payload.values
    )
    records = Records(
        ("path", "value", "file", "line", "column"), tuple(tuple(one) for one in payload.values)
    )
    return Document((Verbatim(text),), records, ids=tuple(one.path for one in payload.values))


def playbook_check(payload: PlaybookCheck, look: Look) -> Document:
    """The findings, or the text of the format that was asked for."""
    text = findings_text(payload.findings) if payload.rendered is None else payload.rendered
    fields = ("code", "severity", "file", "line", "column", "message", "hint")
    rows = tuple(tuple(getattr(one, name) for name in fields) for one in payload.findings)
    blocks = (Verbatim(text + "\n"),) if text else ()
    return Document(
        blocks, Records(fields, rows), tuple(dict.fromkeys(one.code for one in payload.findings))
    )


def playbook_schema(payload: PlaybookSchema, look: Look) -> Document:
    """The schema as a file holds it."""
    text = json.dumps(payload.json_schema, indent=1, ensure_ascii=False)
    return Document((Verbatim(text + "\n"),), Records((), ()), ())


def playbook_diff(payload: PlaybookDiff, look: Look) -> Document:
    """Changes under columns, then what they require."""
    columns = (
        Column("bump", "Bump"),
        Column("what", "What"),
        Column("before", "Before"),
        Column("after", "After"),
    )
    tones = {"major": "bad", "minor": "warning", "patch": "muted"}
    rows = tuple(
        (
            Cell(one.bump, tones.get(one.bump)),
            f"{one.path} {one.field}".strip() or "playbook",
            shorten(one.before, 48) or one.kind,
            shorten(one.after, 48) or one.kind,
        )
        for one in payload.changes
    )
    verdict = (
        f"{payload.before} {payload.before_version} to {payload.after} {payload.after_version}: "
        f"the changes need {_article(payload.required)}, the version is {_raised(payload.actual)}"
    )
    if payload.variant:
        verdict = (
            f"{payload.after} {payload.after_version} is a variant of {payload.before} "
            f"{payload.before_version}"
        )
    tone = None if payload.enough else "bad"
    return Document((Table(columns, rows, empty="nothing differs"), Lines((Cell(verdict, tone),))))


def _article(bump: str) -> str:
    return "no new version" if bump == "none" else f"a {bump} version"


def _raised(bump: str) -> str:
    return "not raised" if bump == "none" else f"raised by a {bump} one"


def playbook_files(payload: PlaybookFiles, look: Look) -> Document:
    """The files written."""
    return Document((Lines(payload.files, title="Files"),), ids=payload.files)


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    PlaybookList: playbook_list,
    PlaybookShown: playbook_shown,
    PlaybookResolved: playbook_resolved,
    PlaybookOrigins: playbook_origins,
    PlaybookCheck: playbook_check,
    PlaybookSchema: playbook_schema,
    PlaybookDiff: playbook_diff,
    PlaybookFiles: playbook_files,
}
