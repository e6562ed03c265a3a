"""What the files of a playbook state together, as one tree; and from which of them each value comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.compile.format import PLAYBOOK, SHARED
from onboardctl.core.overlay.entries import Entry, as_map, entries, inner_of
from onboardctl.core.overlay.tree import blank, copied, put
from onboardctl.core.record import NamedTuple
from onboardctl.core.shape import Raw, Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.core.located import Node
    from onboardctl.core.overlay.lay import Laid

_UNSAID = frozenset({"use", "over", "needs"})


class Origin(NamedTuple):
    """One value and where it was written.

    Attributes:
        path: keys and ids on the way to it: ``phases/setup/tasks/webhooks/title``.
        value: the text as written.
        file: the file, as messages name it.
        line, column: the place, counted from 1.
    """

    path: str
    value: str
    file: str
    line: int
    column: int


def joined(laid: Laid) -> Node:
    """One map that says all that the files say together, and needs none of them any more."""
    roots = tuple(copied(root) for root in (laid.main, *laid.parts))
    made = blank("map", roots[0])
    for key in PLAYBOOK.fields:
        holders = [
            one for one in (roots if key in SHARED else roots[:1]) if one.get(key) is not None
        ]
        if not holders or key in _UNSAID:
            continue
        value = holders[0].value[key] if len(holders) == 1 else _together(holders, key)
        put(made, key, value, holders[0])
    return made


def _together(holders: list[Node], key: str) -> Node:
    """The value of a key that several files hold: by id, of which the first one met stands."""
    shape = PLAYBOOK.fields[key].shape
    nodes: list[Node] = [one.value[key] for one in holders]
    if isinstance(shape, Record) or (isinstance(shape, Raw) and nodes[0].kind == "map"):
        return nodes[0]
    if inner_of(shape) is None and nodes[0].kind == "map":
        made = blank("map", nodes[0])
        for node in nodes:
            for name in node.value:
                if name not in made.value:
                    put(made, name, node.value[name], node)
        return made
    made = blank("list", nodes[0])
    record, known = inner_of(shape), set()
    for node in nodes:
        for entry in entries(node, shape, key):
            if record is None:
                made.value.append(entry.node)
            elif entry.id not in known:
                known.add(entry.id)
                made.value.append(_with_id(entry, record))
    return made


def _with_id(entry: Entry, record: Record) -> Node:
    single = blank("list", entry.node)
    single.value = [entry.node]
    made: Node = as_map(Entry(entry.id, entry.node, single, 0), record).node
    return made


def origins(laid: Laid) -> Iterator[Origin]:
    """Every single value with its place, in the order of the format."""
    yield from _walked(joined(laid), "")


def _walked(node: Node, path: str) -> Iterator[Origin]:
    if node.kind == "map":
        for key, item in node.value.items():
            yield from _walked(item, f"{path}/{key}" if path else key)
    elif node.kind == "list":
        for number, item in enumerate(node.value, 1):
            ident = item.get("id")
            name = ident.text if ident is not None and ident.is_scalar else str(number)
            yield from _walked(item, f"{path}/{name}")
    else:
        yield Origin(path, node.text, node.source.file, node.line, node.column)
