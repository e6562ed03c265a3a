"""Rules about facts and conditions (PB401 to PB405)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.condition.doubts import doubts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from onboardctl.core.compile.assemble import Stock
    from onboardctl.core.compile.compiler import Surroundings
    from onboardctl.core.errors import Diagnostic
    from onboardctl.core.playbook import Condition, Task


def conditions(stock: Stock, _: Surroundings) -> Iterator[Diagnostic]:
    """PB401 for unknown facts and unlike types, PB403 for what is always or never so."""
    playbook = stock.playbook
    assert playbook is not None
    facts = {fact.id: fact for fact in playbook.facts}
    for leaf in stock.reading.leaves.get("condition", ()):
        for doubt in doubts(leaf.value, facts):
            if doubt.kind in {"unknown", "type"}:
                key = "applies_to" if leaf.record == "playbook" else "when"
                yield leaf.node.problem("PB401", f"{key}: {doubt.message}")
            elif doubt.kind == "value" or leaf.record != "playbook":
                yield leaf.node.problem("PB403", doubt.message, severity="warning")


def defaults(stock: Stock, _: Surroundings) -> Iterator[Diagnostic]:
    """PB401: a default that its own fact does not allow."""
    for made in stock.reading.made.get("fact", ()):
        fact, node = made.value, made.node.get("default")
        if node is None or fact.default is None:
            continue
        wanted = {"integer": int, "boolean": bool}.get(fact.type, str)
        if fact.choices and str(fact.default) not in fact.choices:
            message = (
                f'default "{node.text}" of fact "{fact.id}" is not one of {", ".join(fact.choices)}'
            )
            yield node.problem("PB401", message)
        elif type(fact.default) is not wanted and fact.type in {"integer", "boolean"}:
            yield node.problem(
                "PB401", f'default "{node.text}" of {fact.type} fact "{fact.id}" has another type'
            )


def vanishing_links(stock: Stock, _: Surroundings) -> Iterator[Diagnostic]:
    """PB404: a link to a task that does not always exist."""
    playbook = stock.playbook
    assert playbook is not None
    tasks = {task.id: task for task in playbook.tasks}
    facts = {fact.id: fact for fact in playbook.facts}
    for task in playbook.tasks:
        node = stock.place("task", task.id)
        for entry in node.get("after") or ():
            named = entry.get("task") or entry
            other = tasks.get(named.text) if named.is_scalar else None
            if other is None or other.when is None or _implies(task.when, other.when):
                continue
            if any(link.task == other.id and link.if_missing == "skip" for link in task.after):
                continue
            if doubts(other.when, facts):
                continue
            message = f'after "{other.id}" which exists only when {other.when.text}: the link vanishes otherwise'
            hint = "declare `if_missing: skip` to accept that"
            yield named.problem("PB404", message, hint=hint, severity="warning")


def _implies(inner: Condition | None, outer: Condition) -> bool:
    """Whether the one condition plainly contains the other."""
    if inner is None:
        return False
    parts = inner.tree[1:] if inner.tree[0] == "and" else [inner.tree]
    needed = outer.tree[1:] if outer.tree[0] == "and" else [outer.tree]
    return inner.tree == outer.tree or all(part in parts for part in needed)


def optional_but_required(stock: Stock, _: Surroundings) -> Iterator[Diagnostic]:
    """PB405: something that must be done waits for something that need not."""
    playbook = stock.playbook
    assert playbook is not None
    tasks = {task.id: task for task in playbook.tasks}
    for task in playbook.tasks:
        if task.optional:
            continue
        for entry in stock.place("task", task.id).get("after") or ():
            named = entry.get("task") or entry
            other = tasks.get(named.text) if named.is_scalar else None
            if other is not None and other.optional:
                message = f'optional task "{other.id}" is required by task "{task.id}"'
                yield named.problem("PB405", message)
    for leaf in stock.reading.leaves.get("gate", ()):
        gated = tasks.get(leaf.value)
        if gated is not None and gated.optional:
            yield leaf.node.problem(
                "PB405", f'optional task "{gated.id}" is required by an entry gate'
            )
    yield from _optional_in_outcomes(stock, tasks)


def _optional_in_outcomes(stock: Stock, tasks: dict[str, Task]) -> Iterator[Diagnostic]:
    for leaf in stock.reading.leaves.get("item", ()):
        task, _, ident = leaf.value.partition("/")
        for item in tasks[task].checklist if task in tasks else ():
            if item.id == ident and item.optional:
                yield leaf.node.problem(
                    "PB405", f'optional item "{leaf.value}" is required by an outcome'
                )


RULES: tuple[Callable[[Stock, Surroundings], Iterator[Diagnostic]], ...] = (
    conditions,
    defaults,
    vanishing_links,
    optional_but_required,
)
