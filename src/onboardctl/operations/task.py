"""Single tasks: show them, start, skip, reopen, block, assign, remark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core import events as e
from onboardctl.core.errors import InvalidInput
from onboardctl.core.partner import checklist, gates
from onboardctl.core.partner.finding import find_item, find_task
from onboardctl.core.partner.projection import project
from onboardctl.core.payloads.plan import (
    CriterionLine,
    ItemLine,
    NoteLine,
    TaskLine,
    TaskList,
    TaskShown,
)
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations import progress
from onboardctl.operations.lines import clock, task_line
from onboardctl.operations.runbook import runbook

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.core.events import Event
    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Criterion, Line, Playbook, Task
    from onboardctl.operations.session import Session


class ListTasks(NamedTuple):
    """Which tasks: of one partner or owner, in one state, the finished ones too or not."""

    partner: str | None = None
    owner: str | None = None
    state: str | None = None
    everything: bool = False
    limit: int = 50


def list_tasks(session: Session, request: ListTasks) -> Result:
    """Tasks across partners, the earliest finish first."""
    partner = session.find_partner(request.partner) if request.partner else None
    owner = session.owner(request.owner)
    asked = {"owner": owner, "state": request.state, "limit": request.limit}
    unfinished = not request.everything and request.state not in gates.FINISHED
    if partner:
        rows = session.store.rows(
            "task.list_of_partner",
            partner_id=partner["partner_id"],
            unfinished=int(unfinished),
            **asked,
        )
    else:
        rows = session.store.rows("task.list_open" if unfinished else "task.list_any", **asked)
    lines = tuple(task_line(row, row["slug"]) for row in rows)
    return Result("task list", "task-list/1", TaskList(lines, request.limit), as_of=session.now)


def show_task(session: Session, partner_name: str, task_name: str) -> Result:
    """All about one task: checklist, gate, agenda, who does it, what it waits for."""
    row = session.find_partner(partner_name)
    partner = session.partner(row["partner_id"])
    playbook = session.playbook(partner.digest)
    task = find_task(partner, playbook, task_name)
    rows = project(partner, playbook)
    line = task_line(rows["task"][partner.id, task.id], partner.slug)
    lines, unfilled = runbook(session, partner, playbook, task)
    data = TaskShown(
        line=line,
        owners=tuple((role, gates.person_for(partner, playbook, role)) for role in task.owners),
        items=_items(partner, task),
        gate=tuple(progress.criterion_lines(task, partner.progress(task.id))),
        measures=_measures(partner, playbook, task),
        agenda=tuple((i.title, i.minutes, i.points) for i in task.agenda.items)
        if task.agenda
        else (),
        agenda_minutes=task.agenda.minutes if task.agenda else None,
        deliverables=_told(partner, playbook, task.deliverables),
        requirements=_told(partner, playbook, task.requirements),
        topics=_told(partner, playbook, task.topics),
        support=_told(partner, playbook, task.support),
        celebration=_told(partner, playbook, task.celebration),
        runbook=tuple(run_line.shell for run_line in lines),
        unfilled=unfilled,
        call=(task.call.method, task.call.path, task.call.sends, task.call.returns)
        if task.call
        else (),
        clocks=tuple(
            clock(found, partner.slug)
            for found in rows["deadline"].values()
            if found["ref"].partition("/")[0] == task.id
            or found["ref"] in {message.id for message in task.messages}
        ),
        after=tuple(link.task for link in task.after),
        holds=tuple(
            other.id
            for other in playbook.tasks
            if any(link.task == task.id for link in other.after)
            and gates.is_included(partner, other.id)
        ),
        notes=tuple(
            NoteLine(note.text, note.at, note.by) for note in partner.progress(task.id).notes
        ),
    )
    return Result(
        "task show",
        "task/1",
        data,
        as_of=session.moment,
        zone=partner.zone,
        next_steps=_show_next(partner, line, data),
    )


def start(session: Session, partner: str, task: str, at: str | None = None) -> Result:
    """Begin a task."""
    return _decide(session, "task start", partner, task, checklist.start, at=at)


def done(
    session: Session, partner: str, task: str, evidence: str = "", at: str | None = None
) -> Result:
    """Finish a task whose items are done and whose gate has passed."""
    return _decide(
        session,
        "task done",
        partner,
        task,
        lambda who, playbook, what: checklist.complete(who, playbook, what, evidence),
        at=at,
    )


def skip(session: Session, partner: str, task: str, reason: str) -> Result:
    """Leave a task out, for a reason."""
    return _decide(
        session, "task skip", partner, task, lambda who, _, what: checklist.skip(who, what, reason)
    )


def reopen(session: Session, partner: str, target: str, reason: str = "") -> Result:
    """Open a finished or skipped task again, or take an item's tick back (``task/item``)."""
    name, slash, item_name = target.partition("/")

    def decide(who: Partner, _: Playbook, what: Task) -> tuple[Event, ...]:
        if not slash:
            return checklist.reopen(who, what, reason)
        item = find_item(who, what, item_name)
        facts = checklist.untick(who, what, item, reason)
        finished = who.progress(what.id).state in gates.FINISHED
        return (*checklist.reopen(who, what, reason), *facts) if finished and facts else facts

    return _decide(session, "task reopen", partner, name, decide)


