"""The timeline: phases, tasks with all that belongs to them, and what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.output.playbook_document.words import (
    Names,
    bullets,
    joined,
    length,
    listed,
    section,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.core.playbook import (
        Agenda,
        Criterion,
        Item,
        Line,
        Message,
        Phase,
        Playbook,
        Recurring,
        Task,
    )


def timeline(playbook: Playbook, names: Names) -> Iterator[str]:
    """Every phase with its tasks, in the order of the file."""
    yield "## Timeline"
    yield ""
    for phase in playbook.phases:
        yield from _phase(phase, names)
        for task in playbook.tasks:
            if task.phase == phase.id:
                yield from _task(playbook, task, names)


def _phase(phase: Phase, names: Names) -> Iterator[str]:
    window = f" ({text(phase.window.text)})" if phase.window else ""
    yield f"### {text(phase.title)}{window}"
    yield ""
    if phase.goal:
        yield text(phase.goal)
        yield ""
    if phase.when:
        yield f"Only when {text(phase.when.text)}."
        yield ""
    if phase.entry:
        yield f"Opens when the gate of {names.all('task', phase.entry, ' and of ')} has passed."
        yield ""


def _task(playbook: Playbook, task: Task, names: Names) -> Iterator[str]:
    yield f"{'#####' if task.parent else '####'} {text(task.title)}"
    yield ""
    yield from _task_facts(task, names)
    yield ""
    yield from listed("Preparation", [item(one, names) for one in task.preparation])
    yield from listed("To find out", _lines(task.requirements, names))
    if task.agenda:
        yield from _agenda(task.agenda, names)
    yield from listed("Topics", _lines(task.topics, names))
    shells = [line for one in task.run for line in ("```", one.shell, "```")]
    yield from listed("Run by hand", shells)
    if task.call:
        told = joined(
            (
                f"`{task.call.method} {task.call.path}`",
                f"sends {text(task.call.sends)}" if task.call.sends else "",
                f"returns {text(task.call.returns)}" if task.call.returns else "",
            )
        )
        yield from listed("API call", [f"- {told}"])
    yield from listed("Checklist", [item(one, names) for one in task.checklist])
    yield from listed("Deliverables", _lines(task.deliverables, names))
    if task.watch:
        watched = f"- {text(task.watch.what)} for {length(task.watch.duration)}"
        yield from listed("Watch", [watched])
    yield from listed("Gate", [_criterion(one, names) for one in task.gate])
    yield from listed("Measured", [_criterion(one, names) for one in task.metrics])
    yield from listed("Support", _lines(task.support, names))
    yield from listed("Celebration", _lines(task.celebration, names))
    yield from listed("Mails", [_message(one, names) for one in task.messages])
    mine = [one for one in playbook.recurring if one.task == task.id]
    yield from listed("Comes back", [line for one in mine for line in _recurring(one, names)])
    yield from listed("Remarks", bullets(task.notes))


def _task_facts(task: Task, names: Names) -> Iterator[str]:
    when = (
        text(task.window.text) if task.window else "",
        length(task.duration) + " of work" if task.duration else "",
        f"at {text(task.hours)}" if task.hours else "",
        f"not before {names.moment(task.not_before)}" if task.not_before else "",
        f"due {text(task.due.text)}" if task.due else "",
        f"pinned to {text(task.pin)}" if task.pin else "",
        f"never on {', '.join(task.never_on)}" if task.never_on else "",
    )
    owners = names.all("role", task.owners, " + ")
    told = joined((owners, joined(when, ", ")))
    yield f"- Owner: {told} (`{task.id}`)"
    if task.after:
        links = [
            names.of("task", link.task) + (f" + {length(link.lag)}" if link.lag else "")
            for link in task.after
        ]
        yield f"- After {', '.join(links)}"
    if task.when:
        yield f"- Only when {text(task.when.text)}"
    if task.attest:
        yield f"- Confirmed by {names.of('role', task.attest)}"
    marks = joined(
        (
            "optional" if task.optional else "",
            "a milestone" if task.milestone else "",
            "done by the partner" if task.side == "partner" else "",
            "our own addition" if task.origin == "ours" else "",
        ),
        ", ",
    )
    if marks:
        yield f"- {marks.capitalize()}"


def item(one: Item, names: Names) -> str:
    """A line with a box, and what there is to know of it."""
    extra = joined(
        (
            text(one.due.text) if one.due else "",
            f"only when {text(one.when.text)}" if one.when else "",
            f"by {names.of('role', one.owner)}" if one.owner else "",
            "optional" if one.optional else "",
            "with evidence" if one.evidence else "",
            "by the partner" if one.side == "partner" else "",
            "our own addition" if one.origin == "ours" else "",
        )
    )
    return f"- [ ] {text(one.text)}" + (f" ({extra})" if extra else "")


def _lines(listed_: tuple[str | Line, ...], names: Names) -> Iterator[str]:
    for one in listed_:
        if isinstance(one, str):
            yield f"- {text(one)}"
            continue
        extra = joined(
            (
                text(one.due.text) if one.due else "",
                f"only when {text(one.when.text)}" if one.when else "",
                f"by {names.of('role', one.owner)}" if one.owner else "",
            )
        )
        yield f"- {text(one.text)}" + (f" ({extra})" if extra else "")


def _criterion(one: Criterion, names: Names) -> str:
    judged = ""
    if one.metric and one.target:
        said, metric = text(one.text), names.of("metric", one.metric)
        judged = f": {text(one.target.text)}" if said == metric else ""
        judged = judged or f" ({metric}: {text(one.target.text)})"
    attested = f", confirmed by {names.of('role', one.attest)}" if one.attest else ""
    return f"- {text(one.text)}{judged}{attested}"


def _message(one: Message, names: Names) -> str:
    told = joined(
        (
            f"to {names.recipient(one.to)}",
            text(one.due.text) if one.due else "",
            f"upon {names.moment(one.upon)}" if one.upon else "",
            f"only when {text(one.when.text)}" if one.when else "",
            f"by {names.of('role', one.owner)}" if one.owner else "",
            "receipt to be confirmed" if one.confirm else "",
            "our own addition" if one.origin == "ours" else "",
        ),
        ", ",
    )
    return f"- {text(one.title or one.id)} (`{one.template}`): {told}"


def _agenda(agenda: Agenda, names: Names) -> Iterator[str]:
    told = joined(
        (
            text(agenda.title) if agenda.title else "",
            f"{agenda.minutes} minutes" if agenda.minutes else "",
            f"with {names.all('role', agenda.participants)}" if agenda.participants else "",
            text(agenda.place) if agenda.place else "",
        ),
        "; ",
    )
    yield f"**Agenda** ({told}):" if told else "**Agenda:**"
    yield ""
    for number, block in enumerate(agenda.items, 1):
        minutes = f" ({block.minutes} min)" if block.minutes else ""
        yield f"{number}. {text(block.title)}{minutes}"
        yield from (f"   - {text(point)}" for point in block.points)
    yield ""


def _recurring(one: Recurring, names: Names) -> Iterator[str]:
    told = joined(
        (
            text(f"every {one.every}") if one.every else "",
            text(f"first {one.first}") if one.first else "",
            text(f"at {one.at}") if one.at else "",
            f"from {names.moment(one.starts)}" if one.starts else "",
            f"until {names.moment(one.until)}" if one.until else "",
            f"during {names.of('task', one.during)}" if one.during else "",
            f"{one.minutes} minutes" if one.minutes else "",
            f"by {names.all('role', one.owners)}" if one.owners else "",
            f"with {names.all('role', one.audience)}" if one.audience else "",
            f"only when {text(one.when.text)}" if one.when else "",
            f"mail `{one.template}`" if one.template else "",
            f"holidays: {one.on_holiday}" if one.on_holiday != "keep" else "",
            "once for the whole team" if one.scope == "team" else "",
            "our own addition" if one.origin == "ours" else "",
        )
    )
    yield f"- **{text(one.title)}**: {told}"
    for step in one.before:
        yield f"  - [ ] {text(step.text)} ({length(step.due)} before)"
    if one.agenda:
        inset = "  "
        if one.agenda.title and one.agenda.title != one.title:
            yield f"{inset}- {text(one.agenda.title)}:"
            inset = "    "
        for block in one.agenda.items:
            minutes = f" ({block.minutes} min)" if block.minutes else ""
            inside = f": {text('; '.join(block.points))}" if block.points else ""
            yield f"{inset}- {text(block.title)}{minutes}{inside}"


def mails(playbook: Playbook, names: Names) -> Iterator[str]:
    """Mails that belong to no single task."""
    return section("Mails", [_message(one, names) for one in playbook.messages])


def recurring_work(playbook: Playbook, names: Names) -> Iterator[str]:
    """Work that comes back and belongs to no single task."""
    whole = [one for one in playbook.recurring if one.task is None]
    return section("Comes back", [line for one in whole for line in _recurring(one, names)])
