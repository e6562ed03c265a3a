"""Trees of located nodes that may be changed: copies, and values put in from another file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.located import Node

if TYPE_CHECKING:
    from onboardctl.core.located import Source


def copied(node: Node) -> Node:
    """The same tree anew, so that the one that was read stays as it is."""
    made = Node(
        node.source, node.kind, node.value, node.text, (node.start_mark, node.end_mark), node.plain
    )
    if node.kind == "map":
        made.value = {name: copied(item) for name, item in node.value.items()}
        made.marks = dict(node.marks)
        made.laid = dict(node.laid) if node.laid else None
    elif node.kind == "list":
        made.value = [copied(item) for item in node.value]
    return made


def blank(kind: str, like: Node) -> Node:
    """An empty map or list that stands where another node does."""
    value: dict[str, Node] | list[Node] = {} if kind == "map" else []
    return Node(like.source, kind, value, "", (like.start_mark, like.end_mark))


def text_at(text: str, like: Node) -> Node:
    """A text that stands where another node does."""
    return Node(like.source, "text", text, text, (like.start_mark, like.end_mark), like.plain)


def put(holder: Node, name: str, value: Node, stated: Node, key: str | None = None) -> None:
    """Set a key of a map to a value that another map states.

    Args:
        holder: the map that gets it.
        name: the key.
        value: the value, with its own place.
        stated: the map that states it; the key is from then on said to stand there.
        key: the key there, when it is another.
    """
    holder.value[name] = value
    marks = stated.marks.get(key or name, (value.start_mark, value.end_mark))
    holder.marks[name] = marks
    holder.laid = {**(holder.laid or {}), name: stated.key_source(key or name)}


def take_away(holder: Node, name: str) -> None:
    """Remove a key of a map."""
    del holder.value[name]
    holder.marks.pop(name, None)


def rooted(node: Node, source: Source, like: Node) -> Node:
    """A map whose own place is another file, while each key stays where it was."""
    made = Node(source, "map", node.value, "", (like.start_mark, like.end_mark))
    made.marks = node.marks
    made.laid = {name: node.key_source(name) for name in node.value}
    return made


def at(node: Node) -> str:
    """The place of a node as messages write it: ``file:line:column``."""
    return f"{node.source.file}:{node.line}:{node.column}"
