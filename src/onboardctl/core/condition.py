"""Conditions over facts: ``tier == enterprise and users > 500``, typed, with no code in them.

Grammar: comparisons ``== != > >= < <=``, ``in [a, b]``, ``not in [a, b]``, a bare boolean fact,
``and``, ``or``, ``not``, parentheses. The tree is nested lists, ready for JSON:
``["and", a, b]``, ``["not", a]``, ``["is", fact]``, ``[op, fact, value]`` with value a number,
text, boolean or (for ``in``) a list. Source: the playbook format, docs/reference/playbook.md.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.playbook import Condition, Fact
from onboardctl.core.points import ParseFailure
from onboardctl.core.record import NamedTuple
from onboardctl.core.types import Segment, Tier

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import NoReturn

FORMS = (
    "tier == enterprise, users > 500, sso, not sso, segment in [agency, university], a and (b or c)"
)

BUILT_IN: dict[str, Fact] = {
    "tier": Fact("tier", "choice", tuple(tier.value for tier in Tier)),
    "segment": Fact("segment", "choice", tuple(segment.value for segment in Segment)),
    "users": Fact("users", "integer"),
}
"""Facts every partner has, whether a playbook names them or not."""

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>-?\d+(?:\.\d+)?(?![\w-]))"
    r"|(?P<word>[\w][\w./-]*)|(?P<op>==|!=|>=|<=|>|<|\(|\)|\[|\]|,|=))",
    re.ASCII,
)
_COMPARISONS = frozenset({"==", "!=", ">", ">=", "<", "<="})
_RESERVED = frozenset({"and", "or", "not", "in", "true", "false"})
_LONGEST = 1000
_DEEPEST = 20


class Token(NamedTuple):
    """A word of a condition; ``position`` counts from 0."""

    kind: str
    value: str
    position: int


class Doubt(NamedTuple):
    """Something a condition says that cannot be right.

    ``kind`` is ``unknown`` (no such fact), ``type`` (compares unlike things), ``value`` (a choice
    that does not exist) or ``constant`` (always true or always false).
    """

    kind: str
    message: str


def parse_condition(text: str) -> Condition:
    """Read a condition.

    Raises:
        ParseFailure: not of the grammar; ``position`` is where reading stopped.
    """
    if len(text) > _LONGEST:
        raise ParseFailure(f"a condition is at most {_LONGEST} characters long", FORMS)
    parser = _Parser(text)
    tree = parser.either()
    parser.finish()
    return Condition(" ".join(text.split()), tree)


def evaluate(condition: Condition | None, facts: Mapping[str, Any]) -> bool:
    """Whether the condition holds; ``None`` as condition always holds.

    A fact that is absent or ``None`` makes every comparison with it false, ``!=`` and ``not in``
    included: nothing is concluded from what is not known.
    """
    return condition is None or _holds(condition.tree, facts)


def facts_named(condition: Condition) -> tuple[str, ...]:
    """The facts a condition speaks of, each once, in their order."""
    return tuple(dict.fromkeys(node[1] for node in _comparisons(condition.tree)))


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


def doubts(condition: Condition, facts: Mapping[str, Fact]) -> list[Doubt]:
    """Everything wrong with a condition, given the facts it may speak of.

    Args:
        condition: a parsed condition.
        facts: by id; :data:`BUILT_IN` are known besides these.
    """
    known = {**BUILT_IN, **facts}
    found: list[Doubt] = []
    for node in _comparisons(condition.tree):
        found.extend(_doubts_of(node, known))
    if not found:
        verdict = _constant(condition.tree, known)
        if verdict is not None:
            found.append(Doubt("constant", f"condition is always {str(verdict).lower()}"))
    return found


def _holds(tree: Any, facts: Mapping[str, Any]) -> bool:
    op = tree[0]
    if op == "and":
        return all(_holds(part, facts) for part in tree[1:])
    if op == "or":
        return any(_holds(part, facts) for part in tree[1:])
    if op == "not":
        return not _holds(tree[1], facts)
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


def _comparisons(tree: Any) -> Iterator[Any]:
    if tree[0] in {"and", "or", "not"}:
        for part in tree[1:]:
            yield from _comparisons(part)
    else:
        yield tree


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
    names = list(dict.fromkeys(node[1] for node in _comparisons(tree)))
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
        _holds(tree, dict(zip(names, values, strict=True)))
        for values in product(*(s or () for s in samples))
    }
    return outcomes.pop() if len(outcomes) == 1 else None


def _samples(name: str, fact: Fact, tree: Any) -> list[Any] | None:
    if fact.type == "boolean":
        return [True, False]
    if fact.type == "choice" and fact.choices:
        return list(fact.choices)
    nodes = [node for node in _comparisons(tree) if node[1] == name and node[0] != "is"]
    values = [v for node in nodes for v in (node[2] if isinstance(node[2], list) else [node[2]])]
    if fact.type == "integer":
        return sorted({v + step for v in values for step in (-1, 0, 1)} | {0, 10**9})
    return [*dict.fromkeys(values), "\x00something else"] if fact.type == "text" else None


class _Parser:
    """Recursive descent over the tokens of one condition."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(_tokens(text))
        self.next = 0
        self.depth = 0

    def either(self) -> Any:
        parts = [self.both()]
        while self.take("word", "or"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else ["or", *parts]

    def both(self) -> Any:
        parts = [self.negation()]
        while self.take("word", "and"):
            parts.append(self.negation())
        return parts[0] if len(parts) == 1 else ["and", *parts]

    def negation(self) -> Any:
        self.depth += 1
        if self.depth > _DEEPEST:
            self.fail("the condition is nested too deeply")
        if self.take("word", "not"):
            tree = ["not", self.negation()]
        elif self.take("op", "("):
            tree = self.either()
            self.expect(")")
        else:
            tree = self.comparison()
        self.depth -= 1
        return tree

    def comparison(self) -> Any:
        token = self.peek()
        if token is None or token.kind != "word" or token.value in _RESERVED:
            self.fail("a fact is missing here")
        self.next += 1
        name = token.value
        following = self.peek()
        if following is None:
            return ["is", name]
        if following.kind == "op" and following.value == "=":
            self.fail('write "==" to compare')
        if following.kind == "op" and following.value in _COMPARISONS:
            self.next += 1
            return [following.value, name, self.value()]
        if self.take("word", "in"):
            return ["in", name, self.values()]
        if following.value == "not" and following.kind == "word":
            self.next += 1
            if not self.take("word", "in"):
                self.fail('"in" is missing here')
            return ["not in", name, self.values()]
        return ["is", name]

    def values(self) -> list[Any]:
        self.expect("[")
        found = [self.value()]
        while self.take("op", ","):
            found.append(self.value())
        self.expect("]")
        return found

    def value(self) -> Any:
        token = self.peek()
        if token is None or token.kind == "op" or token.value in {"and", "or", "not", "in"}:
            self.fail("a value is missing here")
        self.next += 1
        if token.kind == "number":
            return float(token.value) if "." in token.value else int(token.value)
        if token.kind == "text":
            return token.value[1:-1]
        return {"true": True, "false": False}.get(token.value, token.value)

    def peek(self) -> Token | None:
        return self.tokens[self.next] if self.next < len(self.tokens) else None

    def take(self, kind: str, value: str) -> bool:
        token = self.peek()
        if token is None or (token.kind, token.value) != (kind, value):
            return False
        self.next += 1
        return True

    def expect(self, sign: str) -> None:
        if not self.take("op", sign):
            self.fail(f'"{sign}" is missing here')

    def finish(self) -> None:
        token = self.peek()
        if token is not None:
            self.fail(f'"{self.text[token.position :].strip()}" is not understood')

    def fail(self, message: str) -> NoReturn:
        token = self.peek()
        raise ParseFailure(message, FORMS, token.position if token else len(self.text))


def _tokens(text: str) -> Iterator[Token]:
    position = 0
    while text[position:].strip():
        match = _TOKEN.match(text, position)
        if match is None:
            start = len(text) - len(text[position:].lstrip())
            raise ParseFailure(f'"{text[start]}" does not belong in a condition', FORMS, start)
        kind = match.lastgroup or ""
        yield Token(kind, match[kind], match.start(kind))
        position = match.end()
