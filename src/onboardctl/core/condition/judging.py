"""Whether a condition holds for a partner, and what decided it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from onboardctl.core.playbook import Condition

_COMPARISONS = frozenset({"==", "!=", ">", ">=", "<", "<="})


def evaluate(condition: Condition | None, facts: Mapping[str, Any]) -> bool:
    """Whether the condition holds; ``None`` as condition always holds.

    A fact that is absent or ``None`` makes every comparison with it false, ``!=`` and ``not in``
    included: nothing is concluded from what is not known.
    """
    return condition is None or holds(condition.tree, facts)


def facts_named(condition: Condition) -> tuple[str, ...]:
    """The facts a condition speaks of, each once, in their order."""
    return tuple(dict.fromkeys(node[1] for node in comparisons(condition.tree)))


def explain(condition: Condition, facts: Mapping[str, Any]) -> str:
    """The facts that decided, as a phrase: ``users is 20, sso is not known``."""
    parts = []
    for name in facts_named(condition):
        value = facts.get(name)
        shown = (
            "not known"
            if value is None
            else str(value).lower()
            if isinstance(value, bool)
            else value
        )
        parts.append(f"{name} is {shown}")
    return ", ".join(parts)


def holds(tree: Any, facts: Mapping[str, Any]) -> bool:
    """Whether a tree holds; see :func:`evaluate`."""
    op = tree[0]
    if op == "and":
        return all(holds(part, facts) for part in tree[1:])
    if op == "or":
        return any(holds(part, facts) for part in tree[1:])
    if op == "not":
        return not holds(tree[1], facts)
    actual = facts.get(tree[1])
    if op == "is":
        return actual is True
    if actual is None:
        return False
    return _compare(op, actual, tree[2])


def _compare(op: str, actual: Any, wanted: Any) -> bool:
    if op in {"in", "not in"}:
        return any(_same(actual, item) for item in wanted) is (op == "in")
    if op in {"==", "!="}:
        return _same(actual, wanted) is (op == "==")
    left, right = _ordered(actual), _ordered(wanted)
    if type(left) is not type(right):
        return False
    sign = {">": left > right, ">=": left >= right, "<": left < right, "<=": left <= right}
    return sign[op] is True


def _same(actual: Any, wanted: Any) -> bool:
    if isinstance(actual, bool) or isinstance(wanted, bool):
        return actual is wanted
    if isinstance(actual, (int, float)) and isinstance(wanted, (int, float)):
        return float(actual) == float(wanted)
    return bool(_ordered(actual) == _ordered(wanted))


def _ordered(value: Any) -> Any:
    """A value that compares with its like: numbers as float, dates and words as text."""
    if isinstance(value, (int, float)):
        return float(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def comparisons(tree: Any) -> Iterator[Any]:
    """Every comparison of a tree, from left to right."""
    if tree[0] in {"and", "or", "not"}:
        for part in tree[1:]:
            yield from comparisons(part)
    else:
        yield tree
