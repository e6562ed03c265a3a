"""Conditions from their text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from onboardctl.core.playbook import Condition
from onboardctl.core.points import ParseFailure
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import NoReturn

FORMS = (
    "tier == enterprise, users > 500, sso, not sso, segment in [agency, university], a and (b or c)"
)

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