def block(session: Session, partner: str, task: str, reason: str) -> Result:
    """Say that something outside the plan holds a task up."""
    return _decide(
        session,
        "task block",
        partner,
        task,
        lambda who, _, what: checklist.block(who, what, reason),
    )


def unblock(session: Session, partner: str, task: str) -> Result:
    """Say that the way is free."""
    return _decide(
        session, "task unblock", partner, task, lambda who, _, what: checklist.unblock(who, what)
    )


def assign(session: Session, partner: str, task: str, person: str) -> Result:
    """Give a task to one of our people, whatever the roles say."""
    from onboardctl.operations.intake import staff_member

    member = staff_member(session, person)

    def decide(who: Partner, _: Playbook, what: Task) -> tuple[Event, ...]:
        if who.progress(what.id).person == member:
            return ()
        return (e.TaskAssigned(what.id, member),)

    return _decide(session, "task assign", partner, task, decide)


def note(session: Session, partner: str, task: str, text: str) -> Result:
    """Keep a remark with a task."""
    if not text.strip():
        raise InvalidInput("note.empty", "the note is empty")
    return _decide(
        session, "task note", partner, task, lambda _, __, what: (e.TaskNoted(what.id, text),)
    )


def _decide(
    session: Session,
    command: str,
    partner_name: str,
    task_name: str,
    decide: Callable[[Partner, Playbook, Task], tuple[Event, ...]],
    *,
    at: str | None = None,
) -> Result:
    with session.change(command) as change:
        row = session.find_partner(partner_name)
        before = change.partner(row["partner_id"])
        playbook = session.playbook(before.digest)
        checklist.refuse_inactive(before)
        task = find_task(before, playbook, task_name)
        facts = decide(before, playbook, task)
        moment = progress.happened_at(session, before, at)
        after = change.append(before, facts, occurred_at=moment)
        answer = progress.conclude(session, change, after, playbook, before=before)
        after = change.partner(before.id)
        change.summary = _summary(command, after, task, answer.changed)
    outcome = progress.result(session, command, playbook, after, answer)
    if answer.changed:
        said = (_summary(command, after, task, changed=True), *outcome.messages)
        return outcome._replace(messages=said)
    return outcome


def _summary(command: str, partner: Partner, task: Task, changed: bool) -> str:
    verb = command.removeprefix("task ")
    past = {
        "start": "started",
        "done": "finished",
        "skip": "skipped",
        "reopen": "opened again",
        "block": "blocked",
        "unblock": "unblocked",
        "assign": f"assigned to {partner.progress(task.id).person}",
        "note": "noted",
    }[verb]
    return f"{partner.name}: {task.id} {past if changed else 'unchanged'}"


