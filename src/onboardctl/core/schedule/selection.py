"""Which parts of a playbook apply to a partner: facts are asked once, refusals keep their reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.record import NamedTuple
from onboardctl.core.schedule.values import Excluded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onboardctl.core.playbook import Adjustment, Condition, Playbook, Task


class Selection(NamedTuple):
    """The tasks, in order, that the facts leave, and everything they leave out.

    ``parts`` holds ``(kind, task, id)`` of every item, message and recurring piece left out.
    """

    facts: dict[str, Any]
    applies: bool
    tasks: tuple[Task, ...]
    adjustments: tuple[Adjustment, ...]
    excluded: tuple[Excluded, ...]
    parts: frozenset[tuple[str, str, str]]


def select(playbook: Playbook, facts: Mapping[str, Any]) -> Selection:
    """Evaluate every condition of the playbook once.

    Args:
        playbook: the compiled definition; its facts' defaults stand in for missing facts.
        facts: what is known of the partner.
    """
    known = {fact.id: fact.default for fact in playbook.facts if fact.default is not None}
    known.update(facts)
    applies = _refusal(playbook.applies_to, known) is None
    left_out: list[Excluded] = []
    tasks = _tasks(playbook, known, left_out)
    for task in tasks:
        for item in task.checklist:
            _leave_out("item", item.id, task.id, item.when, known, left_out)
        for message in task.messages:
            _leave_out("message", message.id, task.id, message.when, known, left_out)
    for message in playbook.messages:
        _leave_out("message", message.id, "", message.when, known, left_out)
    for piece in playbook.recurring:
        _leave_out("recurring", piece.id, piece.task or "", piece.when, known, left_out)
    adjustments = tuple(
        change for change in playbook.adjustments if _refusal(change.when, known) is None
    )
    parts = frozenset((part.kind, part.task, part.id) for part in left_out)
    return Selection(known, applies, tuple(tasks), adjustments, tuple(left_out), parts)


def asked(playbook: Playbook) -> tuple[str, ...]:
    """The facts that its conditions ask about: partners who answer these alike are dated alike."""
    whens = [playbook.applies_to]
    whens += [phase.when for phase in playbook.phases]
    whens += [change.when for change in playbook.adjustments]
    whens += [piece.when for piece in playbook.recurring]
    whens += [message.when for message in playbook.messages]
    for task in playbook.tasks:
        whens += [task.when, *(item.when for item in task.checklist)]
        whens += [message.when for message in task.messages]
    conditions = [when for when in whens if when is not None]
    if not conditions:
        return ()
    from onboardctl.core.condition.judging import facts_named

    return tuple(sorted({name for when in conditions for name in facts_named(when)}))


def _tasks(playbook: Playbook, facts: Mapping[str, Any], left_out: list[Excluded]) -> list[Task]:
    gone: dict[str, str] = {}
    for phase in playbook.phases:
        reason = _refusal(phase.when, facts)
        if reason is not None:
            gone[phase.id] = reason
            left_out.append(Excluded("phase", phase.id, "", reason))
    gone_tasks: dict[str, str] = {}
    kept = []
    for task in playbook.tasks:
        reason = gone.get(task.phase) or (gone_tasks.get(task.parent) if task.parent else None)
        reason = reason or _refusal(task.when, facts)
        if reason is None:
            kept.append(task)
        else:
            gone_tasks[task.id] = reason
            left_out.append(Excluded("task", task.id, "", reason))
    return kept


def _leave_out(
    kind: str,
    name: str,
    task: str,
    when: Condition | None,
    facts: Mapping[str, Any],
    left_out: list[Excluded],
) -> None:
    reason = _refusal(when, facts)
    if reason is not None:
        left_out.append(Excluded(kind, name, task, reason))


def _refusal(when: Condition | None, facts: Mapping[str, Any]) -> str | None:
    """Why the condition fails, in words; ``None`` when it holds or there is none."""
    if when is None:
        return None
    # Conditions are read only by playbooks that have them.
    from onboardctl.core.condition.judging import evaluate, explain

    return None if evaluate(when, facts) else explain(when, facts)
