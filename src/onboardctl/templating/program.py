"""A template's logic as plain data, and the little machine that runs it.

Jinja2 reads a template (:mod:`onboardctl.templating.grammar`); what runs is this: printing,
conditions, loops over lists, comparisons and seven filters. There is nothing that could call,
calculate or reach outside, so neither time nor memory can grow beyond the text and its lists, and
no code is ever generated. Being data, a program is kept beside the front matter, and a daily
command starts without Jinja2.

Statements: ``("text", str)``, ``("print", expr)``, ``("if", test, body, else)``,
``("for", name, iter, test, body, else)``. Expressions: ``("name", str)``, ``("const", value)``,
``("list", exprs)``, ``("loop", part)``, ``("not", e)``, ``("and", a, b)``, ``("or", a, b)``,
``("compare", e, ((operator, e), …))``, ``("choose", test, a, b)``, ``("filter", name, e, args)``.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from onboardctl.core.record import NamedTuple

Code = tuple[Any, ...]
Scope = dict[str, Any]
LOOP = "loop"
_LOCALE = "the language of the mail"
"""A key of the scope that no template can name."""


class Use(NamedTuple):
    """A variable named in a template, with the place; ``printed`` tells output from condition."""

    name: str
    line: int
    column: int
    printed: bool


class Program(NamedTuple):
    """All the logic of one template. ``conditions`` are its ``required_if`` by variable."""

    body: Code
    subject: Code
    preheader: Code
    promises: tuple[Code, ...]
    conditions: tuple[tuple[str, Code], ...]
    meeting: Code
    uses: tuple[Use, ...]


class WrongUse(Exception):
    """A template asks a value for what it is not; the text says what."""


def run(
    code: Code, values: Mapping[str, Any], keep: Callable[[Any], str], locale: str
) -> Iterator[str]:
    """The pieces of text, in order; each printed value goes through ``keep``.

    Args:
        code: statements.
        values: by the names the template may use.
        keep: what stands in the text for a printed value.
        locale: for values that a filter turns into text.

    Raises:
        WrongUse: a list is expected and something else found, or two kinds are compared.
    """
    return _run(code, {**values, _LOCALE: locale}, keep)


def evaluate(expression: Code, values: Mapping[str, Any]) -> Any:
    """The value of one expression.

    Raises:
        WrongUse: as :func:`run`.
    """
    return _value(expression, dict(values))


def compared(code: Any, name: str) -> Iterator[Any]:
    """Every constant that a variable is compared with, in the order of the program."""
    if not isinstance(code, tuple):
        return
    if code[:2] == ("compare", ("name", name)):
        for _, other in code[2]:
            items = other[1] if other[0] == "list" else (other,)
            yield from (item[1] for item in items if item[0] == "const")
        return
    for part in code:
        yield from compared(part, name)


def _run(code: Code, scope: Scope, keep: Callable[[Any], str]) -> Iterator[str]:
    for statement in code:
        kind = statement[0]
        if kind == "text":
            yield statement[1]
        elif kind == "print":
            yield keep(_value(statement[1], scope))
        elif kind == "if":
            yield from _run(statement[2 if _value(statement[1], scope) else 3], scope, keep)
        else:
            yield from _loop(statement, scope, keep)


def _loop(statement: Code, scope: Scope, keep: Callable[[Any], str]) -> Iterator[str]:
    _, name, source, test, body, otherwise = statement
    entries = _entries(_value(source, scope))
    if test is not None:
        entries = tuple(one for one in entries if _value(test, {**scope, name: one}))
    if not entries:
        yield from _run(otherwise, scope, keep)
    for index, entry in enumerate(entries):
        yield from _run(body, {**scope, name: entry, LOOP: (index, len(entries))}, keep)


def _entries(value: Any) -> tuple[Any, ...]:
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        raise WrongUse("a loop runs over a list")
    return tuple(value)


def _value(expression: Code, scope: Scope) -> Any:
    return _EXPRESSIONS[expression[0]](expression, scope)


def _compare(expression: Code, scope: Scope) -> bool:
    left = _value(expression[1], scope)
    for operator, other in expression[2]:
        right = _value(other, scope)
        try:
            holds = _OPERATORS[operator](left, right)
        except TypeError:
            raise WrongUse("two values of different kinds are compared") from None
        if not holds:
            return False
        left = right
    return True


def _part_of_loop(expression: Code, scope: Scope) -> Any:
    index, length = scope[LOOP]
    parts = {
        "index": index + 1,
        "index0": index,
        "first": index == 0,
        "last": index == length - 1,
        "length": length,
    }
    return parts[expression[1]]


def _filtered(expression: Code, scope: Scope) -> Any:
    _, name, inner, arguments = expression
    value = _value(inner, scope)
    given = [_value(argument, scope) for argument in arguments]
    locale = scope.get(_LOCALE, "en")
    if name == "join":
        separator = str(given[0]) if given else ""
        return separator.join(_text(entry, locale) for entry in _entries(value))
    if name in {"first", "last"}:
        entries = _entries(value)
        return (entries[0] if name == "first" else entries[-1]) if entries else None
    if name == "length":
        return len(_entries(value)) if not isinstance(value, str) else len(value)
    return _CASES[name](_text(value, locale))


def _text(value: Any, locale: str) -> str:
    from onboardctl.templating.values import BadValue, show

    try:
        return show(value, locale).text
    except BadValue as reason:
        raise WrongUse(f"a value that a filter turns into text {reason}") from None


_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "lt": lambda a, b: a < b,
    "lteq": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "gteq": lambda a, b: a >= b,
    "in": lambda a, b: a in b,
    "notin": lambda a, b: a not in b,
}
_CASES: dict[str, Callable[[str], str]] = {
    "capitalize": str.capitalize,
    "lower": str.lower,
    "upper": str.upper,
}
FILTERS = ("capitalize", "first", "join", "last", "length", "lower", "upper")
LOOP_PARTS = ("first", "index", "index0", "last", "length")
_EXPRESSIONS: dict[str, Callable[[Code, Scope], Any]] = {
    "name": lambda e, scope: scope.get(e[1]),
    "const": lambda e, scope: e[1],
    "list": lambda e, scope: tuple(_value(item, scope) for item in e[1]),
    "loop": _part_of_loop,
    "not": lambda e, scope: not _value(e[1], scope),
    "and": lambda e, scope: _value(e[1], scope) and _value(e[2], scope),
    "or": lambda e, scope: _value(e[1], scope) or _value(e[2], scope),
    "compare": _compare,
    "choose": lambda e, scope: _value(e[2 if _value(e[1], scope) else 3], scope),
    "filter": _filtered,
}
