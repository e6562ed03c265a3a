"""The part of Jinja2 a mail template may use, read into a program.

Jinja2 parses, and no more: its tree is walked once, everything outside the small language of
:mod:`onboardctl.templating.program` is refused with its line, and the rest becomes plain data.
"""

import re
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, nodes

from onboardctl.core.errors import Diagnostic
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.record import NamedTuple
from onboardctl.templating.program import FILTERS, LOOP, LOOP_PARTS, Code, Use

MOST_LOOPS = 20
DEEPEST_LOOP = 2
MOST_NODES = 5_000

_NAMES: dict[type[nodes.Node], str] = {
    nodes.Add: "arithmetic",
    nodes.Sub: "arithmetic",
    nodes.Mul: "arithmetic",
    nodes.Div: "arithmetic",
    nodes.FloorDiv: "arithmetic",
    nodes.Mod: "arithmetic",
    nodes.Pow: "arithmetic",
    nodes.Neg: "arithmetic",
    nodes.Pos: "arithmetic",
    nodes.Concat: "joining with ~",
    nodes.Call: "calling something",
    nodes.CallBlock: "{% call %}",
    nodes.Macro: "{% macro %}",
    nodes.Include: "{% include %}",
    nodes.Import: "{% import %}",
    nodes.FromImport: "{% from … import %}",
    nodes.Extends: "{% extends %}",
    nodes.Block: "{% block %}",
    nodes.Assign: "{% set %}",
    nodes.AssignBlock: "{% set %}",
    nodes.FilterBlock: "{% filter %}",
    nodes.Test: "a test with `is`",
    nodes.Getitem: "an index in [ ]",
    nodes.Dict: "a dictionary",
    nodes.With: "{% with %}",
}
_NOTHING: Code = ("const", None)
# It only parses; what is printed is escaped for its place by the renderers.
_environment = Environment(trim_blocks=True, lstrip_blocks=True, autoescape=True)


class Syntax(NamedTuple):
    """A Jinja2 text as a program, the variables it names in order, and what is not allowed in it."""

    code: Code
    uses: tuple[Use, ...]
    problems: tuple[Diagnostic, ...]


def parse(text: str, *, file: str, line: int) -> Syntax:
    """Read a Jinja2 text; never raises for what it says.

    Args:
        text: a body, a subject or a promise.
        file: how messages name the file.
        line: the line of the file on which the text starts.
    """
    try:
        tree = _environment.parse("\n" * (line - 1) + text, name=file, filename=file)
    except TemplateSyntaxError as error:
        lines = text.split("\n")
        index = error.lineno - line
        excerpt = lines[index] if 0 <= index < len(lines) else None
        message = (error.message or "cannot be read").rstrip(".")
        problem = Diagnostic("ML020", message, None, file, error.lineno, 1, excerpt=excerpt)
        return Syntax((), (), (problem,))
    except RecursionError:
        return Syntax((), (), (Diagnostic("ML020", "nested too deeply", None, file, line, 1),))
    walk = _Walk(text.split("\n"), file, line)
    code: Code = ()
    try:
        code = walk.statements(tree.body)
    except RecursionError:
        walk.problem(line, "ML021", "nested too deeply")
    if code and code[0][0] == "text":
        rest = code[0][1][line - 1 :]
        code = (("text", rest), *code[1:]) if rest else code[1:]
    return Syntax(code, tuple(walk.uses), tuple(walk.problems))


def parse_condition(text: str, *, file: str, line: int) -> Syntax:
    """Read a ``required_if``, written as the condition of an ``{% if %}``; the code is its test."""
    syntax = parse(f"{{% if {text} %}}{{% endif %}}", file=file, line=line)
    sound = len(syntax.code) == 1 and syntax.code[0][0] == "if"
    return syntax._replace(code=syntax.code[0][1] if sound else _NOTHING)