def _items(partner: Partner, task: Task) -> tuple[ItemLine, ...]:
    marks = partner.progress(task.id).items
    prepared = {item.id for item in task.preparation}
    lines = []
    for number, item in enumerate(gates.live_items(partner, task), start=1):
        mark = marks.get(item.id)
        deadline = partner.plan.deadline(f"{task.id}/{item.id}")
        lines.append(
            ItemLine(
                number,
                item.id,
                item.text,
                "preparation" if item.id in prepared else "checklist",
                mark is not None,
                item.optional,
                mark.done_at if mark else None,
                mark.by if mark else None,
                mark.evidence if mark else "",
                deadline.due_at if deadline else None,
                item.evidence,
            )
        )
    return tuple(lines)


def _told(partner: Partner, playbook: Playbook, lines: tuple[str | Line, ...]) -> tuple[str, ...]:
    """Entries of a list as they hold for a partner, with their deadline and who sees to them."""
    if all(isinstance(line, str) for line in lines):
        return tuple(str(line) for line in lines)
    from onboardctl.core.condition import evaluate
    from onboardctl.operations.planning import facts_for_dates

    facts = {fact.id: fact.default for fact in playbook.facts if fact.default is not None}
    facts |= facts_for_dates(partner)
    titles = {role.id: role.title for role in playbook.roles}
    told = []
    for line in lines:
        if isinstance(line, str):
            told.append(line)
        elif evaluate(line.when, facts):
            owner = titles.get(line.owner or "", "")
            extra = ", ".join(part for part in (line.due.text if line.due else "", owner) if part)
            told.append(f"{line.text} ({extra})" if extra else line.text)
    return tuple(told)


def _measures(partner: Partner, playbook: Playbook, task: Task) -> tuple[CriterionLine, ...]:
    """What tells how well the task went: computed from its items, recorded, or over everybody."""
    kinds = {spec.id: spec.kind for spec in playbook.metrics}
    required = gates.required_items(partner, task)
    ticked = len(required) - len(gates.open_items(partner, task))
    lines = []
    for criterion in task.metrics:
        kind = kinds.get(criterion.metric or "", "value")
        series = partner.metrics.get(criterion.metric or "", ())
        value = series[-1].value if series else None
        if kind == "completion" and required:
            value = f"{100 * ticked / len(required):.0f}"
        line = CriterionLine(
            task.id,
            criterion.id,
            criterion.text,
            _judged(criterion, value, kind),
            criterion.metric if kind in {"value", "score"} else None,
            criterion.target.text if criterion.target else None,
            value if value is None or kind != "completion" else f"{value}%",
        )
        lines.append(line)
    return tuple(lines)


def _judged(criterion: Criterion, value: str | None, kind: str) -> str:
    from onboardctl.core.target import is_met

    if kind == "cohort":
        return "over all partners"
    if value is None or criterion.target is None:
        return "not measured"
    if is_met(criterion.target, value):
        return "met"
    return "not yet" if kind == "completion" else "missed"


def _show_next(partner: Partner, line: TaskLine, data: TaskShown) -> tuple[str, ...]:
    if line.state in gates.FINISHED:
        return ()
    following = next((item for item in data.items if not item.done and not item.optional), None)
    if following:
        return (f"onboardctl advance {partner.slug} {line.task}/{following.item}",)
    unsettled = next((one for one in data.gate if one.standing in {"open", "missed"}), None)
    if unsettled:
        proof = (
            f"--metric {unsettled.metric}=VALUE"
            if unsettled.metric
            else f"--attest {unsettled.criterion}"
        )
        return (f"onboardctl advance {partner.slug} {line.task} {proof}",)
    return (f"onboardctl advance {partner.slug} {line.task}",)
