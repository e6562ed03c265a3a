"""What is looked up in a playbook again and again, put together once for each.

Rules about one task ask for its predecessors, its steps and whoever plays its role; asked for every
task of a plan, a search through the playbook each time would take the square of its length.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from onboardctl.core.playbook import Playbook, Task

_MANY = 64
"""So many playbooks are remembered; then they are looked through anew."""


class Lookup(NamedTuple):
    """Parts of a playbook by their ids.

    Attributes:
        tasks: every task.
        steps: the steps of each task that has some, in order.
        entry: the gates that each phase asks for, of the phases that do.
        fallbacks: who stands in for a role, of the roles for whom somebody does.
    """

    tasks: dict[str, Task]
    steps: dict[str, list[Task]]
    entry: dict[str, tuple[str, ...]]
    fallbacks: dict[str, str]


_KNOWN: dict[int, tuple[Playbook, Lookup]] = {}
"""By identity; the playbook is held, so that no other takes its place."""


def of(playbook: Playbook) -> Lookup:
    """The parts of a playbook by their ids."""
    known = _KNOWN.get(id(playbook))
    if known is None:
        if len(_KNOWN) >= _MANY:
            _KNOWN.clear()
        known = _KNOWN[id(playbook)] = playbook, _look_through(playbook)
    return known[1]


def _look_through(playbook: Playbook) -> Lookup:
    steps: dict[str, list[Task]] = {}
    for task in playbook.tasks:
        if task.parent:
            steps.setdefault(task.parent, []).append(task)
    return Lookup(
        {task.id: task for task in playbook.tasks},
        steps,
        {phase.id: phase.entry for phase in playbook.phases if phase.entry},
        {role.id: role.fallback for role in playbook.roles if role.fallback},
    )
