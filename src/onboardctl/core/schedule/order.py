"""In which order the nodes of a plan are dated, what loops, and what hangs on nothing known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput
from onboardctl.core.schedule.nodes import AnchorNode, GroupNode

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from onboardctl.core.schedule.nodes import Node


def waiting_for_an_anchor(nodes: Sequence[Node], given: Collection[str]) -> list[tuple[str, str]]:
    """Tasks that hang on an anchor nobody knows, each with that anchor."""
    reasons: dict[int, str] = {}
    for index in order_of(nodes):
        node = nodes[index]
        if isinstance(node, AnchorNode) and _is_unknown(node, given):
            reasons[index] = node.anchor.id
            continue
        found = [reasons[need] for need in node.needs() if need in reasons]
        if found and not (isinstance(node, GroupNode) and len(found) < len(node.leaves)):
            reasons[index] = found[0]
    return [
        (node.name, reasons[node.index])
        for node in nodes
        if node.index in reasons and not isinstance(node, AnchorNode)
    ]


def _is_unknown(node: AnchorNode, given: Collection[str]) -> bool:
    known = node.anchor.id in given or node.ref is not None
    return not known and node.origin != "period"


def order_of(nodes: Sequence[Node]) -> list[int]:
    """Every node after all it needs; ties in the order of the playbook. Linear."""
    done, path, order = set[int](), dict[int, None](), list[int]()
    for start in range(len(nodes)):
        stack = [(start, iter(nodes[start].needs()))] if start not in done else []
        path = dict.fromkeys([start]) if stack else {}
        while stack:
            index, needs = stack[-1]
            need = next((one for one in needs if one not in done), None)
            if need is None:
                stack.pop()
                del path[index]
                done.add(index)
                order.append(index)
            elif need in path:
                raise _cycle(nodes, [*path, need])
            else:
                path[need] = None
                stack.append((need, iter(nodes[need].needs())))
    return order


def _cycle(nodes: Sequence[Node], path: list[int]) -> InvalidInput:
    members = path[path.index(path[-1]) :]
    # The path runs from what waits to what it waits for; people read it the other way round.
    text = " → ".join(_title(nodes, index) for index in reversed(members))
    return InvalidInput("plan.cycle", f"these wait for each other: {text}")


def _title(nodes: Sequence[Node], index: int) -> str:
    node = nodes[index]
    line = None if isinstance(node, AnchorNode) else node.task.line
    return node.name if line is None else f"{node.name} (line {line})"
