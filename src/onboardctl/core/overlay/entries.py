"""Find by id what a playbook holds: tasks and steps anywhere, lines of lists, entries of maps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.names import slug, unique
from onboardctl.core.overlay.tree import put, take_away, text_at
from onboardctl.core.record import NamedTuple
from onboardctl.core.shape import MISSING, Context, Keyed, Many, Raw, Reading, Record, Shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.core.located import Node

_NAMING = ("title", "text", "task", "role", "template", "gate", "versions")


class Entry(NamedTuple):
    """One record of a list or a map, and where it hangs.

    Attributes:
        id: how it is addressed.
        node: the record.
        holder: the list or map that holds it.
        key: its index or its key there.
    """

    id: str
    node: Node
    holder: Node
    key: int | str

    def replace(self, node: Node) -> Entry:
        """Hang another node in its place."""
        self.holder.value[self.key] = node
        return self._replace(node=node)

    def remove(self) -> None:
        """Take it out of what holds it."""
        if isinstance(self.key, str):
            take_away(self.holder, self.key)
        else:
            del self.holder.value[self.key]


def inner_of(shape: Shape) -> Record | None:
    """The record that a list or a map of ids holds; ``None`` when it holds plain values."""
    if isinstance(shape, Keyed):
        return shape.record
    return shape.inner if isinstance(shape, Many) and isinstance(shape.inner, Record) else None


def is_listing(shape: Shape) -> bool:
    """Whether entries can be added to it and dropped from it."""
    return isinstance(shape, (Keyed, Many))


def entries(container: Node | None, shape: Shape, key: str) -> list[Entry]:
    """What a list or a map of ids holds, each with the id that the playbook knows it by."""
    if container is None:
        return []
    if container.kind == "map":
        return [Entry(name, node, container, name) for name, node in container.value.items()]
    if container.kind != "list":
        return []
    names = _names(container, shape, key)
    return [
        Entry(name, node, container, number)
        for number, (name, node) in enumerate(zip(names, container.value, strict=True))
    ]


def tasks_of(main: Node) -> Iterator[Entry]:
    """Every task and step of a playbook, wherever it stands."""
    for phase in main.get("phases") or ():
        for task in _listed(phase.get("tasks")):
            yield task
            yield from _listed(task.node.get("steps"))


def _listed(container: Node | None) -> list[Entry]:
    found = []
    for number, node in enumerate(container or ()):
        ident = node.get("id")
        if ident is not None and container is not None:
            found.append(Entry(ident.text, node, container, number))
    return found


def _names(container: Node, shape: Shape, key: str) -> list[str]:
    """The ids of a list, made from the texts where the file gives none, as the compiler does it."""
    if isinstance(shape, Raw):
        return [_raw_name(node) for node in container.value]
    inner = shape.record if isinstance(shape, Keyed) else getattr(shape, "inner", None)
    if inner is None:
        return [str(number) for number in range(1, len(container.value) + 1)]
    reading = Reading(Context())
    values = [inner.read(reading, node, key) for node in container.value]
    stated = [str(getattr(value, "id", "") or "") for value in values]
    taken = {name for name in stated if name}
    names = []
    for value, name in zip(values, stated, strict=True):
        made = name or unique(_made(value), taken)
        taken.add(made)
        names.append(made)
    return names


def _made(value: Any) -> str:
    if value is MISSING:
        return "?"
    text = value if isinstance(value, str) else ""
    for name in _NAMING:
        text = text or str(getattr(value, name, None) or "")
    return slug(text or str(value), longest=48) or "?"


def _raw_name(node: Node) -> str:
    for key in ("id", "name", "clock"):
        found = node.get(key)
        if found is not None and found.is_scalar:
            return found.text
    return node.text


def as_map(entry: Entry, record: Record) -> Entry:
    """The entry as a map, where it was written as a lone text or list; its id stays what it is."""
    node = entry.node
    if node.kind != "map":
        short = record.listed if node.kind == "list" else record.short
        made = text_at("", node)
        made.kind, made.value = "map", {}
        if short:
            put(made, short, node, made)
        entry = entry.replace(made)
        node = made
    if isinstance(entry.key, int) and "id" in record.fields and node.get("id") is None:
        put(node, "id", text_at(entry.id, node), node)
    return entry
