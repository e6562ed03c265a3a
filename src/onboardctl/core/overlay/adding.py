"""What an overlay adds: entries of lists and maps, and tasks in the phase or task they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.compile.format import PHASE, STEP, TASK
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.overlay.entries import Entry, entries
from onboardctl.core.overlay.tree import at, blank, copied, put, take_away, text_at
from onboardctl.core.shape import Keyed, Many, Shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.core.located import Node
    from onboardctl.core.overlay.lay import Laying

INSIDE, BEHIND, AHEAD = "in", "behind", "ahead_of"
"""The keys that say where an added entry goes; they are no part of the entry."""
TASKS = "tasks"


class Adding:
    """Entries added under one key of one record."""

    def __init__(
        self, laying: Laying, holder: Node, name: str, shape: Shape, section: Node
    ) -> None:
        self.laying, self.holder, self.name, self.shape = laying, holder, name, shape
        self.section = section
        self.tasks = holder is laying.main and name == TASKS

    def all(self, stated: Node) -> None:
        """Add all that is stated: a list of entries, a map from ids to them, or a lone one."""
        known = {
            one.id: one.node for one in self.laying.listing(self.holder, self.name, self.shape)
        }
        for ident, node in _stated(stated, self.shape):
            made = copied(node)
            where = {key: _taken(made, key) for key in (INSIDE, BEHIND, AHEAD)}
            name = ident or self._name(made)
            if name in known:
                message = f'{self.name}: "{name}" is there already, at {at(known[name])}'
                hint = "change it under `change:`, or drop it first"
                self.laying.found.append(_place(node).problem("PB603", message, hint=hint))
                continue
            known[name] = made
            if self.tasks:
                self._task(made, where)
            else:
                self._entry(made, ident, where)

    def _name(self, node: Node) -> str:
        single = blank("list", node)
        single.value = [node]
        (one,) = entries(single, self.shape, self.name)
        return one.id.removeprefix(f"{_text(self.laying.main, 'playbook')}.")

    def _entry(self, made: Node, ident: str, where: dict[str, Node | None]) -> None:
        container = self._container()
        if container.kind == "map":
            found = made.get("id")
            put(container, ident or (found.text if found else self._name(made)), made, made)
            return
        if ident and made.kind == "map" and made.get("id") is None:
            put(made, "id", text_at(ident, made), made)
        among = entries(container, self.shape, self.name)
        container.value.insert(self._position(among, where), made)

    def _container(self) -> Node:
        """The list or map that gets it, made when there is none; a lone value becomes a list."""
        there = self.holder.get(self.name)
        if there is not None and there.kind in {"map", "list"}:
            return there
        made = blank("map" if isinstance(self.shape, Keyed) else "list", there or self.section)
        if there is not None:
            made.value = [there]
            self.holder.value[self.name] = made
        else:
            put(self.holder, self.name, made, self.section)
        return made

    def _task(self, made: Node, where: dict[str, Node | None]) -> None:
        """A task goes into a phase, a step into a task; beside another when it says so."""
        inside = where[INSIDE]
        if inside is None:
            self.laying.wrong(
                _place(made),
                f'task "{_text(made, "id")}" is added to no phase',
                "write `in: PHASE`, or `in: TASK` for a step of it",
            )
            return
        phases = entries(self.laying.main.get("phases"), Many(PHASE), "phases")
        tasks = self.laying.listing(self.laying.main, TASKS, Keyed(TASK))
        home = next((one for one in (*phases, *tasks) if one.id == inside.text), None)
        if home is None:
            known = [one.id for one in (*phases, *tasks)]
            message = f'in: no phase or task "{inside.text}"{did_you_mean(inside.text, known)}'
            hint = f"phases are {listed([one.id for one in phases])}"
            self.laying.found.append(inside.problem("PB602", message, hint=hint))
            return
        key, record = (TASKS, TASK) if home in phases else ("steps", STEP)
        container = home.node.get(key)
        if container is None:
            container = blank("list", made)
            put(home.node, key, container, made)
        among = entries(container, Many(record), key)
        container.value.insert(self._position(among, where), made)

    def _position(self, among: list[Entry], where: dict[str, Node | None]) -> int:
        """Where in its list: beside the entry named, else at the end."""
        for key, further in ((BEHIND, 1), (AHEAD, 0)):
            named = where[key]
            if named is None:
                continue
            for number, one in enumerate(among):
                if one.id == named.text:
                    return number + further
            known = [one.id for one in among]
            message = f'{key}: no "{named.text}" beside it{did_you_mean(named.text, known)}'
            hint = f"there are {listed(known)}"
            self.laying.found.append(named.problem("PB602", message, hint=hint))
        return len(among)


def _stated(stated: Node, shape: Shape) -> Iterator[tuple[str, Node]]:
    """Id (empty when it stands inside) and entry."""
    if stated.kind == "map" and isinstance(shape, Keyed):
        yield from stated.value.items()
    else:
        yield from (("", node) for node in (stated if stated.kind == "list" else [stated]))


def _taken(node: Node, key: str) -> Node | None:
    """The value of a key that says where the entry goes, taken out of it."""
    found = node.get(key)
    if found is not None:
        take_away(node, key)
    return found


def _place(node: Node) -> Node:
    return node.get("id") or node


def _text(node: Node, key: str) -> str:
    found = node.get(key)
    return found.text if found is not None else ""
