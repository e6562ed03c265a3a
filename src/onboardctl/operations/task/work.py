"""Work on single tasks: start, finish, skip, reopen, block, assign, remark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput
from onboardctl.core.partner import checklist, gates
from onboardctl.core.partner import events as e
from onboardctl.core.partner.finding import find_item, find_task
from onboardctl.operations import moments
from onboardctl.operations.task import progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.core.partner.events import Event
    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Playbook, Task
    from onboardctl.core.result import Result
    from onboardctl.operations.session import Session


DATE_VERBS = ("task pin", "task adjust", "task release")
"""After these a person asks why the date is what it is."""


def start(session: Session, partner: str, task: str, at: str | None = None) -> Result:
    """Begin a task."""
    return decide_on(session, "task start", partner, task, checklist.start, at=at)


def done(
    session: Session, partner: str, task: str, evidence: str = "", at: str | None = None
) -> Result:
    """Finish a task whose items are done and whose gate has passed."""
    return decide_on(
        session,
        "task done",
        partner,
        task,
        lambda who, playbook, what: checklist.complete(who, playbook, what, evidence),
        at=at,
    )


def skip(session: Session, partner: str, task: str, reason: str) -> Result:
    """Leave a task out, for a reason."""
    return decide_on(
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

    return decide_on(session, "task reopen", partner, name, decide)


def block(session: Session, partner: str, task: str, reason: str) -> Result:
    """Say that something outside the plan holds a task up."""
    return decide_on(
        session,
        "task block",
        partner,
        task,
        lambda who, _, what: checklist.block(who, what, reason),
    )


def unblock(session: Session, partner: str, task: str) -> Result:
    """Say that the way is free."""
    return decide_on(
        session, "task unblock", partner, task, lambda who, _, what: checklist.unblock(who, what)
    )


def assign(session: Session, partner: str, task: str, person: str, reason: str = "") -> Result:
    """Give a task to one of our people, whatever the roles say."""
    from onboardctl.operations.partner.people import staff_member

    member = staff_member(session, person)

    def decide(who: Partner, _: Playbook, what: Task) -> tuple[Event, ...]:
        before = who.progress(what.id)
        if before.person == member and reason in {"", before.person_reason}:
            return ()
        return (e.TaskAssigned(what.id, member, reason),)

    return decide_on(session, "task assign", partner, task, decide)


def note(session: Session, partner: str, task: str, text: str) -> Result:
    """Keep a remark with a task."""
    if not text.strip():
        raise InvalidInput("note.empty", "the note is empty")
    return decide_on(
        session, "task note", partner, task, lambda _, __, what: (e.TaskNoted(what.id, text),)
    )


def decide_on(
    session: Session,
    command: str,
    partner_name: str,
    task_name: str,
    decide: Callable[[Partner, Playbook, Task], tuple[Event, ...]],
    *,
    at: str | None = None,
) -> Result:
    """Decide something of one task, date the rest again, and say what follows."""
    with session.change(command) as change:
        row = session.find_partner(partner_name)
        before = change.partner(row["partner_id"])
        playbook = session.playbook(before.digest)
        checklist.refuse_inactive(before)
        task = find_task(before, playbook, task_name)
        facts = decide(before, playbook, task)
        moment = moments.happened_at(session, before.zone, at)
        after = change.append(before, facts, occurred_at=moment)
        answer = progress.conclude(session, change, after, playbook, before=before)
        after = change.partner(before.id)
        change.summary = _summary(command, after, task, answer.changed)
    outcome = progress.result(session, command, playbook, after, answer)
    if not answer.changed:
        return outcome
    said = (_summary(command, after, task, changed=True), *outcome.messages)
    steps = outcome.next_steps
    if command in DATE_VERBS:
        steps = (f"onboardctl plan why {after.slug} {task.id}", *steps)
    return outcome._replace(messages=said, next_steps=steps)


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
        "pin": "pinned",
        "adjust": "adjusted",
        "release": "dated as the playbook says again",
    }[verb]
    return f"{partner.name}: {task.id} {past if changed else 'unchanged'}"
