"""What a condition says that cannot be right: facts nobody knows, unlike things compared."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from onboardctl.core.condition.judging import comparisons, holds
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.playbook import Fact
from onboardctl.core.record import NamedTuple
from onboardctl.core.types import Segment, Tier

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from onboardctl.core.playbook import Condition

BUILT_IN: dict[str, Fact] = {
    "tier": Fact("tier", "choice", tuple(tier.value for tier in Tier)),
    "segment": Fact("segment", "choice", tuple(segment.value for segment in Segment)),
    "users": Fact("users", "integer"),
}
"""Facts every partner has, whether a playbook names them or not."""


class Doubt(NamedTuple):
    """Something a condition says that cannot be right.

    ``kind`` is ``unknown`` (no such fact), ``type`` (compares unlike things), ``value`` (a choice
    that does not exist) or ``constant`` (always true or always false).
    """

    kind: str
    message: str


def doubts(condition: Condition, facts: Mapping[str, Fact]) -> list[Doubt]:
    """Everything wrong with a condition, given the facts it may speak of.

    Args:
        condition: a parsed condition.
        facts: by id; :data:`BUILT_IN` are known besides these.
    """
    known = {**BUILT_IN, **facts}
    found: list[Doubt] = []
    for node in comparisons(condition.tree):
        found.extend(_doubts_of(node, known))
    if not found:
        verdict = _constant(condition.tree, known)
        if verdict is not None:
            found.append(Doubt("constant", f"condition is always {str(verdict).lower()}"))
    return found


def _doubts_of(node: Any, known: Mapping[str, Fact]) -> Iterator[Doubt]:
    op, name = node[0], node[1]
    fact = known.get(name)
    if fact is None:
        near = did_you_mean(name, known)
        hint = near or f"; facts are {listed(sorted(known))}"
        yield Doubt("unknown", f'"{name}" is not a fact{hint}')
        return
    if op == "is":
        if fact.type != "boolean":
            yield Doubt("type", f"{name} is {_article(fact.type)}; compare it with something")
        return
    values = node[2] if op in {"in", "not in"} else [node[2]]
    for value in values:
        yield from _doubts_of_value(op, name, fact, value)


def _doubts_of_value(op: str, name: str, fact: Fact, value: Any) -> Iterator[Doubt]:
    kind = _kind_of(value)
    shown = str(value).lower() if isinstance(value, bool) else value
    fits = {
        "integer": kind == "number",
        "boolean": kind == "boolean",
        "date": kind == "text" and bool(re.fullmatch(r"\d{4}-\d\d-\d\d", str(value))),
    }.get(fact.type, kind == "text")
    if not fits:
        yield Doubt("type", f"compares {fact.type} fact {name} with {kind} {shown}")
    elif fact.type == "choice" and fact.choices and value not in fact.choices:
        near = did_you_mean(str(value), fact.choices)
        yield Doubt(
            "value", f'{name} value "{value}" is not one of {", ".join(fact.choices)}{near}'
        )
    elif op in {">", ">=", "<", "<="} and fact.type in {"text", "choice", "boolean"}:
        yield Doubt("type", f"compares {fact.type} fact {name} by size; use == or in")


def _kind_of(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, (int, float)) else "text"


def _article(kind: str) -> str:
    return {"integer": "a number", "boolean": "a boolean", "date": "a date"}.get(kind, f"a {kind}")


def _constant(tree: Any, known: Mapping[str, Fact]) -> bool | None:
    """True or false when no values of the facts can change the outcome, else ``None``.

    Every fact runs through its choices, or through the neighbours of the numbers it is compared
    with; with too many combinations nothing is concluded.
    """
    names = list(dict.fromkeys(node[1] for node in comparisons(tree)))
    samples = [_samples(name, known[name], tree) for name in names]
    if any(sample is None for sample in samples):
        return None
    combinations = 1
    for sample in samples:
        combinations *= len(sample or ())
    most = 5000
    if combinations > most:
        return None
    from itertools import product

    outcomes = {
        holds(tree, dict(zip(names, values, strict=True)))
        for values in product(*(s or () for s in samples))
    }
    return outcomes.pop() if len(outcomes) == 1 else None


def _samples(name: str, fact: Fact, tree: Any) -> list[Any] | None:
    if fact.type == "boolean":
        return [True, False]
    if fact.type == "choice" and fact.choices:
        return list(fact.choices)
    nodes = [node for node in comparisons(tree) if node[1] == name and node[0] != "is"]
    values = [v for node in nodes for v in (node[2] if isinstance(node[2], list) else [node[2]])]
    if fact.type == "integer":
        return sorted({v + step for v in values for step in (-1, 0, 1)} | {0, 10**9})
    return [*dict.fromkeys(values), "\x00something else"] if fact.type == "text" else None
