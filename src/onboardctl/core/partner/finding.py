"""Which task or item a person means: by id, by number, or by an unambiguous beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from onboardctl.core.errors import NotFound, Refused
from onboardctl.core.names import nearest
from onboardctl.core.partner import gates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Item, Playbook, Task

Named = TypeVar("Named")


def find_task(partner: Partner, playbook: Playbook, name: str) -> Task:
    """The task of the partner's plan that is meant.

    Raises:
        NotFound: no task answers to the name, or several do.
        Refused: the playbook has it, but a fact excludes it for this partner.
    """
    tasks = {task.id: task for task in playbook.tasks}
    task = _pick(
        name, tasks, f'"{playbook.id}" has no task', f"onboardctl plan show {partner.slug}"
    )
    reason = partner.plan.excluded.get(task.id)
    if reason is not None or not gates.is_included(partner, task.id):
        raise Refused(
            "task.excluded",
            f'"{task.id}" is not part of the plan of {partner.name}: {reason or "excluded"}',
            hint=f"see the facts with `onboardctl partner show {partner.slug}`",
        )
    return task


def find_item(partner: Partner, task: Task, name: str) -> Item:
    """The item of a task's checklist that is meant; a number counts from 1.

    Raises:
        NotFound: no item answers to the name, or several do.
    """
    items = gates.live_items(partner, task)
    if name.isdecimal() and 1 <= int(name) <= len(items):
        return items[int(name) - 1]
    return _pick(
        name,
        {item.id: item for item in items},
        f'task "{task.id}" has no item',
        f"onboardctl task show {partner.slug} {task.id}",
    )


def _pick(name: str, known: Mapping[str, Named], what: str, show: str) -> Named:
    if name in known:
        return known[name]
    beginning = [key for key in known if key.startswith(name)] if name else []
    if len(beginning) == 1:
        return known[beginning[0]]
    if beginning:
        raise NotFound(
            "name.ambiguous",
            f'"{name}" could be {", ".join(sorted(beginning))}',
            hint="write one of them out",
        )
    close = nearest(name, known)
    meant = f'; did you mean "{close}"?' if close else ""
    raise NotFound("name.unknown", f'{what} "{name}"{meant}', hint=f"see them with `{show}`")
