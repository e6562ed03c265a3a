"""The SLA part of a playbook: read as tickets will be judged by it, every fault in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.core.errors import Diagnostic
    from onboardctl.core.located import Node
    from onboardctl.core.playbook import Playbook

UNKNOWN_KEY, WRONG_VALUE = "PB003", "PB004"


def sla_findings(playbook: Playbook, parts: tuple[Node, ...], main: Node) -> Iterator[Diagnostic]:
    """What is wrong with the SLA part, wherever it stands."""
    holder = next((node for node in (main, *parts) if node.get("sla") is not None), None)
    if holder is None or playbook.sla is None:
        return
    from onboardctl.core.sla.reading import read_policy

    root = holder.get("sla")
    assert root is not None
    _, problems = read_policy(playbook)
    for one in problems:
        unknown = one.message.startswith("unknown key")
        code = UNKNOWN_KEY if unknown else WRONG_VALUE
        where = _node_at(root, one.path[:-1] if unknown else one.path)
        if unknown:
            yield where.key_problem(one.path[-1], code, one.message, hint=one.hint or None)
        else:
            yield where.problem(code, f"sla: {one.message}", hint=one.hint or None)


def _node_at(root: Node, path: tuple[str, ...]) -> Node:
    """The node at a path, or the last one on the way that there is."""
    node = root
    for step in path:
        if node.kind == "map" and step in node.value:
            node = node.value[step]
        elif node.kind == "list" and step.isdigit() and int(step) < len(node.value):
            node = node.value[int(step)]
        else:
            return node
    return node
