"""Tasks as they are shown: lists across partners, and everything about one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.partner import gates
from onboardctl.core.partner.finding import find_task
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
from onboardctl.operations.lines import clock, criterion_lines, task_line, working_day
from onboardctl.operations.task.runbook import runbook

if TYPE_CHECKING:
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
    lines = tuple(
        task_line(row, row["slug"], working_day(session.moment, row["zone"], row["partner_status"]))
        for row in rows
    )
    return Result("task list", "task-list/1", TaskList(lines, request.limit), as_of=session.moment)


def show_task(session: Session, partner_name: str, task_name: str) -> Result:
    """All about one task: checklist, gate, agenda, who does it, what it waits for."""
    row = session.find_partner(partner_name)
    partner = session.partner(row["partner_id"])
    playbook = session.playbook(partner.digest)
    task = find_task(partner, playbook, task_name)
    of_partner = {"partner_id": partner.id}
    (dated,) = session.store.rows("task.one", task_id=task.id, **of_partner)
    today = working_day(session.moment, row["zone"], row["status"])
    line = task_line(dated, partner.slug, today)
    promises = {task.id, *(message.id for message in task.messages)}
    lines, unfilled = runbook(session, partner, playbook, task)
    data = TaskShown(
        line=line,
        owners=tuple((role, gates.person_for(partner, playbook, role)) for role in task.owners),
        items=_items(partner, task),
        gate=tuple(criterion_lines(task, partner.progress(task.id))),
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
            for found in session.store.rows("deadline.of_partner", **of_partner)
            if found["ref"] in promises or found["ref"].partition("/")[0] == task.id
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
    from onboardctl.core.condition.judging import evaluate
    from onboardctl.operations.plan.planning import facts_for_dates

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
