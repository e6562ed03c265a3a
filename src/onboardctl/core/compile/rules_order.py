"""Rules about order: cycles, anchors, group links and redundant links (PB201, PB207, PB211, PB212)."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from onboardctl.core.names import did_you_mean, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from onboardctl.core.compile.assemble import Stock
    from onboardctl.core.compile.compiler import Surroundings
    from onboardctl.core.errors import Diagnostic
    from onboardctl.core.located import Node
    from onboardctl.core.playbook import Anchor, Playbook, Point, Task

    Vertex = tuple[str, str]
    Graph = dict[Vertex, set[Vertex]]

_MOST_CYCLES = 20
_MANY_LINKS = 5


def dependencies(playbook: Playbook) -> Graph:
    """What each task and anchor waits for; vertices are ``(kind, id)``.

    A link to a parent waits for its steps, and a step waits for what its parent waits for. The
    gates that open a phase hold up its tasks. A window holds a task to its anchor.
    """
    tasks = {task.id: task for task in playbook.tasks}
    steps: dict[str, list[str]] = {}
    for task in playbook.tasks:
        if task.parent is not None:
            steps.setdefault(task.parent, []).append(task.id)
    entries = {phase.id: phase.entry for phase in playbook.phases}
    graph: Graph = {("anchor", anchor.id): _anchor_waits(anchor) for anchor in playbook.anchors}
    for task in playbook.tasks:
        waits = _task_waits(task, steps)
        if task.parent in tasks:
            waits |= _task_waits(tasks[task.parent], steps)
        gates = entries.get(task.phase, ())
        waits.update(("task", gate) for gate in gates if gate in tasks and tasks[gate].gate)
        waits.update(("task", step) for step in steps.get(task.id, ()))
        graph["task", task.id] = waits
    return {vertex: {one for one in waits if one in graph} for vertex, waits in graph.items()}


def _anchor_waits(anchor: Anchor) -> set[Vertex]:
    points = (anchor.default, anchor.estimate, anchor.derived)
    return {(point.kind, point.ref) for point in points if point is not None}


def _task_waits(task: Task, steps: dict[str, list[str]]) -> set[Vertex]:
    waits = {("task", leaf) for link in task.after for leaf in steps.get(link.task, [link.task])}
    if task.window is not None:
        waits.add(("anchor", task.window.anchor))
    if task.not_before is not None:
        waits.add((task.not_before.kind, task.not_before.ref))
    return waits


def cycles(stock: Stock, _: Surroundings) -> Iterator[Diagnostic]:
    """PB201 for tasks that wait for each other, PB207 when an anchor is among them."""
    playbook = stock.playbook
    assert playbook is not None
    graph = dependencies(playbook)
    for _round in range(_MOST_CYCLES):
        try:
            tuple(TopologicalSorter(graph).static_order())
        except CycleError as error:
            ring: list[Vertex] = error.args[1]
            yield _cycle(stock, ring[:-1])
            # graphlib lists each vertex before the one that waits for it
            graph[ring[1]].discard(ring[0])
            for vertex in ring:
                if vertex[0] == "anchor":
                    graph[vertex] = set()
        else:
            return


def _cycle(stock: Stock, ring: list[Vertex]) -> Diagnostic:
    anchored = [number for number, vertex in enumerate(ring) if vertex[0] == "anchor"]
    start = (
        anchored[0] if anchored else min(range(len(ring)), key=lambda n: stock.place(*ring[n]).line)
    )
    turned = ring[start:] + ring[:start]
    if anchored:
        waiting = [turned[0], *reversed(turned[1:]), turned[0]]
        message = "anchor cycle: " + " ← ".join(name for _, name in waiting)
        return stock.place(*turned[0]).problem("PB207", message)
    steps = [f"{name} ({stock.place(kind, name).place})" for kind, name in turned]
    message = "cycle: " + " → ".join([*steps, turned[0][1]])
    return stock.place(*turned[0]).problem("PB201", message)


def anchors(stock: Stock, _: Surroundings) -> Iterator[Diagnostic]:
    """PB207: anchors that do not exist, and anchors without any date."""
    playbook = stock.playbook
    assert playbook is not None
    stated = stock.main.get("anchors")
    known = (
        list(stated.keys)
        if stated is not None and stated.keys
        else [one.id for one in playbook.anchors]
    )
    leaves = stock.reading.leaves
    for leaf in leaves.get("anchor", ()):
        if leaf.value not in known:
            yield leaf.node.problem("PB207", _unknown(leaf.value, known))
    for leaf in (*leaves.get("point", ()), *leaves.get("deadline", ()), *leaves.get("at", ())):
        point: Point = getattr(leaf.value, "point", leaf.value)
        if point.kind == "anchor" and point.ref not in known:
            yield leaf.node.problem("PB207", _unknown(point.ref, known))
    for leaf in (*leaves.get("window", ()), *leaves.get("first", ()), *leaves.get("during", ())):
        window = getattr(leaf.value, "window", leaf.value)
        if not isinstance(window, str) and " of " in window.text and window.anchor not in known:
            yield leaf.node.problem("PB207", _unknown(window.anchor, known))
    for anchor in playbook.anchors:
        node = stock.place("anchor", anchor.id)
        if not any(node.get(key) for key in ("given", "default", "estimate", "from", "every")):
            message = f'anchor "{anchor.id}" has no date: say given, default, from or every'
            yield node.problem("PB207", message)


def _unknown(name: str, known: list[str]) -> str:
    return f'anchor "{name}" unknown{did_you_mean(name, known) or f"; anchors are {listed(known)}"}'


def group_links(stock: Stock, _: Surroundings) -> Iterator[Diagnostic]:
    """PB211: a link to a phase that stands for many links."""
    playbook = stock.playbook
    assert playbook is not None
    ids = {task.id for task in playbook.tasks}
    sizes = {phase.id: phase.tasks for phase in playbook.phases if phase.id not in ids}
    for leaf in stock.reading.leaves.get("task", ()):
        members = sizes.get(leaf.value, ()) if leaf.record == "link" else ()
        if len(members) >= _MANY_LINKS:
            message = (
                f"group link makes {len(members)} implied links; link to its last task instead"
            )
            yield leaf.node.problem(
                "PB211", message, hint=f'the last task is "{members[-1]}"', severity="warning"
            )


def slack_and_redundancy(stock: Stock, _: Surroundings) -> Iterator[Diagnostic]:
    """PB212: tasks that lead nowhere, and links that other links imply."""
    playbook = stock.playbook
    assert playbook is not None
    waits = {task.id: {link.task for link in task.after} for task in playbook.tasks}
    for task in playbook.tasks:
        plain = [
            link
            for link in task.after
            if link.type == "FS" and link.lag is None and link.if_missing == "error"
        ]
        for link in plain:
            through = next(
                (
                    one.task
                    for one in plain
                    if one.task != link.task and link.task in _before(one.task, waits)
                ),
                None,
            )
            if through is not None:
                message = (
                    f"redundant link: {link.task} already precedes {task.id} through {through}"
                )
                yield _link_node(stock, task.id, link.task).problem(
                    "PB212", message, severity="info"
                )
    yield from _leads_nowhere(stock, playbook)


def _leads_nowhere(stock: Stock, playbook: Playbook) -> Iterator[Diagnostic]:
    followed = {link.task for task in playbook.tasks for link in task.after}
    followed |= {gate for phase in playbook.phases for gate in phase.entry}
    followed |= {anchor.derived.ref for anchor in playbook.anchors if anchor.derived is not None}
    followed |= {
        criterion.ref.partition("/")[0]
        for outcome in playbook.outcomes
        for criterion in outcome.criteria
    }
    for task in playbook.tasks:
        node = stock.place("task", task.id)
        bound = node.get("window") or node.get("due") or task.optional or task.parent
        if not bound and task.id not in followed:
            message = f'task "{task.id}" leads to no anchor or outcome, so its slack is unlimited'
            yield node.problem("PB212", message, severity="info")


def _before(task: str, waits: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    queue = list(waits.get(task, ()))
    while queue:
        one = queue.pop()
        if one not in seen:
            seen.add(one)
            queue.extend(waits.get(one, ()))
    return seen


def _link_node(stock: Stock, task: str, other: str) -> Node:
    node = stock.place("task", task)
    for entry in node.get("after") or ():
        named = entry.get("task") or entry
        if named.is_scalar and named.text == other:
            return named
    return node


RULES: tuple[Callable[[Stock, Surroundings], Iterator[Diagnostic]], ...] = (
    cycles,
    anchors,
    group_links,
    slack_and_redundancy,
)