class _Walk:
    """Turns the tree into a program, collecting names and everything that is not allowed."""

    def __init__(self, lines: list[str], file: str, first_line: int) -> None:
        self.lines = lines
        self.file = file
        self.first_line = first_line
        self.uses: list[Use] = []
        self.problems: list[Diagnostic] = []
        self.loops = 0
        self.depth = 0
        self.count = 0
        self.targets: list[str] = []
        self.seen: dict[tuple[int, str], int] = {}

    def problem(self, line: int, code: str, message: str) -> Code:
        """Note what is wrong; the nothing it returns stands in for the refused part."""
        index = line - self.first_line
        excerpt = self.lines[index] if 0 <= index < len(self.lines) else None
        self.problems.append(Diagnostic(code, message, None, self.file, line, 1, excerpt=excerpt))
        return _NOTHING

    def statements(self, body: list[nodes.Node]) -> Code:
        """A sequence of statements in their order."""
        made: list[Code] = []
        for node in body:
            if isinstance(node, nodes.Output):
                made += [self._output(part) for part in node.nodes]
            elif isinstance(node, nodes.If):
                made.append(self._branches([node, *node.elif_], node.else_))
            elif isinstance(node, nodes.For):
                made.append(self._for(node))
            else:
                self._refused(node)
        return tuple(made)

    def _output(self, node: nodes.Node) -> Code:
        if isinstance(node, nodes.TemplateData):
            return ("text", node.data)
        return ("print", self._expression(node, printed=True))

    def _branches(self, branches: list[nodes.If], otherwise: list[nodes.Node]) -> Code:
        first, *rest = branches
        test, body = self._expression(first.test), self.statements(first.body)
        following = (self._branches(rest, otherwise),) if rest else self.statements(otherwise)
        return ("if", test, body, following)

    def _for(self, node: nodes.For) -> Code:
        self.loops += 1
        if self.loops == MOST_LOOPS + 1:
            self.problem(node.lineno, "ML021", f"more than {MOST_LOOPS} loops")
        if self.depth >= DEEPEST_LOOP:
            self.problem(node.lineno, "ML021", "a loop inside a loop inside a loop")
        if node.recursive:
            self.problem(node.lineno, "ML021", "a recursive loop is not allowed")
        source = self._expression(node.iter, printed=True)
        name = node.target.name if isinstance(node.target, nodes.Name) else ""
        if not name:
            self.problem(node.lineno, "ML021", "a loop has one variable")
        self.targets.append(name)
        self.depth += 1
        test = self._expression(node.test) if node.test is not None else None
        body = self.statements(node.body)
        self.depth -= 1
        self.targets.pop()
        return ("for", name, source, test, body, self.statements(node.else_))

    def _expression(self, node: nodes.Node, *, printed: bool = False) -> Code:
        self.count += 1
        if self.count > MOST_NODES:
            too_large = self.count == MOST_NODES + 1
            return (
                self.problem(node.lineno, "ML021", "the template is too large")
                if too_large
                else _NOTHING
            )
        read = getattr(self, f"_{type(node).__name__.lower()}", None)
        code: Code = self._refused(node) if read is None else read(node, printed)
        return code

    def _refused(self, node: nodes.Node) -> Code:
        what = _NAMES.get(type(node), f"`{type(node).__name__.lower()}`")
        return self.problem(node.lineno, "ML021", f"{what} is not allowed in a mail template")

    def _name(self, node: nodes.Name, printed: bool) -> Code:
        if node.name not in self.targets:
            column = self._column(node.lineno, node.name)
            self.uses.append(Use(node.name, node.lineno, column, printed))
        return ("name", node.name)

    def _column(self, line: int, name: str) -> int:
        """Where the name stands: the next place on its line, for Jinja2 keeps lines only."""
        index = line - self.first_line
        text = self.lines[index] if 0 <= index < len(self.lines) else ""
        start = self.seen.get((line, name), 0)
        found = re.compile(rf"\b{re.escape(name)}\b").search(text, start)
        if found is None:
            return 1
        self.seen[line, name] = found.end()
        return found.start() + 1

    def _const(self, node: nodes.Const, printed: bool) -> Code:
        return ("const", node.value)

    def _list(self, node: nodes.List, printed: bool) -> Code:
        return ("list", tuple(self._expression(item) for item in node.items))

    def _tuple(self, node: nodes.Tuple, printed: bool) -> Code:
        return ("list", tuple(self._expression(item) for item in node.items))

    def _not(self, node: nodes.Not, printed: bool) -> Code:
        return ("not", self._expression(node.node))

    def _and(self, node: nodes.And, printed: bool) -> Code:
        return ("and", self._expression(node.left), self._expression(node.right))

    def _or(self, node: nodes.Or, printed: bool) -> Code:
        return ("or", self._expression(node.left), self._expression(node.right))

    def _compare(self, node: nodes.Compare, printed: bool) -> Code:
        first = self._expression(node.expr)
        return ("compare", first, tuple((one.op, self._expression(one.expr)) for one in node.ops))

    def _condexpr(self, node: nodes.CondExpr, printed: bool) -> Code:
        test = self._expression(node.test)
        otherwise = node.expr2 if node.expr2 is not None else nodes.Const("", lineno=node.lineno)
        chosen = [self._expression(one, printed=printed) for one in (node.expr1, otherwise)]
        return ("choose", test, *chosen)

    def _filter(self, node: nodes.Filter, printed: bool) -> Code:
        if node.node is None or node.name not in FILTERS:
            near = did_you_mean(node.name, FILTERS)
            message = f'"{node.name}" is no filter of mail templates{near}'
            return self.problem(node.lineno, "ML022", f"{message} (known: {listed(FILTERS)})")
        most = 1 if node.name == "join" else 0
        if len(node.args) > most or node.kwargs or node.dyn_args or node.dyn_kwargs:
            return self.problem(node.lineno, "ML022", f'"{node.name}" takes no such arguments')
        inner = self._expression(node.node, printed=printed)
        return ("filter", node.name, inner, tuple(self._expression(one) for one in node.args))

    def _getattr(self, node: nodes.Getattr, printed: bool) -> Code:
        inside: Any = node.node
        name = inside.name if isinstance(inside, nodes.Name) else "…"
        if name != LOOP or node.attr not in LOOP_PARTS:
            return self.problem(
                node.lineno, "ML021", f"{name}.{node.attr}: a variable has no parts"
            )
        if not self.targets:
            return self.problem(node.lineno, "ML021", "`loop` stands outside of a loop")
        return ("loop", node.attr)
