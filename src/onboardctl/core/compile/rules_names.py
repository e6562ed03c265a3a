"""Rules about names: ids used twice, references to nothing, roles nobody uses (PB102 to PB106)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.names import did_you_mean, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from onboardctl.core.compile.assemble import Stock
    from onboardctl.core.compile.compiler import Surroundings
    from onboardctl.core.errors import Diagnostic
    from onboardctl.core.located import Node
    from onboardctl.core.playbook import Playbook, Point

RECIPIENTS = ("primary_contact", "executive_sponsor", "team", "partners")
"""Who a mail may go to besides a role."""

_ONE_NAMESPACE = (
    ("task", "step"),
    ("phase",),
    ("recurring work",),
    ("message",),
    ("adjustment",),
    ("training session",),
    ("workflow",),
    ("factor",),
    ("stage",),
    ("known issue",),
)


def ids_used_twice(stock: Stock, _: Surroundings) -> Iterator[Diagnostic]:
    """PB102."""
    for kinds in _ONE_NAMESPACE:
        nodes = [made.node for kind in kinds for made in stock.reading.made.get(kind, ())]
        nodes.sort(key=lambda node: (node.source.file, node.line, node.column))
        yield from _twice(nodes)
    for kind, lists in (
        ("task", ("checklist", "preparation")),
        ("step", ("checklist", "preparation")),
        ("task", ("gate",)),
        ("step", ("gate",)),
        ("task", ("metrics",)),
        ("outcome", ("criteria",)),
        ("agenda", ()),
    ):
        for made in stock.reading.made.get(kind, ()):
            yield from _twice([entry for name in lists for entry in made.node.get(name) or ()])


def _twice(nodes: Iterable[Node]) -> Iterator[Diagnostic]:
    first: dict[str, Node] = {}
    for node in nodes:
        ident = node.get("id")
        if ident is None or not ident.is_scalar or not ident.text:
            continue
        earlier = first.setdefault(ident.text, ident)
        if earlier is not ident:
            yield ident.problem(
                "PB102", f'id "{ident.text}" is used twice, first at {earlier.place}'
            )


def references(stock: Stock, _: Surroundings) -> Iterator[Diagnostic]:
    """PB103: tasks, phases, gates, items, recurring work and stages that do not exist."""
    playbook = stock.playbook
    assert playbook is not None
    tasks = dict.fromkeys(task.id for task in playbook.tasks)
    phases = dict.fromkeys(phase.id for phase in playbook.phases)
    recurring = [one.id for one in playbook.recurring]
    gated = dict.fromkeys(task.id for task in playbook.tasks if task.gate or task.attest)
    linked = {**tasks, **phases}
    leaves = stock.reading.leaves
    for leaf in leaves.get("task", ()):
        if leaf.record == "link":
            yield from _unknown(leaf.node, leaf.value, linked, "after: no task")
        else:
            yield from _unknown(leaf.node, leaf.value, tasks, "no task")
    for leaf in leaves.get("gate", ()):
        if leaf.value in tasks and leaf.value not in gated:
            yield leaf.node.problem("PB103", f'entry: task "{leaf.value}" has no gate')
        else:
            yield from _unknown(leaf.node, leaf.value, gated, "entry: no gate")
    for leaf in leaves.get("phase", ()):
        yield from _unknown(leaf.node, leaf.value, phases, "stretch: no phase")
    for leaf in leaves.get("stage", ()):
        yield from _unknown(
            leaf.node, leaf.value, [one.id for one in playbook.stages], "moves: no stage"
        )
    for leaf in leaves.get("recurring", ()):
        yield from _unknown(leaf.node, leaf.value, recurring, "no recurring work")
    yield from _factors(stock, playbook)
    yield from _parts_of_tasks(stock, playbook)
    yield from _points(stock, tasks)
    for leaf in leaves.get("during", ()):
        if isinstance(leaf.value, str):
            yield from _unknown(leaf.node, leaf.value, tasks, "during: no task")


def _factors(stock: Stock, playbook: Playbook) -> Iterator[Diagnostic]:
    groups = list(dict.fromkeys(factor.group for factor in playbook.factors))
    for leaf in stock.reading.leaves.get("factors", ()):
        yield from _unknown(leaf.node, leaf.value, groups, "no group of factors")


def _parts_of_tasks(stock: Stock, playbook: Playbook) -> Iterator[Diagnostic]:
    """References such as ``task/item`` and ``task/criterion``."""
    items = {
        task.id: [one.id for one in (*task.checklist, *task.preparation)] for task in playbook.tasks
    }
    criteria = {task.id: [one.id for one in task.gate] for task in playbook.tasks}
    for form, inside, word in (("item", items, "item"), ("criterion", criteria, "criterion")):
        for leaf in stock.reading.leaves.get(form, ()):
            task, _, part = leaf.value.partition("/")
            if task not in inside:
                yield from _unknown(leaf.node, task, inside, "no task")
            elif part:
                yield from _unknown(leaf.node, part, inside[task], f'task "{task}" has no {word}')
            elif form == "item":
                yield leaf.node.problem("PB103", f'"{leaf.value}" names no item; write task/item')


def _points(stock: Stock, tasks: Collection[str]) -> Iterator[Diagnostic]:
    leaves = stock.reading.leaves
    for leaf in (*leaves.get("point", ()), *leaves.get("deadline", ()), *leaves.get("at", ())):
        point: Point = getattr(leaf.value, "point", leaf.value)
        if point.kind == "task":
            yield from _unknown(leaf.node, point.ref, tasks, "no task")


def _unknown(node: Node, name: str, known: Collection[str], what: str) -> Iterator[Diagnostic]:
    """What to say of a name that is not among those known; thousands ask, so pass no lists of all."""
    if name not in known:
        near = did_you_mean(name, known)
        hint = None if near else f"there are {listed(known)}"
        yield node.problem("PB103", f'{what} "{name}"{near}', hint=hint)


def undefined(stock: Stock, around: Surroundings) -> Iterator[Diagnostic]:
    """PB104: roles, templates, metrics, escalations, KPIs and recipients that are not defined."""
    playbook = stock.playbook
    assert playbook is not None
    roles = [role.id for role in playbook.roles]
    kpis = [kpi.id for kpi in playbook.kpis]
    short = [ident.rpartition(".")[2] for ident in kpis]
    known: list[tuple[str, str, list[str], bool]] = [
        ("role", "role", roles, True),
        ("metric", "metric", [one.id for one in playbook.metrics], True),
        ("escalation", "escalation", [one.id for one in playbook.escalations], True),
        ("kpi", "KPI", kpis + short, bool(kpis)),
        (
            "template",
            "template",
            sorted(around.templates_of(playbook.brand)),
            around.templates is not None,
        ),
    ]
    for form, word, names, asked in known:
        if asked:
            for leaf in stock.reading.leaves.get(form, ()):
                yield from _undefined(leaf.node, leaf.value, names, word)
    for made in stock.reading.made.get("message", ()):
        to = made.node.get("to")
        if to is not None and to.is_scalar and to.text:
            yield from _undefined(to, to.text, [*RECIPIENTS, *roles], "recipient")


def _undefined(node: Node, name: str, known: list[str], word: str) -> Iterator[Diagnostic]:
    if name not in known:
        near = did_you_mean(name, known)
        yield node.problem(
            "PB104", f'{word} "{name}" is not defined{near or f"; known: {listed(known)}"}'
        )


def never_used(stock: Stock, _: Surroundings) -> Iterator[Diagnostic]:
    """PB106: roles of the main file that nothing names."""
    used = {leaf.value for leaf in stock.reading.leaves.get("role", ())}
    recipients = {made.value.to for made in stock.reading.made.get("message", ())}
    for role in sorted(stock.own.get("roles", ())):
        if role not in used and role not in recipients:
            listed_roles = stock.main.get("roles") or stock.main
            place = listed_roles if role in listed_roles.keys else stock.place("role", role)
            yield place.key_problem(
                role, "PB106", f'role "{role}" is never used', severity="warning"
            )


RULES: tuple[Callable[[Stock, Surroundings], Iterator[Diagnostic]], ...] = (
    ids_used_twice,
    references,
    undefined,
    never_used,
)
